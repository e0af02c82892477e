"""What stands in an agreement on paper, in plain words; whoever adds something adds it here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.template.defaultfilters import floatformat
from django.utils.formats import date_format, localize
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sla import wording
from sla.models import AgreementVersion, Norm, Responsibility
from sla.reading import ReadLine, read_lines

Fact = tuple[str, str]
Side = Responsibility.Side


@dataclass(frozen=True)
class Line:
    """A service and its norms, in words."""

    name: str
    deviation: str
    volume: str
    response: str
    ready: str
    share: str


@dataclass(frozen=True)
class Party:
    """One side: who it is, and what it does to make the norms possible."""

    name: str
    does: list[str]


@dataclass(frozen=True)
class Step:
    """What happens when it does not go as agreed, and who is told."""

    level: int
    when: str
    who: str


@dataclass(frozen=True)
class Document:
    """An agreement in the language of now; its lines as they stand in it, or by volume."""

    language: str
    organisation: str
    title: str
    between: str
    period: str
    state: str
    lines: list[Line]
    lines_in_words: str
    parties: list[Party]
    steps: list[Step]
    facts: list[Fact]
    needs: str
    repair: str
    notes: str


def document_of(version: AgreementVersion, on: date, *, by_volume: bool = False) -> Document:
    """Return an agreement as its document says it on a day, for reading or for paper."""
    agreement = version.agreement
    pools = ", ".join(pool.name for pool in agreement.pools.all())
    read = read_lines(version, on)
    if by_volume:
        read.sort(key=lambda one: -(one.line.volume_per_month or 0))
    many = ngettext("%(many)d service", "%(many)d services", len(read)) % {"many": len(read)}
    return Document(
        language=get_language() or settings.LANGUAGE_CODE,
        organisation=settings.ORGANISATION,
        title=agreement.name,
        between=_("%(client)s with %(pools)s") % {"client": agreement.client, "pools": pools},
        period=_("%(since)s until and including %(until)s")
        % {"since": _day(version.valid_from), "until": _day(version.valid_until)},
        state=_("version %(number)d, %(status)s")
        % {"number": version.number, "status": version.get_status_display()},
        lines=[_line(one) for one in read],
        lines_in_words=many,
        parties=_parties(version),
        steps=_steps(version),
        facts=facts_of(version),
        needs=version.needs,
        repair=version.repair,
        notes=version.notes,
    )


def facts_of(version: AgreementVersion) -> list[Fact]:
    """Return hours, people and dates of an agreement, as far as they were written down."""
    hours, target = version.off_catalogue_hours, version.satisfaction_target
    stands_still = version.third_party_pauses
    told = [
        (_("Support hours"), version.support_hours),
        (_("Outside those hours"), version.outside_support_hours),
        (_("How to reach each other"), version.contact_routes),
        (_("Counts by"), str(version.calendar)),
        (_("For the client"), _name(version.client_contact)),
        (_("For the pool"), _name(version.provider_contact)),
        (_("Agreed on"), _day(version.agreed_on) if version.agreed_on else ""),
        (_("Review"), version.review_cadence),
        (_("Reporting"), version.reporting),
        (_("Satisfaction aimed at"), localize(target) if target is not None else ""),
        (
            _("Outside the catalogue"),
            _("%(hours)s hours a month") % {"hours": floatformat(hours)} if hours else "",
        ),
        (
            _("Waiting for a third party"),
            _("the clock stands still") if stands_still else _("the clock goes on"),
        ),
    ]
    return [(term, words) for term, words in told if words]


def _line(read: ReadLine) -> Line:
    deviation = read.line.deviation
    if deviation and read.replaced:
        standard = _("standard %(words)s") % {"words": wording.norm_in_words(read.replaced)}
        deviation = f"{deviation} ({standard})"
    volume = read.line.volume_per_month
    counted = "" if volume is None else f"{floatformat(volume)} {read.line.volume_unit}".strip()
    return Line(
        name=read.name,
        deviation=deviation,
        volume=counted,
        response=_norm(read.response),
        ready=_norm(read.turnaround),
        share=f"{read.turnaround.kpi_percent} %" if read.turnaround else "",
    )


def _parties(version: AgreementVersion) -> list[Party]:
    does: dict[str, list[str]] = {side: [] for side in Side.values}
    for responsibility in version.responsibilities.all():
        does[responsibility.side].append(responsibility.text)
    client = version.agreement.client.name
    return [Party(_("The pool"), does[Side.PROVIDER]), Party(client, does[Side.CLIENT])]


def _steps(version: AgreementVersion) -> list[Step]:
    return [
        Step(step.level, step.when, _joined([step.who, _name(step.contact)]))
        for step in version.escalation_steps.select_related("contact")
    ]


def _joined(words: Iterable[str]) -> str:
    return " · ".join(filter(None, words))


def _name(person: object) -> str:
    return str(person) if person else ""


def _norm(norm: Norm | None) -> str:
    return wording.norm_in_full(norm) if norm else ""


def _day(day: date) -> str:
    return date_format(day, "j F Y")
