"""Things as tests need them: plain functions that save what they return.

Requests come in through the real action. Nobody has a password: tests use `force_login`,
because hashing a password costs more than most tests.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from pdc.inventory.actions import open_round, write_line
from pdc.models import (
    Article,
    IntakeField,
    InventoryLine,
    InventoryRound,
    ProcessDescription,
    ProcessStep,
    Service,
    ServiceVersion,
    Signpost,
    Theme,
)
from requests import actions
from requests.models import AnswerTemplate, Channel, ServiceRequest
from sla.actions import change_hours
from sla.business_time import WEEKDAYS, Schedule
from sla.models import (
    Agreement,
    AgreementLine,
    AgreementVersion,
    Calendar,
    Conversation,
    Norm,
    PoolCalendar,
    Way,
)
from sla.talks.actions import prepare
from teams.models import Client, ClientMembership, Pool, PoolMembership, User

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LONG_AGO = date(2020, 1, 1)
OFFICE_HOURS = (("08:30", "12:30"), ("13:00", "17:00"))
Kind = Norm.Kind


def local(text: str) -> datetime:
    """Return a moment in Amsterdam: `local("2026-03-02T10:00")`."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


BEFORE_ALL = local("2020-01-01T00:00")
NOW = local("2026-03-02T10:00")  # a Monday; example calendar A of docs/time.md


def a_person(name: str = "Fatima Bouzid", **fields: Any) -> User:
    given, _, family = name.partition(" ")
    email = f"{name.lower().replace(' ', '.')}@example.org"
    fields = {"email": email, "given_name": given, "family_name": family or "Vos"} | fields
    return User.objects.create_user(password=None, **fields)


def a_calendar(
    code: str = "office",
    *,
    hours: Iterable[tuple[str, str]] = OFFICE_HOURS,
    closed: Mapping[date, str] | None = None,
) -> Calendar:
    """A desk open from Monday to Friday, except on the closed dates, which have a name."""
    calendar = Calendar.objects.create(code=code, name=f"Kalender {code}")
    exceptions = {
        on.isoformat(): {"name": name, "hours": []} for on, name in (closed or {}).items()
    }
    set_hours(calendar, dict.fromkeys(WEEKDAYS[:5], hours), exceptions, now=BEFORE_ALL)
    return calendar


def set_hours(
    calendar: Calendar,
    weekly: Mapping[str, Iterable[tuple[str, str]]],
    exceptions: Mapping[str, Any] | None = None,
    *,
    now: datetime,
) -> None:
    """Give a calendar other hours from a moment on: `{"mon": [("08:30", "17:00")]}`."""
    hours = {"timezone": "Europe/Amsterdam", "weekly": weekly, "exceptions": exceptions or {}}
    change_hours(calendar, Schedule.from_dict(hours).to_dict(), note="", now=now)


def always_open(pool: Pool) -> None:
    """Let the desk of a pool never close, so that a deadline passes whenever the test runs."""
    day_and_night = dict.fromkeys(WEEKDAYS, (("00:00", "24:00"),))
    set_hours(pool.own_calendar.calendar, day_and_night, now=BEFORE_ALL)


def a_pool(code: str = "NOORD", *, calendar: Calendar | None = None, **fields: Any) -> Pool:
    """A pool with a calendar and its default norms: a reaction in 4 hours, news in 2 days."""
    fields = {"name": f"Pool {code.title()}", "email": f"{code.lower()}@example.org"} | fields
    pool = Pool.objects.create(code=code, **fields)
    PoolCalendar.objects.create(pool=pool, calendar=calendar or a_calendar(f"office-{code}"))
    a_norm(Kind.RESPONSE, hours=4, pool=pool)
    a_norm(Kind.UPDATE, days=2, pool=pool)
    return pool


def a_norm(
    kind: str = Kind.RESPONSE, *, hours: float = 0, days: int | None = None, **fields: Any
) -> Norm:
    """A norm in working hours, or else in working days; `fields` name its owner."""
    if days is not None:
        fields = {"way": Way.WORKING_DAYS, "amount": days} | fields
    version, line = fields.get("service_version"), fields.get("agreement_line")
    settled = version is not None and version.status != ServiceVersion.Status.DRAFT
    agreed = line is not None and line.version.status != AgreementVersion.Status.DRAFTED
    with as_if_written_so() if settled or agreed else nullcontext():
        return Norm.objects.create(
            **({"kind": kind, "way": Way.WORKING_TIME, "amount": int(hours * 60)} | fields)
        )


