"""The parts of a draft as they are opened and sent, each kept by itself."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pdc.writing.actions import Sheet, asked
from pdc.writing.forms import WrittenForm
from pdc.writing.rows import Rows
from sla.agreeing.drafting import begin, wrote
from sla.agreeing.parts import (
    DutyForm,
    EscalationForm,
    HoursForm,
    NeedsForm,
    PeriodForm,
    PlanForm,
    QualityForm,
    RepairForm,
    ReviewForm,
)
from sla.agreeing.people import People
from sla.models import AgreementVersion, DraftingStep, EscalationStep, Responsibility
from teams.models import User

Side = Responsibility.Side
PERIOD, NEEDS, QUALITY, HOURS = "period", "needs", "quality", "hours"
POOL, CLIENT, ESCALATION, REVIEW, PLAN = "pool", "client", "escalation", "review", "plan"
SIDES = {POOL: Side.PROVIDER, CLIENT: Side.CLIENT}
FORMS: dict[str, type[WrittenForm]] = {
    PERIOD: PeriodForm,
    NEEDS: NeedsForm,
    QUALITY: QualityForm,
    ESCALATION: RepairForm,
    REVIEW: ReviewForm,
}


class Words(NamedTuple):
    """How a part is called, and what its rows are."""

    title: str | Lazy
    add: str | Lazy = ""
    removed: str | Lazy = ""


TASK = (gettext_lazy("Add one"), gettext_lazy("It is removed."))
STEP = (gettext_lazy("Add a step"), gettext_lazy("The step is removed."))
PARTS = {
    PERIOD: Words(gettext_lazy("Period")),
    NEEDS: Words(gettext_lazy("What the client needs")),
    QUALITY: Words(gettext_lazy("How we see that it goes well")),
    HOURS: Words(gettext_lazy("Hours and reaching each other")),
    POOL: Words(gettext_lazy("What the pool does"), *TASK),
    CLIENT: Words(gettext_lazy("What the client does"), *TASK),
    ESCALATION: Words(gettext_lazy("When it does not go as agreed"), *STEP),
    REVIEW: Words(gettext_lazy("Looking back")),
    PLAN: Words(gettext_lazy("Plan of the drafting"), *STEP),
}


def read_part(version: AgreementVersion, name: str, people: People) -> Sheet:
    """Return a part of a draft as it is kept."""
    sheet = Sheet(name, _form(version, name, people), _rows(version, name, people))
    if sheet.rows is not None:
        sheet.rows.open()
    return sheet


@transaction.atomic
def write_part(
    version: AgreementVersion, name: str, sent: QueryDict, *, by: User, now: datetime
) -> Sheet:
    """Keep what was typed in a part, as far as nobody wrote the same meanwhile."""
    begin(version, by=by, now=now)
    do, decided = asked(sent)
    people = People(version, timezone.localdate(now))
    form, rows = _form(version, name, people, sent, decided), _rows(version, name, people)
    changed = form.keep() if form else False
    if form is not None and changed:
        form.row.save(update_fields=form.kept)
    if rows is not None:
        rows.keep(sent, do, decided)
        _read_added(rows)
        changed |= rows.changed
    if changed:
        wrote(version, by=by, now=now)
    return Sheet(name, form, rows)


def _read_added(rows: Rows) -> None:
    """Read the words of a step that is put back, as those that are typed are read."""
    for form in rows.forms:
        if isinstance(form, EscalationForm) and form.row.pk == rows.added:
            form.row.save(update_fields=form.read())


def _form(
    version: AgreementVersion,
    name: str,
    people: People,
    sent: QueryDict | None = None,
    decided: Mapping[str, str | None] | None = None,
) -> WrittenForm | None:
    if name == HOURS:
        return HoursForm(version, sent, prefix=name, decided=decided, people=people)
    form = FORMS.get(name)
    return form(version, sent, prefix=name, decided=decided) if form else None


def _rows(version: AgreementVersion, name: str, people: People) -> Rows | None:
    own: dict[str, Any] = {"version": version}
    if name in SIDES:
        side: dict[str, Any] = own | {"side": SIDES[name]}
        return Rows(DutyForm, name, side, 0, partial(Responsibility, **side))
    if name == ESCALATION:
        form = people.named_in(EscalationForm, "contact_id", _("Person"))
        return Rows(form, "step", own, 1, partial(EscalationStep, **own), place="level")
    if name == PLAN:
        form = people.named_in(PlanForm, "who_id", _("Who"))
        return Rows(form, name, own, 0, partial(DraftingStep, **own))
    return None
