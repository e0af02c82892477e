"""The hours that agreements ask of a pool: volume times effort, line by line.

What holds today is expected to go on after its end, until another version is agreed. An
agreement of more pools is shared evenly. Hours outside the catalogue are told apart, for those
are done in the free room.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q

from pdc.models import ServiceVersion
from sla.filling.months import days_of, span
from sla.models import AgreementLine, AgreementVersion
from teams.models import Pool

MINUTES = 60


@dataclass
class Asked:
    """Minutes a month: of the lines, and outside the catalogue; and lines that say too little."""

    lines: Decimal = Decimal()
    outside: Decimal = Decimal()
    unknown: int = 0

    def __add__(self, other: "Asked") -> "Asked":
        return Asked(
            self.lines + other.lines, self.outside + other.outside, self.unknown + other.unknown
        )

    def times(self, share: Decimal) -> "Asked":
        """Return a share of it; what is unknown stays unknown."""
        return Asked(self.lines * share, self.outside * share, self.unknown)


class Asking:
    """What the agreements of a pool ask, read once: five queries however many there are."""

    def __init__(self, pool: Pool, months: Sequence[date], *, draft: AgreementVersion, on: date):
        self._draft, self._on = draft, on
        first, last = span(months)
        binding = Q(status__in=AgreementVersion.BINDING, valid_from__lte=last)
        held = Q(valid_until__gte=first) | Q(valid_from__lte=on, valid_until__gte=on)
        versions = list(
            AgreementVersion.objects.filter((binding & held) | Q(pk=draft.pk))
            .filter(agreement__pools=pool)
            .order_by("agreement", "valid_from")
        )
        self._by_agreement: dict[int, list[AgreementVersion]] = defaultdict(list)
        for version in versions:
            self._by_agreement[version.agreement_id].append(version)
        self._a_month = _a_month(versions, on)

    def in_month(self, month: date, *, with_draft: bool) -> Asked:
        """Return what all agreements ask in a month, as far as they hold in it."""
        days, total = days_of(month), Asked()
        for versions in self._by_agreement.values():
            held = Counter(self._on_day(versions, day, with_draft=with_draft) for day in days)
            for pk, number in held.items():
                if pk is not None:
                    total += self._a_month[pk].times(Decimal(number) / len(days))
        return total

    def _on_day(
        self, versions: Iterable[AgreementVersion], day: date, *, with_draft: bool
    ) -> int | None:
        """Return the version (by id) that is expected to hold on a day."""
        is_draft = self._draft.status not in AgreementVersion.BINDING
        going_on = None
        for version in versions:
            if version.pk == self._draft.pk and is_draft:
                if with_draft and version.valid_from <= day <= version.valid_until:
                    return version.pk
            elif version.valid_from <= day <= version.valid_until:
                going_on = version.pk
            elif version.valid_from <= self._on <= version.valid_until < day:
                going_on = going_on or version.pk
        return going_on


def _a_month(versions: Sequence[AgreementVersion], on: date) -> dict[int, Asked]:
    """Return what each version (by id) asks in a whole month, of one of its pools."""
    pools = dict(
        AgreementVersion.objects.filter(pk__in=[version.pk for version in versions])
        .annotate(shared_by=Count("agreement__pools"))
        .values_list("pk", "shared_by")
    )
    asked = {
        version.pk: Asked(outside=(version.off_catalogue_hours or Decimal()) * MINUTES)
        for version in versions
    }
    lines = AgreementLine.objects.filter(version__in=asked)
    efforts = dict(
        ServiceVersion.objects.in_force(on)
        .filter(service__in=lines.values("service"))
        .values_list("service_id", "effort_minutes")
    )
    for line in lines:
        volume, effort = line.volume_per_month, line.effort_minutes
        if effort is None:
            effort = efforts.get(line.service_id)
        if volume is None or effort is None:
            asked[line.version_id].unknown += 1
        else:
            asked[line.version_id].lines += volume * effort
    return {pk: each.times(1 / Decimal(pools[pk])) for pk, each in asked.items()}
