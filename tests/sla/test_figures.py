"""How it went, counted by hand beside what is read."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from time_machine import travel

from sla import actions
from sla.figures import HowItWent, Share, Timespan, how_it_went, of_agreement
from sla.models import Cause, LateCause, Norm, Promise
from tests.factories import (
    NOW,
    a_client,
    a_norm,
    a_service,
    an_agreement,
    as_if_written_so,
    later,
    local,
)
from tests.sla.promises import correct, working_time

THIS_YEAR = Timespan(date(2026, 1, 1), date(2026, 12, 31))
AFTER = local("2026-12-01T12:00")
LATE_BY_FAR = local("2026-03-20T12:00")


@pytest.fixture(autouse=True)
def monday_ten_oclock(settings):
    settings.LANGUAGE_CODE = "en"
    with travel(NOW, tick=False), translation.override("en"):
        yield


@pytest.fixture
def zaal(db):
    """Ready in four working hours, with a first reaction in four by the pool's default."""
    return working_time(4)


@pytest.fixture
def agreed(projecten, zaal):
    return an_agreement(projecten, turnaround_days=1, services=[zaal.service])


def went(now=AFTER, span=THIS_YEAR, promises=None) -> HowItWent:
    return how_it_went(Promise.objects.all() if promises is None else promises, span, now)


def done(promise, *, at=None):
    """Let a promise be met, in an hour unless said."""
    actions.client_was_told(promise, at=at or promise.received_at + timedelta(hours=1))
    actions.fulfil(promise, at=at or promise.received_at + timedelta(hours=1))
    return promise


def late(promise):
    return done(promise, at=LATE_BY_FAR)


def test_a_small_world_counted_by_hand(promise_of, zaal):
    other = a_service("PO-30", "Lunch", turnaround_days=5)
    for _number in range(6):
        done(promise_of(zaal))
    for _number in range(2):
        late(promise_of(zaal))
    for _number in range(5):
        done(promise_of(other))
    promise_of(None)

    read = went()
    of_zaal, of_lunch = read.of(zaal.service_id), read.of(other.service_id)

    assert (of_zaal.received, of_zaal.delivered) == (8, 8)
    assert of_zaal.turnaround == of_zaal.response == Share(of=8, within=6)
    assert (of_zaal.turnaround.percent, of_zaal.turnaround.late) == (75, 2)
    assert of_lunch.turnaround == Share(of=5, within=5)
    assert (read.outside.received, read.outside.turnaround) == (1, Share())
    assert (read.total.received, read.total.turnaround) == (14, Share(of=13, within=11))
    assert read.total.response == Share(of=14, within=11)
    assert read.months == {date(2026, 3, 1): read.months[date(2026, 3, 1)]}
    assert read.months[date(2026, 3, 1)].received == 14


@pytest.mark.parametrize(("number", "shown"), [(4, None), (5, 5)])
def test_of_fewer_than_five_only_the_number_is_read(promise_of, zaal, number, shown):
    for _number in range(number):
        LateCause.objects.create(
            clock=late(promise_of(zaal)).clocks.get(kind="turnaround"),
            cause=Cause.ILLNESS,
            said_at=AFTER,
        )
        done(promise_of(zaal))

    in_time = went(promises=Promise.objects.exclude(clocks__late_cause__cause="illness"))
    slow = went(promises=Promise.objects.filter(clocks__late_cause__cause="illness"))

    assert in_time.total.received == number
    assert in_time.total.turnaround == Share(of=number, within=shown)
    assert in_time.total.turnaround.too_few is (shown is None)
    assert (in_time.total.handling is None) is (shown is None)
    assert in_time.by_month()[2][1].turnaround.within == shown
    assert slow.total.causes == (None if shown is None else {Cause.ILLNESS: number})
    assert (slow.total.turnaround.late is None) is (shown is None)


def test_nothing_asked_is_nothing_and_not_too_few(db):
    read = went()

    assert read.total.turnaround == Share()
    assert not read.total.turnaround.too_few
    assert read.total.handling is None
    assert len(read.by_month()) == 12


@pytest.mark.parametrize(
    ("received", "month"),
    [
        ("2025-12-31T23:59:59", None),
        ("2026-01-01T00:00", date(2026, 1, 1)),  # 31 December in UTC
        ("2026-06-30T23:30", date(2026, 6, 1)),  # summer time
        ("2026-07-01T00:30", date(2026, 7, 1)),  # 30 June in UTC
        ("2026-12-31T23:59:59", date(2026, 12, 1)),
        ("2027-01-01T00:00", None),
    ],
)
def test_a_period_is_of_whole_days_in_amsterdam(promise_of, zaal, received, month):
    promise_of(zaal, received_at=local(received))

    assert list(went(now=local("2027-02-01T12:00")).months) == ([month] if month else [])


@pytest.mark.parametrize(
    ("last", "first"),
    [
        (date(2026, 11, 24), date(2025, 11, 25)),
        (date(2026, 12, 31), date(2026, 1, 1)),
        (date(2028, 2, 28), date(2027, 3, 1)),
        (date(2028, 2, 29), date(2027, 3, 1)),
    ],
)
def test_a_year_is_twelve_months_and_the_last_day_is_in_it(last, first):
    assert Timespan.year_until(last) == Timespan(first, last)


def test_it_counts_as_soon_as_it_is_known(promise_of, zaal):
    for _number in range(5):
        promise_of(zaal)

    assert went(now=local("2026-03-02T14:30")).total.turnaround == Share()
    past = went(now=local("2026-03-02T14:31")).total
    assert past.turnaround == Share(of=5, within=0)
    assert (past.delivered, past.handling) == (0, None)


