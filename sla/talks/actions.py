"""Holding a conversation: preparing it, sharing it, and doing what was agreed."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from pdc.policies import refuse
from sla.figures import Timespan, how_it_went, of_agreement
from sla.models import (
    Agreement,
    AgreementVersion,
    Conversation,
    Promise,
    TalkAction,
    TalkedService,
    TalkPoint,
    TalkTopic,
)
from sla.talks.people import people_of
from sla.talks.policies import why_not_hold, why_not_share, why_not_tick, why_not_write
from sla.talks.topics import TOPICS
from teams.models import User


@transaction.atomic
def prepare(
    version: AgreementVersion, *, kind: str, day: date, people: str, by: User, now: datetime
) -> Conversation:
    """Prepare a conversation about the last twelve months, or find the one that is prepared.

    It has a line for every service that was agreed or asked, and the usual topics.
    """
    on = timezone.localdate(now)
    agreement = Agreement.objects.select_for_update(no_key=True).get(pk=version.agreement_id)
    refuse(why_not_hold(agreement, by, on))
    begun = Conversation.objects.filter(version__agreement=agreement, kind=kind, shared_at=None)
    if (found := begun.first()) is not None:
        return found
    span = Timespan.year_until(min(day, on))
    conversation = Conversation.objects.create(
        version=version,
        kind=kind,
        day=day,
        people=people,
        since=span.since,
        until=span.until,
        prepared_by=by,
        prepared_at=now,
    )
    asked = how_it_went(of_agreement(agreement), span, now).services
    services = {*version.lines.values_list("service", flat=True), *asked}
    TalkedService.objects.bulk_create(
        TalkedService(conversation=conversation, service_id=service) for service in sorted(services)
    )
    TalkTopic.objects.bulk_create(
        TalkTopic(conversation=conversation, order=order, title=str(title))
        for order, title in enumerate(TOPICS)
    )
    return conversation


def begin(conversation: Conversation, *, by: User, now: datetime) -> None:
    """Hold a conversation until the transaction ends, for somebody who may write in it."""
    hold(conversation)
    refuse(why_not_write(conversation, by, timezone.localdate(now)))


def hold(conversation: Conversation) -> None:
    """Read a conversation anew, and hold it until the transaction ends."""
    held = Conversation.objects.select_related("version__agreement")
    conversation.refresh_from_db(from_queryset=held.select_for_update(no_key=True, of=("self",)))


@transaction.atomic
def share(conversation: Conversation, *, by: User, now: datetime) -> None:
    """Let the client read what was said and agreed; its points have been talked about."""
    hold(conversation)
    refuse(why_not_share(conversation, by, timezone.localdate(now)))
    points = TalkPoint.objects.of(conversation).filter(said_at__lte=now)
    points.order_by().update(conversation=conversation)
    conversation.shared_by, conversation.shared_at = by, now
    conversation.save(update_fields=["shared_by", "shared_at"])


@transaction.atomic
def add_action(
    conversation: Conversation, *, text: str, owner: User, due_on: date, by: User, now: datetime
) -> TalkAction:
    """Keep what somebody of either side will do, also after it was shared."""
    on = timezone.localdate(now)
    agreement = conversation.version.agreement
    refuse(why_not_hold(agreement, by, on))
    if not people_of(agreement, on).filter(pk=owner.pk).exists():
        raise ValueError("the owner is of neither side")
    return TalkAction.objects.create(
        conversation=conversation, text=text, owner=owner, due_on=due_on
    )


@transaction.atomic
def tick(action: TalkAction, *, done: bool, by: User, now: datetime) -> None:
    """Say that an action is done, or that it is not after all."""
    action.refresh_from_db(from_queryset=TalkAction.objects.select_for_update(no_key=True))
    refuse(why_not_tick(action, by, timezone.localdate(now)))
    if (action.done_at is not None) == done:
        return
    action.done_at, action.done_by = (now, by) if done else (None, None)
    action.save(update_fields=["done_at", "done_by"])


def keep_point(promise: Promise, text: str, *, confidential: bool, now: datetime) -> TalkPoint:
    """Keep that a client wants to talk about something that was promised them.

    Of what is confidential only that there is something.
    """
    if confidential:
        return TalkPoint.objects.create(client=promise.client, said_at=now)
    version = promise.service_version
    return TalkPoint.objects.create(
        client=promise.client,
        service=version.service if version else None,
        promise=promise,
        text=text,
        said_at=now,
    )
