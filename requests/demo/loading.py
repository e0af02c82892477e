"""Putting the demo together: the organisation, its past, and what is about to happen."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from core.importing import Progress, Source
from pdc.models import ServiceVersion
from requests import actions
from requests.demo.history.loading import SIZE, load_history, load_what_is_over
from requests.demo.knowing import tell_what_is_known
from requests.demo.lives import Life
from requests.demo.moving import Move, open_desks
from requests.demo.outside import put_up_signposts
from requests.demo.reading import as_the_desk_reads
from requests.demo.stage import play, sweep
from requests.demo.teams import Team, teams
from requests.demo.texts import keep_texts
from requests.importing import Incoming, read_requests
from requests.models import Channel, Notification, ServiceRequest
from sla.business_time import start_by
from sla.importing import import_agreements, import_catalogue, import_organisation
from sla.importing.norms import Percentages
from sla.models import Norm, PoolCalendar
from sla.terms import terms_for
from teams.models import Client, User

DATA = Path(settings.BASE_DIR) / "data" / "demo"
PASSWORD = "demo"  # of people who don't exist
ADMINISTRATOR = "C01"
CONFIDENTIAL = frozenset({"R26-0334"})
FORGOTTEN = frozenset({"R26-0394"})
LIVED = 150  # of the newest
LINGERING = 75  # how far back, in requests, some are still open
LAST = "DEMO-1"
TO_DECIDE = "DEMO-2"
NEWEST_BEFORE_START = timedelta(minutes=4)
LONGEST_PAST = timedelta(days=150)
BEFORE, NOW = Decimal("0.9"), Decimal(1)  # of what is expected in the agreements of the data
STILL_NEWS = timedelta(hours=6)  # of opening time
UNTIL_LAST_IS_DUE = timedelta(seconds=100)


def is_loaded() -> bool:
    """Return whether the demo is there already."""
    return ServiceRequest.objects.filter(external_reference=LAST).exists()


@transaction.atomic
def load_demo(
    *,
    clock: Callable[[], datetime],
    progress: Progress,
    data: Path = DATA,
    history: int = SIZE,
    lived: int = LIVED,
) -> None:
    """Load the organisation with a past that ends at this minute, by the clock that is given.

    So many requests of the fourteen months before now are made up, as history that is over. Of
    those in the data so many of the newest are lived through, and all that is not so simple as
    history is. The last falls due by itself soon after, so it is made when all else is done.
    """
    start = clock()
    _load_organisation(data, start, progress)
    open_desks(start)
    User.objects.filter(code=ADMINISTRATOR).update(is_staff=True, is_superuser=True)
    User.objects.update(password=make_password(PASSWORD))
    put_up_signposts()
    crews = teams()
    keep_texts(crews, start)
    tell_what_is_known(crews, start)
    load_history(crews, start, history, progress)
    newest_first = _incoming(data, start, crews)
    over = load_what_is_over(crews, start, newest_first[lived:])
    play(_lives(newest_first, over, start, crews), until=start, progress=progress)
    _settle_messages(crews, start)
    _log_last(crews, now=clock())
    sweep(until=clock())


def _load_organisation(data: Path, start: datetime, progress: Progress) -> None:
    """Import the demo's own files, with periods that hold from before the oldest request."""
    this_period = date(timezone.localdate(start - LONGEST_PAST).year, 1, 1)
    begun = this_period.replace(year=this_period.year - 1)
    organisation = Source.read(data / "organisation.json")
    organisation.value["valid_from"] = begun.isoformat()
    catalogue = Source.read(data / "catalogue.json")
    for service in catalogue.value["services"]:
        service["valid_from"] = begun.isoformat()
    percentages = Percentages.of(organisation)
    import_organisation(organisation, on=timezone.localdate(start), progress=progress)
    import_catalogue(catalogue, percentages=percentages, progress=progress)
    for number, (since, expected) in enumerate(((begun, BEFORE), (this_period, NOW)), start=1):
        organisation = Source.read(data / "organisation.json")
        _agree(organisation, number, since, expected, start)
        import_agreements(organisation, progress=progress)


