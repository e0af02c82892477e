"""Who may do what: every action, tried by everybody, also on what is confidential."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import pytest
from django.db import transaction

from requests import actions
from requests.models import Channel, Decision, Link, ServiceRequest, Verdict, WaitingFor
from requests.policies import Refused
from sla.models import Cause, Norm
from teams.models import Client, User
from tests.factories import NOW, a_norm, a_request, a_service, later
from tests.requests.files import kept
from tests.rights.people import POOL, UNIT

THEIRS = frozenset(UNIT)
NAMED = {"secretary", "coordinator", "asker"}


class Deed(NamedTuple):
    """Something done to a request, what came before it, and who may."""

    do: Callable[..., object]
    first: tuple[str, ...] = ()
    who: frozenset[str] = frozenset(POOL)
    in_confidence: frozenset[str] | None = None  # None: those of them who are named


def log(_request, **by):
    return actions.log(
        client=Client.objects.get(code="PRJ"),
        requested_by=_request.requested_by,
        service_version=None,
        subject="Nog een vraag",
        channel=Channel.PHONE,
        received_at=NOW,
        **by,
    )


def ask(_request, **by):
    client = Client.objects.get(code="PRJ")
    actions.ask(client=client, service_version=None, subject="Nog een vraag", **by)


def correct_service(request, **by):
    version = a_service("PO-99")
    words = {"because": "verkeerd gekozen", "all_known": True}
    actions.correct_service(request, service_version=version, **words, **by)


def the_other(request):
    return ServiceRequest.objects.get(subject="De andere", confidential=request.confidential)


def merge(request, **by):
    actions.merge(request, into=the_other(request), **by)


def link(request, **by):
    actions.link(request, to=the_other(request), kind=Link.Kind.BELONGS_WITH, **by)


def a_colleague():
    return User.objects.get(given_name="Joost")


def own_item(request):
    return request.checklist_items.get(step=None).key


def say_why_late(request, **by):
    request.promise.clocks.update(due_at=NOW)
    actions.say_why_late(request, cause=Cause.PEAK, word="", **by)


def stop_timer(request, **by):
    actions.start_timer(request, **by)
    actions.stop_timer(**by)


def own_time(request, by, now):
    """Book time, to correct or remove it."""
    actions.book_time(request, minutes=5, day=NOW.date(), note="", by=by, now=now)
    return request.time_entries.of(by).last().pk


def correct_time(request, **by):
    said = {"minutes": 10, "day": NOW.date(), "note": ""}
    actions.correct_time(entry_pk=own_time(request, **by), **said, **by)


def let_read(request, **by):
    actions.let_read(request, who=a_colleague(), **by)


def no_longer_read(request, **by):
    let_read(request, **by)
    actions.no_longer_read(request, who=a_colleague(), **by)


def ask_help(request, **by):
    of = User.objects.get(given_name="Marieke" if by["by"] == a_colleague() else "Joost")
    actions.ask_help(request, of=of, question="weet jij dit?", **by)


DEEDS = {
    "log": Deed(log),
    "ask": Deed(ask, who=THEIRS, in_confidence=THEIRS),
    "pick_up": Deed(actions.pick_up),
    "assign": Deed(
        lambda one, **by: actions.assign(one, to=a_colleague(), because="ik ben weg", **by)
    ),
    "hand_back": Deed(lambda one, **by: actions.hand_back(one, reason="ziek", **by), ("pick_up",)),
    "contact": Deed(
        lambda one, **by: actions.contact(one, channel=Channel.PHONE, text="gebeld", **by)
    ),
    "note": Deed(lambda one, **by: actions.note(one, text="let op", **by)),
    "wait": Deed(
        lambda one, **by: actions.wait(
            one, waiting_for=WaitingFor.CLIENT, reason="aantal", follow_up_on=None, **by
        ),
        ("pick_up",),
    ),
    "resume": Deed(lambda one, **by: actions.resume(one, text="", **by), ("pick_up", "wait")),
    "complete_intake": Deed(
        lambda one, **by: actions.complete_intake(one, answers={"aantal": 3}, event_at=None, **by)
    ),
    "finish": Deed(lambda one, **by: actions.finish(one, text="klaar", **by)),
    "reopen": Deed(
        lambda one, **by: actions.reopen(one, reason="mist nog iets", **by), ("finish",)
    ),
    "say_why_late": Deed(say_why_late, ("finish",)),
    "answer": Deed(
        lambda one, **by: actions.answer(one, text="acht", **by), ("pick_up", "wait"), THEIRS
    ),
    "answer_intake": Deed(
        lambda one, **by: actions.answer_intake(one, answers={"aantal": 3}, event_at=None, **by),
        who=THEIRS,
    ),
    "confirm": Deed(actions.confirm, ("finish",), THEIRS),
    "ask_again": Deed(
        lambda one, **by: actions.ask_again(one, text="nog iets", **by), ("finish",), THEIRS
    ),
    "discuss": Deed(lambda one, **by: actions.discuss(one, text="", **by), who=THEIRS),
    "rate": Deed(
        lambda one, **by: actions.rate(one, verdict=Verdict.GOOD, **by), ("finish",), THEIRS
    ),
    "say_more": Deed(
        lambda one, **by: actions.say_more(one, mark=8, sentence="", **by),
        ("finish", "rate"),
        frozenset({"asker"}),
    ),
    "correct_service": Deed(correct_service),
    "make_urgent": Deed(
        lambda one, **by: actions.make_urgent(one, reason="nu", callback_phone="1168", **by)
    ),
    "agree_date": Deed(
        lambda one, **by: actions.agree_date(
            one, due_at=later(days=9), with_whom="Daan", because="vakantie", **by
        )
    ),
    "cancel": Deed(lambda one, **by: actions.cancel(one, reason="hoeft niet", **by)),
    "decline": Deed(lambda one, **by: actions.decline(one, alternative="bel de ICT", **by)),
    "merge": Deed(merge),
    "link": Deed(link),
    "split": Deed(
        lambda one, **by: actions.split(one, subject="Lunch", text="", service_version=None, **by)
    ),
    "ask_help": Deed(ask_help),
    "answer_help": Deed(
        lambda one, **by: actions.answer_help(one, could=True, text="zo", **by),
        ("ask_help",),
        who=frozenset({"colleague"}),
        in_confidence=frozenset({"colleague"}),
    ),
    "withdraw_help": Deed(
        lambda one, **by: actions.withdraw_help(one, of=a_colleague(), **by),
        ("ask_help",),
        who=frozenset({"secretary"}),
        in_confidence=frozenset({"secretary"}),
    ),
    "let_read": Deed(
        let_read, who=frozenset(), in_confidence=frozenset({"secretary", "coordinator"})
    ),
    "no_longer_read": Deed(
        no_longer_read, who=frozenset(), in_confidence=frozenset({"secretary", "coordinator"})
    ),
    "take_step": Deed(actions.take_step, ("promise_step",)),
    "unlink": Deed(lambda one, **by: actions.unlink(one, to=the_other(one), **by), ("link",)),
    "decide": Deed(
        lambda one, **by: actions.decide(one, decision=Decision.DO_ONCE, text="", **by),
        who=frozenset({"coordinator"}),
    ),
    "attach_as_pool": Deed(
        lambda one, **by: actions.attach_as_pool(one, files=[kept()], internal=False, **by)
    ),
    "attach_as_client": Deed(
        lambda one, **by: actions.attach_as_client(one, files=[kept()], **by), who=THEIRS
    ),
    "remove_attachment": Deed(
        lambda one, **by: actions.remove_attachment(one.attachments.get(), reason="weg", **by),
        ("attach_as_pool",),
    ),
    "start_timer": Deed(actions.start_timer),
    "stop_timer": Deed(
        lambda one, **by: (actions.start_timer(one, **by), actions.stop_timer(**by))
    ),
    "book_time": Deed(own_time),
    "correct_time": Deed(correct_time),
    "remove_time": Deed(lambda one, **by: actions.remove_time(entry_pk=own_time(one, **by), **by)),
    "add_item": Deed(lambda one, **by: actions.add_item(one, text="sleutel halen", **by)),
    "remove_item": Deed(
        lambda one, **by: actions.remove_item(one, key=own_item(one), **by), ("add_item",)
    ),
    "tick": Deed(lambda one, **by: actions.tick(one, key=own_item(one), **by), ("add_item",)),
    "untick": Deed(
        lambda one, **by: actions.untick(one, key=own_item(one), **by), ("add_item", "tick")
    ),
}
EARLIER = {
    "promise_step": Deed(
        lambda one, **by: actions.contact(
            one, channel=Channel.PHONE, text="gebeld", next_step="boeken", **by
        )
    ),
}
OUTSIDE_THE_CATALOGUE = {"decide"}


@pytest.fixture
def version(world, noord):
    questions = [{"key": "aantal", "type": "number", "required": True}]
    a_norm(Norm.Kind.DECISION, days=1, pool=noord)
    return a_service("PO-20", questions=questions)


def test_every_action_has_a_row_in_the_table():
    assert set(DEEDS) == set(actions.__all__)


@pytest.mark.parametrize("name", sorted(DEEDS))
def test_only_those_do_it_who_may(name, people, version):
    assert who_can(name, people, version, confidential=False) == DEEDS[name].who


@pytest.mark.parametrize("name", sorted(set(DEEDS) - {"log"}))
def test_what_is_confidential_is_done_by_who_is_named(name, people, version):
    deed = DEEDS[name]
    may = deed.who & NAMED if deed.in_confidence is None else deed.in_confidence

    assert who_can(name, people, version, confidential=True) == may


def who_can(name, people, version, *, confidential):
    deed = DEEDS[name]
    if name in OUTSIDE_THE_CATALOGUE:
        version = None
    service_request, _other = (
        a_request(
            people["asker"],
            by=people["secretary"],
            service=version,
            subject=subject,
            intake_complete=version is None,
            confidential=confidential,
        )
        for subject in ("De een", "De andere")
    )
    for earlier in deed.first:
        by = people["secretary" if "secretary" in (EARLIER | DEEDS)[earlier].who else "asker"]
        (EARLIER | DEEDS)[earlier].do(service_request, by=by, now=later(minutes=1))
    return {who for who, person in people.items() if person and can(deed, service_request, person)}


def can(deed, service_request, person):
    """Say whether somebody can do it; it is taken back, for the next to try."""
    try:
        with transaction.atomic():
            one = ServiceRequest.objects.get(pk=service_request.pk)
            deed.do(one, by=person, now=NOW + timedelta(minutes=2))
            transaction.set_rollback(True)
    except Refused:
        return False
    return True
