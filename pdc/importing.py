"""What we offer, from an organisation's own file: themes, services and their versions.

The content of a version is compared as a whole: what is published never changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.importing import Source, Tally
from pdc.models import (
    IntakeField,
    ProcessDescription,
    ProcessStep,
    Service,
    ServiceVersion,
    Theme,
)

Type = IntakeField.Type

THEME = {"code": "code", "name": "name", "description": "description", "order": "order"}
VERSION = {
    "name": "name",
    "summary": "summary",
    "included": "included",
    "excluded": "excluded",
    "client_responsibilities": "client_responsibilities",
    "quality_criteria": "quality_criteria",
    "keywords": "keywords",
    "typos": "typos",
    "effort_minutes": "effort_minutes",
    "effort_unit": "effort_unit",
    "review_month": "review_month",
}
NAMED = ("requesters", "channels", "urgent_condition", "min_notice")
QUESTION = {
    "key": "key",
    "order": "order",
    "label": "label",
    "type": "type",
    "required": "required",
    "choices": "choices",
    "help": "help",
}
PROCESS = {
    "goal": "goal",
    "trigger": "trigger",
    "input": "input",
    "output": "output",
    "owner_role": "owner_role",
}
STEP = {"order": "order", "role": "role", "action": "action"}


@dataclass
class Content:
    """All a version says, apart from its norms."""

    version: dict[str, Any]
    questions: list[dict[str, Any]]
    process: dict[str, Any] | None
    steps: list[dict[str, Any]]


def read_themes(source: Source) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Read the themes, each with its categories; codes are unique over both."""
    found = []
    first: dict[str, str] = {}
    for theme in source.each("themes"):
        categories = theme.each("categories", optional=True)
        for branch in (theme, *categories):
            code = branch.text("code")
            earlier = first.setdefault(code, branch.path)
            if code and earlier != branch.path:
                clash = {"name": code, "path": earlier}
                branch.at("code").note(_("%(name)s is also at %(path)s") % clash)
        found.append(
            (theme.columns(Theme, THEME), [each.columns(Theme, THEME) for each in categories])
        )
    return found


def write_themes(
    themes: list[tuple[dict[str, Any], list[dict[str, Any]]]], tally: Tally
) -> dict[str, Theme]:
    """Write the themes and return them by code."""
    written: dict[str, Theme] = {}
    for theme, categories in themes:
        parent = tally.put(Theme, {"code": theme["code"]}, {**theme, "parent": None})
        written[parent.code] = parent
        for category in categories:
            values = {**category, "parent": parent}
            written[category["code"]] = tally.put(Theme, {"code": category["code"]}, values)
    return written


def names_by_code(source: Source, key: str) -> dict[str, str]:
    """Return the names of a list of codes that services refer to."""
    return {each.text("code"): each.text("name") for each in source.each(key, optional=True)}


def read_content(
    service: Source, channels: Mapping[str, str], requesters: Mapping[str, str]
) -> Content:
    """Read what one version of a service says."""
    version = service.columns(ServiceVersion, VERSION)
    version["requesters"] = _named(service, "requesters", requesters)
    version["channels"] = _named(service, "channels", channels)
    version["urgent_condition"] = ""
    if service.has("urgent"):
        version["urgent_condition"] = service.at("urgent").text("condition")
    version["min_notice"] = _read_notice(service)
    content = Content(version=version, questions=_read_questions(service), process=None, steps=[])
    if service.has("process"):
        process = service.at("process")
        content.process = process.columns(ProcessDescription, PROCESS)
        steps = [step.columns(ProcessStep, STEP) for step in process.each("steps", unique="order")]
        content.steps = sorted(steps, key=lambda step: step["order"] or 0)
    return content


def _named(service: Source, key: str, names: Mapping[str, str]) -> list[str]:
    if not service.has(key):
        return []
    found = []
    for item in service.at(key).items():
        name = names.get(str(item.value))
        if name is None:
            item.note(_("%(text)s is not known") % {"text": item.value})
        found.append(name or "")
    return found


def _read_notice(service: Source) -> int | None:
    if not service.has("min_notice"):
        return None
    notice = service.at("min_notice")
    if notice.text("unit") not in ("", "workdays"):
        notice.at("unit").note(_("notice is counted in workdays"))
    return notice.whole("value", least=1, most=1000)


def _read_questions(service: Source) -> list[dict[str, Any]]:
    """Read the intake form; the event is its first date, where the service counts from one."""
    fields = service.each("intake_fields", unique="key", optional=True)
    questions: list[dict[str, Any]] = []
    has_event = service.has("min_notice") or starts_at_event(service)
    for field in fields:
        question = field.columns(IntakeField, QUESTION)
        if question["type"] == Type.CHOICE and not question["choices"]:
            field.at("choices").note(_("is missing"))
        question["is_event"] = (
            has_event and question["required"] and question["type"] in (Type.DATE, Type.DATETIME)
        )
        has_event = has_event and not question["is_event"]
        questions.append(question)
    return sorted(questions, key=lambda question: (question["order"] or 0, question["key"] or ""))


def starts_at_event(service: Source) -> bool:
    """Return whether the time of a service starts to count at the end of its event."""
    turnaround = service.at("turnaround")
    return turnaround.value is not None and turnaround.at("starts_at").value == "event_end"


def stored_content(version: ServiceVersion) -> Content:
    """Return what a stored version says, to compare with a file."""
    process = ProcessDescription.objects.filter(version=version).first()
    steps = process.steps.all() if process else []
    questions = [
        _held(question, (*QUESTION, "is_event")) for question in version.intake_fields.all()
    ]
    return Content(
        version=_held(version, (*VERSION, *NAMED)),
        questions=sorted(questions, key=lambda question: (question["order"], question["key"])),
        process=_held(process, PROCESS) if process else None,
        steps=[_held(step, STEP) for step in steps],
    )


def _held(row: Any, names: "tuple[str, ...] | Mapping[str, str]") -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def write_content(version: ServiceVersion, content: Content) -> None:
    """Write what a version says in place of what it said; only for one not yet published."""
    for name, value in content.version.items():
        setattr(version, name, value)
    version.save()
    version.intake_fields.all().delete()
    IntakeField.objects.bulk_create(
        IntakeField(version=version, **question) for question in content.questions
    )
    ProcessDescription.objects.filter(version=version).delete()
    if content.process is not None:
        process = ProcessDescription.objects.create(version=version, **content.process)
        ProcessStep.objects.bulk_create(
            ProcessStep(process=process, **step) for step in content.steps
        )


def relate(services: Mapping[str, Service], related: Mapping[str, list[str]]) -> list[str]:
    """Let each service lead to those the file relates it to, both ways; return who changed."""
    changed = []
    wanted: dict[str, set[int]] = {code: set() for code in services}
    for code, others in related.items():
        for other in others:
            wanted[code].add(services[other].pk)
            wanted[other].add(services[code].pk)
    for code, service in services.items():
        before = set(service.related.values_list("pk", flat=True))
        if before != wanted[code]:
            service.related.set(wanted[code])
            changed.append(code)
    return changed
