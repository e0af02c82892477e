"""One request turns out to be two, two go on as one, or another follows on from what is done."""

import pytest
from django.urls import reverse

from requests import actions
from requests.mail.sentences import sentence
from requests.models import Event, Link, Notification, ServiceRequest, Status
from requests.policies import Refused
from sla.models import Norm
from tests.factories import NOW, a_manager, a_request, a_service, later

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]


@pytest.fixture
def zaal(daan, fatima, joost):
    service_request = a_request(daan, by=fatima, service=a_service(), subject="Zaal en lunch")
    actions.pick_up(service_request, by=fatima, now=later(minutes=10))
    return service_request


@pytest.fixture
def lunch():
    return a_service("FA-01", "Lunch bestellen", turnaround_days=1)


def split(service_request, version=None, *, by, now=None):
    words = {"subject": "Lunch", "text": "Voor acht", "service_version": version}
    return actions.split(service_request, **words, by=by, now=now or later(hours=2))


def told(person):
    return [sentence(one) for one in Notification.objects.in_bell_of(person).select_related()]


def test_the_part_is_of_the_same_person_and_counts_from_when_they_asked(zaal, lunch, fatima):
    part = split(zaal, lunch, by=fatima)

    assert (part.requested_by, part.status, part.subject) == (
        zaal.requested_by,
        Status.NEW,
        "Lunch",
    )
    assert part.promise.received_at == zaal.promise.received_at
    ready = part.promise.clocks.get(kind=Norm.Kind.TURNAROUND)
    assert (ready.started_at, ready.norm.amount) == (NOW, 1)
    assert part.promise.clocks.get(kind=Norm.Kind.RESPONSE).stopped_at == later(minutes=10)


def test_where_nobody_reacted_yet_the_part_still_waits_for_a_reaction(daan, fatima):
    new = a_request(daan, by=fatima, service=a_service())

    part = split(new, by=fatima)

    assert part.promise.clocks.get(kind=Norm.Kind.RESPONSE).is_running


def test_both_stories_say_so_both_pages_link_and_the_client_hears_it(zaal, fatima, daan, client):
    part = split(zaal, by=fatima)

    assert zaal.events.last().kind == Event.Kind.SPLIT
    assert part.events.last().kind == Event.Kind.SPLIT_OFF
    assert Link.objects.between(zaal, part).exists()
    assert "Fatima made two of your request “Zaal en lunch”. The other is:" in told(daan)
    assert "We received your request “Lunch”." in told(daan)
    client.force_login(daan)
    page = client.get(reverse("requests:portal_detail", args=[zaal.pk])).content.decode()
    assert part.number in page


def test_a_part_of_what_is_confidential_is_so_too_for_the_same_people(daan, fatima, marieke, joost):
    secret = a_request(daan, by=fatima, confidential=True)
    actions.let_read(secret, who=joost, by=fatima, now=NOW)

    part = split(secret, by=fatima)

    assert part.confidential
    assert set(part.named.all()) == set(secret.named.all())
    assert secret.events.last().text == part.number


def test_a_service_that_asks_something_makes_the_part_wait_for_that(zaal, fatima):
    version = a_service("FA-02", questions=[{"key": "aantal", "type": "number", "required": True}])

    assert not split(zaal, version, by=fatima).intake_complete


def test_what_is_done_is_not_split(zaal, fatima):
    actions.finish(zaal, text="", by=fatima, now=later(hours=1))

    with pytest.raises(Refused, match="the request is done"):
        split(zaal, by=fatima)

    assert ServiceRequest.objects.count() == 1


def test_it_is_split_from_the_page_with_a_service_of_the_catalogue(desk, zaal, lunch):
    url = reverse("requests:split", args=[zaal.pk])
    assert 'name="what"' in desk.get(f"{zaal.get_absolute_url()}?do=split").content.decode()

    refused = desk.post(url, {"what": "De lunch", "text": "Voor acht"}).content.decode()
    assert "Choose a service from the list." in refused
    assert "Voor acht" in refused

    desk.post(url, {"what": "De  lunch", "service": lunch.pk})
    part = ServiceRequest.objects.latest("pk")
    assert (part.subject, part.promise.service_version) == ("De lunch", lunch)


def test_after_a_merge_whoever_asked_either_hears_what_is_said(zaal, projecten, fatima, daan):
    eva = a_manager(projecten, "Eva Bos")
    hers = a_request(eva, by=fatima, client=projecten, subject="Ook die zaal")
    actions.merge(hers, into=zaal, by=fatima, now=later(minutes=20))

    actions.contact(zaal, channel="email", text="Zaal 2.14", by=fatima, now=later(minutes=30))
    actions.finish(zaal, text="Geboekt", by=fatima, now=later(minutes=40))

    for person in (daan, eva):
        assert told(person)[:2] == [
            "Your request “Zaal en lunch” is done.",
            "Fatima wrote to you about “Zaal en lunch”.",
        ]


def test_a_new_request_that_follows_on_is_begun_from_what_is_done(desk, zaal, fatima, daan):
    assert "?after=" not in desk.get(zaal.get_absolute_url()).content.decode()
    actions.finish(zaal, text="", by=fatima, now=later(minutes=20))
    page = desk.get(zaal.get_absolute_url()).content.decode()
    address = f"{reverse('requests:new')}?after={zaal.pk}"
    assert address in page

    form = desk.get(address).context["form"]

    assert form.asker.user == daan
    assert form.version == zaal.promise.service_version
    saved = desk.post(reverse("requests:new"), {**form.data.dict(), "subject": "Nog eens"})
    assert saved.status_code == 302
    link = Link.objects.get()
    assert (link.service_request.subject, link.other, link.kind) == (
        "Nog eens",
        zaal,
        Link.Kind.FOLLOWS_ON,
    )
