"""An agreement that holds this year, and the draft of the next."""

from datetime import date
from decimal import Decimal

import pytest

from sla.agreeing.starting import start_next
from sla.models import Norm
from tests.factories import NOW, a_norm, a_service, an_agreement, as_if_written_so


@pytest.fixture
def zaal(noord):
    return a_service("PO-10", effort_unit="vergadering", effort_minutes=20)


@pytest.fixture
def this_year(projecten, zaal, daan, marieke):
    """One line, of which the turnaround is a day and not the two of the catalogue, with why."""
    version = an_agreement(
        projecten,
        services=[zaal.service],
        steps=[
            {"when": "als het te laat is", "who": "de pool"},
            {"when": "na 2 werkdagen", "who": "coördinator"},
        ],
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
        client_contact=daan,
        provider_contact=marieke,
        support_hours="werkdagen",
    )
    line = version.lines.get()
    line.volume_per_month, line.volume_unit = Decimal("12.0"), "vergadering"
    line.deviation = "stuurgroepen"
    with as_if_written_so():
        line.save()
        for side in ("client", "provider"):
            for order in range(3):
                version.responsibilities.create(side=side, order=order, text=f"{side} {order}")
    a_norm(Norm.Kind.RESPONSE, hours=4, agreement_line=line)
    return version


@pytest.fixture
def draft(this_year, marieke, monday_ten_oclock):
    return start_next(this_year, by=marieke, now=NOW)


@pytest.fixture
def line(draft):
    return draft.lines.get()
