"""Form fields in which people type what this app counts with."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sla.norm_words import LONGEST, NormError, NormValue, parse_norm

INPUT = {"class": "form-control"}
FIRST_YEAR, LAST_YEAR = 1970, 2200
MOST_PAUSES = 50


def local_moment(wall: datetime, zone: tzinfo) -> datetime:
    """Return the instant of a local wall time: of two the first; a skipped one is refused."""
    moment = wall.replace(tzinfo=zone, fold=0)
    if timezone.localtime(moment.astimezone(UTC), zone).replace(tzinfo=None) != wall:
        raise ValidationError(
            _("This time does not exist: the clocks go forward that night. Choose another."),
            code="skipped",
        )
    return moment


class NormField(forms.CharField):
    """A norm in words; cleaned it is a `NormValue`, or None when left empty."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**({"max_length": LONGEST, "empty_value": None} | options))

    def clean(self, value: Any) -> NormValue | None:
        """Check the text and read the norm in it."""
        typed = super().clean(value)
        try:
            return parse_norm(typed) if typed else None
        except NormError as error:
            raise ValidationError(str(error), code="unreadable") from error

    def prepare_value(self, value: Any) -> Any:
        """Show a norm as it can be typed."""
        return str(value) if isinstance(value, NormValue) else value


class WallField(forms.Field):
    """A date, with a time or at midnight, as a wall clock says it somewhere; or with an offset."""

    widget = forms.DateTimeInput(attrs={**INPUT, "type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        """Read a moment; without an offset it stays naive until its zone is known."""
        if value in self.empty_values:
            return None
        try:
            wall = datetime.fromisoformat(str(value).strip())
        except ValueError:
            wall = None
        if wall is None or not FIRST_YEAR <= wall.year <= LAST_YEAR:
            raise ValidationError(
                _("“%(typed)s” is not a date and time. Type, for example, 2026-03-02T10:00."),
                code="invalid",
                params={"typed": value},
            )
        return wall


class PausesInput(forms.Widget):
    """As many pairs of moments as there are in the data: `<name>_from` and `<name>_to`."""

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Any, name: str
    ) -> list[tuple[str, str]]:
        """Return the pairs of which something was typed."""
        lists = [
            data.getlist(f"{name}_{end}") if hasattr(data, "getlist") else []
            for end in ("from", "to")
        ]
        most = max(map(len, lists))
        starts, ends = (texts + [""] * (most - len(texts)) for texts in lists)
        return [pair for pair in zip(starts, ends, strict=True) if any(pair)]


class PausesField(forms.Field):
    """Some stretches of time, each from one moment to a later one."""

    widget = PausesInput

    def to_python(self, value: Any) -> list[tuple[datetime, datetime]]:
        """Read both ends of each pause, naive where they have no offset."""
        moment = WallField(
            error_messages={"required": _("Type both when a pause begins and ends.")}
        )
        pairs = value or []
        if len(pairs) > MOST_PAUSES:
            raise ValidationError(
                _("Count with at most %(most)d pauses."), code="many", params={"most": MOST_PAUSES}
            )
        return [(moment.clean(since), moment.clean(until)) for since, until in pairs]
