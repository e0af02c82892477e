"""That a quarter can be looked back on: told once to who coordinates, when they are at work."""

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from requests.models import QuarterNotice, ServiceRequest
from requests.outside.quarters import NEWS, Quarter
from requests.outside.returning import outside_in
from sla.working_blocks import working_moments
from teams.models import PoolMembership


def announce_quarter(*, now: datetime) -> int:
    """Tell the coordinators that what came back in the last quarter can be looked at.

    From their first working moment of this quarter, where their pool was asked anything outside
    the catalogue. Each is a row that there is once, so a run that is doubled tells nobody twice.
    """
    on = timezone.localdate(now)
    quarter = Quarter.of(on)
    if on - quarter.first >= NEWS:
        return 0
    last, (begins, _ends) = quarter.previous, quarter.moments()
    asked = ServiceRequest.objects.filter(outside_in(last), promise__pool=OuterRef("pool"))
    coordinators = PoolMembership.objects.on(on).filter(
        Exists(asked), role=PoolMembership.Role.COORDINATOR, user__is_active=True
    )
    told = QuarterNotice.objects.filter(quarter=str(last)).values("recipient")
    untold = set(coordinators.exclude(user__in=told).values_list("user", flat=True))
    moments = working_moments(untold, now=begins) if untold else {}
    notices = [
        QuarterNotice(recipient_id=person, quarter=str(last), created_at=now)
        for person, at in moments.items()
        if at <= now
    ]
    QuarterNotice.objects.bulk_create(notices, ignore_conflicts=True)
    return len(notices)
