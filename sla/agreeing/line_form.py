"""Writing one line of a draft: how much, how quick, and why when that is not the standard."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pdc.policies import refuse
from pdc.writing.actions import Sheet, asked
from pdc.writing.forms import INPUT, LongField, Written
from pdc.writing.parts import number, short, tall
from sla.agreeing.drafting import begin, wrote
from sla.agreeing.fields import TenthsField
from sla.agreeing.lines import KINDS
from sla.forms.fields import NormField
from sla.models import AgreementLine, AgreementVersion, Norm
from sla.norm_words import NormValue
from sla.reading import ReadLine, departures, read_lines
from sla.wording import norm_in_full
from teams.models import User

LINE = "line"
USUAL_SHARE = 95
OF_LINE = ("volume_per_month", "volume_unit", "effort_minutes", "deviation")
WAYS = ("way", "amount", "cut_off", "same_day", "next_day", "starts")
NAMES = {
    Norm.Kind.RESPONSE: gettext_lazy("first reaction"),
    Norm.Kind.TURNAROUND: gettext_lazy("ready"),
}


@dataclass
class Line:
    """What one line says, with norms as they are typed; empty is by the standard."""

    read: ReadLine
    volume_per_month: Decimal | None
    volume_unit: str
    effort_minutes: int | None
    response: NormValue | None
    turnaround: NormValue | None
    kpi_percent: int
    deviation: str

    @classmethod
    def of(cls, read: ReadLine) -> "Line":
        """Return a line to write in."""
        own = {kind: read.own.get(kind) for kind in KINDS}
        shares = [norm.kpi_percent for norm in (read.turnaround, read.response) if norm]
        return cls(
            read=read,
            response=_value(own[Norm.Kind.RESPONSE]),
            turnaround=_value(own[Norm.Kind.TURNAROUND]),
            kpi_percent=shares[0] if shares else USUAL_SHARE,
            **{name: getattr(read.line, name) for name in OF_LINE},
        )

    def norms(self, *, same_share: bool) -> dict[str, Norm]:
        """Return the norms that were typed; a share that was typed is of all of them."""
        found: dict[str, Norm] = {}
        for kind in KINDS:
            value: NormValue | None = getattr(self, kind)
            if value is None:
                continue
            norm = value.norm()
            was = self.read.own.get(kind)
            norm.kpi_percent = was.kpi_percent if was and not same_share else self.kpi_percent
            found[kind] = norm
        return found

    @property
    def effort(self) -> int | None:
        """Minutes a time, its own or those of the catalogue."""
        if self.effort_minutes is not None:
            return self.effort_minutes
        return self.read.service.effort_minutes if self.read.service else None


class LineForm(Written, forms.Form):
    """One line of a draft."""

    volume_per_month = TenthsField(
        label=gettext_lazy("How many a month"), min_value=0, max_digits=7
    )
    volume_unit = forms.CharField(
        label=gettext_lazy("Of what"), max_length=100, required=False, widget=short()
    )
    response = NormField(
        label=gettext_lazy("First reaction"), required=False, widget=forms.TextInput(attrs=INPUT)
    )
    turnaround = NormField(
        label=gettext_lazy("Ready"), required=False, widget=forms.TextInput(attrs=INPUT)
    )
    kpi_percent = forms.IntegerField(
        label=gettext_lazy("Met, in %"), min_value=1, max_value=100, widget=number()
    )
    effort_minutes = forms.IntegerField(
        label=gettext_lazy("Effort in minutes"),
        min_value=0,
        max_value=100_000,
        required=False,
        widget=number(),
    )
    deviation = LongField(
        label=gettext_lazy("Why it differs from the standard"), required=False, widget=tall(1)
    )

    def keep(self) -> bool:
        """Keep what was typed; a share alone has nothing to be the share of."""
        super().keep()
        row: Line = self.row
        if "kpi_percent" in self.kept and row.response is None and row.turnaround is None:
            self.kept.remove("kpi_percent")
            self.stamps["kpi_percent"] = self.now["kpi_percent"]
            row.kpi_percent = self.said["kpi_percent"]
            self.add_error("kpi_percent", _("Type a norm first: this is the share that meets it."))
        return bool(self.kept)

    @property
    def departs(self) -> list[Norm]:
        """The standard norms that what is kept departs from."""
        row: Line = self.row
        return departures(row.norms(same_share="kpi_percent" in self.kept), row.read.standard)

    def hints(self, name: str) -> list[str]:
        """Say what the standard is, what it comes to, and what has to be explained."""
        row: Line = self.row
        if name in KINDS:
            return self._about_norm(name)
        if name == "effort_minutes":
            return self._about_effort()
        if name == "deviation" and self.departs and not row.deviation:
            said = "; ".join(_in_words(norm) for norm in self.departs)
            return [_("Needed, for the standard is: %(standard)s.") % {"standard": said}]
        if name == "deviation" and row.deviation and not self.departs:
            return [_("It does not differ from the standard now, so this can go.")]
        return []

    def _about_norm(self, kind: str) -> list[str]:
        standard = self.row.read.standard.get(kind)
        if standard is None:
            return []
        words = {"norm": norm_in_full(standard)}
        if getattr(self.row, kind) is None:
            return [_("Empty: the standard holds, %(norm)s.") % words]
        if any(norm.kind == kind for norm in self.departs):
            return [_("The standard is %(norm)s.") % words]
        return []

    def _about_effort(self) -> list[str]:
        row: Line = self.row
        effort, said = row.effort, []
        if row.effort_minutes is None and effort is not None:
            said.append(_("Empty: %(minutes)d, as the catalogue says.") % {"minutes": effort})
        if effort and row.volume_per_month:
            hours = number_format(row.volume_per_month * effort / 60, 1)
            said.append(_("Together %(hours)s hours a month.") % {"hours": hours})
        return said


def find_line(version: AgreementVersion, pk: int, now: datetime) -> ReadLine | None:
    """Return a line of a version as it is read."""
    lines = read_lines(version, timezone.localdate(now), only=pk)
    return lines[0] if lines else None


def open_line(read: ReadLine) -> Sheet:
    """Return a line to write in, from its first field."""
    form = LineForm(Line.of(read), prefix=f"line{read.line.pk}")
    form.fields["volume_per_month"].widget.attrs["autofocus"] = True
    return Sheet(LINE, lines=[form])


@transaction.atomic
def write_line(
    version: AgreementVersion, read: ReadLine, sent: QueryDict, *, by: User, now: datetime
) -> Sheet:
    """Keep what was typed in a line, as far as nobody wrote the same meanwhile."""
    begin(version, by=by, now=now)
    held = find_line(version, read.line.pk, now)
    if held is None:
        refuse(_("A colleague took this service out of the draft meanwhile."))
        raise AssertionError
    _do, decided = asked(sent)
    form = LineForm(Line.of(held), sent, prefix=f"line{read.line.pk}", decided=decided)
    if form.keep():
        _write(form.row, form.kept)
        wrote(version, by=by, now=now)
    return Sheet(LINE, lines=[form])


def _write(row: Line, kept: list[str]) -> None:
    line = row.read.line
    own = [name for name in kept if name in OF_LINE]
    for name in own:
        setattr(line, name, getattr(row, name))
    line.save(update_fields=own)
    norms = row.norms(same_share="kpi_percent" in kept)
    for kind in KINDS:
        if kind in norms:
            _write_norm(line, kind, norms[kind], like=row.read.standard.get(kind))
        else:
            line.norms.filter(kind=kind, urgent=False).delete()


def _write_norm(line: AgreementLine, kind: str, norm: Norm, *, like: Norm | None) -> None:
    """Let a line promise this; what is new counts by the calendar of the standard, and warns so."""
    said: dict[str, Any] = {name: getattr(norm, name) for name in (*WAYS, "kpi_percent")}
    usual = {"calendar": like.calendar, "warnings": like.warnings} if like else {}
    Norm.objects.update_or_create(
        agreement_line=line,
        kind=kind,
        urgent=False,
        defaults=said,
        create_defaults=said | usual,
    )


def _value(norm: Norm | None) -> NormValue | None:
    return NormValue.of(norm) if norm else None


def _in_words(norm: Norm) -> str:
    about = NAMES[Norm.Kind(norm.kind)]
    words = {"about": about, "norm": norm_in_full(norm), "share": norm.kpi_percent}
    return _("%(about)s %(norm)s, %(share)d %%") % words
