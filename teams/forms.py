"""Forms about people."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from teams.absences import colleagues_of, may_plan_for
from teams.models import Absence, User

LONGEST_ABSENCE = timedelta(days=366)
DAY = {"type": "date"}


class SignInForm(AuthenticationForm):
    """E-mail address and password; a refusal doesn't tell which of the two was wrong."""

    error_messages = {
        "invalid_login": _("This e-mail address and this password do not belong together."),
        "inactive": _("This account is closed."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget = forms.EmailInput(
            attrs={"autocomplete": "username", "autofocus": True, "maxlength": 254}
        )


class AbsenceForm(forms.Form):
    """Who is away from when until when, and who takes over. A coordinator may say whose it is."""

    person = forms.ModelChoiceField(
        User.objects.none(), label=_("Who"), empty_label=None, required=False
    )
    since = forms.DateField(label=_("From"), widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    until = forms.DateField(
        label=_("Until and including"), widget=forms.DateInput(DAY, format="%Y-%m-%d")
    )
    stand_in = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Who takes over"),
        required=False,
        empty_label=_("Nobody in particular"),
        help_text=_("Gets the alerts in the meantime; else the coordinator does."),
    )

    def __init__(self, *args: Any, by: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.today = by, today
        people = may_plan_for(by, today)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["person"].initial = by.pk
        self.fields["stand_in"].queryset = colleagues_of(people, today)  # type: ignore[attr-defined]
        if len(people) == 1:
            self.fields["person"].widget = forms.HiddenInput()

    def clean_until(self) -> date:
        """Refuse what is over already."""
        until: date = self.cleaned_data["until"]
        if until < self.today:
            raise ValidationError(_("This day has passed. Choose today or later."))
        return until

    def clean_stand_in(self) -> User | None:
        """Refuse somebody for themselves, or from elsewhere."""
        stand_in: User | None = self.cleaned_data["stand_in"]
        if stand_in is None:
            return None
        if stand_in == self.whose:
            raise ValidationError(_("Choose somebody else than who is away."))
        own = User.objects.filter(pk=self.whose.pk)
        if stand_in not in colleagues_of(own, self.today):
            raise ValidationError(_("Choose somebody of the same pool or unit."))
        return stand_in

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, far too many of them, and those noted already."""
        days = super().clean() or self.cleaned_data
        if "since" not in days or "until" not in days:
            return days
        if days["until"] < days["since"]:
            self.add_error("until", _("The last day lies before the first."))
        elif days["until"] - days["since"] > LONGEST_ABSENCE:
            self.add_error("until", _("This is more than a year. Check the dates."))
        else:
            self._refuse_twice(days["since"], days["until"])
        return days

    @property
    def whose(self) -> User:
        """Whose absence it is."""
        return self.cleaned_data.get("person") or self.by

    def save(self) -> bool:
        """Save the absence; False, with the error shown, if it was said at the same moment."""
        days = self.cleaned_data
        try:
            with transaction.atomic():
                Absence.objects.create(
                    user=self.whose,
                    since=days["since"],
                    until=days["until"],
                    stand_in=days["stand_in"],
                )
        except IntegrityError:
            self._refuse_twice(days["since"], days["until"])
            return False
        return True

    def _refuse_twice(self, since: date, until: date) -> None:
        known = Absence.objects.filter(user=self.whose, since__lte=until, until__gte=since).first()
        if known is not None:
            days = {"since": date_format(known.since), "until": date_format(known.until)}
            self.add_error(
                "since", _("There is an absence already, from %(since)s to %(until)s.") % days
            )
