"""What was done for the units of somebody: how often, per service and month, of the last year."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Max
from django.db.models.functions import TruncMonth
from django.utils import timezone

from requests.models import ServiceRequest, Status
from sla.figures import ENOUGH
from teams.models import User

MONTHS = 12
TALL, WIDE = 24, 10  # a bar of the picture


@dataclass(frozen=True)
class Line:
    """One service, or what lies outside the catalogue, with how often each month."""

    code: str
    name: str
    counts: list[int]
    of_all: int

    @property
    def total(self) -> int:
        """How often in all these months."""
        return sum(self.counts)

    @property
    def percent(self) -> int | None:
        """Which part of all it is; of a few there is no telling."""
        return round(100 * self.total / self.of_all) if self.total >= ENOUGH else None

    @property
    def bars(self) -> list[tuple[int, int, int]]:
        """The picture: from where, how far down it begins, and how tall it is."""
        most = max(self.counts)
        tall = [-(-count * TALL // most) for count in self.counts]
        return [(at * WIDE, TALL - each, each) for at, each in enumerate(tall)]


@dataclass(frozen=True)
class History:
    """The months, the oldest first, and the services, what was asked most first."""

    months: list[date]
    lines: list[Line]

    @property
    def total(self) -> int:
        """How much was done in all."""
        return sum(line.total for line in self.lines)


def history_of(user: User, on: date) -> History:
    """Return what was done of what somebody may see of their units, by the month it came in."""
    months = last_months(on)
    since = datetime.combine(months[0], time(), timezone.get_current_timezone())
    done = ServiceRequest.objects.asked_by_units_of(user, on).filter(
        status__in=(Status.DONE, Status.CLOSED), promise__received_at__gte=since
    )
    counted = (
        done.annotate(month=TruncMonth("promise__received_at"))
        .order_by()
        .values_list("promise__service_version__service__code", "month")
        .annotate(name=Max("promise__service_version__name"), times=Count("pk"))
    )
    names: dict[str, str] = {}
    times: dict[str, dict[date, int]] = defaultdict(dict)
    for code, month, name, count in counted:
        names[code or ""] = name or ""
        times[code or ""][timezone.localdate(month)] = count
    of_all = sum(count for by_month in times.values() for count in by_month.values())
    lines = [
        Line(code, names[code], [by_month.get(month, 0) for month in months], of_all)
        for code, by_month in times.items()
    ]
    return History(months, sorted(lines, key=lambda line: (-line.total, line.name, line.code)))


def last_months(on: date) -> list[date]:
    """Return the first days of this month and of those before it, the oldest first."""
    count = on.year * 12 + on.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(count - MONTHS + 1, count + 1)]