@contextmanager
def as_if_written_so() -> Iterator[None]:
    """Let a test change what is published or agreed, as if its draft said so: no trigger fires."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            with transaction.atomic():
                yield
        finally:
            cursor.execute("SET session_replication_role = origin")


def a_secretary(
    pool: Pool,
    name: str = "Fatima Bouzid",
    *,
    role: str = PoolMembership.Role.SECRETARY,
    **fields: Any,
) -> User:
    person = a_person(name, **fields)
    PoolMembership.objects.create(user=person, pool=pool, role=role, since=LONG_AGO)
    return person


def a_coordinator(pool: Pool, name: str = "Marieke Postma", **fields: Any) -> User:
    return a_secretary(pool, name, role=PoolMembership.Role.COORDINATOR, **fields)


def a_client(pool: Pool, code: str = "PRJ", **fields: Any) -> Client:
    fields = {"name": f"Afdeling {code}"} | fields
    return Client.objects.create(code=code, pool=pool, **fields)


def a_manager(client: Client, name: str = "Daan Visser", **fields: Any) -> User:
    person = a_person(name, **fields)
    ClientMembership.objects.create(user=person, client=client, since=LONG_AGO)
    return person


def a_service(
    code: str = "PO-10",
    name: str = "Vergaderzaal reserveren",
    *,
    response_hours: float | None = 4,
    turnaround_days: int | None = 2,
    questions: Iterable[Mapping[str, Any]] = (),
    steps: Iterable[str] = (),
    **fields: Any,
) -> ServiceVersion:
    """A published service with its standard norms, intake questions and process."""
    theme, _ = Theme.objects.get_or_create(code="PO", defaults={"name": "Plannen en organiseren"})
    status = fields.pop("status", ServiceVersion.Status.PUBLISHED)
    fields = {"valid_from": LONG_AGO} | fields
    version = ServiceVersion.objects.create(
        service=Service.objects.create(code=code, theme=theme), number=1, name=name, **fields
    )
    if response_hours is not None:
        a_norm(Kind.RESPONSE, hours=response_hours, service_version=version)
    if turnaround_days is not None:
        a_norm(Kind.TURNAROUND, days=turnaround_days, service_version=version)
    for order, question in enumerate(questions):
        IntakeField.objects.create(
            version=version, order=order, **({"label": question["key"].title()} | dict(question))
        )
    if texts := list(steps):
        process = ProcessDescription.objects.create(version=version)
        for order, action in enumerate(texts, start=1):
            ProcessStep.objects.create(process=process, order=order, role="pool", action=action)
    version.status = status
    version.save(update_fields=["status"])
    return version


def a_signpost(name: str = "ICT-servicedesk", **fields: Any) -> Signpost:
    """Somebody who helps with what is not ours."""
    fields = {"belongs": "Laptop, telefoon en wachtwoord", "phone": "088-000 3000"} | fields
    return Signpost.objects.create(name=name, **fields)


def an_article(by: User, title: str = "Weten over zalen", **fields: Any) -> Article:
    """An article for the pools, published."""
    fields = {"published": True, "written_at": NOW, "written_by": by} | fields
    return Article.objects.create(title=title, **fields)


def a_round(pool: Pool, by: User, **fields: Any) -> InventoryRound:
    """A round in which a pool writes down what it does, opened by its coordinator."""
    said: dict[str, Any] = {"name": "Wat doen wij?", "why": "", "until": date(2040, 1, 1)}
    return open_round(pool, **(said | fields), by=by, now=NOW)


def a_line(inventory: InventoryRound, by: User, text: str = "", **fields: Any) -> InventoryLine:
    """A line of somebody in a round: twelve minutes, five times a month."""
    fields = {"text": text, "times": 5, "minutes": 12} | fields
    return write_line(inventory, uuid4(), fields, by=by, now=NOW)


def a_text(pool: Pool, by: User, name: str = "Ontvangst", **fields: Any) -> AnswerTemplate:
    """A standard text of a pool."""
    fields = {"text": "Dag {voornaam},", "changed_at": NOW, "changed_by": by} | fields
    return AnswerTemplate.objects.create(pool=pool, name=name, **fields)


def an_agreement(
    client: Client,
    *,
    services: Iterable[Service] = (),
    calendar: Calendar | None = None,
    turnaround_days: int = 1,
    steps: Iterable[Mapping[str, Any]] = (),
    **fields: Any,
) -> AgreementVersion:
    """An agreement in force with a line, and a shorter turnaround, for each service.

    Written as a draft and in force last, as it is in life. `steps` are those of escalation.
    """
    agreement, _ = Agreement.objects.get_or_create(
        code=f"SLA-{client.code}", defaults={"name": f"Afspraak {client.code}", "client": client}
    )
    agreement.pools.add(client.pool)
    status = fields.pop("status", AgreementVersion.Status.IN_FORCE)
    fields = {
        "number": agreement.versions.count() + 1,
        "valid_from": LONG_AGO,
        "valid_until": date(2040, 12, 31),
        "calendar": calendar or client.pool.own_calendar.calendar,
    } | fields
    version = AgreementVersion.objects.create(agreement=agreement, **fields)
    for service in services:
        line = AgreementLine.objects.create(version=version, service=service)
        a_norm(Kind.TURNAROUND, days=turnaround_days, agreement_line=line)
    for level, step in enumerate(steps, start=1):
        version.escalation_steps.create(**({"level": level, "when": "–", "who": "–"} | dict(step)))
    version.status = status
    version.save(update_fields=["status"])
    return version


def a_talk(version: AgreementVersion, by: User, **fields: Any) -> Conversation:
    """A conversation about an agreement, prepared by the coordinator."""
    said: dict[str, Any] = {"kind": "talk", "day": NOW.date(), "people": "Daan, Marieke"}
    return prepare(version, **(said | fields), by=by, now=NOW)


def a_request(
    requested_by: User,
    *,
    by: User,
    service: ServiceVersion | None = None,
    subject: str = "Vergaderzaal voor donderdag",
    received_at: datetime = NOW,
    now: datetime | None = None,
    client: Client | None = None,
    channel: Channel = Channel.PHONE,
    token: UUID | None = None,
    **fields: Any,
) -> ServiceRequest:
    """A request logged at the desk by a secretary, at the moment of receipt unless said."""
    if client is None:
        client = Client.objects.select_related("pool").get(memberships__user=requested_by)
    return actions.log(
        requested_by=requested_by,
        client=client,
        service_version=service,
        subject=subject,
        channel=channel,
        received_at=received_at,
        by=by,
        now=now or received_at,
        token=token,
        **fields,
    )


def later(**amount: float) -> datetime:
    """Return a moment after `NOW`: `later(minutes=5)`."""
    return NOW + timedelta(**amount)
