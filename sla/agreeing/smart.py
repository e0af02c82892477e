"""Whether the lines of a draft are SMART: the missing named, in words for who writes them.

Whether a norm is achievable is said beside a line by what last year's work says of it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from pdc.models import IntakeField
from sla.models import AgreementVersion, Calendar, Norm, Starts
from sla.reading import ReadLine


class Missing(TextChoices):
    """What a line can lack."""

    MEASURE = "measure", _("Measure")
    NUMBER = "number", _("Number")
    TERM = "term", _("Term")
    EVENT = "event", _("Moment")
    CALENDAR = "calendar", _("Calendar")
    WHO = "who", _("Who")
    REASON = "reason", _("Reason")


ASKS: dict[Missing, str | Lazy] = {
    Missing.MEASURE: _("say what is counted: meetings, requests, pages."),
    Missing.NUMBER: _("say how many a month you expect."),
    Missing.TERM: _("say when it is ready."),
    Missing.EVENT: _("it counts from a moment that no question of the service asks for."),
    Missing.CALENDAR: _("its calendar is never open, so nothing can be counted."),
    Missing.WHO: _("choose the contact of both sides, under Hours."),
    Missing.REASON: _("say why it differs from the standard."),
}
SHOWN = 3


@dataclass(frozen=True)
class Remark:
    """What some lines lack."""

    missing: Missing
    names: list[str]
    everywhere: bool

    @property
    def asks(self) -> str | Lazy:
        """What is to be said there."""
        return ASKS[self.missing]

    @property
    def shown(self) -> list[str]:
        """The names of the first lines it is about."""
        return self.names[:SHOWN]

    @property
    def others(self) -> int:
        """How many more there are."""
        return len(self.names) - len(self.shown)


@dataclass(frozen=True)
class Check:
    """What all lines of a draft lack together, and how many lack nothing."""

    remarks: list[Remark]
    fine: int
    lines: int


def check(version: AgreementVersion, lines: Collection[ReadLine]) -> Check:
    """Say of all lines what they lack: each thing once, with the lines it is about."""
    asking = asking_for_event(lines)
    lacking = [(read.name, lacks(read, version, asking)) for read in lines]
    remarks = []
    for missing in Missing:
        names = [name for name, lacked in lacking if missing in lacked]
        if names:
            remarks.append(Remark(missing, names, everywhere=len(names) == len(lines) > 1))
    fine = sum(not lacked for _name, lacked in lacking)
    return Check(remarks, fine, len(lines))


def asking_for_event(lines: Collection[ReadLine]) -> set[int]:
    """Return the versions of services that ask for the moment of the event."""
    services = [read.service.pk for read in lines if read.service]
    asked = IntakeField.objects.filter(version__in=services, is_event=True)
    return set(asked.values_list("version", flat=True))


def lacks(read: ReadLine, version: AgreementVersion, asking: Collection[int]) -> list[Missing]:
    """Return what one line lacks."""
    line, norms = read.line, [norm for norm in (read.response, read.turnaround) if norm]
    asks = read.service is not None and read.service.pk in asking
    counted_by: set[Calendar] = {norm.calendar or version.calendar for norm in norms}
    wrong = {
        Missing.MEASURE: not line.volume_unit,
        Missing.NUMBER: line.volume_per_month is None,
        Missing.TERM: read.turnaround is None,
        Missing.EVENT: any(map(_needs_event, norms)) and not asks,
        Missing.CALENDAR: not all(one.schedule().ever_opens for one in counted_by),
        Missing.WHO: not (version.client_contact_id and version.provider_contact_id),
        Missing.REASON: bool(read.departs) and not line.deviation,
    }
    return [missing for missing, is_so in wrong.items() if is_so]


def _needs_event(norm: Norm) -> bool:
    return norm.before_event or norm.starts == Starts.EVENT_END
