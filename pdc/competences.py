"""Who masters which service: said by themselves, or by a coordinator."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pdc.models import Competence, Service
from pdc.policies import Reason, may_write, refuse
from teams.models import PoolMembership, User


def why_not_say(person: User, by: User, on: date) -> Reason:
    """Return why somebody can't say what a colleague masters, if they can't."""
    if not may_write(person, on):
        return _("Who works in a pool masters services.")
    if person != by and not by.roles_on(on).is_coordinator:
        return _("You say this of yourself; a coordinator says it of others.")
    return None


@transaction.atomic
def say(service: Service, person: User, *, level: str, by: User, now: datetime) -> None:
    """Keep how far somebody is with a service; without a level they do not do it."""
    refuse(why_not_say(person, by, timezone.localdate(now)))
    if level:
        Competence.objects.update_or_create(
            service=service, person=person, defaults={"level": level}
        )
    else:
        Competence.objects.filter(service=service, person=person).delete()


def people_at_work(on: date) -> list[User]:
    """Return who works in a pool, by name."""
    members = PoolMembership.objects.on(on).values("user")
    people = User.objects.filter(is_active=True, pk__in=members)
    return list(people.order_by("given_name", "family_name"))
