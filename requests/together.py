"""Who can do something together with somebody: the colleagues of a pool, and who is away."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from requests.models import ServiceRequest
from teams.models import Absence, PoolMembership, User


def colleagues_in(pool: int, on: date) -> QuerySet[User]:
    """Return who works in a pool (by id) on a day and may sign in, by the name they go by."""
    members = PoolMembership.objects.on(on).filter(pool=pool)
    found = User.objects.filter(is_active=True, pk__in=members.values("user"))
    return found.order_by("given_name", "family_name")


def who_may_not_read(service_request: ServiceRequest, people: Collection[User]) -> list[User]:
    """Return who of these colleagues may not read a request, which then is confidential."""
    if not service_request.confidential or not people:
        return []
    named = set(service_request.named.values_list("pk", flat=True))
    trusted = named | {service_request.requested_by_id, service_request.assignee_id}
    return [person for person in people if person.pk not in trusted]


def names_to_choose(people: Iterable[User], on: date) -> list[tuple[int, str]]:
    """Return people by id with their name; of who is away it says so, and who stands in."""
    people = list(people)
    absences = Absence.objects.on(on).filter(user__in=people).select_related("stand_in")
    away = {absence.user_id: absence for absence in absences}
    return [(person.pk, _name(person, away.get(person.pk))) for person in people]


def _name(person: User, absence: Absence | None) -> str:
    if absence is None:
        return str(person)
    about = {
        "name": person,
        "day": date_format(absence.until, "j F"),
        "stand_in": absence.stand_in,
    }
    if absence.stand_in is None:
        return _("%(name)s (away until and including %(day)s)") % about
    return _("%(name)s (away until and including %(day)s; %(stand_in)s stands in)") % about


def together(service_request: ServiceRequest, user: User, now: datetime) -> dict[str, Any]:
    """Return what the page of a request, read with its helps, says of who does it together."""
    asked = service_request.helps.all() if service_request.is_open else []
    helps = [one for one in asked if one.ended_at is None]
    secret = service_request.confidential
    return {
        "helps": [(one, one.asked_id == user.pk) for one in helps],
        "colleagues": colleagues_in(service_request.promise.pool_id, timezone.localdate(now)),
        "readers": service_request.named.order_by("given_name") if secret else [],
    }
