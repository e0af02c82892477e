"""The form of a calendar's hours: its week, and the special dates of one year."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, cast
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sla.business_time import WEEKDAYS, Problem, Schedule, ScheduleError, SpecialDay
from sla.business_time.schedule import Hours, read_hours
from sla.calendars.comparing import hours_in_words, weekday_name
from sla.calendars.holidays import FIRST_YEAR, LAST_YEAR, holidays_of
from sla.calendars.special_days import SpecialYear, Stretch, special_year

INPUT = {"class": "form-control", "autocomplete": "off"}
INTERVAL = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))? ?(?:uur|u|h)? ?(?:-|–|—|tot|t/m|to|until) ?"
    r"(\d{1,2})(?:[:.](\d{2}))? ?(?:uur|u|h)?"
)
BETWEEN = re.compile(r"[,;\n]|\ben\b|\band\b|&|\+")
CLOSED = ("", "-", "dicht", "gesloten", "closed")
MOST_ROWS = 60
LONGEST = timedelta(days=366)
PROBLEMS = {
    Problem.BAD_TIME: gettext_lazy("A time lies between 00:00 and 24:00."),
    Problem.EMPTY_INTERVAL: gettext_lazy("These hours close the moment they open."),
    Problem.REVERSED_INTERVAL: gettext_lazy(
        "These hours close before they open. Hours past midnight belong to the next day."
    ),
    Problem.OVERLAP: gettext_lazy("These hours overlap. Make one of them shorter."),
}


class HoursField(forms.CharField):
    """The hours of a day as people write them: 08:30-12:30, 13:00-17:00. Empty is closed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=200, **options)
        self.widget.attrs.update(INPUT)

    def clean(self, value: Any) -> Hours:
        """Read the hours, or say what is wrong with them."""
        typed = super().clean(value).strip().lower()
        if typed in CLOSED:
            return ()
        try:
            parts = (part for part in BETWEEN.split(typed) if part.strip())
            hours = read_hours([_interval(part) for part in parts], "")
            Schedule("UTC", (hours, *((),) * 6))
        except ScheduleError as error:
            raise ValidationError(str(PROBLEMS[error.problem])) from error
        return hours

    def prepare_value(self, value: Any) -> Any:
        """Show hours as they can be typed."""
        return hours_in_words(value) if isinstance(value, tuple) else value


def _interval(typed: str) -> tuple[str, str]:
    match = INTERVAL.fullmatch(" ".join(typed.split()))
    if match is None:
        raise ValidationError(
            _("“%(typed)s” can't be read. Type, for example, 08:30-12:30, 13:00-17:00.")
            % {"typed": typed.strip()}
        )
    opens, opens_at, closes, closes_at = match.groups(default="00")
    return f"{int(opens):02}:{opens_at}", f"{int(closes):02}:{closes_at}"


