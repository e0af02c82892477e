"""A draft of an agreement with Projecten, and who signs for it."""

from datetime import date

import pytest

from tests.factories import a_manager, a_service
from tests.sla.consenting.drafts import a_draft


@pytest.fixture
def notuleren(db):
    return a_service("PO-13", "Notuleren", turnaround_days=5)


@pytest.fixture
def els(projecten):
    """Els may sign for Projecten."""
    person = a_manager(projecten, "Els Prins", job_title="Hoofd Projecten")
    person.client_memberships.update(may_sign=True)
    return person


@pytest.fixture
def drafted(projecten, notuleren, els, marieke):
    return a_draft(projecten, notuleren, valid_from=date(2026, 4, 1))
