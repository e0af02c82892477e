"""What people fill in to keep the standard texts of their pool."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from requests.models import AnswerTemplate
from sla.forms.fields import INPUT
from teams.models import Pool, User

LONGEST = 4000
CHANGED = _(
    "Meanwhile %(name)s changed this text. Above stands what it says now, below what you typed. "
    "Save once more to keep yours."
)


class AnswerTemplateForm(forms.Form):
    """The name and the words of a text; of a new one also its pool, for who works in more.

    Who changes a text holds its row meanwhile, so that of two at the same moment one is refused.
    """

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        widget=forms.TextInput(attrs={**INPUT, "autocomplete": "off"}),
    )
    pool = forms.ChoiceField(label=_("Pool"), widget=forms.Select(attrs={"class": "form-select"}))
    text = forms.CharField(
        label=_("Text"), max_length=LONGEST, widget=forms.Textarea(attrs={**INPUT, "rows": 5})
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, template: AnswerTemplate, pools: Collection[Pool]
    ) -> None:
        seen = template.changed_at.isoformat() if template.pk else ""
        initial = {"name": template.name, "text": template.text, "seen": seen}
        super().__init__(data, initial=initial, auto_id=f"text-{template.pk or 'new'}-%s")
        self.template = template
        self.pools = {str(pool.pk): pool for pool in pools}
        pool_field: Any = self.fields["pool"]
        pool_field.choices = [(pk, pool.name) for pk, pool in self.pools.items()]
        if template.pk or len(self.pools) == 1:
            del self.fields["pool"]

    def clean_text(self) -> str:
        """Return the words with the ends of lines that are kept everywhere."""
        return "\n".join(self.cleaned_data["text"].splitlines())

    def clean(self) -> dict[str, Any]:
        """Refuse what was read before a colleague changed it; the next try is by what is so."""
        seen = self.initial["seen"]
        if self.data.get("seen", seen) != seen:
            self.data = dict(self.data.items()) | {"seen": seen}
            name = self.template.changed_by.get_short_name()
            raise ValidationError(CHANGED % {"name": name})
        return self.cleaned_data

    def save(self, *, by: User, now: datetime) -> bool:
        """Keep it; where the pool has another of this name it is not, and the form says so."""
        said, template = self.cleaned_data, self.template
        if template.pk is None:
            template.pool = self.pools[said.get("pool") or next(iter(self.pools))]
        template.name, template.text = said["name"], said["text"]
        template.changed_at, template.changed_by = now, by
        try:
            with transaction.atomic():
                template.save()
        except IntegrityError:
            self.add_error("name", _("The pool has a text of this name already. Choose another."))
            return False
        return True
