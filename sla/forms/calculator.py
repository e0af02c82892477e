"""The question to the calculator: on its page, and behind `manage.py deadline`."""

from datetime import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sla.business_time import Problem, ScheduleError
from sla.calculator import Reckoning, calculate, needs_event
from sla.forms.fields import INPUT, NormField, PausesField, WallField, local_moment
from sla.models import Calendar, PoolCalendar, Starts
from sla.replaying import Pause

NO_ANSWER = {  # what to mend, and how
    Problem.NEVER_OPEN: (
        "calendar",
        _("This calendar has no opening hours. Choose another, or give it hours."),
    ),
    Problem.TOO_FAR: (
        "norm",
        _("There is not enough opening time within ten years. Type a shorter norm."),
    ),
    Problem.TOO_LONG: (
        "since",
        _("These moments are more than a century apart. Check the years."),
    ),
}


class CalculatorForm(forms.Form):
    """Which calendar, from when, which norm, and what stood still; valid it has a `reckoning`."""

    calendar = forms.ChoiceField(
        label=_("Calendar or pool"), widget=forms.Select(attrs={"class": "form-select"})
    )
    since = WallField(label=_("Received"))
    norm = NormField(
        label=_("Norm"),
        widget=forms.TextInput(attrs=INPUT | {"autocomplete": "off", "spellcheck": "false"}),
    )
    event = WallField(
        label=_("The event"),
        required=False,
        help_text=_("For a norm that counts back from it, or on after it."),
    )
    pauses = PausesField(label=_("Pauses"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.calendars = calendars_by_code()
        field = self.fields["calendar"]
        field.choices = [  # type: ignore[attr-defined]
            (code, named) for code, (named, _calendar) in self.calendars.items()
        ]
        field.error_messages["invalid_choice"] = _(
            "There is no calendar or pool “%(value)s”. Choose one of these: {codes}."
        ).format(codes=", ".join(self.calendars))
        self.reckoning: Reckoning | None = None

    @property
    def chosen(self) -> Calendar | None:
        """The calendar that was chosen, itself or as that of a pool."""
        code = self.cleaned_data.get("calendar")
        return self.calendars[code][1] if code else None

    @property
    def pauses_shown(self) -> list[tuple[str, str]]:
        """The pauses as they were typed."""
        return self["pauses"].value() or []

    def answer(self) -> tuple[Reckoning, ZoneInfo]:
        """Return what was counted, and where its wall clock is; ask it of a valid form only."""
        assert self.reckoning is not None
        assert self.chosen is not None
        return self.reckoning, self.chosen.schedule().zone

    def clean(self) -> dict[str, Any]:
        """Read all moments where the calendar is, and count."""
        if self.chosen is None:
            return self.cleaned_data
        for name in ("since", "event", "pauses"):
            try:
                self.cleaned_data[name] = self._there(self.cleaned_data.get(name))
            except ValidationError as error:
                self.add_error(name, error)
        norm = self.cleaned_data.get("norm")
        event_known = self.cleaned_data.get("event") or "event" in self.errors
        if norm and needs_event(norm.norm()) and not event_known:
            self.add_error("event", _("This norm counts from the event. Type when it is."))
        if not self.errors:
            self._count()
        return self.cleaned_data

    def _there(self, typed: Any) -> Any:
        """Return what was typed as instants, by the wall clock where the calendar is."""
        assert self.chosen is not None  # asked once a calendar was chosen
        zone = self.chosen.schedule().zone
        match typed:
            case datetime(tzinfo=None):
                return local_moment(typed, zone)
            case datetime():
                return typed.astimezone(zone)
            case list():
                return in_order([(self._there(a), self._there(b)) for a, b in typed])
        return typed

    def _count(self) -> None:
        """Count, or say why nothing can be counted."""
        assert self.chosen is not None  # nothing is counted before everything is right
        norm, since, event_at = (self.cleaned_data[name] for name in ("norm", "since", "event"))
        start = event_at if norm.starts == Starts.EVENT_END else since
        try:
            self.reckoning = calculate(
                norm.norm(),
                self.chosen.schedule(),
                since,
                start,
                event_at=event_at,
                pauses=self.cleaned_data["pauses"] or (),
            )
        except ScheduleError as error:
            self.add_error(*NO_ANSWER[error.problem])


def calendars_by_code() -> dict[str, tuple[str, Calendar]]:
    """Return each calendar under its own code and those of its pools, with the name it goes by."""
    found = {one.code: (one.name, one) for one in Calendar.objects.order_by("name")}
    for own in PoolCalendar.objects.select_related("pool", "calendar").order_by("pool__name"):
        named = f"{own.pool} · {own.calendar}"
        found.setdefault(own.pool.code, (named, own.calendar))
    return found


def in_order(pauses: list[tuple[datetime, datetime]]) -> list[Pause]:
    """Return pauses in order; refuse those that overlap, or end before they begin."""
    pauses = sorted(pauses)
    for since, until in pauses:
        if until <= since:
            raise ValidationError(_("A pause ends after it begins. Turn the two moments around."))
    for (_since, until), (since, _until) in pairwise(pauses):
        if since < until:
            raise ValidationError(_("Two pauses overlap. Make one of them."))
    return [Pause(since, until) for since, until in pauses]
