"""The curve of a backtest, laid out for its drawing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from django.utils.formats import localize
from django.utils.translation import gettext as _

from sla.backtest.trying import IN_TIME, Backtest, Point
from sla.models import Norm, Way

LEFT, RIGHT, TOP, BOTTOM = 23, 359, 20, 170
LABELS = 8
LINE = 18
HOUR = 60


@dataclass(frozen=True)
class Tick:
    """A norm under the chart."""

    x: float
    text: str


class Chart:
    """The places of a curve: of each norm its x, and the y of its share."""

    def __init__(self, found: Backtest) -> None:
        self._found, self._points = found, found.points
        self.xs = [self._x(place) for place in range(len(self._points))]
        self.ys = [_y(point) for point in self._points]
        self.kpi_y = _height(found.norm.kpi_percent)
        self.place = self._points.index(found.chosen)

    @property
    def at(self) -> tuple[float, float]:
        """Where the norm that is proposed is."""
        return self.xs[self.place], self.ys[self.place]

    @property
    def line(self) -> str:
        """The curve as steps: between two norms the share is that of the lesser."""
        steps = [f"M{self.xs[0]} {self.ys[0]}"]
        for x, y in zip(self.xs[1:], self.ys[1:], strict=True):
            steps.append(f"H{x}V{y}")
        return "".join(steps)

    @property
    def ticks(self) -> Iterator[Tick]:
        """The norms to name under it: as many as there is room for."""
        amounts = [point.amount for point in self._points]
        whole = (HOUR if self._found.norm.way in (*IN_TIME, Way.CUT_OFF) else 1) / 4
        while (amounts[-1] - amounts[0]) / whole > LABELS or whole != int(whole):
            whole *= 2
        for x, amount in zip(self.xs, amounts, strict=True):
            if amount % whole == 0:
                yield Tick(x, short(self._found.norm, amount))

    @property
    def told(self) -> Sequence[Point]:
        """The norms to tell who can't see the curve: not so many that nobody listens."""
        return self._points[:: ceil(len(self._points) / (2 * LABELS))]

    @property
    def kpi_label_y(self) -> float:
        """Where the words of the aim stand: under its line."""
        return self.kpi_y + LINE

    @property
    def unit(self) -> str:
        """What the number of the norm is, where one types it."""
        norm = self._found.norm
        if norm.way == Way.CUT_OFF:
            return _("received before")
        return _("working minutes") if norm.way in IN_TIME else _("working days")

    @property
    def axis(self) -> str:
        """What the numbers under it are."""
        match self._found.norm.way:
            case Way.WORKING_TIME:
                return _("working hours")
            case Way.WORKING_DAYS:
                return _("working days")
            case Way.CUT_OFF:
                return _("received before")
            case Way.DAYS_BEFORE:
                return _("working days before the event")
        return _("working hours before the event")

    def _x(self, place: int) -> float:
        return round(LEFT + (RIGHT - LEFT) * place / max(len(self._points) - 1, 1), 1)


def short(norm: Norm, amount: int) -> str:
    """Say the amount of a norm in as little as possible: 2, 1.5, 12:00."""
    if norm.way == Way.CUT_OFF:
        return f"{amount // HOUR}:{amount % HOUR:02d}"
    if norm.way in IN_TIME:
        return localize(amount / HOUR if amount % HOUR else amount // HOUR)
    return str(amount)


def _y(point: Point) -> float:
    share = point.share
    return _height(100 * (share.within or 0) / share.of if share.of else 0)


def _height(percent: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * percent / 100, 1)
