"""*Why?* stands beside every deadline, and answers whoever may see it."""

import pytest
from django.urls import reverse

from requests import actions
from requests.alerts import alert_what_is_due
from sla.models import ClockEvent
from tests.factories import NOW, a_request, a_service, an_agreement, local
from tests.requests.desk import after_intake, the_promise

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]
HTMX = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def zaal(daan, fatima):
    """Logged and picked up: what was promised next is that it is ready."""
    service_request = a_request(daan, by=fatima, service=a_service())
    actions.pick_up(service_request, by=fatima, now=NOW)
    return service_request


@pytest.fixture
def at_home(client, daan, monday_ten_oclock):
    client.force_login(daan)
    return client


def address(service_request, clock=None):
    return reverse("requests:why", args=[service_request.pk, *([clock.pk] if clock else [])])


def ready(service_request):
    return service_request.promise.clocks.get(kind="turnaround")


def text(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_it_is_told_in_place_or_as_a_page(desk, zaal):
    in_place = text(desk.get(address(zaal, ready(zaal)), **HTMX))
    whole = text(desk.get(address(zaal, ready(zaal))))

    assert "2 working days, standard of the catalogue" in in_place
    assert "<html" not in in_place
    assert "2 working days, standard of the catalogue" in whole
    assert "<html" in whole


def test_it_names_the_agreement_the_norm_comes_from(desk, fatima, daan, projecten):
    service = a_service()
    an_agreement(projecten, services=[service.service], turnaround_days=1)
    service_request = a_request(daan, by=fatima, service=service)

    page = text(desk.get(address(service_request, ready(service_request)), **HTMX))

    assert "1 working day, Afspraak PRJ, version 1" in page


def test_without_a_clock_it_tells_what_was_promised_next(desk, daan, fatima, zaal):
    new = a_request(daan, by=fatima)

    assert "first reaction" in text(desk.get(address(new), **HTMX))
    assert "2 working days" in text(desk.get(address(zaal), **HTMX))


def test_where_nothing_was_promised_there_is_nothing_to_tell(desk, fatima, zaal):
    actions.finish(zaal, text="Geregeld", by=fatima, now=NOW)

    assert desk.get(address(zaal)).status_code == 404
    assert desk.get(address(zaal, ready(zaal))).status_code == 200


def test_a_clock_of_another_request_is_not_told(desk, zaal, fatima, daan):
    other = a_request(daan, by=fatima)

    assert desk.get(address(zaal, other.promise.clocks.first())).status_code == 404


def test_the_desk_can_try_other_moments_and_finds_the_same_answer(desk, zaal):
    whole = desk.get(address(zaal))

    tried = text(desk.get(whole.context["calculator"]))

    assert "Wednesday 4 March 2026</span> 17:00" in tried
    assert "2 working days" in tried


def test_who_asked_reads_it_without_what_the_desk_wrote(at_home, desk_note, zaal):
    page = text(at_home.get(address(zaal)))

    assert "service corrected" in page
    assert desk_note not in page
    assert reverse("sla:calculator") not in page
    assert reverse("requests:portal_detail", args=[zaal.pk]) in page


@pytest.fixture
def desk_note(zaal):
    """What the desk wrote about why a deadline moved."""
    note = "Daan koos weer verkeerd"
    ready(zaal).events.create(kind=ClockEvent.Kind.CORRECTED, at=NOW, because=note)
    return note


def test_strangers_learn_nothing(client, sanne, stranger, zaal):
    for person in (sanne, stranger):
        client.force_login(person)
        assert client.get(address(zaal)).status_code == 404
        assert client.get(address(zaal, ready(zaal))).status_code == 404


def test_of_a_confidential_request_a_colleague_learns_nothing(client, joost, fatima, daan):
    secret = a_request(daan, by=fatima, confidential=True)

    client.force_login(joost)

    assert client.get(address(secret)).status_code == 404


def test_it_stands_beside_the_time_on_every_page_of_the_desk(desk, zaal):
    assert f'class="why" href="{address(zaal)}"' in text(desk.get(reverse("requests:queue")))
    assert f'hx-get="{address(zaal)}"' in text(desk.get(zaal.get_absolute_url()))


def test_it_stands_beside_the_time_on_every_page_of_the_portal(at_home, zaal):
    for page in (
        reverse("requests:portal"),
        reverse("requests:portal_detail", args=[zaal.pk]),
    ):
        assert f'hx-get="{address(zaal)}"' in text(at_home.get(page))


def test_it_stands_beside_an_alert_for_the_clock_that_rang(desk, fatima, daan):
    unanswered = a_request(daan, by=fatima)
    alert_what_is_due(now=local("2026-03-02T15:00"), limit=10)
    response = unanswered.promise.clocks.get(kind="response")

    assert f'hx-get="{address(unanswered, response)}"' in text(desk.get(reverse("requests:alerts")))


def test_a_promise_says_why_before_anything_is_saved(desk, daans):
    page = the_promise(desk, daans, a_service())

    assert 'id="why-outlook"' in page
    assert "4 working hours, standard of the catalogue" in page
    assert "2 working days, standard of the catalogue" in page


def test_a_promise_without_a_time_yet_has_nothing_to_explain(desk, daans):
    page = the_promise(desk, daans, after_intake(response_hours=None))

    assert "ready <b>within 4 working hours</b>" in page
    assert "4 working hours, standard of the catalogue</td>" not in page


def test_what_a_service_would_promise_now_is_told_to_whoever_may_ask_it(at_home):
    a_service()
    where = reverse("requests:why_offer", args=["PO-10"])

    assert f'hx-get="{where}"' in text(at_home.get(reverse("requests:portal")))
    assert "Wednesday 4 March" in text(at_home.get(where, **HTMX))
    assert "<html" in text(at_home.get(where))


def test_a_service_outside_the_catalogue_or_for_nobody_promises_nothing(client, at_home, fatima):
    assert at_home.get(reverse("requests:why_offer", args=["PO-10"])).status_code == 404

    a_service()
    client.force_login(fatima)

    assert client.get(reverse("requests:why_offer", args=["PO-10"])).status_code == 404
