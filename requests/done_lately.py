"""What somebody did themselves in the past months, by service: counts, and how long each took."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from requests.models import Event, ServiceRequest, TimeEntry
from requests.models.time_entries import SERVICE
from teams.models import User

MONTHS = 6
LATELY = timedelta(days=183)
A_SERVICE = "promise__service_version__service"


@dataclass(frozen=True)
class Done:
    """One service somebody worked on: how often in all, and the minutes each time if known."""

    service: int
    count: int
    minutes: int | None

    @property
    def period(self) -> str:
        """The time that `times` is counted over."""
        return "month" if self.count >= MONTHS else "year"

    @property
    def times(self) -> int:
        """How often that is in that time."""
        return round(self.count / MONTHS) if self.count >= MONTHS else self.count * 2


def done_lately(person: User, *, now: datetime) -> list[Done]:
    """Return what somebody logged, handled or booked time on, most first; only their own."""
    since = now - LATELY
    own = TimeEntry.objects.of(person).booked()
    own = own.between(timezone.localdate(since), timezone.localdate(now))
    logged = Event.objects.filter(by=person, kind=Event.Kind.LOGGED, at__gte=since)
    theirs = (
        Q(assignee=person)
        | Q(pk__in=logged.values("service_request"))
        | Q(pk__in=own.values("service_request"))
    )
    asked = ServiceRequest.objects.filter(
        theirs, promise__received_at__gte=since, promise__service_version__isnull=False
    )
    counts = asked.values_list(A_SERVICE).annotate(count=Count("pk")).order_by("-count", A_SERVICE)
    sums = own.order_by().values(of=F(SERVICE))
    spent = sums.annotate(total=Sum("minutes"), number=Count("service_request", distinct=True))
    minutes = {row["of"]: round(row["total"] / row["number"]) for row in spent}
    return [Done(service, count, minutes.get(service)) for service, count in counts]
