"""What people fill in to keep a view of the queue, and to choose their columns."""

from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qsl

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from requests.models import Column, SavedView
from requests.search import MOST_WORDS, are_too_many
from sla.forms.fields import INPUT
from teams.models import Pool, User

LONGEST_QUERY = 2000


def why_not_kept(query: str) -> str:
    """Return why these filters can't be kept, or nothing."""
    if len(query) > LONGEST_QUERY:
        return gettext("There is too much in the filters to keep. Take one away.")
    if any(are_too_many(words) for _name, words in parse_qsl(query)):
        too_many = gettext("Use %(most)d words at most. With more, the view is slow for everybody.")
        return too_many % {"most": MOST_WORDS}
    return ""


class SavedViewForm(forms.Form):
    """The name of a view, and with which pool it is shared."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        widget=forms.TextInput(attrs={**INPUT, "autocomplete": "off"}),
    )
    pool = forms.ChoiceField(
        label=_("Who sees it"), required=False, widget=forms.Select(attrs={"class": "form-select"})
    )

    def __init__(
        self, data: Any = None, *, view: SavedView, by: User, pools: Collection[Pool]
    ) -> None:
        initial = {"name": view.name, "pool": view.pool_id}
        super().__init__(data, initial=initial, auto_id=f"view-{view.pk or 'new'}-%s")
        self.view, self.by = view, by
        offered = {pool.pk: pool for pool in pools}
        if view.pool is not None:
            offered[view.pool.pk] = view.pool
        self.pools = {str(pk): pool for pk, pool in offered.items()}
        choices = [(pk, pool.name) for pk, pool in self.pools.items()]
        field: Any = self.fields["pool"]
        if view.pk and view.owner_id != by.pk:  # a coordinator does not take it from the pool
            field.required, field.choices = True, choices
        else:
            field.choices = [("", _("only me")), *choices]

    def clean(self) -> dict[str, Any]:
        """Refuse more filters than an address holds."""
        if why_not := why_not_kept(self.view.query):
            raise ValidationError(why_not)
        return self.cleaned_data

    def save(self) -> bool:
        """Keep it; where the maker has another of this name it is not, and the form says so."""
        self.view.name = self.cleaned_data["name"]
        self.view.pool = self.pools.get(self.cleaned_data["pool"])
        try:
            with transaction.atomic():
                self.view.save()
        except IntegrityError:
            self.add_error("name", _("There is a view of this name already. Choose another name."))
            return False
        return True


class ColumnsForm(forms.Form):
    """Which columns the queue shows."""

    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        choices=Column.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
