"""Requests as they came in, from a file of JSON lines, and what the desk made of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.importing import Progress, Source, Tally
from pdc.models import ServiceVersion
from pdc.words import PREAMBLE
from requests import actions
from requests.models import Channel, ServiceRequest
from requests.policies import Refused
from teams.models import Client, Pool, PoolMembership, User

CHANNELS = {str(channel): channel for channel in Channel}
URGENCIES = {"normal": False, "urgent": True}
SUBJECT_LENGTH = 90


@dataclass
class Incoming:
    """One request as it came in, ready to be logged."""

    source: Source
    reference: str
    received_at: datetime
    requested_by: User
    client: Client
    channel: Channel
    subject: str
    text: str
    contact_name: str
    urgent_reason: str
    service_version: ServiceVersion | None
    intake_complete: bool
    event_at: datetime | None

    def log(self, *, by: User, now: datetime, **changes: Any) -> ServiceRequest:
        """Log it at the desk."""
        values = {
            name: value for name, value in vars(self).items() if name not in ("source", "reference")
        }
        return actions.log(
            **{**values, **changes}, by=by, now=now, external_reference=self.reference
        )


@dataclass
class Label:
    """What the desk made of a request."""

    service_code: str | None
    intake_complete: bool
    event_at: datetime | None


@dataclass
class Known:
    """What requests refer to, by code; a service has its published versions, newest first."""

    people: dict[str, User]
    clients: dict[str, Client]
    pools: dict[str, Pool]
    services: dict[str, list[ServiceVersion]]


@transaction.atomic
def import_requests(
    source: Source, *, labels: Source | None = None, by: str = "", progress: Progress
) -> Tally:
    """Log the requests that aren't there yet, each at the moment it came in.

    Raises `ImportRefused` with every problem; then nothing is written.
    """
    tally = Tally()
    incoming = read_requests(source, labels)
    desk = _desk(source, by)
    source.refuse_problems()
    there = set(
        ServiceRequest.objects.filter(
            external_reference__in=[each.reference for each in incoming]
        ).values_list("external_reference", flat=True)
    )
    tally.same += len(there)
    missing = [each for each in incoming if each.reference not in there]
    for each in progress.over(_("requests"), missing):
        try:
            each.log(by=desk.get(each.client.pool_id) or each.requested_by, now=each.received_at)
        except Refused as refused:
            each.source.note(str(refused))
        tally.made += 1
    source.refuse_problems()
    return tally


def _desk(source: Source, by: str) -> dict[int, User]:
    """Return who logs the requests of each pool: one person, or each pool's coordinator."""
    members = PoolMembership.objects.select_related("user").order_by("-since")
    if by:
        person = User.objects.filter(email=by.lower()).first()
        if person is None:
            source.note(_("%(text)s is not known") % {"text": by})
        return {member.pool_id: member.user for member in members if member.user == person}
    coordinators = members.filter(role=PoolMembership.Role.COORDINATOR)
    return {member.pool_id: member.user for member in coordinators}


def read_requests(source: Source, labels: Source | None) -> list[Incoming]:
    """Read requests in the order of the file; what is wrong is noted in their source."""
    made_of_them = _read_labels(labels) if labels else {}
    if labels:
        source.problems += labels.problems
    known = _known()
    items = source.objects(unique="id")
    read = [_read_request(item, known, made_of_them) for item in items]
    return [each for each in read if each is not None]


def _known() -> Known:
    services: dict[str, list[ServiceVersion]] = {}
    published = ServiceVersion.objects.filter(status__in=ServiceVersion.PUBLISHED)
    for version in published.select_related("service").order_by("-valid_from"):
        services.setdefault(version.service.code, []).append(version)
    return Known(
        people={person.code: person for person in User.objects.exclude(code="")},
        clients={client.code: client for client in Client.objects.select_related("pool")},
        pools={pool.code: pool for pool in Pool.objects.all()},
        services=services,
    )


def _read_labels(labels: Source) -> dict[str, Label]:
    found = {}
    for label in labels.objects(unique="id"):
        missing = label.at("missing_fields").value or []
        found[label.text("id")] = Label(
            service_code=label.text("service_code") if label.has("service_code") else None,
            intake_complete=not missing,
            event_at=_event_at(label),
        )
    return found


def _event_at(label: Source) -> datetime | None:
    """Return the event as a moment; a date alone is where that day begins."""
    if not label.has("event_date"):
        return None
    if "T" in label.text("event_date"):
        return label.moment("event_date")
    return timezone.make_aware(datetime.combine(label.day("event_date"), time()))


def _read_request(source: Source, known: Known, labels: Mapping[str, Label]) -> Incoming | None:
    problems = len(source.problems)
    reference, received_at = source.text("id"), source.moment("received_at")
    on = timezone.localdate(received_at) if len(source.problems) == problems else None
    person = source.pick("client_id", known.people)
    client = source.pick("department", known.clients)
    pool = source.pick_if_given("pool", known.pools)
    if client and pool and client.pool != pool:
        source.at("pool").note(_("this pool does not serve %(client)s") % {"client": client})
    channel = source.pick("channel", CHANNELS)
    urgent = source.pick("urgency", URGENCIES)
    text = source.text("text")
    label = labels.get(reference)
    code = source.text("service_code") if source.has("service_code") else None
    code = label.service_code if label else code
    version = _version_on(source, known, code, on)
    given = source.text("subject") if source.has("subject") else ""
    submitted_by = source.text("submitted_by") if source.has("submitted_by") else ""
    if len(source.problems) > problems or not (person and client and channel):
        return None
    return Incoming(
        source=source,
        reference=reference,
        received_at=received_at,
        requested_by=person,
        client=client,
        channel=channel,
        subject=subject_of(given, text),
        text=text,
        contact_name="" if submitted_by == person.get_full_name() else submitted_by,
        urgent_reason=_("Reported as urgent.") if urgent else "",
        service_version=version,
        intake_complete=label.intake_complete if label else True,
        event_at=label.event_at if label else None,
    )


def _version_on(
    source: Source, known: Known, code: str | None, on: date | None
) -> ServiceVersion | None:
    """Return the version that held on a day; None for a request outside the catalogue."""
    if code is None:
        return None
    versions = known.services.get(code)
    if versions is None or on is None:
        if versions is None:
            source.at("service_code").note(_("%(text)s is not known") % {"text": code})
        return None
    for version in versions:
        begun = version.valid_from is not None and version.valid_from <= on
        if begun and (version.valid_until is None or version.valid_until >= on):
            return version
    held = {"text": code, "date": on}
    source.at("service_code").note(_("%(text)s was not in the catalogue on %(date)s") % held)
    return None


def subject_of(given: str, text: str) -> str:
    """Return the subject as given, or else the first sentence after any salutation."""
    start = PREAMBLE.match(text)
    body = (text[start.end() :] if start else text).strip(' \n"') or text.strip()
    sentence = given or re.split(r"(?<=[.!?])\s|\n", body, maxsplit=1)[0]
    sentence = sentence[:1].upper() + sentence[1:]
    if len(sentence) <= SUBJECT_LENGTH:
        return sentence
    return sentence[: SUBJECT_LENGTH - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
