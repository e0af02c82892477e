"""`make bench-data`: two million requests of a made-up organisation, of which 200,000 are open.

The demo plays its lives, and some more of them to this moment, through the real actions; then
each is copied whole. What is done is copied to other weeks of the past, and only there: as long
as no closed day and no other summer time lies in between, time counts the same, so that each
deadline in a copy is still the one its calendar gives. What is open is copied as it stands.

Everything is kept in `.data/bench` and used again; databases are named after what is in them.
"""

import io
import json
import os
import random
import re
import sys
import time as stopwatch
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django comes first
from django.core.management.base import OutputWrapper  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import F  # noqa: E402
from django.utils import timezone  # noqa: E402

from core.importing import Progress, Source  # noqa: E402
from pdc.models import ServiceVersion  # noqa: E402
from requests.closing import close_what_is_done  # noqa: E402
from requests.demo.lives import Life  # noqa: E402
from requests.demo.loading import DATA, load_demo  # noqa: E402
from requests.demo.stage import play  # noqa: E402
from requests.demo.teams import teams  # noqa: E402
from requests.following_up import bring_back  # noqa: E402
from requests.importing import Incoming  # noqa: E402
from requests.models import OPEN, Event, Notification, ServiceRequest, Status  # noqa: E402
from sla.business_time import next_opening, start_by  # noqa: E402
from sla.models import AgreementVersion, Calendar, CalendarVersion  # noqa: E402
from teams.models import ClientMembership, PoolMembership  # noqa: E402
from tests.bench.copying import Group, Move, copy, spans, tables  # noqa: E402
from tests.factories import as_if_written_so  # noqa: E402

PLAYED = "played"
ALL = 10_000
OPENED = 1_000  # lives played to this moment and still open
HOURS_BACK = 60  # of opening time, in which those came in
YEARS = 6
WEEK = timedelta(weeks=1)
BEGUN = date(2018, 1, 1)
A_DATE = re.compile(r"\d{4}-\d\d-\d\d")
ZONE = ZoneInfo("Europe/Amsterdam")


class Size(NamedTuple):
    """How many requests there are, and how many of them are open."""

    requests: int
    open: int

    @property
    def name(self) -> str:
        """The database they are in."""
        return f"pdc_{self.requests}_{self.open}"


FEW, MANY = Size(200_000, 20_000), Size(2_000_000, 200_000)


def database(size: Size) -> str:
    """Return the database with so many requests, made when it is not there yet."""
    if not _exists(PLAYED):
        with _made(PLAYED):
            call_command("migrate", verbosity=0)
            play_the_demo(_last_morning(timezone.now()))
    if not _exists(size.name):
        with _made(size.name, like=PLAYED):
            call_command("migrate", verbosity=0)
            with without_indexes():
                multiply(size)
    use(size.name)
    call_command("migrate", verbosity=0)
    return size.name


def use(name: str) -> None:
    """Let this process talk with another database of the same server."""
    connection.close()
    connection.settings_dict["NAME"] = name


def _exists(name: str) -> bool:
    use("postgres")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


@contextmanager
def _made(name: str, *, like: str = "template1") -> Iterator[None]:
    """Make a database, which gets its name when it is whole."""
    unfinished = f"{name}_unfinished"
    use("postgres")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {unfinished}")
        cursor.execute(f"CREATE DATABASE {unfinished} TEMPLATE {like}")
        cursor.execute("ALTER SYSTEM SET max_wal_size = '8GB'")
        cursor.execute("SELECT pg_reload_conf()")
    use(unfinished)
    began = stopwatch.monotonic()
    yield
    use("postgres")
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {unfinished} RENAME TO {name}")
    said(f"{name} in {stopwatch.monotonic() - began:.0f} s")


def said(text: str) -> None:
    """Tell how it goes, beside the figures."""
    print(text, file=sys.stderr, flush=True)


def _last_morning(now: datetime) -> datetime:
    """Return eleven o'clock on the last day, up to now, that desks are open by themselves."""
    day = timezone.localdate(now - timedelta(hours=11))
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return datetime.combine(day, time(11), tzinfo=ZONE).astimezone(UTC)


def play_the_demo(start: datetime, *, more: int = OPENED, files: Path = DATA) -> None:
    """Load the demo with its past until a moment, and so many more that are open then."""
    quiet = Progress(OutputWrapper(io.StringIO()))
    load_demo(clock=lambda: start, progress=quiet, data=files, history=0, lived=ALL)
    play(list(open_lives(start, more)), until=start, progress=quiet)
    bring_back(now=start, limit=ALL)
    close_what_is_done(now=start, limit=ALL)
    Notification.objects.update(read_at=F("created_at"))
    Notification.objects.filter(send_at__isnull=False).update(
        send_at=None, sent_at=F("created_at"), attempts=1
    )
    with as_if_written_so():
        ServiceVersion.objects.filter(number=1).update(valid_from=BEGUN)
        AgreementVersion.objects.filter(number=1).update(valid_from=BEGUN)
    for memberships in (ClientMembership, PoolMembership):
        memberships.objects.update(since=BEGUN)
    begun = datetime.combine(BEGUN, time(), tzinfo=ZONE)
    CalendarVersion.objects.filter(number=1).update(in_force_at=begun, made_at=begun)


