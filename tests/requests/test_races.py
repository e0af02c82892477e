"""Two people, one request, the same moment: one of the two things happens, and it is whole."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client as Visitor
from django.urls import reverse

from pdc.policies import Refused as RefusedByCatalogue
from requests import actions
from requests.actions.doing import JUST_NOW
from requests.closing import close_what_is_done
from requests.models import Channel, Event, Link, ServiceRequest, Status, Verdict
from requests.policies import Refused
from sla.models import ClockEvent, Norm
from tests.factories import NOW, a_request, a_service, a_text, later, local
from tests.requests.files import kept

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 10


def at_once(*things):
    """Let each thing be done at the same moment; return how many were refused."""
    together = Barrier(len(things))

    def do(thing):
        together.wait()
        try:
            thing()
        except (Refused, RefusedByCatalogue):
            return 1
        finally:
            connection.close()
        return 0

    with ThreadPoolExecutor(len(things)) as people:
        return sum(people.map(do, things))


def fresh(it):
    return ServiceRequest.objects.get(pk=it.pk)


def test_it_is_either_done_or_cancelled(daan, fatima, joost):
    version = a_service()
    for _ in range(ROUNDS):
        it = a_request(daan, by=fatima, service=version)

        refused = at_once(
            lambda it=it: actions.finish(fresh(it), text="", by=fatima, now=later(minutes=5)),
            lambda it=it: actions.cancel(fresh(it), reason="x", by=joost, now=later(minutes=5)),
        )

        after = fresh(it)
        assert refused == 1
        assert after.events.count() == 2
        out = after.promise.clocks.filter(without_outcome=True).exists()
        assert out == (after.status == Status.CANCELLED)


def test_of_two_who_give_it_away_and_one_who_picks_it_up_one_succeeds(daan, fatima, joost, marieke):
    for _ in range(ROUNDS):
        it = a_request(daan, by=fatima)
        seen = [fresh(it) for _ in range(3)]

        refused = at_once(
            lambda it=seen[0]: actions.assign(it, to=joost, because="", by=fatima, now=NOW),
            lambda it=seen[1]: actions.assign(it, to=fatima, because="", by=marieke, now=NOW),
            lambda it=seen[2]: actions.pick_up(it, by=marieke, now=NOW),
        )

        assert refused == 2
        assert fresh(it).events.count() == 2
        assert fresh(it).assignee in (joost, fatima, marieke)


def test_two_requests_merged_into_each_other_leave_one_open(daan, fatima, joost):
    for _ in range(ROUNDS):
        one, other = (a_request(daan, by=fatima) for _ in range(2))

        refused = at_once(
            lambda one=one, other=other: actions.merge(
                fresh(one), into=fresh(other), by=fatima, now=NOW
            ),
            lambda one=one, other=other: actions.merge(
                fresh(other), into=fresh(one), by=joost, now=NOW
            ),
        )

        assert refused == 1
        assert {fresh(one).status, fresh(other).status} == {Status.NEW, Status.MERGED}


def test_a_double_click_agrees_on_a_date_once(daan, fatima):
    it = a_request(daan, by=fatima, service=a_service())
    agreed = {"due_at": local("2026-03-12T12:00"), "with_whom": "Daan", "because": "vakantie"}

    refused = at_once(
        *(lambda: actions.agree_date(fresh(it), **agreed, by=fatima, now=NOW) for _ in range(2))
    )

    turnaround = it.promise.clocks.get(kind=Norm.Kind.TURNAROUND)
    assert refused == 1
    assert turnaround.events.filter(kind=ClockEvent.Kind.AGREED).count() == 1
    assert it.events.filter(kind=Event.Kind.AGREED).count() == 1


def test_two_who_link_the_same_pair_at_once_make_one_link(daan, fatima, joost):
    how = {"kind": Link.Kind.BELONGS_WITH, "now": NOW}
    for _ in range(ROUNDS):
        one, other = (a_request(daan, by=fatima) for _ in range(2))

        refused = at_once(
            lambda a=one, b=other: actions.link(fresh(a), to=fresh(b), by=fatima, **how),
            lambda a=one, b=other: actions.link(fresh(b), to=fresh(a), by=joost, **how),
        )

        assert refused == 1
        assert Link.objects.of(one).count() == 1


def test_a_colleague_who_is_asked_twice_at_once_is_asked_once(daan, fatima, joost, marieke):
    how = {"of": joost, "question": "?", "now": NOW}
    for _ in range(ROUNDS):
        it = a_request(daan, by=fatima)

        refused = at_once(
            lambda it=it: actions.ask_help(fresh(it), by=fatima, **how),
            lambda it=it: actions.ask_help(fresh(it), by=marieke, **how),
        )

        assert refused == 1
        assert it.helps.count() == 1


def test_help_that_is_answered_and_withdrawn_at_once_ends_once(daan, fatima, joost, marieke):
    for _ in range(ROUNDS):
        it = a_request(daan, by=fatima)
        actions.ask_help(it, of=joost, question="?", by=fatima, now=NOW)

        refused = at_once(
            lambda it=it: actions.withdraw_help(fresh(it), of=joost, by=fatima, now=NOW),
            lambda it=it: actions.answer_help(fresh(it), could=True, text="", by=joost, now=NOW),
        )

        assert refused == 1
        ends = {Event.Kind.HELP_WITHDRAWN, Event.Kind.HELPED}
        assert it.events.filter(kind__in=ends).count() == 1


def test_what_one_click_sends_twice_is_told_and_mailed_once(daan, fatima, joost):
    words = {"channel": Channel.EMAIL, "text": "Welke zaal?", "by": fatima, "now": NOW}
    for _ in range(ROUNDS):
        it = a_request(daan, by=fatima)

        at_once(*[lambda it=it: actions.contact(fresh(it), **words)] * 2)
        at_once(*[lambda it=it: actions.note(fresh(it), text="@Joost", by=fatima, now=NOW)] * 2)

        for kind, person in ((Event.Kind.CONTACT, daan), (Event.Kind.NOTE, joost)):
            assert it.events.filter(kind=kind).count() == 1
            assert person.notifications.filter(event__kind=kind, service_request=it).count() == 1


def test_the_same_said_again_later_or_by_somebody_else_is_told_again(daan, fatima, joost):
    it = a_request(daan, by=fatima)
    words = {"channel": Channel.PHONE, "text": "Nog even geduld"}

    actions.contact(it, **words, by=fatima, now=NOW)
    actions.contact(it, **words, by=joost, now=NOW)
    actions.contact(it, **words, by=fatima, now=NOW + JUST_NOW)

    assert it.events.filter(kind=Event.Kind.CONTACT).count() == 3


def test_files_that_one_click_sends_twice_are_there_once(daan, fatima, settings, tmp_path):
    settings.ATTACHMENTS_DIR = tmp_path
    how = {"by": daan, "now": NOW}
    for _ in range(ROUNDS):
        it = a_request(daan, by=fatima)

        at_once(*[lambda it=it: actions.attach_as_client(fresh(it), files=[kept()], **how)] * 2)

        assert it.attachments.count() == 1
        assert it.events.filter(kind=Event.Kind.ATTACHED).count() == 1
        assert fatima.notifications.filter(service_request=it).count() == 1


def done(daan, fatima):
    it = a_request(daan, by=fatima, service=a_service(f"PO-{ServiceRequest.objects.count()}"))
    actions.finish(it, text="", by=fatima, now=NOW)
    return it


def test_at_the_last_moment_it_is_confirmed_opened_again_or_closed_and_whole(daan, fatima):
    for _ in range(ROUNDS):
        it = done(daan, fatima)
        last = it.closes_at

        at_once(
            lambda it=it, at=last: actions.confirm(fresh(it), by=daan, now=at),
            lambda it=it, at=last: actions.ask_again(fresh(it), text="x", by=daan, now=at),
            lambda at=last: close_what_is_done(now=at + timedelta(seconds=1), limit=10),
        )

        after = fresh(it)
        kinds = list(after.events.order_by("pk").values_list("kind", flat=True))[2:]
        going = after.promise.clocks.going().filter(kind=Norm.Kind.TURNAROUND).count()
        again = Event.Kind.REOPENED in kinds
        assert after.status == (Status.IN_PROGRESS if again else Status.CLOSED)
        assert going == int(again)
        assert (after.closes_at is None) == again
        assert len(kinds) == len(set(kinds))
        assert {Event.Kind.CONFIRMED, Event.Kind.CLOSED} - set(kinds)  # never both


def test_several_workers_close_each_request_once(daan, fatima):
    them = [done(daan, fatima) for _ in range(12)]
    over = them[0].closes_at + timedelta(days=1)

    def close():
        while close_what_is_done(now=over, limit=2):
            pass

    at_once(*[close] * 4)
    close()  # what every one of them skipped, while another held it

    closed = Event.objects.filter(kind=Event.Kind.CLOSED).values_list("service_request", flat=True)
    assert sorted(closed) == [it.pk for it in them]


def test_rated_twice_at_once_it_is_rated_once(daan, fatima):
    for _ in range(ROUNDS):
        it = done(daan, fatima)

        refused = at_once(
            *(
                lambda it=it, verdict=verdict: actions.rate(
                    fresh(it), verdict=verdict, by=daan, now=NOW
                )
                for verdict in Verdict
            )
        )

        assert refused == 1
        assert it.events.filter(kind=Event.Kind.RATED).count() == 1


def test_of_two_who_change_a_standard_text_at_once_one_sees_the_words_of_the_other(
    noord, fatima, joost
):
    visitors = {who: Visitor() for who in (fatima, joost)}
    for who, visitor in visitors.items():
        visitor.force_login(who)

    def change(who, text, seen):
        typed = {"name": text.name, "text": who.get_short_name(), "seen": seen}
        address = reverse("requests:answer_template", args=[text.pk])
        return visitors[who].post(address, typed).status_code, who

    for number in range(ROUNDS):
        text = a_text(noord, fatima, name=f"Ontvangst {number}", changed_at=later(days=-1))
        text.refresh_from_db()
        seen, kept = text.changed_at.isoformat(), []
        both = [partial(change, who, text, seen) for who in visitors]
        at_once(*[lambda one=one, kept=kept: kept.append(one()) for one in both])

        (refused, _other), (done, first) = sorted(kept, key=lambda answer: answer[0])
        text.refresh_from_db()
        assert (refused, done) == (200, 302)
        assert (text.text, text.changed_by) == (first.get_short_name(), first)


def test_a_form_that_is_sent_twice_at_once_is_one_request(daan):
    client = daan.client_memberships.get().client
    for number in range(ROUNDS):
        said = {"subject": f"zaal {number}", "token": uuid4(), "by": daan, "now": NOW}

        def ask(said=said):
            actions.ask(client=client, service_version=None, **said)

        assert at_once(ask, ask) == 0
        asked = ServiceRequest.objects.get(subject=f"zaal {number}")
        assert asked.events.count() == 1
        assert asked.promise.clocks.filter(kind="response").count() == 1
