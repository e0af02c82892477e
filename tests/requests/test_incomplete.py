"""What is logged before all is known waits for the client, and everybody reads for what."""

import pytest
from django.core import mail
from django.urls import reverse

from requests import actions
from requests.mail.outbox import send_due_mail
from tests.factories import a_request, later
from tests.requests.desk import after_intake, save

pytestmark = pytest.mark.usefixtures("monday_ten_oclock")


@pytest.fixture
def incomplete(daan, fatima, monday_ten_oclock):
    return a_request(daan, by=fatima, service=after_intake(), intake_complete=False)


def line(visitor, **query):
    return visitor.get(reverse("requests:queue"), query).content.decode()


def test_the_queue_says_for_what_it_waits(desk, incomplete):
    for page in (line(desk), line(desk, show="waiting")):
        assert "waits for client" in page
        assert "still to know: Aantal" in page


def test_it_still_has_to_be_picked_up(desk, incomplete):
    assert "Pick up" in line(desk, show="new")
    assert incomplete.promise.clocks.going().filter(kind="response", due_at__isnull=False).exists()


def test_it_goes_on_waiting_once_somebody_has_it(desk, incomplete, fatima):
    actions.pick_up(incomplete, by=fatima, now=later(minutes=1))

    assert "still to know: Aantal" in line(desk, show="mine")


def test_an_answer_completes_it(desk, incomplete, fatima):
    actions.complete_intake(
        incomplete, answers={"aantal": 8}, event_at=None, by=fatima, now=later(minutes=1)
    )

    assert "still to know" not in line(desk)
    assert "waits for client" not in line(desk)


def test_the_page_of_the_request_asks_for_it(desk, incomplete):
    page = desk.get(incomplete.get_absolute_url()).content.decode()

    assert "Waits for the client" in page
    assert "complete_intake-answer-aantal" in page or "answer-aantal" in page


def test_the_client_reads_in_the_portal_what_is_needed(client, daan, incomplete):
    client.force_login(daan)

    assert "waits for you" in client.get(reverse("requests:portal")).content.decode()
    page = client.get(reverse("requests:portal_detail", args=[incomplete.pk])).content.decode()
    assert "We still need from you:" in page
    assert ">Aantal</label>" in page


def confirmation(daan):
    """Return the mail that tells Daan his request was received."""
    daan.language = "en"
    daan.save()
    send_due_mail(now=later(minutes=1), limit=10)
    return mail.outbox[0]


def test_the_mail_that_it_was_received_says_what_is_needed(desk, daans, daan):
    save(desk, daans, after_intake())

    told = confirmation(daan)
    for body in (told.body, told.alternatives[0][0]):
        assert "We still need from you:" in body
        assert "Aantal" in body


def test_a_mail_about_what_is_complete_asks_nothing(desk, daans, daan):
    save(desk, daans, after_intake(), **{"answer-aantal": "8"})

    assert "We still need" not in confirmation(daan).body
