"""Which alerts go in one mail, which mails somebody wants, and what no longer needs one."""

from datetime import timedelta

import pytest
from django.core import mail

from requests.actions.doing import TOLD_TO_CLIENT
from requests.backlog import mail_keeps_up
from requests.mail.bundling import QUARTER
from requests.mail.kinds import ALWAYS, OF_CLIENT, MailKind, is_wanted, kind_of_alert, kind_of_event
from requests.mail.letters import LINES
from requests.mail.outbox import NO_SERVER, RETRIES, send_due_mail
from requests.models import Event, Notification
from sla.models import Alert, Norm, Rung
from teams.models import PoolMembership
from tests.factories import NOW, a_request, later

MINUTE = timedelta(minutes=1)


class RefusedError(Exception):
    """What the mail server said."""


@pytest.fixture
def alert(daan, fatima):
    """Put an alert about a new request in the outbox, for somebody or a mailbox."""

    def put(recipient, subject="Zaal", *, at=NOW, rung=Rung.BREACH, kind=None, email=""):
        service_request = a_request(daan, by=fatima, subject=subject)
        service_request.notifications.all().delete()
        clock = service_request.promise.clocks.get(kind=Norm.Kind.RESPONSE)
        if kind:
            clock.kind = kind
            clock.save()
        written = Alert.objects.create(clock=clock, rung=rung, due_at=at, found_at=at)
        return Notification.objects.create(
            service_request=service_request,
            alert=written,
            recipient=recipient,
            email=email or recipient.email,
            created_at=at,
            send_at=at,
        )

    return put


def send(now) -> list[str]:
    """Send what is due and return the subjects of the mails that went out."""
    mail.outbox.clear()
    send_due_mail(now=now, limit=100)
    return [str(message.subject) for message in mail.outbox]


def test_all_alerts_for_one_person_go_in_one_mail(alert, joost, daan):
    joost.language = "en"
    joost.save()
    waiting = [alert(joost, subject) for subject in ("Zaal", "Lunch", "Taxi")]

    assert send(NOW) == ["3 alerts for you"]

    (message,) = mail.outbox
    html, _kind = message.alternatives[0]
    for text in (message.body, html):
        for each in waiting:
            assert each.service_request.subject in text
            assert each.service_request.number in text
            assert each.get_absolute_url() in text
        assert text.count("Projecten") == 3
        assert text.count("due Monday 2 March 14:30") == 3
    assert set(Notification.objects.values_list("sent_at", "send_at")) == {(NOW, None)}


def test_one_alert_goes_in_the_thread_of_its_request(alert, joost):
    service_request = alert(joost).service_request

    assert send(NOW) == [f"[{service_request.number}] Zaal"]
    assert str(service_request.token) in mail.outbox[0].extra_headers["References"]


def test_everyone_gets_their_own_mail_and_a_mailbox_one_for_the_pool(
    alert, joost, marieke, noord, settings
):
    settings.LANGUAGE_CODE = "en"
    for _ in range(2):
        alert(joost)
        alert(marieke)
        alert(None, email=noord.email)

    assert len(send(NOW)) == 3
    by_address = {message.to[0]: message for message in mail.outbox}
    assert set(by_address) == {joost.email, marieke.email, noord.email}
    assert by_address[noord.email].subject == "2 alerts for Pool Noord"


def test_what_comes_up_soon_after_a_mail_waits_for_the_end_of_that_quarter(alert, joost):
    alert(joost, "Eerste")
    assert len(send(NOW)) == 1
    alert(joost, "Tweede", at=NOW + MINUTE)
    assert send(NOW + MINUTE) == []
    alert(joost, "Derde", at=NOW + 10 * MINUTE)
    assert send(NOW + 10 * MINUTE) == []

    assert send(NOW + QUARTER - MINUTE) == []
    assert len(send(NOW + QUARTER)) == 1

    assert "Tweede" in mail.outbox[0].body
    assert "Derde" in mail.outbox[0].body


def test_after_the_quarter_an_alert_goes_at_once(alert, joost):
    alert(joost)
    send(NOW)
    alert(joost, at=NOW + QUARTER)

    assert len(send(NOW + QUARTER)) == 1


def test_a_quarter_of_one_person_holds_up_nobody_else(alert, joost, marieke):
    alert(joost)
    send(NOW)
    alert(marieke, at=NOW + MINUTE)

    assert len(send(NOW + MINUTE)) == 1


def test_who_must_call_back_hears_it_at_once_with_all_that_waits(alert, joost):
    alert(joost)
    send(NOW)
    alert(joost, "Lunch", at=NOW + MINUTE)
    assert send(NOW + MINUTE) == []
    alert(joost, "Taxi", at=NOW + 2 * MINUTE, kind=Norm.Kind.CALLBACK)

    assert len(send(NOW + 2 * MINUTE)) == 1
    assert "Taxi" in mail.outbox[0].body


def test_while_a_mail_fails_nothing_is_added_to_it_and_no_other_begins(alert, joost, monkeypatch):
    alert(joost, "Eerste")
    with monkeypatch.context() as broken:
        broken.setattr(mail.EmailMultiAlternatives, "send", refuse)
        send(NOW)
    alert(joost, "Tweede", at=NOW + MINUTE / 2)
    assert send(NOW + MINUTE / 2) == []

    assert len(send(NOW + RETRIES[0])) == 1
    assert "Eerste" in mail.outbox[0].body
    assert "Tweede" not in mail.outbox[0].body

    assert len(send(NOW + RETRIES[0] + QUARTER)) == 1
    assert "Tweede" in mail.outbox[0].body


