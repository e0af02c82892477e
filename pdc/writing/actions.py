"""Keeping what was typed in a draft: all of one page at once, and each field for itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from pdc.models import IntakeField, ProcessDescription, ProcessStep, ServiceVersion
from pdc.policies import refuse, why_not_write
from pdc.writing.forms import Written, WrittenForm
from pdc.writing.parts import ProcessForm, QuestionForm, StepForm, TextForm
from pdc.writing.rows import Rows
from teams.models import User

TEXT, QUESTIONS, PROCESS = "text", "questions", "process"


@dataclass
class Sheet:
    """One page of a draft: a form, rows that have an order, or both."""

    name: str
    form: WrittenForm | None = None
    rows: Rows | None = None
    lines: Sequence[Written] = ()
    app: str = "pdc"

    @property
    def template(self) -> str:
        """The page it is written on."""
        return f"{self.app}/draft_{self.name}.html"

    @property
    def forms(self) -> list[Written]:
        """All forms of the page."""
        of_rows = self.rows.forms if self.rows else []
        return [*([self.form] if self.form else []), *of_rows, *self.lines]

    @property
    def is_kept(self) -> bool:
        """Whether all that was typed is kept."""
        return not any(form.errors or form.clashes for form in self.forms)


def read_sheet(version: ServiceVersion, name: str) -> Sheet:
    """Return a page of a draft as it is kept."""
    sheet = Sheet(name, _form(version, name, None), _rows(version, name))
    if sheet.rows is not None:
        sheet.rows.open()
    return sheet


@transaction.atomic
def write_sheet(
    version: ServiceVersion, name: str, sent: QueryDict, *, by: User, now: datetime
) -> Sheet:
    """Keep what was typed on a page of a draft, as far as nobody wrote the same part meanwhile.

    The draft is held, so that of two who write at the same time the second sees the first.
    """
    begin(version, by=by, now=now)
    do, decided = asked(sent)
    new = None
    if name == PROCESS and not ProcessDescription.objects.filter(version=version).exists():
        new = ProcessDescription.objects.create(version=version)
    form, rows = _form(version, name, sent, decided), _rows(version, name)
    changed = form.keep() if form else False
    if form is not None and changed:
        form.row.save(update_fields=form.kept)
    if rows is not None:
        rows.keep(sent, do, decided)
        changed |= rows.changed
    if changed:
        wrote(version, by=by, now=now)
    elif new is not None:
        new.delete()
    return Sheet(name, form, rows)


def begin(version: ServiceVersion, *, by: User, now: datetime) -> None:
    """Hold a draft until the transaction ends, for somebody who may write in it."""
    held = ServiceVersion.objects.select_for_update(no_key=True).filter(pk=version.pk)
    refuse(None if held.exists() else _("Somebody threw this draft away meanwhile."))
    version.refresh_from_db(from_queryset=ServiceVersion.objects.select_related("service"))
    refuse(why_not_write(version, by, timezone.localdate(now)))


def wrote(version: ServiceVersion, *, by: User, now: datetime) -> None:
    """Remember who wrote in a draft, and when last."""
    version.written_at = now
    version.save(update_fields=["written_at"])
    if by.pk != version.author_id:
        version.writers.add(by)


@transaction.atomic
def throw_away(version: ServiceVersion, *, by: User, now: datetime) -> None:
    """Throw a draft away; its service keeps its code, for proposals and rounds may name it."""
    begin(version, by=by, now=now)
    version.delete()


def asked(sent: QueryDict) -> tuple[str, dict[str, str | None]]:
    """Return which button was pressed, and what was decided between two texts.

    `mine:name:stamp` is mine in place of what was shown; `theirs:name` gives way.
    """
    do = sent.get("do", "")
    verb, *said = do.split(":")
    if verb == "mine" and len(said) == 2:
        return do, {said[0]: said[1]}
    if verb == "theirs" and len(said) == 1:
        return do, {said[0]: None}
    return do, {}


def _form(
    version: ServiceVersion,
    name: str,
    sent: QueryDict | None,
    decided: dict[str, str | None] | None = None,
) -> WrittenForm | None:
    if name == TEXT:
        return TextForm(version, sent, prefix="text", decided=decided)
    if name == PROCESS:
        return ProcessForm(process_of(version), sent, prefix="process", decided=decided)
    return None


def _rows(version: ServiceVersion, name: str) -> Rows | None:
    if name == QUESTIONS:
        blank = partial(IntakeField, version=version)
        return Rows(QuestionForm, "q", {"version": version}, 0, blank)
    if name == PROCESS:
        step = partial(ProcessStep, process=process_of(version))
        return Rows(StepForm, "s", {"process__version": version}, 1, step)
    return None


def process_of(version: ServiceVersion) -> ProcessDescription:
    """Return the process of a version; one that says nothing yet where it has none."""
    found = ProcessDescription.objects.filter(version=version).first()
    return found or ProcessDescription(version=version)
