"""An agreement that holds this year, and the draft of the next."""

from datetime import date
from decimal import Decimal

import pytest

from sla.agreeing.starting import start_next
from sla.models import Norm
from tests.factories import NOW, a_norm, a_service, an_agreement


@pytest.fixture
def zaal(noord):
    return a_service("PO-10", effort_unit="vergadering", effort_minutes=20)


@pytest.fixture
def this_year(projecten, zaal, daan, marieke):
    """One line, of which the turnaround is a day and not the two of the catalogue, with why."""
    version = an_agreement(
        projecten,
        services=[zaal.service],
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
        client_contact=daan,
        provider_contact=marieke,
        support_hours="werkdagen",
    )
    line = version.lines.get()
    line.volume_per_month, line.volume_unit = Decimal("12.0"), "vergadering"
    line.deviation = "stuurgroepen"
    line.save()
    a_norm(Norm.Kind.RESPONSE, hours=4, agreement_line=line)
    for side in ("client", "provider"):
        for order in range(3):
            version.responsibilities.create(side=side, order=order, text=f"{side} {order}")
    version.escalation_steps.create(level=1, when="als het te laat is", who="de pool")
    version.escalation_steps.create(level=2, when="na 2 werkdagen", who="coördinator")
    return version


@pytest.fixture
def draft(this_year, marieke, monday_ten_oclock):
    return start_next(this_year, by=marieke, now=NOW)


@pytest.fixture
def line(draft):
    return draft.lines.get()
