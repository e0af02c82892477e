"""Changing what was promised from the page of a request: shown first, then done, nothing lost."""

import pytest
from django.urls import reverse

from requests import actions
from requests.models import Decision, Event, ServiceRequest, Status
from tests.factories import NOW, a_norm, a_request, a_service, later, local

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]
HTMX = {"HTTP_HX_REQUEST": "true"}
FRIDAY = "2026-03-06T12:00"
AGREED = {"due_at": FRIDAY, "with_whom": "Daan Visser", "because": "hij is dan pas terug"}


@pytest.fixture
def zaal(fatima, daan):
    it = a_request(daan, by=fatima, service=a_service())
    actions.pick_up(it, by=fatima, now=NOW)
    return it


@pytest.fixture
def catering():
    return a_service("PO-11", "Catering bestellen", turnaround_days=5)


def url(name, it):
    return reverse(f"requests:{name}", args=[it.pk])


def text(response):
    return " ".join(response.content.decode().split())


def fields(catering):
    return {
        "correct_service": {"service": catering.pk, "because": "Het ging om de lunch"},
        "make_urgent": {"reason": "Het begint zo", "callback_phone": "088-1"},
        "agree_date": AGREED,
        "cancel": {"reason": "Niet meer nodig"},
        "decline": {"alternative": "Bel het servicepunt"},
    }


CHANGES = ["correct_service", "make_urgent", "agree_date", "cancel", "decline"]


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_done_and_told(desk, zaal, catering, name):
    response = desk.post(url(name, zaal), fields(catering)[name])

    assert response.url == zaal.get_absolute_url()
    assert zaal.events.count() == 3
    assert desk.get(response.url).status_code == 200


@pytest.mark.parametrize("name", [*CHANGES, "merge"])
def test_a_form_opens_on_the_page_or_in_place(desk, zaal, name):
    address = f"{zaal.get_absolute_url()}?do={name}"

    assert url(name, zaal) in text(desk.get(address))
    assert "<html" not in text(desk.get(address, **HTMX))


@pytest.mark.parametrize("name", [*CHANGES, "merge"])
def test_an_empty_form_says_what_is_needed_and_changes_nothing(desk, zaal, name):
    page = text(desk.post(url(name, zaal), {}))

    assert 'id="act-title"' in page
    assert 'aria-invalid="true"' in page
    assert zaal.events.count() == 2


def test_what_was_typed_is_kept_where_the_date_has_passed(desk, zaal):
    page = text(desk.post(url("agree_date", zaal), AGREED | {"due_at": "2026-03-02T09:00"}))

    assert "This moment has passed" in page
    assert "hij is dan pas terug" in page


@pytest.mark.parametrize(
    ("name", "then"),
    [
        ("correct_service", "Mon 9 Mar 17:00"),
        ("agree_date", "by the norm Wed 4 Mar 17:00"),
        ("make_urgent", "today 12:00"),
    ],
)
@pytest.mark.parametrize("script", [True, False])
def test_the_old_and_the_new_time_stand_there_before_it_is_saved(
    desk, zaal, catering, name, then, script
):
    a_norm("turnaround", hours=2, urgent=True, service_version=zaal.promise.service_version)
    sent = fields(catering)[name] | {"preview": "1"}

    page = text(desk.post(url(name, zaal), sent, **(HTMX if script else {})))

    assert "Wed 4 Mar 17:00" in page
    assert then in page
    assert ("<html" in page) is not script
    assert zaal.events.count() == 2
    assert zaal.promise.clocks.get(kind="turnaround").due_at == local("2026-03-04T17:00")


def test_a_preview_says_why_it_can_not_be(desk, zaal, catering):
    same = {"service": zaal.promise.service_version_id, "because": "x", "preview": "1"}

    page = text(desk.post(url("correct_service", zaal), same, **HTMX))

    assert "has this service already" in page


