"""What waits comes back by itself on its day, once; and what the client was told comes next."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import travel

from requests import actions
from requests.following_up import bring_back
from requests.mail.letters import as_mail, letters_due
from requests.mail.sentences import sentence
from requests.models import Event, Notification, ServiceRequest, Status, WaitingFor
from requests.policies import Refused
from requests.standing import next_step, standing_of
from sla.models import Calendar, Norm
from tests.factories import (
    NOW,
    a_request,
    a_service,
    as_if_written_so,
    later,
    local,
    set_hours,
)
from tests.requests.telling import away

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]
WEDNESDAY = date(2026, 3, 4)
OPENS = local("2026-03-04T08:30")


@pytest.fixture
def zaal(daan, fatima, joost, marieke):
    service_request = a_request(daan, by=fatima, service=a_service(), subject="Zaal")
    actions.pick_up(service_request, by=fatima, now=NOW)
    return service_request


def wait(service_request, waiting_for=WaitingFor.CLIENT, on=WEDNESDAY, *, by, now=NOW):
    words = {"waiting_for": waiting_for, "reason": "Welke zaal?", "follow_up_on": on}
    actions.wait(service_request, **words, by=by, now=now)


def back(now=OPENS):
    return bring_back(now=now, limit=10)


def told(person):
    return [sentence(one) for one in Notification.objects.in_bell_of(person).select_related()]


def turnaround(service_request):
    return service_request.promise.clocks.get(kind=Norm.Kind.TURNAROUND)


def test_it_comes_back_when_the_desk_opens_and_who_has_it_hears_so(zaal, fatima):
    wait(zaal, by=fatima)

    assert back(OPENS - timedelta(seconds=1)) == 0
    assert back(OPENS) == 1

    event = zaal.events.last()
    assert (event.kind, event.by, event.internal) == (Event.Kind.FOLLOW_UP, None, True)
    assert told(fatima) == ["Ask again about “Zaal”: it still waits."]


def test_asking_again_does_not_move_the_clock_of_the_client(zaal, fatima):
    wait(zaal, by=fatima)
    before = turnaround(zaal).consumed

    back()

    zaal.refresh_from_db()
    assert zaal.status == Status.WAITING
    assert turnaround(zaal).is_paused
    assert turnaround(zaal).consumed == before


@pytest.mark.parametrize("again", [OPENS, OPENS + timedelta(days=2)])
def test_it_comes_back_once_and_after_downtime_too(zaal, fatima, again):
    wait(zaal, by=fatima)

    assert back(again) == 1
    assert back(again + timedelta(hours=1)) == 0

    assert zaal.events.filter(kind=Event.Kind.FOLLOW_UP).count() == 1


def test_on_a_day_that_the_desk_is_closed_it_comes_back_when_it_opens_next(zaal, fatima):
    wait(zaal, on=date(2026, 3, 7), by=fatima)  # a Saturday

    assert zaal.follow_up_at == local("2026-03-09T08:30")


def test_what_waits_for_a_date_goes_on_by_itself_and_counts_all_the_while(zaal, fatima):
    due_at = turnaround(zaal).due_at
    wait(zaal, WaitingFor.DATE, by=fatima)
    assert turnaround(zaal).due_at == due_at

    back()

    zaal.refresh_from_db()
    assert (zaal.status, zaal.waiting_for, zaal.follow_up_on) == (Status.IN_PROGRESS, "", None)
    assert turnaround(zaal).due_at == due_at
    assert zaal.events.last().kind == Event.Kind.DATE_CAME
    assert told(fatima) == ["The date that “Zaal” waited for has come."]


@pytest.mark.parametrize("day", [None, NOW.date()])
def test_a_date_to_wait_for_lies_after_today(zaal, fatima, day):
    with pytest.raises(Refused, match="one after today"):
        wait(zaal, WaitingFor.DATE, on=day, by=fatima)


def test_the_database_knows_which_date_is_waited_for(zaal, fatima):
    wait(zaal, WaitingFor.DATE, by=fatima)

    with pytest.raises(IntegrityError, match="requests_waiting_for_a_date_says_which"):
        ServiceRequest.objects.update(follow_up_on=None)


def test_what_is_to_be_asked_again_today_is_there_at_once_and_says_nothing(zaal, fatima):
    wait(zaal, on=NOW.date(), by=fatima)

    assert back(NOW) == 0
    assert next_step(zaal, NOW) == "Ask again today"


def test_who_answered_in_time_does_not_hear_of_it(zaal, fatima):
    wait(zaal, by=fatima)
    actions.resume(zaal, text="De grote", by=fatima, now=later(hours=1))

    assert back() == 0


def test_the_stand_in_of_who_is_away_hears_it_too(zaal, fatima, joost):
    away(fatima, stand_in=joost)
    wait(zaal, by=fatima)

    back()

    assert told(joost) == ["Ask again about “Zaal”: it still waits."]


def test_the_pool_hears_it_of_somebody_who_left(zaal, fatima, joost, marieke):
    wait(zaal, by=fatima)
    fatima.pool_memberships.update(until=NOW.date())

    back()

    assert told(joost) == told(marieke) == ["Ask again about “Zaal”: it still waits."]
    assert told(fatima) == []


def test_one_that_cant_go_on_holds_up_no_other(zaal, daan, fatima):
    wait(zaal, WaitingFor.DATE, by=fatima)
    set_hours(Calendar.objects.get(pools=zaal.promise.pool.own_calendar), {}, now=later(hours=1))

    assert back() == 0

    zaal.refresh_from_db()
    assert zaal.follow_up_at > OPENS
    assert zaal.status == Status.WAITING


def test_it_stands_in_the_queue_among_what_is_for_today(desk, zaal, fatima):
    wait(zaal, by=fatima)
    url = reverse("requests:queue")
    assert "Clock stands still" in desk.get(url).content.decode()

    with travel(OPENS, tick=False):
        page = " ".join(desk.get(url).content.decode().split())
        chosen = desk.get(url, {"show": "today"}).content.decode()

    today = page.split('<h2 class="band">Today')[1]
    assert "Ask again today" in today
    assert "Clock stands still" not in page
    assert "Zaal" in chosen


def test_a_tick_with_nothing_due_is_one_question(zaal, fatima):
    wait(zaal, by=fatima)

    with CaptureQueriesContext(connection) as captured:
        back(NOW)

    assert len(captured) == 1


def promise(service_request, step="de zaal bevestigen", on=WEDNESDAY, *, by, channel="phone"):
    words = {"channel": channel, "text": "Gebeld", "next_step": step, "next_step_on": on}
    actions.contact(service_request, **words, by=by, now=NOW)


def test_the_next_step_is_told_on_both_pages_and_in_the_queue(client, zaal, fatima, daan):
    promise(zaal, by=fatima)

    client.force_login(fatima)
    assert "de zaal bevestigen" in client.get(zaal.get_absolute_url()).content.decode()
    assert next_step(zaal, NOW) == "de zaal bevestigen (Wed 4 Mar)"
    client.force_login(daan)
    page = client.get(reverse("requests:portal_detail", args=[zaal.pk])).content.decode()
    assert "<b>Next step:</b> de zaal bevestigen" in page


def test_who_is_mailed_reads_what_was_written_and_what_comes_next(zaal, fatima, daan):
    daan.language = "en"
    daan.save()
    promise(zaal, by=fatima, channel="email")

    mail = as_mail(letters_due(now=NOW, limit=9)[-1])

    assert "Gebeld" in mail.body
    assert "Next: de zaal bevestigen, on Wednesday 4 March at the latest." in mail.body


def test_a_step_lights_up_once_its_day_has_passed(zaal, fatima):
    promise(zaal, on=date(2026, 3, 3), by=fatima)
    with as_if_written_so():
        Norm.objects.update(warnings=[])

    assert standing_of(zaal, later(days=1)).word == "on time"
    assert standing_of(zaal, OPENS).word == "step promised"


def test_a_step_is_replaced_by_the_next_taken_or_over_with_the_request(desk, zaal, fatima):
    promise(zaal, by=fatima)
    promise(zaal, "de lunch bestellen", None, by=fatima)
    assert (zaal.next_step, zaal.next_step_on) == ("de lunch bestellen", None)

    desk.post(reverse("requests:take_step", args=[zaal.pk]))
    zaal.refresh_from_db()
    assert zaal.next_step == ""
    assert zaal.events.last().text == "de lunch bestellen"
    again = desk.post(reverse("requests:take_step", args=[zaal.pk]))
    assert "There is no next step any more." in again.content.decode()

    promise(zaal, by=fatima)
    actions.finish(zaal, text="", by=fatima, now=NOW)
    assert (zaal.next_step, zaal.next_step_on) == ("", None)


def test_nothing_comes_next_for_what_is_done_nor_on_a_day_that_passed(zaal, fatima):
    with pytest.raises(Refused, match="This day has passed"):
        promise(zaal, on=date(2026, 3, 1), by=fatima)
    actions.finish(zaal, text="", by=fatima, now=NOW)

    with pytest.raises(Refused, match="Nothing comes next any more"):
        promise(zaal, by=fatima)

    assert not zaal.events.filter(kind=Event.Kind.CONTACT).exists()


def test_a_day_without_a_step_is_asked_what_it_is_for(desk, zaal):
    data = {"channel": "phone", "text": "Gebeld", "next_step_on": "2026-03-04"}

    page = desk.post(reverse("requests:contact", args=[zaal.pk]), data).content.decode()

    assert "Say what will be done by then." in page
    assert "Gebeld" in page
