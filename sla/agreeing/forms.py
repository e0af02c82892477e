"""How a first agreement with a client is begun."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pdc.writing.forms import SELECT
from sla.models import AgreementVersion
from teams.models import Client, User

EXAMPLE, EMPTY = "example", "empty"


class NewAgreementForm(forms.Form):
    """With whom, and what to begin with."""

    client = forms.ModelChoiceField(
        label=_("With"), queryset=Client.objects.none(), widget=forms.Select(attrs=SELECT)
    )
    source = forms.ChoiceField(label=_("Begin with"), widget=forms.Select(attrs=SELECT))

    def __init__(self, *args: Any, by: User, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        pools = by.roles_on(on).coordinates
        self.may_start = bool(pools)
        client: Any = self.fields["client"]
        client.queryset = Client.objects.filter(pool__in=pools, agreements=None)
        self.sources = {
            str(version.pk): version
            for version in AgreementVersion.objects.of_pools(by, on)
            .filter(status__in=AgreementVersion.BINDING)
            .select_related("agreement__client")
            .order_by("agreement__name", "-number")
        }
        like = [(key, version_name(version)) for key, version in self.sources.items()]
        source: Any = self.fields["source"]
        source.choices = [
            (EXAMPLE, _("an example: what is asked most, and the usual of both sides")),
            (EMPTY, _("an empty draft")),
            *([(_("like the agreement with"), like)] if like else []),
        ]

    def chosen(self) -> dict[str, Any]:
        """Return what was chosen, as the action takes it."""
        source = self.cleaned_data["source"]
        return {
            "client": self.cleaned_data["client"],
            "like": self.sources.get(source),
            "example": source == EXAMPLE,
        }


def version_name(version: AgreementVersion) -> str:
    """Return how an agreement is called to begin like it."""
    return f"{version.agreement.client}: {version.agreement} ({version.number})"
