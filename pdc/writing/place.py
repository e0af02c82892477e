"""Where a service hangs, who keeps it up and for whom it is: of the service, not of a version.

It holds at once, so what is published already is placed by who coordinates a pool.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pdc.models import Service, ServiceVersion, Theme
from pdc.policies import Reason, refuse
from pdc.writing.actions import Sheet, asked, begin, wrote
from pdc.writing.forms import SELECT, LinesField, Written
from pdc.writing.parts import short, tall
from teams.models import Client, User

PLACE = "place"


@dataclass
class Place:
    """What is said of a service apart from its versions."""

    theme: int
    owner: str
    related: list[str]
    only_for: list[str]


class CodesField(LinesField):
    """Codes of rows, each on its own line."""

    def __init__(self, rows: type[Model], **options: Any) -> None:
        super().__init__(required=False, widget=tall(3), **options)
        self.rows: Any = rows._default_manager

    def clean(self, value: Any) -> list[str]:
        """Return the codes, each once; say which are none."""
        codes = sorted({line.upper() for line in super().clean(value)})
        known = self.rows.filter(code__in=codes).values_list("code", flat=True)
        if unknown := set(codes) - set(known):
            said = {"codes": ", ".join(sorted(unknown))}
            raise ValidationError(_("Not a code that is known: %(codes)s.") % said)
        return codes


def themes() -> list[tuple[int, str]]:
    """Return where a service can hang."""
    found = Theme.objects.select_related("parent").order_by("parent__order", "order", "name")
    return [(one.pk, f"{one.parent} / {one}" if one.parent else str(one)) for one in found]


class PlaceForm(Written, forms.Form):
    """Where a service hangs, and for whom it is."""

    theme = forms.TypedChoiceField(
        label=gettext_lazy("Theme"),
        coerce=int,
        choices=themes,
        widget=forms.Select(attrs=SELECT),
    )
    owner = forms.CharField(
        label=gettext_lazy("Kept up by"),
        max_length=200,
        required=False,
        widget=short(),
        help_text=gettext_lazy("The expert team that keeps it up."),
    )
    related = CodesField(
        Service,
        label=gettext_lazy("Related services"),
        help_text=gettext_lazy("Their codes, one on each line: PO-10."),
    )
    only_for = CodesField(
        Client,
        label=gettext_lazy("Only for"),
        help_text=gettext_lazy("Codes of clients, one on each line. Empty: for everybody."),
    )


def why_not_place(version: ServiceVersion, by: User, now: datetime) -> Reason:
    """Return why somebody can't change where a service hangs, if they can't."""
    published = version.service.versions.filter(status__in=ServiceVersion.PUBLISHED)
    if by.roles_on(timezone.localdate(now)).is_coordinator or not published.exists():
        return None
    return _("This holds at once, for the published service too. Ask the coordinator to change it.")


def read_place(version: ServiceVersion) -> Sheet:
    """Return where a service hangs."""
    return Sheet(PLACE, lines=[PlaceForm(_place(version.service), prefix=PLACE)])


@transaction.atomic
def write_place(version: ServiceVersion, sent: QueryDict, *, by: User, now: datetime) -> Sheet:
    """Put a service where was said, as far as nobody put it elsewhere meanwhile."""
    begin(version, by=by, now=now)
    refuse(why_not_place(version, by, now))
    service = Service.objects.select_for_update(no_key=True).get(pk=version.service_id)
    _do, decided = asked(sent)
    form = PlaceForm(_place(service), sent, prefix=PLACE, decided=decided)
    if form.keep():
        place: Place = form.row
        service.theme_id, service.owner = place.theme, place.owner
        service.save(update_fields=["theme", "owner"])
        service.related.set(Service.objects.filter(code__in=place.related).exclude(pk=service.pk))
        service.only_for.set(Client.objects.filter(code__in=place.only_for))
        wrote(version, by=by, now=now)
    return Sheet(PLACE, lines=[form])


def _place(service: Service) -> Place:
    related, only_for = (
        sorted(rows.values_list("code", flat=True)) for rows in (service.related, service.only_for)
    )
    return Place(service.theme_id, service.owner, related, only_for)
