"""The outbox: what a mail says, and that none is lost or doubled."""

from itertools import count
from smtplib import SMTPServerDisconnected

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils.html import escape

from requests import actions
from requests.alerts import alert_what_is_due
from requests.mail.outbox import RETRIES, send_due_mail
from requests.models import Channel, Notification, ServiceRequest
from teams.models import Language
from tests.factories import NOW, a_request, a_service, later


@pytest.fixture
def logged(daan, fatima):
    return a_request(
        daan,
        by=fatima,
        service=a_service(),
        subject="Zaal <b>& lunch</b>",
        text="Graag voor acht mensen",
    )


class Unreachable(EmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, _messages):
        raise SMTPServerDisconnected("Connection unexpectedly closed")


def test_each_mail_goes_out_once(logged):
    assert send_due_mail(now=NOW, limit=10) == 1
    assert send_due_mail(now=later(days=9), limit=10) == 0

    assert len(mail.outbox) == 1
    message = Notification.objects.get()
    assert (message.sent_at, message.send_at) == (NOW, None)


def test_nothing_goes_out_before_its_moment(logged):
    assert send_due_mail(now=later(seconds=-1), limit=10) == 0


def test_mails_about_one_request_thread(logged, fatima, daan):
    actions.pick_up(logged, by=fatima, now=later(minutes=1))
    send_due_mail(now=later(minutes=2), limit=10)

    received, picked_up = mail.outbox
    assert received.subject == picked_up.subject == f"[{logged.number}] {logged.subject}"
    root = f"<{logged.token}@localhost>"
    for message in (received, picked_up):
        assert message.extra_headers["References"] == root
        assert message.extra_headers["In-Reply-To"] == root
    assert received.extra_headers["Message-ID"] != picked_up.extra_headers["Message-ID"]
    assert received.to == [daan.email]


def test_a_mail_says_what_was_asked_when_it_will_be_and_where_to_look(logged):
    send_due_mail(now=NOW, limit=10)

    (message,) = mail.outbox
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    assert "Zaal <b>& lunch</b>" in message.body
    assert "Zaal &lt;b&gt;&amp; lunch&lt;/b&gt;" in html
    for text in (message.body, html):
        assert "Graag voor acht mensen" in text
        assert "14:30" in text
        assert f"/bell/{Notification.objects.get().pk}/" in text


@pytest.mark.parametrize(
    ("language", "words"), [(Language.DUTCH, "ontvangen"), (Language.ENGLISH, "received")]
)
def test_a_mail_is_in_the_language_of_who_gets_it(daan, fatima, language, words):
    daan.language = language
    daan.save()
    a_request(daan, by=fatima)

    send_due_mail(now=NOW, limit=10)

    assert words in mail.outbox[0].body


def written(logged, by, text):
    """Write something to the client by mail, and return that mail as it goes over the line."""
    actions.contact(logged, channel=Channel.EMAIL, text=text, by=by, now=later(minutes=1))
    send_due_mail(now=later(minutes=2), limit=10)
    return mail.outbox[-1]


def test_what_was_written_by_mail_is_in_the_mail_whole_and_escaped(logged, fatima):
    lines = ["Zaal 2.14 & koffie", "<script>alert(1)</script> {{ pool }}", "wóórd " * 300 + "eind"]
    message = written(logged, fatima, "\n\n".join(lines))

    html = message.alternatives[0][0]
    for line in lines:
        assert line in message.body
        assert escape(line) in html
    assert "<script" not in html
    assert f"Subject: [{logged.number}]" in message.message().as_string()


def test_an_answer_to_a_mail_goes_to_the_mailbox_of_the_pool(logged, fatima):
    message = written(logged, fatima, "Welke dag?")

    assert message.reply_to == [logged.promise.pool.email]
    assert message.message()["Reply-To"] == logged.promise.pool.email


def test_without_a_mailbox_an_answer_goes_where_the_mail_came_from(logged, fatima, noord):
    noord.email = ""
    noord.save()

    assert "Reply-To" not in written(logged, fatima, "Welke dag?").message()


