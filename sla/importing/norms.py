"""Norms as files write them: {"value": 2, "unit": "workdays"}."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from core.importing import Source
from sla.models import Norm, Starts, Way

# The way of counting, the minutes or days in one, and the least that makes sense.
UNITS = {
    "minutes": (Way.WORKING_TIME, 1, 1),
    "hours": (Way.WORKING_TIME, 60, 1),
    "workdays": (Way.WORKING_DAYS, 1, 0),
}
# What a pool keeps to by itself until its coordinator says otherwise.
OWN_AFFAIRS: dict[str, dict[str, Any]] = {
    Norm.Kind.CALLBACK: {"way": Way.WORKING_TIME, "amount": 30},
    Norm.Kind.DECISION: {"way": Way.WORKING_DAYS, "amount": 1},
}
STARTS = {str(starts): starts for starts in Starts}
MOST = 10_000
COLUMNS = (
    "kind",
    "urgent",
    "way",
    "amount",
    "starts",
    "calendar_id",
    "kpi_percent",
    "warnings",
)


class Percentages(NamedTuple):
    """The share of requests that must meet a norm, and when to warn."""

    kpi: int = 95
    warning: int = 75

    @classmethod
    def of(cls, organisation: Source) -> "Percentages":
        """Return what an organisation keeps to, as far as its file says so."""
        norms = organisation.at("norms")
        kpi, warning = cls()
        if norms.has("kpi_default_pct"):
            kpi = norms.whole("kpi_default_pct", least=1, most=100)
        if norms.has("warning_at_pct_of_target"):
            warning = norms.whole("warning_at_pct_of_target", least=1, most=99)
        return cls(kpi, warning)


def read_norm(
    source: Source,
    kind: Norm.Kind,
    percentages: Percentages,
    *,
    urgent: bool = False,
    calendar_id: int | None = None,
    starts: Starts = Starts.RECEIVED,
) -> dict[str, Any]:
    """Read one norm into the columns of `Norm`."""
    way, size, least = source.pick("unit", UNITS) or UNITS["workdays"]
    return {
        "kind": kind,
        "urgent": urgent,
        "way": way,
        "amount": size * source.whole("value", least=least, most=MOST),
        "starts": starts,
        "calendar_id": calendar_id,
        "kpi_percent": percentages.kpi,
        "warnings": [percentages.warning],
    }


def read_starts(turnaround: Source, otherwise: Starts) -> Starts:
    """Read when the time of a turnaround starts to count."""
    return turnaround.pick_if_given("starts_at", STARTS) or otherwise


def in_order(norms: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return norms in one fixed order, to compare them."""
    return sorted(norms, key=lambda norm: (norm["kind"], norm["urgent"]))


def stored_norms(norms: Iterable[Norm]) -> list[dict[str, Any]]:
    """Return stored norms as they would be read from a file."""
    return in_order({name: getattr(norm, name) for name in COLUMNS} for norm in norms)