def _agree(
    organisation: Source, number: int, since: date, expected: Decimal, start: datetime
) -> None:
    """Let a version of every agreement hold from a day, in which so much was expected.

    What was agreed before gives way to it.
    """
    until = date(timezone.localdate(start).year, 12, 31)
    for agreement in organisation.value["agreements"]:
        signed_on = min(agreement["signed_on"], (since - timedelta(days=30)).isoformat())
        period = {"valid_from": since.isoformat(), "valid_until": until.isoformat()}
        agreement |= period | {"version": number, "signed_on": signed_on}
        for line in agreement["lines"]:
            usual = Decimal(line["expected_volume_per_month"])
            line["expected_volume_per_month"] = round(usual * expected, 1)


def _incoming(data: Path, start: datetime, crews: dict[int, Team]) -> list[Incoming]:
    """Return the requests of the data, moved so that the newest, which is first, came just now."""
    source = _moved_to(data, start)
    incoming = read_requests(source, None)
    source.refuse_problems()
    read = as_the_desk_reads(incoming, crews)
    return sorted(read, key=lambda each: each.received_at, reverse=True)


def _lives(
    newest_first: list[Incoming], over: set[str], start: datetime, crews: dict[int, Team]
) -> list[Life]:
    """Return the lives of all requests that are not over."""
    return [
        Life(
            each,
            crews[each.client.pool_id],
            until=start,
            lingers=_lingers(each.reference, rank),
            forgotten=each.reference in FORGOTTEN,
            confidential=each.reference in CONFIDENTIAL,
        )
        for rank, each in enumerate(newest_first)
        if each.reference not in over
    ]


def _lingers(reference: str, rank: int) -> bool:
    """Return whether a request is still open: of the newest most, of the older few."""
    dice = random.Random(f"{reference} lingers")
    return reference in CONFIDENTIAL or dice.random() > rank / LINGERING


def _moved_to(data: Path, start: datetime) -> Source:
    """Return the requests of the file with their moments in the demo's time."""
    source = Source.read_lines(data / "requests.jsonl")
    calendars = PoolCalendar.objects.select_related("pool", "calendar")
    schedules = {each.pool.code: each.calendar.schedule() for each in calendars}
    came_in = {
        line["id"]: (schedules[line["pool"]], datetime.fromisoformat(line["received_at"]))
        for line in source.value.values()
    }
    newest = max(at for _schedule, at in came_in.values())
    move = Move(newest, start - NEWEST_BEFORE_START)
    for line in source.value.values():
        schedule, at = came_in[line["id"]]
        line["received_at"] = move.moment(schedule, at).isoformat()
    return source


def _settle_messages(crews: dict[int, Team], start: datetime) -> None:
    """Let all messages be mailed at their time, and read but for the news of today."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # the planner has not seen the tables filled
    for pool, team in crews.items():
        told = Notification.objects.filter(service_request__promise__pool=pool)
        news_since = start_by(team.schedule, start, STILL_NEWS)
        told.filter(created_at__lt=news_since).update(read_at=F("created_at"))
        told.filter(send_at__isnull=False).update(send_at=None, sent_at=F("created_at"), attempts=1)


def _log_last(crews: dict[int, Team], *, now: datetime) -> None:
    """Log what nobody has picked up: urgent and due in a moment, and one to decide about."""
    requested_by = User.objects.get(code="M24")
    client = Client.objects.select_related("pool").get(code="PRJ")
    today = timezone.localdate(now)
    version = ServiceVersion.objects.in_force(today).get(service__code="PO-10")
    terms = terms_for(client, client.pool, version, urgent=True, received_at=now)
    response = terms.norms[Norm.Kind.RESPONSE]
    schedule = terms.calendar_of(response).schedule()
    received_at = start_by(schedule, now + UNTIL_LAST_IS_DUE, response.duration)
    log = partial(
        actions.log,
        requested_by=requested_by,
        client=client,
        channel=Channel.PHONE,
        received_at=received_at,
        by=crews[client.pool.pk].somebody(received_at, random.Random(LAST)),
        now=received_at,
    )
    log(
        service_version=version,
        subject="Zaal dubbel geboekt, overleg begint zo",
        text="De Stuw is dubbel geboekt en over een half uur begint het overleg met de aannemer. "
        "Is er een andere zaal voor acht mensen, met een scherm?",
        urgent_reason="Het overleg begint over een half uur.",
        callback_phone=requested_by.phone,
        external_reference=LAST,
    )
    log(
        service_version=None,
        subject="Gedicht voor het afscheid van de projectleider",
        text="Kan iemand vrijdag een gedicht voorlezen, en het ook schrijven?",
        external_reference=TO_DECIDE,
    )
