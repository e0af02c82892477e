"""Reminders of what was agreed in a conversation and of the yearly review: each once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from sla.models import Conversation, ReviewReminder, TalkAction
from sla.talks import actions
from sla.talks.reminding import remind_of_actions, remind_of_reviews
from sla.tasks import remind_of_conversations
from tests.factories import NOW, a_talk, an_agreement, later
from tests.requests.test_races import at_once

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def agreed(projecten, daan):
    return an_agreement(projecten, review_month=3, client_contact=daan)


@pytest.fixture
def talk(agreed, marieke):
    return a_talk(agreed, marieke)


def an_action(talk, owner, by, due_on=TODAY, text="Sjabloon maken"):
    return actions.add_action(talk, text=text, owner=owner, due_on=due_on, by=by, now=NOW)


def told():
    return sorted(address for letter in mail.outbox for address in letter.to)


def test_what_is_due_is_told_once_and_what_is_done_or_later_is_not(talk, marieke):
    an_action(talk, marieke, marieke)
    an_action(talk, marieke, marieke, text="Later", due_on=TODAY + timedelta(days=1))
    done = an_action(talk, marieke, marieke, text="Gedaan")
    actions.tick(done, done=True, by=marieke, now=NOW)

    assert remind_of_actions(now=NOW) == 1
    assert remind_of_actions(now=later(hours=1)) == 0

    (letter,) = mail.outbox
    assert letter.to == [marieke.email]
    assert "Sjabloon maken" in letter.body
    assert talk.get_absolute_url() in letter.body
    assert not any(word in letter.body for word in ("Later", "Gedaan"))
    assert remind_of_actions(now=later(days=1)) == 1


def test_who_can_not_read_the_conversation_yet_hears_of_it_when_they_can(talk, marieke, daan):
    an_action(talk, daan, marieke)
    assert remind_of_actions(now=NOW) == 0

    actions.share(talk, by=marieke, now=NOW)

    assert remind_of_actions(now=NOW) == 1
    assert told() == [daan.email]


def test_a_mail_that_fails_is_tried_the_next_time(monkeypatch, talk, agreed, marieke):
    an_action(talk, marieke, marieke)

    def lost(_letter):
        raise OSError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", lost)
        for remind in (remind_of_actions, remind_of_reviews):
            with pytest.raises(OSError, match="gone"):
                remind(now=NOW)

    assert remind_of_actions(now=NOW) == 1
    assert remind_of_reviews(now=NOW) == 2


def test_the_review_is_told_once_in_its_month_to_both_sides(agreed, marieke, daan, fatima, sanne):
    assert remind_of_reviews(now=NOW - timedelta(days=2)) == 0  # the last day of February

    assert remind_of_reviews(now=NOW) == 2
    assert remind_of_reviews(now=later(days=20)) == 0

    assert told() == sorted([marieke.email, daan.email])
    assert f"/agreements/{agreed.pk}/conversations/" in mail.outbox[0].body
    assert remind_of_reviews(now=later(days=365)) == 2


@pytest.mark.parametrize(
    ("kind", "days_before", "reminded"),
    [
        ("review", 0, 0),
        ("review", 50, 0),
        ("review", 300, 2),
        ("talk", 0, 2),
    ],
)
def test_a_review_that_is_prepared_or_was_just_held_is_not_asked_for(
    agreed, marieke, kind, days_before, reminded
):
    a_talk(agreed, marieke, kind=kind, day=TODAY - timedelta(days=days_before))

    assert remind_of_reviews(now=NOW) == reminded


def test_the_page_says_that_it_is_time(client, monday_ten_oclock, agreed, marieke):
    client.force_login(marieke)
    url = f"/agreements/{agreed.pk}/conversations/"
    assert "time for the yearly review" in client.get(url).content.decode()

    a_talk(agreed, marieke, kind="review")

    assert "time for the yearly review" not in client.get(url).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_everybody_once(agreed, marieke, daan):
    talk = a_talk(agreed, marieke)
    an_action(talk, marieke, marieke)
    for remind in (remind_of_actions, remind_of_reviews):
        at_once(*(lambda remind=remind: remind(now=NOW) for _worker in range(2)))

    assert told() == sorted([marieke.email, marieke.email, daan.email])
    assert TalkAction.objects.get().reminded_for == TODAY
    assert ReviewReminder.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_prepare_it_at_once_find_the_same_one(agreed, marieke):
    at_once(*(lambda: a_talk(agreed, marieke) for _person in range(2)))

    assert Conversation.objects.count() == 1


def test_the_worker_does_both(monday_ten_oclock, talk, agreed, marieke, daan):
    an_action(talk, marieke, marieke)

    remind_of_conversations()
    remind_of_conversations()

    assert told() == sorted([marieke.email, marieke.email, daan.email])
