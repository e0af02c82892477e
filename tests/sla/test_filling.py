"""Whether agreements fit the hours of a pool: worked by hand, month by month."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import travel

from sla.filling import filling_of
from sla.filling.gauge import gauge_of
from sla.filling.months import months_from
from sla.filling.there import hours_there
from sla.models import AgreementVersion
from teams.models import Absence, Pool, PoolMembership
from tests.factories import (
    NOW,
    OFFICE_HOURS,
    a_calendar,
    a_client,
    a_pool,
    a_secretary,
    a_service,
    an_agreement,
    as_if_written_so,
    local,
    set_hours,
)

APRIL = date(2026, 4, 1)
DAY = [["08:30", "12:30"], ["13:00", "17:00"]]
LONG, SHORT = (
    dict.fromkeys(days.split(), DAY) for days in ("mon tue wed thu fri", "mon tue wed thu")
)
CLOSED = {date(2026, 4, 6): "Tweede paasdag", date(2026, 4, 27): "Koningsdag"}


@pytest.fixture
def noord(db):
    calendar = a_calendar("noord", closed=CLOSED)
    return a_pool("NOORD", name="Pool Noord", calendar=calendar, available_pct=80)


@pytest.fixture
def fatima(noord):
    """Four days in odd weeks, five in even ones."""
    pattern = [{"weeks": "odd", "days": SHORT}, {"weeks": "even", "days": LONG}]
    return a_member(noord, "Fatima Bouzid", work_pattern=pattern)


def a_member(pool, name, **fields):
    person = a_secretary(pool, name)
    person.pool_memberships.update(**fields)
    return person


def an_asking(client, volume=100, effort=60, **fields):
    """A version of an agreement with one line."""
    service = a_service(f"S-{client.code}", effort_minutes=effort)
    version = an_agreement(client, services=[service.service], **fields)
    with as_if_written_so():
        version.lines.update(volume_per_month=volume)
    return version


def there(pool, *months):
    found = hours_there([pool], months or [APRIL])[pool.pk]
    return [float(minutes / 60) for minutes in found.minutes.values()]


def test_a_month_follows_odd_and_even_weeks_without_the_closed_days(noord, fatima):
    # Weeks 14 to 18: Wed-Fri, Tue-Thu (Monday closed), Mon-Fri, Mon-Thu, Tue-Thu (Monday closed).
    Pool.objects.update(available_pct=None)
    noord.refresh_from_db()

    assert there(noord) == [24 + 24 + 40 + 32 + 24]


def test_of_usual_and_known_leave_the_larger_counts(noord, fatima):
    assert there(noord) == [144 * 0.8]

    away = Absence.objects.create(user=fatima, since=date(2026, 4, 13), until=date(2026, 4, 14))
    assert there(noord) == [144 * 0.8]  # two days are within what is usual

    away.until = date(2026, 4, 17)
    away.save()
    assert there(noord) == [144 - 40]


def test_what_experts_and_coordinators_do_besides_is_not_there(noord):
    # Twenty open days of eight hours, of which somebody of 24 hours works three fifths.
    a_member(noord, "Joost Mulder", contract_hours=24, expert_share_pct=25)
    a_member(noord, "Karin Bos", contract_hours=32, coordination_hours=8)
    a_member(noord, "Marieke Postma", contract_hours=36, coordination_hours=36)

    assert there(noord) == [pytest.approx(96 * 0.8 * 0.75 + 128 * 0.8 * 0.75)]


def test_who_comes_or_leaves_counts_from_or_until_that_day(noord, fatima):
    PoolMembership.objects.update(since=date(2026, 4, 13), until=date(2026, 4, 24))

    assert there(noord, APRIL, date(2026, 5, 1)) == [72 * 0.8, 0]


def test_shorter_hours_of_a_day_shorten_it(noord, fatima):
    half = {"name": "Studiemiddag", "hours": [["08:30", "12:30"]]}
    weekly = dict.fromkeys(LONG, OFFICE_HOURS)
    exceptions = {on.isoformat(): [] for on in CLOSED} | {"2026-04-14": half}
    set_hours(noord.own_calendar.calendar, weekly, exceptions, now=NOW)

    assert there(Pool.objects.get(pk=noord.pk)) == [140 * 0.8]


def test_of_whom_nothing_is_known_is_said(noord, fatima):
    a_member(noord, "Joost Mulder")

    assert hours_there([noord], [APRIL])[noord.pk].unknown == 1


@travel(NOW, tick=False)
def test_what_holds_goes_on_until_another_version_is_agreed(noord, fatima, projecten):
    period = {"valid_from": date(2026, 3, 1), "valid_until": date(2026, 4, 15)}
    version = an_asking(projecten, **period)
    an_asking(a_client(noord, "FIN"), volume=20)

    filled = filling_of(noord, version, NOW.date())

    assert [month.asked for month in filled.months] == [7200, 7200]
    later = draft_after(version, valid_from=date(2026, 5, 1), valid_until=date(2026, 6, 30))
    later.lines.create(service=version.lines.get().service, volume_per_month=60)
    filled = filling_of(noord, later, NOW.date())
    assert [(month.before, month.asked, month.adds) for month in filled.months] == [
        (7200, 4800, -2400)
    ] * 2


def draft_after(version, **fields):
    return AgreementVersion.objects.create(
        agreement=version.agreement, number=2, calendar=version.calendar, **fields
    )


def test_a_draft_takes_over_from_its_first_day(noord, fatima, projecten):
    version = an_asking(projecten)
    later = draft_after(version, valid_from=date(2026, 4, 16), valid_until=date(2026, 4, 30))
    later.lines.create(service=version.lines.get().service, volume_per_month=300)

    (april,) = filling_of(noord, later, NOW.date()).months

    assert (april.before, april.asked) == (6000, 12000)


def test_an_agreement_of_two_pools_is_shared_evenly(noord, zuid, fatima, projecten):
    version = an_asking(projecten, off_catalogue_hours=Decimal(4))
    version.agreement.pools.add(zuid)

    month = filling_of(noord, version, NOW.date()).whole

    assert (month.asked, month.outside) == (3000, 120)


def test_lines_that_say_too_little_are_counted_apart(noord, fatima, projecten):
    version = an_asking(projecten, volume=None)

    filled = filling_of(noord, version, NOW.date())

    assert (filled.whole.asked, filled.unknown_lines) == (0, 1)


@pytest.mark.parametrize(
    ("volume", "percent", "left"), [(96, Decimal("83.3"), 2), (104, Decimal("90.3"), -6)]
)
def test_the_band_is_what_the_free_room_leaves(noord, fatima, projecten, volume, percent, left):
    noord.flex_reserve_pct = 15
    period = {"valid_from": APRIL, "valid_until": date(2026, 4, 30)}

    filled = filling_of(noord, an_asking(projecten, volume, **period), APRIL)

    assert (filled.low, filled.high) == (80, 85)
    assert round(filled.whole.percent, 1) == percent
    assert round(filled.left / 60) == left


def test_without_hours_there_is_no_gauge(noord, projecten):
    filled = filling_of(noord, an_asking(projecten), NOW.date())

    assert filled.whole.percent is None
    assert gauge_of(filled) is None


@pytest.mark.parametrize(
    ("volume", "scale"), [(96, (60, 100)), (20, (0, 100)), (140, (60, 140)), (9999, (60, 1000))]
)
def test_the_gauge_holds_every_filling(noord, fatima, projecten, volume, scale):
    period = {"valid_from": APRIL, "valid_until": date(2026, 4, 30)}

    gauge = gauge_of(filling_of(noord, an_asking(projecten, volume, **period), APRIL))

    assert (gauge.low, gauge.high) == scale
    assert 0 <= gauge.at <= 380


def test_a_year_is_shown_at_most():
    assert months_from(date(2026, 11, 24), date(2027, 1, 1))[-1] == date(2027, 1, 1)
    assert len(months_from(date(2020, 1, 1), date(2040, 1, 1))) == 12


@pytest.mark.parametrize(
    ("model", "wrong"),
    [
        (Pool, {"available_pct": 101}),
        (PoolMembership, {"expert_share_pct": 101}),
        (PoolMembership, {"coordination_hours": -1}),
    ],
)
def test_the_database_refuses_shares_that_cant_be(fatima, model, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**wrong)


@pytest.mark.parametrize(
    ("since", "until", "first"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), date(2026, 1, 1)),
        (date(2027, 1, 1), date(2028, 12, 31), date(2027, 1, 1)),
        (date(2020, 1, 1), date(2040, 12, 31), APRIL),
        (date(2024, 1, 1), date(2025, 12, 31), date(2025, 1, 1)),
    ],
)
def test_of_a_long_agreement_the_year_from_today_is_shown(noord, projecten, since, until, first):
    version = an_asking(projecten, valid_from=since, valid_until=until)

    months = filling_of(noord, version, date(2026, 4, 20)).months

    assert (months[0].first, len(months)) == (first, 12)


# The page


def page_of(version):
    return reverse("sla:filling", args=[version.pk])


@travel(local("2026-04-02T10:00"), tick=False)
def test_a_coordinator_reads_how_full_the_pool_is(settings, coordinator, noord, fatima, projecten):
    settings.LANGUAGE_CODE = "en"
    whole = {"contract_hours": 36, "coordination_hours": 36}
    PoolMembership.objects.filter(role="coordinator").update(**whole)
    period = {"valid_from": APRIL, "valid_until": date(2026, 4, 30)}

    page = coordinator.get(page_of(an_asking(projecten, 104, **period))).content.decode()

    assert "90.3 %</b> of 115 hours a month" in page
    assert "above the band" in page
    assert "6 hours a month more than fits" in page
    assert "April 2026" in page


@pytest.mark.parametrize("who", ["fatima", "daan", "sanne", "stranger"])
def test_nobody_else_reads_it(request, client, projecten, who):
    version = an_asking(projecten)
    client.force_login(request.getfixturevalue(who))

    assert client.get(page_of(version)).status_code == 404


def test_the_cost_is_the_same_for_few_and_for_many(coordinator, noord, fatima, projecten):
    version = an_asking(projecten)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert coordinator.get(page_of(version)).status_code == 200
        return len(captured)

    cost()  # reads the hours of the calendar, once for this process
    few = cost()
    for number in range(4):
        person = a_member(noord, f"Collega {number}", contract_hours=24)
        Absence.objects.create(user=person, since=APRIL, until=APRIL)
        an_asking(a_client(noord, f"U{number}"))

    assert cost() == few
