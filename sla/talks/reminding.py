"""Who is reminded: of what they would do after a conversation, and of the yearly review.

Each is a mail that goes with the row that says so: when it fails nothing is written, and it is
tried the next time. Of two that run at once one waits for the other, or passes its rows by.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sla.mailing import mail
from sla.models import AgreementVersion, Conversation, ReviewReminder, TalkAction
from teams.models import PoolMembership, User

EARLY = timedelta(days=60)  # a review held so short before its month is the one of that month


def remind_of_actions(*, now: datetime) -> int:
    """Mail once who would do something by today that is not ticked; return how many were mailed."""
    owners = User.objects.filter(pk__in=_due(now).values("owner"), is_active=True)
    return sum(_remind_owner(owner, now) for owner in owners)


def _due(now: datetime) -> QuerySet[TalkAction]:
    due = TalkAction.objects.open().filter(due_on__lte=timezone.localdate(now))
    return due.exclude(reminded_for=F("due_on"))


@transaction.atomic
def _remind_owner(owner: User, now: datetime) -> bool:
    theirs = Conversation.objects.visible_to(owner, timezone.localdate(now)).values("pk")
    held = _due(now).filter(owner=owner, conversation__in=theirs)
    actions = list(
        held.select_related("conversation").select_for_update(of=("self",), skip_locked=True)
    )
    if not actions:
        return False
    TalkAction.objects.filter(pk__in=[row.pk for row in actions]).update(reminded_for=F("due_on"))
    with translation.override(owner.language):
        lines = [(row.text, row.conversation.get_absolute_url()) for row in actions]
        asks = _("You would do this. Is it done? Then tick it there.")
        mail(owner, _("Agreed in a conversation: is it done?"), asks, lines)
    return True


def review_due(version: AgreementVersion, on: date) -> date | None:
    """Return the review month of a version, by its first day, when it is now and none was held."""
    if version.review_month != on.month:
        return None
    month = on.replace(day=1)
    reviews = Conversation.objects.filter(
        version__agreement=version.agreement_id,
        kind=Conversation.Kind.REVIEW,
        day__gte=month - EARLY,
    )
    return None if reviews.exists() else month


def remind_of_reviews(*, now: datetime) -> int:
    """Mail coordinators and contacts of clients, once, in the month of a yearly review."""
    on = timezone.localdate(now)
    versions = AgreementVersion.objects.in_force(on).filter(review_month=on.month)
    wanted: dict[User, list[tuple[AgreementVersion, date]]] = defaultdict(list)
    for version in versions.select_related("agreement__client").order_by("agreement__name"):
        if (month := review_due(version, on)) is not None:
            for person in _of_review(version, on):
                wanted[person].append((version, month))
    return sum(_remind_of(person, due, now) for person, due in wanted.items())


def _of_review(version: AgreementVersion, on: date) -> QuerySet[User]:
    """Return who hears of the review: its coordinators, and the contact of the client."""
    coordinators = PoolMembership.objects.on(on).filter(
        pool__agreements=version.agreement_id, role=PoolMembership.Role.COORDINATOR
    )
    hears = Q(pk__in=coordinators.values("user")) | Q(pk=version.client_contact_id)
    return User.objects.filter(hears, is_active=True)


@transaction.atomic
def _remind_of(person: User, due: Iterable[tuple[AgreementVersion, date]], now: datetime) -> bool:
    fresh = [
        version
        for version, month in due
        if ReviewReminder.objects.get_or_create(
            version=version, month=month, person=person, defaults={"at": now}
        )[1]
    ]
    if not fresh:
        return False
    with translation.override(person.language):
        lines = [
            (version.agreement.name, reverse("sla:talks_of", args=[version.pk]))
            for version in fresh
        ]
        asks = _("This month both sides look back at what was agreed. Plan a conversation.")
        mail(person, _("Time for the yearly review"), asks, lines)
    return True
