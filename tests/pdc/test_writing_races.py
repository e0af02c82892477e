"""Two who write the same draft at the same moment: both are kept, or one is told of the other."""

import pytest
from django.http import QueryDict

from pdc.models import IntakeField, ServiceVersion
from pdc.writing.actions import QUESTIONS, TEXT, read_sheet, throw_away, write_sheet
from pdc.writing.forms import as_typed
from sla.actions import start_draft
from sla.models import Norm
from sla.standards import read_norms, write_norms
from tests.factories import NOW, a_service
from tests.pdc.test_inventory_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 10


def fresh(draft):
    return ServiceVersion.objects.get(pk=draft.pk)


def as_opened(*forms, **typed):
    """Return what a page sends of forms as they were opened, with what was typed in the first."""
    sent = QueryDict(mutable=True)
    for form in forms:
        sent[f"{form.prefix}-was"] = form.was
        for name, value in form.said.items():
            sent[form.add_prefix(name)] = as_typed(value)
    for name, value in typed.items():
        sent[forms[0].add_prefix(name)] = value
    return sent


@pytest.fixture
def draft(noord, fatima):
    version = a_service(summary="Een zaal.", questions=[{"key": "dag"}, {"key": "wie"}])
    return start_draft(version.service, by=fatima, now=NOW)


def written(draft, by, **typed):
    """Open the text of a draft, and return how to send what was typed in it."""
    version = fresh(draft)
    sent = as_opened(read_sheet(version, TEXT).form, **typed)
    return lambda: write_sheet(version, TEXT, sent, by=by, now=NOW)


def test_two_who_write_other_parts_both_keep_theirs(draft, fatima, joost):
    for number in range(ROUNDS):
        name, summary = f"Zaal {number}", f"Een zaal van {number}."
        at_once(written(draft, fatima, name=name), written(draft, joost, summary=summary))

        assert (fresh(draft).name, fresh(draft).summary) == (name, summary)


def test_of_two_who_write_the_same_part_one_is_told_of_the_other(draft, fatima, joost):
    for number in range(ROUNDS):
        texts = {f"Van Fatima {number}", f"Van Joost {number}"}
        ways = [
            written(draft, by, summary=text)
            for by, text in zip((fatima, joost), sorted(texts), strict=True)
        ]
        sheets = at_once(*ways)

        kept = fresh(draft).summary
        assert [sheet.is_kept for sheet in sheets].count(True) == 1
        assert [sheet.form.clashes.get("summary") for sheet in sheets if not sheet.is_kept] == [
            kept
        ]
        assert kept in texts


def test_two_who_add_a_question_and_move_one_leave_an_order(draft, fatima, joost):
    for _round in range(ROUNDS):
        forms = read_sheet(draft, QUESTIONS).rows.forms
        sent = as_opened(*forms)
        sent.setlist("q", [str(form.row.pk) for form in forms])
        added, moved = sent.copy(), sent.copy()
        added["do"], moved["do"] = "add", f"down:{forms[0].row.pk}"
        at_once(
            lambda sent=added: write_sheet(fresh(draft), QUESTIONS, sent, by=fatima, now=NOW),
            lambda sent=moved: write_sheet(fresh(draft), QUESTIONS, sent, by=joost, now=NOW),
        )

        asked = IntakeField.objects.filter(version=draft).order_by("order")
        assert [one.order for one in asked] == list(range(len(forms) + 1))
        assert len({one.key for one in asked}) == len(asked)


def test_of_two_who_write_the_same_norm_one_is_told_of_the_other(draft, fatima, joost):
    for number in range(ROUNDS):
        lines, percents = read_norms(draft).lines, (20 + number, 50 + number)
        one, other = (as_opened(*lines, kpi_percent=str(percent)) for percent in percents)
        sheets = at_once(
            lambda sent=one: write_norms(fresh(draft), sent, by=fatima, now=NOW),
            lambda sent=other: write_norms(fresh(draft), sent, by=joost, now=NOW),
        )

        assert [sheet.is_kept for sheet in sheets].count(True) == 1
        said = Norm.objects.get(service_version=draft, kind="response", urgent=False)
        assert said.kpi_percent in percents


def test_what_is_thrown_away_meanwhile_is_written_by_nobody(draft, fatima, joost):
    for number in range(ROUNDS):
        draft = start_draft(draft.service, by=fatima, now=NOW)
        write = written(draft, joost, summary=f"Van Joost {number}")
        _gone, sheet = at_once(lambda draft=draft: throw_away(draft, by=fatima, now=NOW), write)

        assert sheet is None or sheet.is_kept
        assert not draft.service.versions.being_written().exists()
