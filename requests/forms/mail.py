"""The form with which somebody chooses the mails they get."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from requests.mail.kinds import (
    ALWAYS,
    OF_ANYBODY,
    OF_CLIENT,
    OF_COORDINATOR,
    OF_SECRETARY,
    MailKind,
    is_wanted,
)
from teams.models import Roles, User


@dataclass(frozen=True)
class Choice:
    """One kind of mail, with whether somebody gets it."""

    kind: MailKind
    wanted: bool


@dataclass(frozen=True)
class Group:
    """Kinds of mail that belong together; they are always sent or may be chosen."""

    title: str | Promise
    choices: list[Choice]
    fixed: bool = False


class MailForm(forms.Form):
    """Which kinds of mail somebody wants, of those that can concern what they are."""

    wanted = forms.MultipleChoiceField(choices=MailKind.choices, required=False)

    def __init__(self, *args: Any, person: User, roles: Roles, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.roles = person, roles

    @property
    def groups(self) -> list[Group]:
        """What can be chosen, and what comes anyway: answers to clients, escalations to all."""
        concerned = [
            (_("About what I asked"), OF_CLIENT, self.roles.is_client),
            (_("About what I work on"), OF_SECRETARY, self.roles.is_secretary),
            (_("About my pool"), OF_COORDINATOR, self.roles.is_coordinator),
            (_("About what I proposed"), OF_ANYBODY, True),
        ]
        chosen = [Group(title, self._choices(kinds)) for title, kinds, mine in concerned if mine]
        fixed = ALWAYS if self.roles.is_client else (MailKind.ESCALATION,)
        return [*chosen, Group(_("Always"), self._choices(fixed), fixed=True)]

    def save(self) -> None:
        """Keep what was switched off; what can't concern somebody now stays as it was."""
        shown = {
            choice.kind for group in self.groups if not group.fixed for choice in group.choices
        }
        unwanted = set(self.person.unwanted_mail) - shown
        unwanted |= shown - set(self.cleaned_data["wanted"])
        self.person.unwanted_mail = sorted(unwanted)
        self.person.save(update_fields=["unwanted_mail"])

    def _choices(self, kinds: Iterable[MailKind]) -> list[Choice]:
        return [Choice(kind, is_wanted(self.person, kind)) for kind in kinds]
