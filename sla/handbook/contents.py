"""What stands in the handbook, in plain words: the same for the pages and for the paper.

Whoever adds something to a version adds a line here, and it stands in both.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pdc.models import IntakeField, ProcessDescription, ServiceVersion
from pdc.views import by_branch
from sla import wording
from sla.models import Norm
from sla.reading import by_kind, normal_norms

Fact = tuple[str, str]
Versions = QuerySet[ServiceVersion]


@dataclass(frozen=True)
class Points:
    """A list under a heading."""

    title: str
    points: list[str]


@dataclass(frozen=True)
class Question:
    """What is asked at intake, and how it is answered."""

    label: str
    how: str
    help: str
    choices: list[str]


@dataclass(frozen=True)
class Step:
    """A step of the process, and the role that takes it."""

    number: int
    role: str
    action: str
    on_checklist: bool


@dataclass(frozen=True)
class Entry:
    """One service, as the handbook tells it."""

    code: str
    name: str
    known_as: str
    summary: str
    facts: list[Fact]
    points: list[Points]
    questions: list[Question]
    goal: str
    process: list[Fact]
    steps: list[Step]


@dataclass(frozen=True)
class Section:
    """The services of one category; without a name those that hang on the theme itself."""

    name: str
    entries: list[Entry]


@dataclass(frozen=True)
class Chapter:
    """A theme with all its services."""

    code: str
    name: str
    description: str
    sections: list[Section]


def in_force(on: date, theme: str = "") -> Versions:
    """Return the services of a day, of one theme or of all, without what hangs under them."""
    versions = ServiceVersion.objects.in_force(on).select_related("service__theme__parent")
    if theme:
        of_it = Q(service__theme__code=theme, service__theme__parent=None)
        versions = versions.filter(of_it | Q(service__theme__parent__code=theme))
    return versions.order_by("service__code")


def chapters(versions: Versions, tell: Callable[[int], None] = lambda _done: None) -> list[Chapter]:
    """Return these services by theme, with all there is to tell of them."""
    whole = versions.select_related("process").prefetch_related(
        "intake_fields", "process__steps", normal_norms()
    )
    told = 0

    def section(name: str, some: Iterable[ServiceVersion]) -> Section:
        nonlocal told
        entries = [entry(version) for version in some]
        told += len(entries)
        tell(told)
        return Section(name, entries)

    return [
        Chapter(
            branch.code,
            branch.name,
            branch.description,
            [section("" if theme == branch else theme.name, some) for theme, some in categories],
        )
        for branch, categories in by_branch(whole)
    ]


def entry(version: ServiceVersion) -> Entry:
    """Return what the handbook tells of one service."""
    process = getattr(version, "process", None)
    return Entry(
        code=version.service.code,
        name=version.name,
        known_as=_("%(code)s · version %(number)s, from %(day)s")
        % {
            "code": version.service.code,
            "number": version.number,
            "day": date_format(version.valid_from, "j F Y") if version.valid_from else "",
        },
        summary=version.summary,
        facts=_facts(version),
        points=_points(version, process),
        questions=[_question(field) for field in version.intake_fields.all()],
        goal=process.goal if process else "",
        process=_told_of(process) if process else [],
        steps=[
            Step(step.order, step.role, step.action, step.on_checklist)
            for step in (process.steps.all() if process else ())
        ],
    )


def _known(facts: Iterable[Fact]) -> list[Fact]:
    return [(name, words) for name, words in facts if words]


def _facts(version: ServiceVersion) -> list[Fact]:
    norms = by_kind(version.norms.all())
    response, ready = norms.get(Norm.Kind.RESPONSE), norms.get(Norm.Kind.TURNAROUND)
    within = response and _("within %(words)s") % {"words": wording.norm_in_full(response)}
    notice, month = version.min_notice, version.review_month
    in_advance = ngettext(
        "%(days)s working day before", "%(days)s working days before", notice or 0
    )
    return _known(
        [
            (_("First reaction"), within or ""),
            (_("Ready"), wording.norm_in_full(ready) if ready else ""),
            (_("Ask at least"), in_advance % {"days": notice} if notice else ""),
            (_("Urgent"), version.urgent_condition),
            (_("Effort"), _effort(version)),
            (_("Kept up by"), version.service.owner),
            (_("Looked at again in"), str(MONTHS[month]) if month else ""),
        ]
    )


def _effort(version: ServiceVersion) -> str:
    minutes = version.effort_minutes
    if not minutes:
        return ""
    words = ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}
    if not version.effort_unit:
        return words
    return _("%(minutes)s per %(unit)s") % {"minutes": words, "unit": version.effort_unit}


def _points(version: ServiceVersion, process: ProcessDescription | None) -> list[Points]:
    lists = [
        (_("Included"), version.included),
        (_("Not included"), version.excluded),
        (_("Who may ask"), version.requesters),
        (_("What the client does"), version.client_responsibilities),
        (_("Quality"), version.quality_criteria),
        (_("Risks"), process.risks if process else []),
    ]
    return [Points(title, points) for title, points in lists if points]


def _question(field: IntakeField) -> Question:
    how = field.get_type_display()
    if field.required:
        how = _("%(how)s, needed to start") % {"how": how}
    return Question(field.label, how, field.help, field.choices)


def _told_of(process: ProcessDescription) -> list[Fact]:
    return _known(
        [
            (_("Starts with"), process.trigger),
            (_("Needs"), process.input),
            (_("Gives"), process.output),
            (_("Owner"), process.owner_role),
        ]
    )
