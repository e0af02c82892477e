"""A service for some clients only: others read nothing of it, and nobody asks it for them."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from pdc.models import ServiceVersion
from pdc.search import suggest
from requests import actions
from requests.models import ServiceRequest
from requests.policies import Refused
from tests.factories import NOW, a_client, a_manager, a_request, a_service, later
from tests.requests.desk import HTMX, PROMISE, SERVICES, save, typed

pytestmark = pytest.mark.usefixtures("monday_ten_oclock")
NAME = "Dijkschouw voorbereiden"


@pytest.fixture
def schouw(projecten):
    """A service for Projecten only, named everywhere as related to one for everybody."""
    version = a_service("PO-77", NAME)
    version.service.only_for.add(projecten)
    a_service("PO-10").service.related.add(version.service)
    return version


@pytest.fixture
def iris(noord):
    """Somebody of another unit of the same pool."""
    return a_manager(a_client(noord, "HRM", name="Personeel"), "Iris Blom")


def rooms():
    """Return every page on which somebody could read of it."""
    return {
        "catalogue": reverse("pdc:service_list"),
        "found": f"{reverse('pdc:service_list')}?q=dijkschouw",
        "service": reverse("pdc:service_detail", args=["PO-77"]),
        "related": reverse("pdc:service_detail", args=["PO-10"]),
        "norms": reverse("sla:service_norms", args=["PO-77"]),
        "search": f"{reverse('requests:search')}?q=dijkschouw",
        "portal": reverse("requests:portal"),
        "offers": f"{reverse('requests:portal')}?part=offers&q=dijkschouw",
        "why": reverse("requests:why_offer", args=["PO-77"]),
    }


def reads(client, person, url):
    client.force_login(person)
    return NAME in strip_tags(client.get(url).content.decode())


@pytest.mark.parametrize("room", sorted(rooms()))
def test_only_those_it_is_for_read_of_it(client, room, schouw, daan, iris, stranger):
    url = rooms()[room]

    assert [reads(client, person, url) for person in (daan, iris, stranger)] == [True, False, False]


@pytest.mark.parametrize("room", sorted({*rooms()} - {"portal", "offers", "why"}))
def test_every_pool_reads_of_it(client, room, schouw, fatima, sanne):
    assert all(reads(client, person, rooms()[room]) for person in (fatima, sanne))


def test_whoever_has_one_of_the_units_reads_it_until_they_leave(schouw, iris, projecten):
    seen = ServiceVersion.objects.in_force(NOW.date())
    membership = iris.client_memberships.create(client=projecten, since=NOW.date())
    tomorrow = later(days=1).date()

    assert schouw in seen.visible_to(iris, NOW.date())
    membership.until = NOW.date()
    membership.save()
    assert schouw not in seen.visible_to(iris, tomorrow)


def test_the_desk_is_offered_it_only_for_who_may_ask(desk, schouw, daan, iris):
    def offered(asker):
        sent = typed(asker and asker.client_memberships.get(), subject="dijkschouw")
        return NAME in desk.post(reverse(SERVICES), sent, headers=HTMX).content.decode()

    assert [offered(daan), offered(iris), offered(None)] == [True, False, True]


@pytest.mark.parametrize("said", ["dijkschouw", "PO-77"])
def test_what_others_can_not_ask_is_outside_their_catalogue(said, schouw, iris):
    unit = iris.client_memberships.get().client_id

    assert schouw in suggest("", typing=said).versions
    assert schouw not in suggest("", typing=said, client=unit).versions


def test_it_is_not_logged_for_others_and_what_was_typed_stays(desk, schouw, daan, iris):
    answer = save(desk, iris.client_memberships.get(), schouw).content.decode()

    assert "only for other units" in answer
    assert "zaal voor donderdag" in answer
    sent = typed(iris.client_memberships.get(), schouw)
    assert (
        "only for other units" in desk.post(reverse(PROMISE), sent, headers=HTMX).content.decode()
    )
    assert not ServiceRequest.objects.exists()
    save(desk, daan.client_memberships.get(), schouw)
    assert ServiceRequest.objects.get().promise.service_version == schouw


def test_no_request_of_others_becomes_it(desk, schouw, iris, fatima):
    logged = a_request(iris, by=fatima, service=ServiceVersion.objects.get(service__code="PO-10"))
    words = {"because": "toch dit", "all_known": True}

    with pytest.raises(Refused, match="only for other units"):
        actions.correct_service(logged, service_version=schouw, **words, by=fatima, now=NOW)
    hits = desk.get(reverse("requests:services_of", args=[logged.pk]), {"subject": "dijkschouw"})
    assert NAME not in hits.content.decode()
    sent = {"subject": "De schouw", "service": schouw.pk}
    desk.post(reverse("requests:split", args=[logged.pk]), sent)
    assert ServiceRequest.objects.count() == 1


def test_a_request_of_theirs_becomes_it(desk, schouw, daan, fatima):
    logged = a_request(daan, by=fatima)
    words = {"because": "toch dit", "all_known": True}

    actions.correct_service(logged, service_version=schouw, **words, by=fatima, now=NOW)

    assert logged.promise.service_version == schouw
