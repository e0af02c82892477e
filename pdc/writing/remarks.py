"""What colleagues say of a draft, about all of it or one part, until somebody settled it."""

from datetime import datetime

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pdc.models import Remark, ServiceVersion
from pdc.policies import NOT_A_WRITER, may_write, refuse
from pdc.writing.forms import INPUT, SELECT
from pdc.writing.parts import TextForm
from teams.models import User

LONGEST = 5_000


def parts() -> list[tuple[str, str | Lazy]]:
    """Return what a remark can be about."""
    text = [(name, field.label or name) for name, field in TextForm.base_fields.items()]
    pages: list[tuple[str, str | Lazy]] = [
        ("questions", _("Questions")),
        ("norms", _("Norms in words")),
        ("process", _("Process")),
    ]
    return [("", _("All of it")), *text, *pages]


class RemarkForm(forms.Form):
    """One remark."""

    part = forms.ChoiceField(
        label=gettext_lazy("About"),
        choices=parts,
        required=False,
        widget=forms.Select(attrs=SELECT),
    )
    text = forms.CharField(
        label=gettext_lazy("Remark"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs=INPUT | {"rows": 3}),
    )


@transaction.atomic
def say(version: ServiceVersion, *, part: str, text: str, by: User, now: datetime) -> Remark:
    """Say something of a draft; also while it is audited, and whoever wrote it."""
    refuse(None if may_write(by, timezone.localdate(now)) else NOT_A_WRITER)
    unpublished = ServiceVersion.objects.being_written().select_for_update(no_key=True)
    held = unpublished.filter(pk=version.pk).exists()
    refuse(None if held else _("This version is published. Start a new one to change it."))
    return Remark.objects.create(version=version, part=part, text=text, by=by, at=now)


@transaction.atomic
def settle(remark: Remark, *, by: User, now: datetime) -> None:
    """Say that a remark was seen to; who did so first is remembered."""
    refuse(None if may_write(by, timezone.localdate(now)) else NOT_A_WRITER)
    open_still = Remark.objects.filter(pk=remark.pk, settled_at=None)
    open_still.update(settled_by=by, settled_at=now)


@transaction.atomic
def open_again(remark: Remark, *, by: User, now: datetime) -> None:
    """Say that a remark was not seen to after all."""
    refuse(None if may_write(by, timezone.localdate(now)) else NOT_A_WRITER)
    Remark.objects.filter(pk=remark.pk).update(settled_by=None, settled_at=None)
