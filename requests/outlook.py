"""What may be promised before anything is saved, in a sentence to read aloud.

The sentence comes from the same terms the request will be received under, so what was read
aloud is what the clocks will say.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from pdc.models import ServiceVersion
from requests.request_form import RequestForm, hangs_on_event
from sla.business_time import NoOpeningError
from sla.calculator import Reckoning
from sla.models import AgreementVersion, Norm
from sla.terms import NoCalendarError, Terms, terms_for_services
from sla.why.derivation import derivation_of
from sla.why.ledger import Row
from sla.wording import source_in_words
from teams.models import Client

Kind = Norm.Kind
NO_CALENDAR = _("No time can be promised: the pool has no calendar.")
NO_OPENING = _("No time can be promised: the calendar has no opening hours.")


@dataclass(frozen=True)
class Outlook:
    """What one request would be promised, as far as that is known yet.

    With a problem nothing can be promised, and that says why.
    """

    in_catalogue: bool
    urgent: bool = False
    problem: str | Lazy = ""
    response: Reckoning | None = None
    ready: Reckoning | None = None
    call_back: Reckoning | None = None
    waits_for_event: bool = False
    short_notice: bool = False
    agreement_version: AgreementVersion | None = None

    @property
    def response_at(self) -> datetime | None:
        """When the first reaction would be due."""
        return self.response.due_at if self.response else None

    @property
    def call_back_at(self) -> datetime | None:
        """When whoever asks is called back at the latest, when it is urgent."""
        return self.call_back.due_at if self.call_back else None

    @property
    def ready_at(self) -> datetime | None:
        """When it would be due to be ready, where that can be said already."""
        return self.ready.due_at if self.ready else None

    @property
    def ready_norm(self) -> Norm | None:
        """The norm for when it is ready."""
        return self.ready.norm if self.ready else None

    @property
    def reasons(self) -> list[tuple[str, list[Row]]]:
        """Why, for each time that is promised: what it is about, and the rows that lead to it."""
        dated = [one for one in (self.call_back, self.response, self.ready) if one and one.due_at]
        labels = [str(one.norm.get_kind_display()) for one in dated]
        return [
            (label, derivation_of(one, label=label, source=source_in_words(one.norm)))
            for label, one in zip(labels, dated, strict=True)
        ]


def outlook_of(form: RequestForm, version: ServiceVersion | None) -> Outlook | None:
    """Return what the form so far would be promised; nothing while nobody was chosen."""
    if form.asker is None:
        return None
    if version is not None and form.not_offered:
        return Outlook(in_catalogue=True, problem=form.not_offered)
    return _outlook(
        form.terms_of(version),
        form.received,
        complete=form.complete,
        event_at=form.event_at,
        in_catalogue=version is not None,
        urgent=bool(form.cleaned_data.get("urgent")),
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
    found: dict[int | None, Terms] = {}
    with suppress(NoCalendarError):
        found = terms_for_services(client, client.pool, wanted, urgent=urgent, on=on)
    return [(version, _outlook(found.get(version.pk), received_at)) for version in wanted]


def _outlook(
    terms: Terms | None,
    received_at: datetime,
    *,
    complete: bool = True,
    event_at: datetime | None = None,
    in_catalogue: bool = True,
    urgent: bool = False,
) -> Outlook:
    if terms is None:
        return Outlook(in_catalogue, urgent, NO_CALENDAR)
    due = partial(terms.reckoning, received_at=received_at, complete=complete, event_at=event_at)
    response, ready = (terms.norms.get(kind) for kind in (Kind.RESPONSE, Kind.TURNAROUND))
    agreed = ready or response
    try:
        return Outlook(
            in_catalogue,
            urgent,
            response=due(Kind.RESPONSE),
            ready=due(Kind.TURNAROUND),
            call_back=due(Kind.CALLBACK) if urgent else None,
            waits_for_event=event_at is None and hangs_on_event(ready),
            short_notice=terms.is_short_notice(received_at, event_at),
            agreement_version=(
                terms.agreement_version if agreed and agreed.agreement_line_id else None
            ),
        )
    except NoOpeningError:
        return Outlook(in_catalogue, urgent, NO_OPENING)
