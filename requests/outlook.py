"""What may be promised before anything is saved, in a sentence to read aloud.

The sentence comes from the same terms the request will be received under, so what was read
aloud is what the clocks will say.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from pdc.models import ServiceVersion
from requests.intake import IntakeForm
from sla.models import AgreementVersion, Norm, Starts
from sla.terms import Terms, terms_for, terms_for_services
from teams.models import Client


@dataclass(frozen=True)
class Outlook:
    """What one request would be promised under its terms, as far as that is known yet."""

    terms: Terms
    received_at: datetime
    complete: bool = True
    event_at: datetime | None = None
    urgent: bool = False

    def due(self, kind: str) -> datetime | None:
        """Return when the norm of this kind would fall due, if that can be said."""
        return self.terms.promised(
            kind, self.received_at, complete=self.complete, event_at=self.event_at
        )

    @property
    def response_at(self) -> datetime | None:
        """When somebody will have picked it up."""
        return self.due(Norm.Kind.RESPONSE)

    @property
    def ready_at(self) -> datetime | None:
        """When it will be ready; not known while the norm waits for something."""
        return self.due(Norm.Kind.TURNAROUND)

    @property
    def ready_norm(self) -> Norm | None:
        """The norm for when it is ready."""
        return self.terms.norms.get(Norm.Kind.TURNAROUND)

    @property
    def waits_for_event(self) -> bool:
        """Whether the ready time needs the moment of the event, and that is not known."""
        norm = self.ready_norm
        if norm is None or self.event_at is not None:
            return False
        return norm.before_event or norm.starts == Starts.EVENT_END

    @property
    def short_notice(self) -> bool:
        """Whether it comes later before its event than was agreed."""
        return self.terms.is_short_notice(self.received_at, self.event_at)

    @property
    def in_catalogue(self) -> bool:
        """Whether it is a service of the catalogue."""
        return self.terms.service_version is not None

    @property
    def agreement_version(self) -> AgreementVersion | None:
        """The agreement the ready norm (or else the first reaction) comes from, if it is one."""
        norm = self.ready_norm or self.terms.norms.get(Norm.Kind.RESPONSE)
        if norm is None or norm.agreement_line_id is None:
            return None
        return self.terms.agreement_version


def outlook_of(form: IntakeForm, version: ServiceVersion | None) -> Outlook | None:
    """Return what the form so far would be promised; nothing while nobody was chosen."""
    if form.asker is None:
        return None
    client, received_at = form.asker.client, form.received
    urgent = bool(form.cleaned_data.get("urgent"))
    return Outlook(
        terms_for(client, client.pool, version, urgent=urgent, received_at=received_at),
        received_at,
        complete=form.complete,
        event_at=form.event_at,
        urgent=urgent,
    )


def outlooks(
    client: Client,
    versions: Iterable[ServiceVersion],
    *,
    received_at: datetime,
    urgent: bool = False,
) -> list[tuple[ServiceVersion, Outlook]]:
    """Return what each of these services would be promised, in a constant number of queries."""
    wanted = list(versions)
    on = timezone.localdate(received_at)
    found = terms_for_services(client, client.pool, wanted, urgent=urgent, on=on)
    return [(version, Outlook(found[version.pk], received_at)) for version in wanted]