class DayInput(forms.DateInput):
    """A date in the way the browser asks for one."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(attrs=INPUT, format="%Y-%m-%d")


class StretchForm(forms.Form):
    """One date, or some in a row, on which the week does not hold. Left empty it is none."""

    since = forms.DateField(
        label=gettext_lazy("From"),
        widget=DayInput(),
        error_messages={
            "required": gettext_lazy("Type a date, or empty this row."),
            "invalid": gettext_lazy("This is no date. Type, for example, 2026-05-15."),
        },
    )
    until = forms.DateField(
        label=gettext_lazy("Until and including"),
        required=False,
        widget=DayInput(),
        error_messages={"invalid": gettext_lazy("This is no date. Type, for example, 2026-05-15.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs=INPUT),
    )
    hours = HoursField(label=gettext_lazy("Hours"))

    def clean(self) -> dict[str, Any]:
        """Refuse a stretch that ends before it begins, or lasts more than a year."""
        cleaned = self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and not FIRST_YEAR <= since.year <= LAST_YEAR:
            self.add_error("since", _("Is the year right? Type one from 2000 to 2100."))
        elif since and until and not timedelta() <= until - since <= LONGEST:
            self.add_error(
                "until",
                _("Type a date within a year of the first, or leave it empty."),
            )
        return cleaned

    def stretch(self) -> Stretch:
        """Return what was typed."""
        typed = self.cleaned_data
        until = typed["until"] or typed["since"]
        return Stretch(typed["since"], until, typed["hours"], typed["name"])


class StretchFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    """The special dates of a year, with room for one more."""

    def clean(self) -> None:
        """Refuse a date that stands here twice."""
        taken: dict[date, StretchForm] = {}
        for form in self.typed_forms():
            for day in form.stretch().days() if form.is_valid() else ():
                if day.on in taken:
                    form.add_error(
                        "since",
                        _("%(date)s is in another row too. Leave it in one of them.")
                        % {"date": date_format(day.on, "j F Y")},
                    )
                    break
                taken[day.on] = form

    def typed_forms(self) -> list[StretchForm]:
        """Return the rows that are to be kept."""
        return [
            form
            for form in self.forms
            if form.has_changed() and not form.cleaned_data.get("DELETE")
        ]


Stretches = cast(
    type[StretchFormSet],
    forms.formset_factory(
        StretchForm,
        formset=StretchFormSet,
        extra=0,
        can_delete=True,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
    ),
)


class HoursForm(forms.Form):
    """A calendar's week with its time zone, the holidays that are kept, and why it changes."""

    timezone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    holidays = forms.MultipleChoiceField(
        label=gettext_lazy("Closed on"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=gettext_lazy("Why it changes"),
        max_length=200,
        error_messages={"required": gettext_lazy("Say in a few words why the hours change.")},
        widget=forms.TextInput(attrs=INPUT),
        help_text=gettext_lazy(
            "Clients read this where their date moves. For example: moving house on 4 May."
        ),
    )

    def __init__(self, *args: Any, year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.year = year
        zone = self.fields["timezone"]
        assert isinstance(zone, forms.ChoiceField)
        zone.choices = [(name, name) for name in sorted(available_timezones())]
        ticks = self.fields["holidays"]
        assert isinstance(ticks, forms.MultipleChoiceField)
        ticks.choices = [
            (day.on.isoformat(), f"{day.name} ({date_format(day.on, 'D j F')})")
            for day in holidays_of(year)
        ]
        for number, weekday in enumerate(WEEKDAYS):
            self.fields[weekday] = HoursField(label=weekday_name(number).capitalize())

    def week(self) -> list[Any]:
        """Return the fields of the weekdays."""
        return [self[weekday] for weekday in WEEKDAYS]

    def ticked(self) -> list[date]:
        """Return the holidays that are kept."""
        return [date.fromisoformat(on) for on in self.cleaned_data["holidays"]]


def initial_of(
    schedule: Schedule, year: SpecialYear
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what the form and its rows begin with."""
    hours = dict(zip(WEEKDAYS, schedule.weekly, strict=True))
    ticked = [day.on.isoformat() for day in year.ticked]
    rows = [
        stretch._asdict() | {"until": None if stretch.until == stretch.since else stretch.until}
        for stretch in year.stretches
    ]
    return {**hours, "timezone": schedule.timezone, "holidays": ticked}, rows


def hours_typed(form: HoursForm, rows: Iterable[StretchForm], base: Schedule) -> dict[str, Any]:
    """Return the hours that were typed, over those they were made from.

    The special dates of this year are replaced, those of others stay. What is closed on a
    holiday that is ticked keeps the name of the holiday.
    """
    there = special_year(base.exceptions, form.year)
    names = {day.on: base.note_on(day.on) or day.name for day in there.ticked}
    shown = {day.on for stretch in there.stretches for day in stretch.days()} | set(names)
    days = {on: day for on, day in base.special_days.items() if on not in shown}
    for row in rows:
        days |= {day.on: day for day in row.stretch().days()}
    offered = {day.on: day.name for day in holidays_of(form.year)}
    for on in form.ticked():
        days[on] = SpecialDay(on, (), names.get(on, offered[on]))
    week = tuple(form.cleaned_data[weekday] for weekday in WEEKDAYS)
    return Schedule(form.cleaned_data["timezone"], week, tuple(sorted(days.values()))).to_dict()


def refuse_clashes(form: HoursForm, rows: Iterable[StretchForm]) -> bool:
    """Refuse hours on a holiday that is ticked as closed; return whether there were none."""
    ticked, right = set(form.ticked()), True
    for row in rows:
        stretch = row.stretch()
        clash = next((day.on for day in stretch.days() if day.on in ticked), None)
        if stretch.hours and clash:
            right = False
            row.add_error(
                "since",
                _("%(date)s is ticked as closed. Take away the tick, or this row.")
                % {"date": date_format(clash, "j F Y")},
            )
    return right