def test_what_waits_for_the_client_is_not_known_yet_and_waiting_is_not_counted(promise_of, zaal):
    promises = [promise_of(zaal) for _number in range(5)]
    for promise in promises:
        actions.client_was_told(promise, at=later(hours=1))
        actions.pause(promise, at=later(hours=1))
    assert went().total.turnaround == Share()

    for promise in promises:
        actions.resume(promise, at=local("2026-03-09T10:00"))
        actions.fulfil(promise, at=local("2026-03-09T11:30"))

    read = went().total
    assert read.turnaround == Share(of=5, within=5)
    assert read.handling.median == read.handling.p90 == timedelta(hours=2, minutes=30)


def test_opened_again_counts_once_by_the_worst_of_its_cycles(promise_of, zaal):
    promises = [done(promise_of(zaal)) for _number in range(6)]
    again = local("2026-03-03T09:00")
    for promise in promises:
        actions.reopen(promise, at=again)
    open_again = went(now=again).total
    assert (open_again.turnaround, open_again.delivered) == (Share(), 0)

    for promise in promises[:5]:
        actions.fulfil(promise, at=again + timedelta(hours=2))
    actions.fulfil(promises[5], at=LATE_BY_FAR)

    read = went().total
    assert read.turnaround == Share(of=6, within=5)
    assert read.response == Share(of=6, within=6)
    assert read.handling.median == timedelta(hours=2)


def test_once_late_stays_late_when_it_is_in_time_after_that(promise_of, zaal):
    for _number in range(5):
        promise = late(promise_of(zaal))
        actions.reopen(promise, at=LATE_BY_FAR)
        actions.fulfil(promise, at=LATE_BY_FAR + timedelta(minutes=10))

    assert went().total.turnaround == Share(of=5, within=0)


def test_a_corrected_service_counts_where_it_belongs_by_the_norm_that_should_have_held(
    promise_of, zaal
):
    longer = a_service("PO-31", turnaround_days=5)
    for _number in range(5):
        promise = promise_of(zaal)
        actions.client_was_told(promise, at=later(hours=1))
        LateCause.objects.create(
            clock=promise.clocks.get(kind="turnaround"), cause=Cause.PEAK, said_at=NOW
        )
        correct(promise, longer, at=local("2026-03-03T10:00"))
        actions.fulfil(promise, at=local("2026-03-03T11:00"))

    read = went()
    assert read.of(zaal.service_id).received == 0
    assert read.of(longer.service_id).turnaround == Share(of=5, within=5)
    assert read.total.causes is None  # it was not late after all


def test_best_effort_and_what_was_withdrawn_are_counted_apart(promise_of):
    version = a_service("PO-32", turnaround_days=None, min_notice=5)
    a_norm(Norm.Kind.TURNAROUND, hours=4, service_version=version)
    for _number in range(5):
        done(promise_of(version, event_at=local("2026-04-20T10:00")))
    late(promise_of(version, event_at=local("2026-03-03T10:00")))
    actions.end(promise_of(version), at=later(hours=1), because="niet meer nodig")

    read = went().total
    assert (read.received, read.delivered, read.best_effort, read.ended) == (7, 6, 1, 1)
    assert read.turnaround == Share(of=5, within=5)


def test_half_and_nine_in_ten(promise_of, zaal):
    for minutes in (10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 200):
        done(promise_of(zaal), at=later(minutes=minutes))

    handling = went().total.handling
    assert handling.median == timedelta(minutes=60)
    assert handling.p90 == timedelta(minutes=100)


def test_a_share_never_rounds_up_to_its_norm():
    assert Share.read(within=949, of=1000).percent == 94


def test_of_an_agreement_are_those_under_any_of_its_versions(promise_of, agreed, zaal, noord):
    version = promise_of(zaal).agreement_version
    assert version == agreed
    Promise.objects.create(client=a_client(noord, "FIN"), pool=noord, received_at=NOW)

    assert went(promises=of_agreement(agreed.agreement)).total.received == 1


@pytest.mark.parametrize("who", ["daan", "fatima", "marieke"])
def test_the_page_says_it_beside_each_norm_to_both_sides(
    request, client, promise_of, agreed, zaal, who
):
    for _number in range(6):
        done(promise_of(zaal))
    late(promise_of(a_service("PO-33", "Bloemen", turnaround_days=1)))

    with travel(AFTER, tick=False):
        client.force_login(request.getfixturevalue(who))
        url = reverse("sla:how_it_went", args=[agreed.pk])
        assert url in client.get(reverse("sla:agreement_detail", args=[agreed.pk])).content.decode()
        page = client.get(url).content.decode()
        part = client.get(url, headers={"HX-Request": "true"}).content.decode()

    for said in ("6 of 6", "100 %", "6 asked", "half in 1 h", "Bloemen: 1", "What these figures"):
        assert said in page
        assert said in part
    assert "<html" not in part


def test_it_costs_the_same_for_few_lines_and_for_sixty(client, fatima, promise_of, agreed, zaal):
    client.force_login(fatima)
    url = reverse("sla:how_it_went", args=[agreed.pk])
    done(promise_of(zaal))
    done(promise_of(a_service("YY-1")))

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    few = cost()
    for number in range(59):
        version = a_service(f"XX-{number}")
        with as_if_written_so():
            line = agreed.lines.create(service=version.service)
        a_norm(Norm.Kind.TURNAROUND, days=2, agreement_line=line)
        if number % 12 == 0:
            done(promise_of(version, received_at=NOW - timedelta(days=30)))

    assert cost() == few