def test_an_alert_to_the_pool_says_what_to_do_and_leads_to_the_request(logged):
    alert_what_is_due(now=later(hours=5), limit=10)
    send_due_mail(now=later(hours=6), limit=10)

    to_the_pool = mail.outbox[-1]
    assert [message.to for message in mail.outbox[1:]] == [[logged.promise.pool.email]]
    assert "Nog niemand heeft het opgepakt." in to_the_pool.body
    assert logged.get_absolute_url() in to_the_pool.body
    assert to_the_pool.reply_to == []


def test_a_mail_that_fails_is_tried_again_later_under_the_same_identity(logged, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Unreachable"
    send_due_mail(now=NOW, limit=10)
    message = Notification.objects.get()
    assert (message.attempts, message.sent_at, message.send_at) == (1, None, NOW + RETRIES[0])
    assert "unexpectedly closed" in message.last_error

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due_mail(now=NOW, limit=10) == 0
    assert send_due_mail(now=NOW + RETRIES[0], limit=10) == 1

    identity = mail.outbox[0].extra_headers["Message-ID"]
    assert str(message.message_id) in identity


def test_a_mail_is_given_up_after_the_last_attempt_and_keeps_its_error(logged, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Unreachable"
    now = NOW
    for wait in RETRIES:
        send_due_mail(now=now, limit=10)
        now += wait
    send_due_mail(now=now, limit=10)

    message = Notification.objects.get()
    assert (message.attempts, message.send_at) == (len(RETRIES) + 1, None)
    assert message.last_error


def test_one_mail_that_fails_does_not_hold_up_the_others(logged, daan, fatima, monkeypatch):
    a_request(daan, by=fatima, subject="Tweede")
    deliver = mail.EmailMultiAlternatives.send

    def send(self, **how):
        if "Tweede" not in self.subject:
            raise OSError("No route to host")
        return deliver(self, **how)

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", send)
    assert send_due_mail(now=NOW, limit=10) == 2

    assert [message.subject.split("] ")[1] for message in mail.outbox] == ["Tweede"]
    assert Notification.objects.filter(sent_at__isnull=True).count() == 1


def test_a_line_break_in_a_subject_never_stops_a_mail(logged):
    ServiceRequest.objects.update(subject="Zaal\nBcc: iedereen@example.org\u2028en lunch")

    send_due_mail(now=NOW, limit=10)

    (message,) = mail.outbox
    assert message.subject == f"[{logged.number}] Zaal Bcc: iedereen@example.org en lunch"
    assert message.message()["Bcc"] is None


@pytest.mark.parametrize("end", [KeyboardInterrupt, SoftTimeLimitExceeded])
def test_a_run_that_is_ended_keeps_what_it_sent_and_blames_no_mail(
    logged, daan, fatima, monkeypatch, end
):
    a_request(daan, by=fatima, subject="Tweede")
    deliver = mail.EmailMultiAlternatives.send

    def send(self, **how):
        if "Tweede" in self.subject:
            raise end
        return deliver(self, **how)

    with monkeypatch.context() as slow:
        slow.setattr(mail.EmailMultiAlternatives, "send", send)
        with pytest.raises(end):
            send_due_mail(now=NOW, limit=10)
    sent, other = Notification.objects.order_by("pk")
    assert (sent.sent_at, sent.attempts) == (NOW, 1)
    assert (other.send_at, other.attempts, other.last_error) == (NOW, 0, "")

    assert send_due_mail(now=NOW, limit=10) == 1
    assert [message.subject.split("] ")[1] for message in mail.outbox] == [logged.subject, "Tweede"]


def test_a_run_begins_no_other_mail_when_its_time_is_over(logged, daan, fatima, monkeypatch):
    for _ in range(4):
        a_request(daan, by=fatima)
    ten_seconds_each = count(0, 10)
    monkeypatch.setattr("requests.mail.outbox.monotonic", lambda: next(ten_seconds_each))

    assert [send_due_mail(now=NOW, limit=10) for _ in range(4)] == [2, 2, 1, 0]
