"""Who may draft an agreement: every action, tried by everybody; only while it is a draft."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from django.db import transaction
from django.http import QueryDict

from pdc.policies import Refused
from sla.agreeing.drafting import throw_away
from sla.agreeing.line_form import find_line, write_line
from sla.agreeing.lines import add_line, remove_line, take_standard
from sla.agreeing.sheets import write_part
from sla.agreeing.starting import start_agreement, start_next
from sla.models import AgreementVersion
from teams.models import Client
from tests.factories import NOW, a_service, an_agreement
from tests.rights.people import everybody


class Deed(NamedTuple):
    """Something done about a draft, and whether it needs one."""

    do: Callable[..., object]
    in_draft: bool = True


def start_first(_draft, **by):
    start_agreement(Client.objects.get(code="HRM"), like=None, example=True, **by)


def write(draft, **by):
    write_part(draft, "needs", QueryDict("needs-was=x&needs-needs=y"), **by)


def write_in_line(draft, **by):
    write_line(draft, find_line(draft, draft.lines.get().pk, NOW), QueryDict(""), **by)


def add(draft, **by):
    add_line(draft, a_service("PO-77").service_id, **by)


DEEDS = {
    "start the first": Deed(start_first, in_draft=False),
    "start the next": Deed(start_next, in_draft=False),
    "write": Deed(write),
    "add a line": Deed(add),
    "write in a line": Deed(write_in_line),
    "take a line out": Deed(lambda one, **by: remove_line(one, one.lines.get().pk, **by)),
    "take the standard": Deed(lambda one, **by: take_standard(one, one.lines.get().pk, **by)),
    "throw away": Deed(throw_away),
}


@pytest.fixture
def people(noord, projecten, zuid, monday_ten_oclock):
    return everybody(noord, projecten, zuid)


@pytest.fixture
def draft(people, projecten):
    agreed = an_agreement(projecten, services=[a_service().service])
    return start_next(agreed, by=people["coordinator"], now=NOW)


def can(deed, draft, person):
    """Say whether somebody can do it; it is taken back, for the next to try."""
    try:
        with transaction.atomic():
            deed.do(AgreementVersion.objects.get(pk=draft.pk), by=person, now=NOW)
            transaction.set_rollback(True)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("name", DEEDS)
def test_who_may_draft(name, people, draft):
    may = {who for who, person in people.items() if person and can(DEEDS[name], draft, person)}

    assert may == {"coordinator"}


@pytest.mark.parametrize("status", ["proposed", "agreed", "in_force", "superseded", "ended"])
def test_only_a_draft_is_written_in(status, people, draft):
    other = {"number": 5, "status": status, "valid_from": "2041-01-01", "valid_until": "2041-12-31"}
    AgreementVersion.objects.filter(pk=draft.pk).update(**other)

    done = {name for name, deed in DEEDS.items() if deed.in_draft}
    assert {name for name in done if can(DEEDS[name], draft, people["coordinator"])} == set()
