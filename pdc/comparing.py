"""What differs between two versions of a service, part by part, in words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _

from pdc.models import IntakeField, ProcessDescription, ServiceVersion

SAME, NEW, GONE = "same", "new", "gone"
WORD = re.compile(r"\s+|\w+|[^\w\s]")
MOST = 2_000  # words of a line that are compared one by one; of more the whole line differs
TEXTS = (
    *("name", "summary", "included", "excluded", "requesters", "channels"),
    *("client_responsibilities", "quality_criteria", "keywords", "typos", "urgent_condition"),
    *("min_notice", "effort_minutes", "effort_unit", "review_month"),
    *("worth", "obsolete", "automatable"),
)
QUESTIONS, PROCESS = _("intake questions"), _("process")
PARTS = (*TEXTS, "questions", "process")


@dataclass(frozen=True)
class Piece:
    """Some words, that both versions have or one of them."""

    kind: str
    text: str


Line = list[Piece]


@dataclass(frozen=True)
class Part:
    """One part of two versions, line by line; nothing changed where all lines are the same."""

    name: str
    label: "str | Words"
    lines: list[Line]

    @property
    def differs(self) -> bool:
        """Whether there is anything in it that one of the two does not say."""
        return any(piece.kind != SAME for line in self.lines for piece in line)


def compare(old: ServiceVersion | None, new: ServiceVersion) -> list[Part]:
    """Return the parts of a version, with what differs from another; without one, all is new."""
    before = dict(_said(old)) if old else {}
    return [
        Part(name, label_of(name), compare_lines(before.get(name, []), lines))
        for name, lines in _said(new)
        if lines or before.get(name)
    ]


def label_of(name: str) -> "str | Words":
    """Return what a part is called."""
    if name in TEXTS:
        field: Any = ServiceVersion._meta.get_field(name)
        return field.verbose_name  # type: ignore[no-any-return]
    return {"questions": QUESTIONS, "process": PROCESS}[name]


def compare_lines(old: Sequence[str], new: Sequence[str]) -> list[Line]:
    """Return lines with what came and what went; a line that was reworded shows its words."""
    lines: list[Line] = []
    for how, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            lines += [[Piece(SAME, line)] for line in new[c:d]]
            continue
        for gone, come in zip_longest(old[a:b], new[c:d]):
            lines.append(_compare_words(gone or "", come or ""))
    return lines


def _compare_words(old: str, new: str) -> Line:
    before, after = WORD.findall(old), WORD.findall(new)
    if max(len(before), len(after)) > MOST:
        return [Piece(kind, text) for kind, text in ((GONE, old), (NEW, new)) if text]
    pieces = []
    for how, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if how == "equal":
            pieces.append(Piece(SAME, "".join(after[c:d])))
            continue
        for kind, words in ((GONE, before[a:b]), (NEW, after[c:d])):
            if words:
                pieces.append(Piece(kind, "".join(words)))
    return pieces


def _said(version: ServiceVersion) -> Iterator[tuple[str, list[str]]]:
    """Yield what a version says, part by part, as lines of text."""
    for name in TEXTS:
        yield name, _lines(version, name)
    yield "questions", [_question(field) for field in version.intake_fields.all()]
    process = ProcessDescription.objects.filter(version=version).first()
    yield "process", list(_process(process)) if process else []


def _lines(version: ServiceVersion, name: str) -> list[str]:
    value = getattr(version, name)
    if isinstance(value, list):
        return [str(item) for item in value]
    if value is True:
        return [str(_("yes"))]
    if name == "worth":
        value = version.get_worth_display()
    return str(value).splitlines() if value else []


def _question(field: IntakeField) -> str:
    needed = str(_("needed to start")) if field.required else ""
    said = (field.label, field.get_type_display(), ", ".join(field.choices), needed, field.help)
    return " · ".join(str(each) for each in said if each)


def _process(process: ProcessDescription) -> Iterator[str]:
    for name in ("goal", "trigger", "input", "output", "owner_role"):
        if value := getattr(process, name):
            field: Any = process._meta.get_field(name)
            yield f"{field.verbose_name}: {value}"
    yield from process.risks
    for step in process.steps.all():
        yield f"{step.order}. {step.action} ({step.role})"
