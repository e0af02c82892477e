"""Holding a round, writing in it what one does, and deciding what becomes of that.

Each of these holds the round meanwhile, so that nothing is written in one that is just closed.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.likeness import shared_words, telling_words
from pdc.drafting import LONGEST_NAME, draft_service
from pdc.inventory.results import minutes_each
from pdc.models import InventoryLine, InventoryPart, InventoryRound, News, Proposal, Service
from pdc.policies import refuse, why_not_coordinate, why_not_decide, why_not_take_part
from pdc.proposals import propose
from teams.models import Pool, PoolMembership, User

SEARCH_WORDS = 6
Outcome = InventoryLine.Outcome


@transaction.atomic
def open_round(
    pool: Pool, *, name: str, why: str, until: date, by: User, now: datetime
) -> InventoryRound:
    """Ask everybody of a pool to write down what they do."""
    on = timezone.localdate(now)
    refuse(why_not_coordinate(pool, by, on))
    _hold_pool(pool)
    inventory = InventoryRound.objects.create(
        pool=pool, name=name, why=why, until=until, opened_by=by, opened_at=now
    )
    work = pool.memberships.on(on).filter(role=PoolMembership.Role.SECRETARY, user__is_active=True)
    people = work.values_list("user", flat=True)
    InventoryPart.objects.bulk_create(
        InventoryPart(round=inventory, person_id=person) for person in people
    )
    _ask(inventory, by, now)
    return inventory


@transaction.atomic
def write_line(
    inventory: InventoryRound, key: UUID, said: Mapping[str, Any], *, by: User, now: datetime
) -> InventoryLine:
    """Keep a line of somebody as it is typed now; the same line again is no second one."""
    part = _part(inventory, by, now)
    otherwise = part.lines.filter(key=key).exclude(text=said["text"])
    otherwise.update(outcome="", became=None)  # that was decided about other words
    written = {**said, "written_at": now}
    return InventoryLine.objects.update_or_create(part=part, key=key, defaults=written)[0]


@transaction.atomic
def remove_line(inventory: InventoryRound, key: UUID, *, by: User, now: datetime) -> None:
    """Take a line of somebody away."""
    _part(inventory, by, now).lines.filter(key=key).delete()


@transaction.atomic
def say_ready(inventory: InventoryRound, *, ready: bool, by: User, now: datetime) -> None:
    """Say that all one does is written down, or that something is still missing."""
    part = _part(inventory, by, now)
    part.ready_at = now if ready else None
    part.save(update_fields=["ready_at"])


@transaction.atomic
def close_round(inventory: InventoryRound, *, by: User, now: datetime) -> None:
    """Let nobody write in a round any more; it stays readable."""
    held = _held(inventory)
    refuse(why_not_coordinate(held.pool, by, timezone.localdate(now)))
    if held.closed_at is None:
        held.closed_at, held.closed_by = now, by
        held.save(update_fields=["closed_at", "closed_by"])


@transaction.atomic
def reopen_round(inventory: InventoryRound, *, until: date, by: User, now: datetime) -> None:
    """Let a closed round be written in again; who is not ready hears so.

    What was decided about its lines stays, as long as nobody changes their words.
    """
    refuse(why_not_coordinate(inventory.pool, by, timezone.localdate(now)))
    held = _held(inventory)
    if held.closed_at is None:
        return
    _hold_pool(held.pool)
    held.closed_at, held.closed_by, held.until = None, None, until
    held.save(update_fields=["closed_at", "closed_by", "until"])
    _ask(held, by, now)


@transaction.atomic
def make_draft(
    inventory: InventoryRound, lines: Collection[int], *, name: str, by: User, now: datetime
) -> Service:
    """Make a draft of a service from lines that are alike, once.

    Whoever comes second finds the draft of the first.
    """
    held = _weighed(inventory, lines, by, now)
    made = next((line.became for line in held if line.outcome == Outcome.DRAFT), None)
    if made is None:
        words = shared_words(
            [dict.fromkeys(telling_words(line.text), 1.0) for line in held], SEARCH_WORDS
        )
        made = draft_service(
            name[:LONGEST_NAME] or held[0].text, words, effort=minutes_each(held), by=by, now=now
        )
    _settle(held, Outcome.DRAFT, made)
    return made


@transaction.atomic
def propose_words(
    inventory: InventoryRound, lines: Collection[int], *, service: Service, by: User, now: datetime
) -> None:
    """Propose what lines call it as search words of a service that there is, once."""
    held = _weighed(inventory, lines, by, now)
    texts = dict.fromkeys(line.text for line in held if not line.outcome)
    if texts:
        title = _("Search words from “%(round)s”") % {"round": inventory.name[:150]}
        propose(Proposal.Kind.CHANGE, title, "\n".join(texts), service, by=by, now=now)
        _settle(held, Outcome.WORDS, service)


@transaction.atomic
def set_aside(
    inventory: InventoryRound, lines: Collection[int], *, by: User, now: datetime
) -> None:
    """Leave lines out of the catalogue."""
    _settle(_weighed(inventory, lines, by, now), Outcome.ASIDE, None)


@transaction.atomic
def weigh_again(
    inventory: InventoryRound, lines: Collection[int], *, by: User, now: datetime
) -> None:
    """Put lines that were set aside back between those to decide about."""
    held = [line for line in _weighed(inventory, lines, by, now) if line.outcome == Outcome.ASIDE]
    InventoryLine.objects.filter(pk__in=[line.pk for line in held]).update(outcome="")


def _hold_pool(pool: Pool) -> None:
    """Hold a pool that has no open round until the transaction ends; it has one at a time."""
    Pool.objects.select_for_update(no_key=True).get(pk=pool.pk)
    if InventoryRound.objects.open().filter(pool=pool).exists():
        refuse(_("A round of this pool is open already. Close that one first."))


def _held(inventory: InventoryRound) -> InventoryRound:
    """Hold a round until the transaction ends."""
    rounds = InventoryRound.objects.select_related("pool")
    return rounds.select_for_update(no_key=True, of=("self",)).get(pk=inventory.pk)


def _ask(inventory: InventoryRound, by: User, now: datetime) -> None:
    """Write to everybody of a round who is not ready that it is open."""
    waiting = inventory.parts.filter(ready_at=None).exclude(person=by)
    News.objects.bulk_create(
        News(round=inventory, kind=News.Kind.ROUND_OPENED, person_id=person, by=by, at=now)
        for person in waiting.values_list("person", flat=True)
    )


def _part(inventory: InventoryRound, by: User, now: datetime) -> InventoryPart:
    """Return the part of somebody in a round that is held, for who may write in it."""
    held = _held(inventory)
    refuse(why_not_take_part(held, by, timezone.localdate(now)))
    return InventoryPart.objects.get_or_create(round=held, person=by)[0]


def _weighed(
    inventory: InventoryRound, lines: Collection[int], by: User, now: datetime
) -> list[InventoryLine]:
    """Return lines in their own words of a round that is held, for who decides about them."""
    held = _held(inventory)
    refuse(why_not_decide(held, by, timezone.localdate(now)))
    found = InventoryLine.objects.filter(part__round=held, service=None, pk__in=lines)
    weighed = list(found.select_related("became", "part"))
    refuse(None if weighed else _("These lines are not there any more."))
    return weighed


def _settle(held: Collection[InventoryLine], outcome: str, became: Service | None) -> None:
    """Say of the lines nobody decided about what became of them."""
    undecided = [line.pk for line in held if not line.outcome]
    InventoryLine.objects.filter(pk__in=undecided).update(outcome=outcome, became=became)