def test_the_catalogue_is_searched_as_it_was_on_the_day_of_receipt(desk, zaal, catering):
    a_service("PO-12", "Catering vanaf morgen", valid_from=later(days=1).date())

    hits = text(desk.get(url("services_of", zaal), {"subject": "catering"}, **HTMX))

    assert "Catering bestellen" in hits
    assert "vanaf morgen" not in hits
    assert 'data-value="outside"' in hits


def test_without_a_script_the_services_are_there_to_choose_from(desk, zaal, catering):
    found = {"subject": "catering", "preview": "1"}

    page = text(desk.post(url("correct_service", zaal), found))

    assert f'type="radio" name="service" value="{catering.pk}"' in page


def test_it_goes_out_of_the_catalogue_only_when_somebody_says_so(desk, zaal):
    said = {"because": "Dit doen we niet"}
    assert "Choose a service" in text(desk.post(url("correct_service", zaal), said))

    desk.post(url("correct_service", zaal), said | {"service": "outside"})

    zaal.promise.refresh_from_db()
    assert zaal.promise.service_version is None


def test_a_request_is_merged_by_its_number_and_links_to_the_other(desk, zaal, fatima, daan):
    other = a_request(daan, by=fatima, subject="Nog een zaal")
    assert other.number in text(desk.get(f"{zaal.get_absolute_url()}?do=merge"))

    desk.post(url("merge", zaal), {"number": other.number})

    page = text(desk.get(zaal.get_absolute_url()))
    assert f'href="{other.get_absolute_url()}"' in page
    assert "merged" in page


@pytest.mark.parametrize("number", ["1999-{pk:06d}", "999999", "zaal"])
def test_a_number_that_is_not_there_is_said(desk, zaal, fatima, daan, number):
    other = a_request(daan, by=fatima)

    page = text(desk.post(url("merge", zaal), {"number": number.format(pk=other.pk)}))

    assert "You work on no request with this number" in page


def test_a_request_of_a_pool_one_does_not_work_in_is_not_found_by_its_number(
    desk, zaal, stranger, sanne
):
    theirs = a_request(stranger, by=sanne)

    page = text(desk.post(url("merge", zaal), {"number": theirs.number}))

    assert "You work on no request with this number" in page


def test_what_is_done_opens_again_from_its_page(desk, zaal, fatima):
    actions.finish(zaal, text="", by=fatima, now=NOW)

    desk.post(url("reopen", zaal), {"reason": "Het licht is stuk"})

    assert ServiceRequest.objects.get().status == Status.IN_PROGRESS


def test_the_coordinator_decides_and_says_the_way_on(client, daan, fatima, marieke):
    outside = a_request(daan, by=fatima)
    client.force_login(marieke)
    assert "?do=decide" in text(client.get(outside.get_absolute_url()))

    page = text(client.post(url("decide", outside), {"decision": Decision.REFER}))
    assert "Choose who can help" in page
    client.post(url("decide", outside), {"decision": Decision.REFER, "text": "Facilitair"})

    outside.refresh_from_db()
    assert (outside.status, outside.events.last().kind) == (Status.DECLINED, Event.Kind.DECLINED)


def test_an_agreed_date_stands_on_the_page_beside_that_of_the_norm(desk, zaal):
    desk.post(url("agree_date", zaal), AGREED)

    page = text(desk.get(zaal.get_absolute_url()))

    assert "hij is dan pas terug" in page
    assert "by the norm Wed 4 Mar 17:00" in page


def test_the_client_reads_of_the_date_and_not_of_the_corrected_service(
    client, zaal, catering, fatima, daan
):
    actions.correct_service(
        zaal,
        service_version=catering,
        because="verkeerd getypt",
        all_known=True,
        by=fatima,
        now=NOW,
    )
    agreed = {"with_whom": "Daan Visser", "because": "hij is dan pas terug"}
    actions.agree_date(zaal, due_at=local(FRIDAY), **agreed, by=fatima, now=NOW)
    client.force_login(daan)

    page = text(client.get(reverse("requests:portal_detail", args=[zaal.pk]), headers={}))

    assert "hij is dan pas terug" in page
    assert "verkeerd getypt" not in page
