"""The gauge of a filling, laid out for its drawing: from 60 to 100 %, or wider where needed."""

from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from sla.filling.filled import Filling

WIDTH = 380
USUAL_LOW, USUAL_HIGH, STEP = 60, 100, 20


@dataclass(frozen=True)
class Gauge:
    """The places on a gauge, in its own units from the left."""

    low: int
    high: int
    at: float
    before: float
    band: tuple[float, float]

    @property
    def band_width(self) -> float:
        """How wide the band is drawn."""
        return self.band[1] - self.band[0]

    @property
    def band_middle(self) -> float:
        """Where the words over the band stand."""
        return sum(self.band) / 2


def gauge_of(filling: Filling) -> Gauge | None:
    """Return the gauge of a filling; None where there are no hours to fill."""
    percent, before = filling.whole.percent, filling.whole.percent_before
    if percent is None or before is None:
        return None
    values = (percent, before, Decimal(filling.low), Decimal(filling.high))
    least, most = min(values), max(values)
    low = USUAL_LOW if least >= USUAL_LOW else 0
    high = max(USUAL_HIGH, min(ceil(most / STEP) * STEP, 10 * USUAL_HIGH))

    def place(value: Decimal | int) -> float:
        return round(float(min(value, high) - low) / (high - low) * WIDTH, 1)

    return Gauge(
        low, high, place(percent), place(before), (place(filling.low), place(filling.high))
    )
