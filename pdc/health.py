"""How the catalogue is kept: what nobody audited, is past its review, or only one person can do."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise as Words
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pdc.competences import people_at_work
from pdc.models import Audit, Competence, ServiceVersion
from pdc.reviews import due_for_review, month_after

Status = ServiceVersion.Status
ONE_ONLY = _("%(name)s only")


@dataclass(frozen=True)
class Found:
    """One version that something should be done about."""

    version: ServiceVersion
    detail: str = ""


@dataclass(frozen=True)
class Check:
    """One thing the catalogue is looked at for: what is found, what to do, and where."""

    name: str
    title: "str | Words"
    advice: "str | Words"
    link: str
    found: list[Found]


ABOUT: dict[str, tuple["str | Words", "str | Words", str]] = {
    "drafts": (
        _("Being written"),
        _("Ask who wrote it what is needed, or publish what was found good."),
        "pdc:audit",
    ),
    "unaudited": (
        _("Published without an audit"),
        _("Start a new version and let a colleague read it."),
        "pdc:service_detail",
    ),
    "review": (
        _("Past its review"),
        _("Read it again with who does it: still right, or a new version?"),
        "pdc:keeping",
    ),
    "owner": (
        _("Without an owner"),
        _("Agree which expert team keeps it up."),
        "pdc:keeping",
    ),
    "one_person": (
        _("Mastered by one person or by nobody"),
        _("Let a colleague learn it, so that anyone can take over."),
        "pdc:keeping",
    ),
}


def checks(on: date) -> list[Check]:
    """Look at all that holds on a day, and at what is being written; in a fixed few queries."""
    in_force = ServiceVersion.objects.in_force(on).select_related("service")
    versions = list(in_force.order_by("service__code"))
    found = {
        "drafts": _drafts(),
        "unaudited": _unaudited(versions),
        "review": _past_review(on),
        "owner": [Found(version) for version in versions if not version.service.owner],
        "one_person": _rarely_mastered(versions, on),
    }
    return [Check(name, *ABOUT[name], found[name]) for name in ABOUT]


def _past_review(on: date) -> list[Found]:
    return [
        Found(version, gettext("since %(month)s") % {"month": f"{due:%m-%Y}"})
        for version, due in due_for_review(on)
        if month_after(due) <= on
    ]


def _drafts() -> list[Found]:
    """Return what is being written, with how far it is."""
    drafts = ServiceVersion.objects.being_written().select_related("service", "author")
    good = Audit.objects.filter(version__in=drafts, verdict=Audit.Verdict.GOOD)
    last = {audit.version_id: audit for audit in good}
    found = []
    for draft in drafts.order_by("service__code"):
        word = draft.get_status_display()
        if draft.status == Status.IN_AUDIT and draft.pk in last:
            word = gettext("found good")
        found.append(Found(draft, f"{word}, {draft.author}" if draft.author else str(word)))
    return found


def _unaudited(versions: list[ServiceVersion]) -> list[Found]:
    good = Audit.objects.filter(version__in=versions, verdict=Audit.Verdict.GOOD)
    audited = set(good.values_list("version", flat=True))
    return [Found(version) for version in versions if version.pk not in audited]


def _rarely_mastered(versions: list[ServiceVersion], on: date) -> list[Found]:
    names = {person.pk: str(person) for person in people_at_work(on)}
    said = Competence.objects.filter(level=Competence.Level.MASTERS, person__in=names)
    masters: dict[int, list[int]] = {}
    for service, person in said.values_list("service", "person"):
        masters.setdefault(service, []).append(person)
    found = []
    for version in versions:
        who = masters.get(version.service_id, [])
        if len(who) < 2:
            only = str(ONE_ONLY) % {"name": names[who[0]]} if who else gettext("nobody")
            found.append(Found(version, only))
    return found