def open_lives(start: datetime, wanted: int) -> Iterator[Life]:
    """Yield what came in over the last weeks and lingers: the requests of the demo, again."""
    dice = random.Random(4)
    crews = teams()
    known = list(
        ServiceRequest.objects.select_related(
            "promise__client__pool", "promise__service_version__service", "requested_by"
        ).order_by("pk")
    )
    answered = set(
        Event.objects.filter(kind=Event.Kind.ANSWERED).values_list("service_request", flat=True)
    )
    for number in range(wanted):
        one = dice.choice(known)
        team = crews[one.promise.client.pool_id]
        hours = timedelta(hours=dice.uniform(0.1, HOURS_BACK))
        received_at = start_by(team.schedule, start, hours)
        event_at = one.promise.event_at
        if event_at is not None:
            event_at = next_opening(team.schedule, event_at - one.promise.received_at + received_at)
        incoming = Incoming(
            source=Source({}, file=""),
            reference=f"BENCH-{number}",
            received_at=received_at,
            requested_by=one.requested_by,
            client=one.promise.client,
            channel=one.channel,
            subject=one.subject,
            text=one.text,
            contact_name=one.contact_name,
            urgent_reason=one.urgent_reason,
            service_version=one.promise.service_version,
            intake_complete=one.pk not in answered and one.intake_complete,
            event_at=event_at,
        )
        yield Life(incoming, team, until=start, lingers=True)


def multiply(size: Size) -> None:
    """Copy what was played until there are so many requests, and so many of them open."""
    done, still_open = lives_done(), lives_open()
    copy(
        Group(done, times=(size.requests - size.open) // len(done)),
        Group(still_open, times=size.open // len(still_open)),
        also={
            "requests_servicerequest.subject": "left(source.subject, 180) || ', dossier ' "
            "|| substr(md5(copies.number || '-' || source.id), 1, 6)"
        },
    )


def lives_open() -> dict[int, list[Move]]:
    """Return the requests that are open, which stay in their time."""
    found = ServiceRequest.objects.filter(status__in=OPEN).order_by("pk")
    return {life: [Move()] for life in found.values_list("pk", flat=True)}


def lives_done() -> dict[int, list[Move]]:
    """Return what is closed, with the weeks in which time would have counted the same."""
    closed = {
        date.fromisoformat(day)
        for calendar in Calendar.objects.all()
        for day in calendar.schedule().to_dict()["exceptions"]
    }
    moments = spans()
    over = [Status.CLOSED, Status.CANCELLED, Status.DECLINED]
    done = ServiceRequest.objects.filter(status__in=over).order_by("pk")
    found = {
        one.pk: list(weeks(*moments[one.pk], closed=closed))
        for one in done
        if not A_DATE.search(json.dumps(one.answers))
    }
    return {life: moves for life, moves in found.items() if moves}


def weeks(since: datetime, until: datetime, *, closed: set[date]) -> Iterator[Move]:
    """Yield by how many whole weeks a life can move back and count the same."""
    first, last = (at.astimezone(ZONE) for at in (since, until))
    days = (last.date() - first.date()).days + 1

    def alike(weeks_back: int) -> timedelta | None:
        begins, ends = first - weeks_back * WEEK, last - weeks_back * WEEK
        if begins.utcoffset() != ends.utcoffset():
            return None
        if closed & {begins.date() + timedelta(days=n) for n in range(days)}:
            return None
        return since - begins.astimezone(UTC)

    if alike(0) is None:
        return
    for number in range(1, YEARS * 52):
        back = alike(number)
        if back is not None:
            yield Move(back, 7 * number)


@contextmanager
def without_indexes() -> Iterator[None]:
    """Leave out indexes and the checks of references while rows are copied; make all anew after.

    All but primary keys, which grow at one end. Copies refer to what was copied with them.
    """
    names = [table.name for table in tables()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname), "
            "format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, "
            "pg_get_constraintdef(oid)) FROM pg_constraint "
            "WHERE contype IN ('u', 'x') AND conrelid::regclass::text = ANY(%s)",
            [names],
        )
        constraints = cursor.fetchall()
        _do(cursor, [drop for drop, _make in constraints])
        cursor.execute(
            "SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid) "
            "FROM pg_index WHERE NOT indisprimary AND indrelid::regclass::text = ANY(%s)",
            [names],
        )
        indexes = cursor.fetchall()
        _do(cursor, [drop for drop, _make in indexes])
        cursor.execute("SET session_replication_role = replica")
        began = stopwatch.monotonic()
        yield
        said(f"rows in {stopwatch.monotonic() - began:.0f} s")
        _do(cursor, ["SET maintenance_work_mem = '1GB'"])
        _do(cursor, [make for _drop, make in (*constraints, *indexes)])
        _do(cursor, ["SET session_replication_role = origin", "VACUUM ANALYZE"])


def _do(cursor: object, statements: Sequence[str]) -> None:
    for statement in statements:
        cursor.execute(statement)  # type: ignore[attr-defined]


def main() -> None:
    """Make both sizes, as far as they are not there; say where they are."""
    for size in (FEW, MANY):
        print(database(size), flush=True)


if __name__ == "__main__":
    main()
