"""One row that fails holds up no other: those after it go on, and it is tried again later."""

from datetime import timedelta

import pytest
from django.db import InternalError, OperationalError, connection

from core.sparing import AGAIN, sparing
from requests import actions, following_up
from requests.alerts import alert_what_is_due
from requests.closing import close_what_is_done
from requests.following_up import bring_back
from requests.models import Event, ServiceRequest, Status, WaitingFor
from sla.models import Alert, Clock
from tests.factories import NOW, a_request, later

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]
MINUTE = timedelta(minutes=1)


class Spoiling:
    """Lets the database refuse what is written about one row, until it is mended."""

    def __init__(self, table, column, pk):
        self.table = table
        self.run(
            f"CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NEW.{column} = {pk} THEN RAISE EXCEPTION 'spoiled'; END IF; "
            "RETURN NEW; END $$"
        )
        self.run(
            f"CREATE TRIGGER spoil BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION spoil()"
        )

    def run(self, sql):
        with connection.cursor() as cursor:
            cursor.execute(sql)

    def mend(self):
        self.run(f"DROP TRIGGER spoil ON {self.table}")


@pytest.fixture
def some(daan, fatima, joost):
    return [a_request(daan, by=fatima, subject=f"Zaal {number}") for number in range(5)]


def spoil_story_of(one):
    return Spoiling("requests_event", "service_request_id", one.pk)


def statuses(some):
    return [ServiceRequest.objects.get(pk=one.pk).status for one in some]


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
@pytest.mark.parametrize("place", [0, 2, 4])
def test_what_closes_after_a_row_that_fails_still_closes(some, fatima, place, limit):
    for number, one in enumerate(some):
        actions.finish(one, text="", by=fatima, now=NOW + number * MINUTE)
        ServiceRequest.objects.filter(pk=one.pk).update(closes_at=NOW + number * MINUTE)
    now = later(hours=1)
    spoiled = spoil_story_of(some[place])

    while close_what_is_done(now=now, limit=limit):
        pass

    closed = [Status.CLOSED] * 5
    closed[place] = Status.DONE
    assert statuses(some) == closed
    spoiled.mend()
    assert close_what_is_done(now=now, limit=limit) == 0  # not at once again
    assert close_what_is_done(now=now + AGAIN + MINUTE, limit=limit) == 1
    assert some[place].events.filter(kind=Event.Kind.CLOSED).count() == 1


@pytest.mark.parametrize("limit", [2, 100])
def test_alerts_after_a_clock_that_fails_are_still_written(some, limit):
    now = later(days=1)
    clocks = list(Clock.objects.past_next_rung(now).values_list("pk", flat=True))
    spoiled = Spoiling("sla_alert", "clock_id", clocks[1])

    while alert_what_is_due(now=now, limit=limit):
        pass

    alerted = set(Alert.objects.values_list("clock", flat=True))
    assert alerted == set(clocks) - {clocks[1]}
    spoiled.mend()
    assert alert_what_is_due(now=now, limit=limit) == 0
    assert alert_what_is_due(now=now + AGAIN, limit=limit) > 0
    assert Alert.objects.filter(clock=clocks[1]).exists()


@pytest.mark.parametrize("place", [0, 2])
def test_what_comes_back_after_a_row_that_fails_still_comes_back(some, fatima, place):
    day = later(days=1).date()
    for number, one in enumerate(some):
        actions.pick_up(one, by=fatima, now=NOW)
        words = {"waiting_for": WaitingFor.DATE, "reason": "–", "follow_up_on": day}
        actions.wait(one, **words, by=fatima, now=NOW)
        ServiceRequest.objects.filter(pk=one.pk).update(follow_up_at=NOW + number * MINUTE)
    now = later(hours=1)
    spoiled = spoil_story_of(some[place])

    assert bring_back(now=now, limit=100) == 4

    back = [Status.IN_PROGRESS] * 5
    back[place] = Status.WAITING
    assert statuses(some) == back
    spoiled.mend()
    assert bring_back(now=now, limit=100) == 0
    assert bring_back(now=now + following_up.AGAIN, limit=100) == 1


def test_a_database_that_is_gone_blames_no_row(some, fatima):
    actions.finish(some[0], text="", by=fatima, now=NOW)
    due = ServiceRequest.objects.filter(pk=some[0].pk)

    def gone(_limit):
        raise OperationalError("server closed the connection")

    with pytest.raises(OperationalError):
        sparing(gone, due, "closes_at", now=NOW, limit=8)
    assert ServiceRequest.objects.get(pk=some[0].pk).closes_at != NOW + AGAIN


def test_the_row_really_fails(some, fatima):
    spoil_story_of(some[0])

    with pytest.raises(InternalError, match="spoiled"):
        actions.finish(some[0], text="", by=fatima, now=NOW)
