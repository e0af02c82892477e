"""Rights are looked at again when a mail goes: who may not see it any more does not get it."""

from collections import Counter

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from requests import actions
from requests.backlog import gauges
from requests.mail.outbox import send_due_mail
from requests.mail.withholding import REASON, withhold
from requests.models import Event, Notification, ServiceRequest
from sla.models import Alert, Rung
from tests.factories import NOW, a_client, a_manager, a_request, a_secretary, later

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]


@pytest.fixture
def secret(daan, fatima, joost):
    secret = a_request(daan, by=fatima, subject="Ontslag", confidential=True)
    actions.let_read(secret, who=joost, by=fatima, now=NOW)
    Notification.objects.update(send_at=None)
    return secret


def mention(secret, person, *, by):
    actions.note(secret, text=f"@{person} kijk jij?", by=by, now=NOW)
    return Notification.objects.get(recipient=person, event__kind=Event.Kind.NOTE)


def mailed(now=NOW):
    mail.outbox.clear()
    send_due_mail(now=now, limit=100)
    return Counter(message.to[0] for message in mail.outbox)


def left(person):
    person.pool_memberships.update(until=NOW.date())
    return later(days=1)


def test_who_is_taken_off_before_the_mail_goes_does_not_get_it(client, secret, fatima, joost):
    told = mention(secret, joost, by=fatima)
    actions.no_longer_read(secret, who=joost, by=fatima, now=NOW)

    assert mailed() == {}

    told.refresh_from_db()
    assert (told.send_at, told.sent_at, told.last_error) == (None, None, REASON)
    assert {gauge.name: gauge.value for gauge in gauges(NOW)}["mails_given_up"] == 0
    client.force_login(joost)
    assert "Ontslag" not in client.get(reverse("requests:alerts")).content.decode()
    assert client.get(told.get_absolute_url()).status_code == 404


def test_who_may_still_read_it_gets_it(secret, fatima, joost):
    mention(secret, joost, by=fatima)

    assert mailed() == {joost.email: 1}


def test_who_left_the_pool_meanwhile_gets_no_mail_about_its_requests(daan, fatima, joost):
    mention(a_request(daan, by=fatima), joost, by=fatima)
    Notification.objects.filter(recipient=daan).update(send_at=None)

    assert mailed(left(joost)) == {}


def test_who_went_from_the_pool_to_the_unit_gets_no_words_of_the_pool(
    daan, fatima, joost, projecten
):
    mention(a_request(daan, by=fatima), joost, by=fatima)
    Notification.objects.filter(recipient=daan).update(send_at=None)
    joost.client_memberships.create(client=projecten, since=later(days=1).date())

    assert mailed(left(joost)) == {}


def test_who_left_the_unit_gets_no_mail_about_what_they_asked(daan, daans, fatima):
    a_request(daan, by=fatima)
    daans.until = NOW.date()
    daans.save()

    assert mailed(later(days=1)) == {}


def put_alert(one, person, rung=Rung.BREACH, **more):
    clock = one.promise.clocks.first()
    alert = Alert.objects.create(clock=clock, rung=rung, due_at=NOW, found_at=NOW, **more)
    about = {"service_request": one, "alert": alert, "recipient": person}
    return Notification.objects.create(**about, email=person.email, created_at=NOW, send_at=NOW)


def test_a_mail_of_several_goes_without_what_may_not_be_seen(secret, daan, fatima, joost):
    joost.language = "en"
    joost.save()
    shown = [a_request(daan, by=fatima, subject=subject) for subject in ("Zaal", "Lunch")]
    Notification.objects.update(send_at=None)
    for one in (*shown, secret):
        put_alert(one, joost)
    actions.no_longer_read(secret, who=joost, by=fatima, now=NOW)

    assert mailed() == {joost.email: 1}

    [message] = mail.outbox
    assert message.subject == "2 alerts for you"
    assert "Ontslag" not in message.body
    held = Notification.objects.get(recipient=joost, alert__isnull=False, service_request=secret)
    assert (held.sent_at, held.last_error) == (None, REASON)
    assert mailed() == {}


def test_what_was_agreed_to_be_told_goes_to_who_is_of_neither(daan, fatima, stranger):
    one = a_request(daan, by=fatima)
    Notification.objects.update(send_at=None)
    put_alert(one, stranger, Rung.ESCALATION, level=1)

    assert mailed() == {stranger.email: 1}


def test_it_goes_by_the_same_rule_as_the_bell(
    daan, fatima, joost, marieke, sanne, stranger, noord, projecten
):
    other = a_manager(a_client(noord, "HRM"), "Iris Blom")
    colleague = a_manager(projecten, "Eva Bos")
    gone = a_secretary(noord, "Karin Weg")
    gone.pool_memberships.update(until="2026-02-01")
    people = [daan, fatima, joost, marieke, sanne, stranger, other, colleague, gone]
    requests = [a_request(daan, by=fatima, confidential=secret) for secret in (True, False)]
    actions.pick_up(requests[0], by=fatima, now=NOW)
    for one in requests:
        one.named.set([joost, sanne])
    Notification.objects.all().delete()
    for one in requests:
        for person in people:
            put_event(one, person)

    withhold(Notification.objects.all(), on=NOW.date())

    for message in Notification.objects.select_related("recipient"):
        visible = ServiceRequest.objects.visible_to(message.recipient, NOW.date())
        assert (message.send_at is not None) == visible.filter(
            pk=message.service_request_id
        ).exists()


def put_event(one, person):
    event = one.events.get(kind=Event.Kind.LOGGED)
    about = {"service_request": one, "event": event, "recipient": person}
    Notification.objects.create(**about, email=person.email, created_at=NOW, send_at=NOW)


def test_it_asks_the_same_however_many_mails_go(daan, fatima, joost):
    def asked(count):
        for _ in range(count):
            actions.note(a_request(daan, by=fatima), text="@Joost", by=fatima, now=NOW)
        with CaptureQueriesContext(connection) as captured:
            assert sum(mailed().values()) == 2 * count
        about_them = [query["sql"] for query in captured if "requests_notification" in query["sql"]]
        return len(about_them) - 2 * count  # each is settled before the next

    assert asked(2) == asked(6)
