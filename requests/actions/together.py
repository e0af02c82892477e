"""What colleagues do with a request together: who has it goes from one to the other."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from requests import policies
from requests.actions.doing import action, begin, move, notify_colleague
from requests.actions.working import pick_up
from requests.hearers import who_is_where
from requests.mail.kinds import MailKind
from requests.models import Event, ServiceRequest, Status
from requests.policies import AlreadyPickedUp, refuse
from sla import actions as clocks
from teams.models import User

GIVEN = (Event.Kind.PICKED_UP, Event.Kind.ASSIGNED, Event.Kind.PASSED_ON)


@action
def assign(
    service_request: ServiceRequest, *, to: User, because: str, by: User, now: datetime
) -> None:
    """Give a request to a colleague of the pool, or take it over from one; they hear it.

    From new the client hears who has it, which is the first reaction as at picking up; later on
    it is not. Who is away can have it: whoever stands in for them hears it too. Raises
    `AlreadyPickedUp` where somebody else got it since it was looked at.
    """
    held_by = service_request.assignee
    begin(service_request, by, now)
    if service_request.assignee != held_by:
        raise AlreadyPickedUp(_who_has_it(service_request))
    refuse(policies.why_not_assign(service_request, to, now=now))
    if service_request.status == Status.NEW and to == by:
        pick_up(service_request, by=by, now=now)
        return
    kind = Event.Kind.PASSED_ON if held_by else Event.Kind.ASSIGNED
    event = move(service_request, kind, text=because, whom=to, by=by, now=now, assignee=to)
    if kind == Event.Kind.ASSIGNED:
        clocks.client_was_told(service_request.promise, at=now, spoken=False)
    for colleague in (to, held_by, _stand_in_of(to, service_request, now)):
        if colleague is not None:
            notify_colleague(event, colleague, MailKind.GIVEN)


def _stand_in_of(person: User, service_request: ServiceRequest, now: datetime) -> User | None:
    """Return who of the pool stands in for somebody who is away now, if anybody does."""
    pool = service_request.promise.pool_id
    roster = who_is_where({pool}, set(), on=timezone.localdate(now))
    present = roster.present(person.pk, roster.teams[pool].members)
    return User.objects.filter(pk=present).first() if present else None


def _who_has_it(service_request: ServiceRequest) -> str:
    given = service_request.events.filter(kind__in=GIVEN).last()
    if service_request.assignee is None or given is None:
        return _("It was handed back meanwhile. Look at it again.")
    return _("%(name)s has this since %(time)s.") % {
        "name": service_request.assignee.get_short_name(),
        "time": f"{timezone.localtime(given.at):%H:%M}",
    }