def test_a_mail_that_is_repeated_is_the_same_under_the_same_message_id(alert, joost, monkeypatch):
    alert(joost, "Zaal")
    alert(joost, "Lunch")
    tried = []
    with monkeypatch.context() as broken:
        broken.setattr(mail.EmailMultiAlternatives, "send", lambda mail: refuse(mail, tried))
        send(NOW)
    send(NOW + RETRIES[0])

    (first,), (again,) = tried, mail.outbox
    assert (first.body, first.extra_headers) == (again.body, again.extra_headers)


def refuse(message, tried=None):
    if tried is not None:
        tried.append(message)
    raise RefusedError("mailbox full")


def test_a_very_long_mail_says_how_many_more_there_are(alert, joost):
    joost.language = "en"
    joost.save()
    for number in range(LINES + 3):
        alert(joost, f"Verzoek {number}")

    assert send(NOW) == [f"{LINES + 3} alerts for you"]
    assert mail.outbox[0].body.count("/bell/") == LINES + 1
    assert "And 3 more" in mail.outbox[0].body
    assert not Notification.objects.filter(send_at__isnull=False).exists()


def test_mails_about_events_are_never_bundled(daan, fatima):
    for _ in range(3):
        a_request(daan, by=fatima)

    assert len(send(NOW)) == 3


@pytest.mark.parametrize(
    ("rung", "mailed"), [(Rung.WARNING, 0), (Rung.BREACH, 0), (Rung.ESCALATION, 1)]
)
def test_what_was_done_meanwhile_is_not_mailed_unless_it_was_agreed_to_be_told(
    alert, joost, rung, mailed
):
    message = alert(joost, rung=rung)
    clock = message.alert.clock
    clock.running_since, clock.stopped_at = None, NOW
    clock.next_rung, clock.next_rung_at = "", None
    clock.save()

    assert len(send(later(minutes=1))) == mailed


def test_an_alert_that_was_withdrawn_is_not_mailed(alert, joost):
    message = alert(joost, rung=Rung.ESCALATION)
    Alert.objects.update(withdrawn_at=NOW, withdrawn_because="Andere dienst")

    assert send(NOW) == []
    message.refresh_from_db()
    assert (message.send_at, message.sent_at, message.attempts) == (None, None, 0)


def test_who_left_gets_no_mail(alert, joost, marieke, daan, fatima):
    alert(joost)
    alert(marieke)
    a_request(daan, by=fatima)
    PoolMembership.objects.filter(user=joost).update(until=later(days=-1).date())
    type(marieke).objects.filter(pk__in=[marieke.pk, daan.pk]).update(is_active=False)

    assert send(NOW) == []
    assert not Notification.objects.filter(send_at__isnull=False).exists()


def test_while_there_is_no_mail_server_nothing_is_given_up(alert, joost, daan, fatima, settings):
    alert(joost)
    a_request(daan, by=fatima)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    moment = NOW
    for _ in range(len(RETRIES) + 3):
        assert send_due_mail(now=moment, limit=10) == 0
        moment += NO_SERVER

    assert set(Notification.objects.values_list("attempts", "send_at")) == {(0, moment)}
    assert all("refused" in message.last_error for message in Notification.objects.all())
    assert mail_keeps_up(moment) == "unreachable"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due_mail(now=moment, limit=10) == 2
    assert mail_keeps_up(moment) == "ok"


@pytest.mark.parametrize("kind", sorted(TOLD_TO_CLIENT))
def test_every_event_that_a_client_is_told_has_a_kind_of_mail_they_can_switch_off(kind):
    assert kind_of_event(kind) in OF_CLIENT


def test_what_somebody_writes_to_a_client_is_an_answer():
    assert kind_of_event(Event.Kind.CONTACT) == MailKind.ANSWER


@pytest.mark.parametrize(
    ("rung", "about", "of_pool", "kind"),
    [
        (Rung.WARNING, Norm.Kind.RESPONSE, False, MailKind.WARNING),
        (Rung.BREACH, Norm.Kind.TURNAROUND, False, MailKind.PAST_DUE),
        (Rung.BREACH, Norm.Kind.CALLBACK, False, MailKind.CALL_BACK),
        (Rung.WARNING, Norm.Kind.CALLBACK, False, MailKind.CALL_BACK),
        (Rung.BREACH, Norm.Kind.TURNAROUND, True, MailKind.POOL_PAST_DUE),
        (Rung.ESCALATION, Norm.Kind.TURNAROUND, True, MailKind.ESCALATION),
    ],
)
def test_an_alert_is_a_kind_of_mail_by_its_rung_and_who_hears_it(rung, about, of_pool, kind):
    assert kind_of_alert(rung, about, of_pool=of_pool) == kind


@pytest.mark.parametrize("kind", MailKind)
def test_somebody_gets_what_they_did_not_switch_off_and_what_they_can_t(fatima, kind):
    assert is_wanted(fatima, kind)

    fatima.unwanted_mail = MailKind.values

    assert is_wanted(fatima, kind) == (kind in ALWAYS)
