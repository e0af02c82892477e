"""Drafted hours: what they would move, and what happens when they come into force."""

import re

import pytest
from django.utils import translation

from requests.actions import pick_up
from requests.models import Event, Notification
from requests.recounting import recount_what_lags, tell_what_moved
from sla import actions
from tests import factories
from tests.factories import NOW, a_request, a_service, local
from tests.sla.calendars import CLOSED_TUESDAY, CODE, drafted

pytestmark = pytest.mark.usefixtures("monday_ten_oclock")


def test_the_preview_says_which_requests_would_move_and_from_when_to_when(
    coordinator, calendar, daan, fatima
):
    a_request(daan, by=fatima, service=a_service(turnaround_days=2))
    version = drafted(coordinator, calendar, CLOSED_TUESDAY)

    answer = coordinator.get(f"/calendars/{CODE}/drafts/{version.pk}/")

    so_far = answer.context["so_far"]
    (line,) = answer.context["lines"]
    assert (so_far.clocks, so_far.moved, so_far.soon, so_far.done) == (2, 1, 0, True)
    assert (line.shift.before, line.shift.after) == (
        local("2026-03-04T17:00"),
        local("2026-03-05T17:00"),
    )
    assert line.clock.promise.client.name == "Projecten"


def test_what_moves_within_a_day_is_counted_apart(coordinator, calendar, daan, fatima):
    a_request(daan, by=fatima, service=a_service(response_hours=8, turnaround_days=5))
    version = drafted(coordinator, calendar, CLOSED_TUESDAY)

    so_far = coordinator.get(f"/calendars/{CODE}/drafts/{version.pk}/").context["so_far"]

    assert (so_far.moved, so_far.soon) == (2, 1)


def test_many_clocks_are_counted_a_part_at_a_time(coordinator, calendar, daan, fatima, monkeypatch):
    monkeypatch.setattr("sla.calendars.previewing.A_PART", 2)
    for _number in range(2):
        a_request(daan, by=fatima, service=None, subject=f"Verzoek {_number}")
    a_request(daan, by=fatima, service=a_service(turnaround_days=2))
    version = drafted(coordinator, calendar, CLOSED_TUESDAY)
    page = f"/calendars/{CODE}/drafts/{version.pk}/"

    counted, texts = [""], []
    while counted:
        answer = coordinator.get(f"{page}?counted={counted[0]}", headers={"HX-Request": "true"})
        texts.append(answer.content.decode())
        counted = re.findall(r"hx-get=\S+counted=([-0-9]+)", texts[-1])

    assert ["Looked at 2 of 4" in texts[0], "Looked at 4 of 4" in texts[1]] == [True, True]
    assert "1 date would move" in texts[-1]
    assert "Looked at 4 clocks" in texts[-1]


def test_names_of_other_pools_are_not_listed(client, calendar, noord, zuid, daan, fatima):
    zuid.own_calendar.calendar = calendar
    zuid.own_calendar.save()
    a_request(daan, by=fatima, service=a_service(turnaround_days=2))
    client.force_login(factories.a_coordinator(zuid, "Karin Smit"))
    version = drafted(client, calendar, CLOSED_TUESDAY)

    context = client.get(f"/calendars/{CODE}/drafts/{version.pk}/").context

    assert (context["so_far"].moved, context["lines"]) == (1, [])


def apply(coordinator, version, dates):
    address = f"/calendars/{CODE}/drafts/{version.pk}/apply/"
    return coordinator.post(address, {"dates": dates}, follow=True)


def work(now=NOW):
    while recount_what_lags(limit=10):
        pass
    while tell_what_moved(now=now, limit=10):
        pass


def test_promised_dates_are_kept_unless_chosen_otherwise(coordinator, calendar, daan, fatima):
    request = a_request(daan, by=fatima, service=a_service(turnaround_days=2))
    version = drafted(coordinator, calendar, CLOSED_TUESDAY)

    apply(coordinator, version, "keep")
    work()

    clock = request.promise.clocks.get(kind="turnaround")
    assert clock.due_at == local("2026-03-04T17:00")
    assert not request.events.filter(kind=Event.Kind.MOVED).exists()


def test_who_asked_hears_once_that_dates_moved_with_old_and_new(
    coordinator, calendar, daan, fatima
):
    service = a_service(response_hours=8, turnaround_days=2)
    request = a_request(daan, by=fatima, service=service)
    version = drafted(coordinator, calendar, CLOSED_TUESDAY)

    apply(coordinator, version, "move")
    work()
    work()

    event = request.events.get(kind=Event.Kind.MOVED)
    with translation.override("nl"):
        told = Notification.objects.get(event=event)
    assert (told.recipient, told.send_at, event.internal) == (daan, NOW, False)
    assert "4 maart 2026, 17:00" in event.text
    assert "5 maart 2026, 17:00" in event.text
    assert len(event.text.splitlines()) == 3  # the reaction, the result and why
    assert "Storing" in event.text


def test_who_does_not_want_that_mail_has_it_in_the_bell_only(coordinator, calendar, daan, fatima):
    daan.unwanted_mail = ["moved"]
    daan.save()
    request = a_request(daan, by=fatima, service=a_service(turnaround_days=2))
    apply(coordinator, drafted(coordinator, calendar, CLOSED_TUESDAY), "move")

    work()

    told = Notification.objects.get(event=request.events.get(kind=Event.Kind.MOVED))
    assert (told.email, told.send_at) == ("", None)


def test_what_an_action_moved_before_the_worker_came_is_told_too(
    coordinator, calendar, daan, fatima
):
    request = a_request(daan, by=fatima, service=a_service(turnaround_days=2))
    apply(coordinator, drafted(coordinator, calendar, CLOSED_TUESDAY), "move")
    clock = request.promise.clocks.select_related("calendar").get(kind="turnaround")

    actions.bring_up_to_date(clock)
    work()

    assert request.events.filter(kind=Event.Kind.MOVED).count() == 1


def test_a_sign_of_life_that_moves_is_not_told_for_it_was_no_date_to_the_client(
    coordinator, calendar, daan, fatima
):
    request = a_request(daan, by=fatima)
    pick_up(request, by=fatima, now=NOW)
    apply(coordinator, drafted(coordinator, calendar, CLOSED_TUESDAY), "move")

    work()

    assert request.promise.clocks.get(kind="update").due_at == local("2026-03-05T17:00")
    assert not request.events.filter(kind=Event.Kind.MOVED).exists()


def test_what_is_done_is_not_told_that_it_moved(coordinator, calendar, daan, fatima):
    request = a_request(daan, by=fatima, service=a_service(turnaround_days=2))
    apply(coordinator, drafted(coordinator, calendar, CLOSED_TUESDAY), "move")
    while recount_what_lags(limit=10):
        pass
    type(request).objects.filter(pk=request.pk).update(status="closed", assignee=fatima)

    work()

    assert not request.events.filter(kind=Event.Kind.MOVED).exists()


def test_a_draft_made_from_older_hours_must_be_made_again_on_top(coordinator, calendar):
    mine = drafted(coordinator, calendar, CLOSED_TUESDAY)
    theirs = {"2026-05-04": {"name": "Verhuizing", "hours": []}}
    factories.set_hours(calendar, calendar.schedule().to_dict()["weekly"], theirs, now=NOW)

    refused = apply(coordinator, mine, "keep")
    redone = coordinator.post(f"/calendars/{CODE}/drafts/{mine.pk}/redo/", follow=True)

    assert refused.context["overtaken"]
    version = redone.context["version"]
    assert sorted(version.hours["exceptions"]) == ["2026-03-03", "2026-05-04"]
    assert not redone.context["overtaken"]


def test_applying_twice_is_one_version(coordinator, calendar):
    version = drafted(coordinator, calendar, CLOSED_TUESDAY)

    apply(coordinator, version, "keep")
    again = apply(coordinator, version, "move")

    version.refresh_from_db()
    assert again.status_code == 404
    assert (version.number, version.moves) == (2, False)


def test_what_was_thrown_away_meanwhile_is_not_put_in_force(coordinator, calendar):
    version = drafted(coordinator, calendar, CLOSED_TUESDAY)
    opened_before = calendar.versions.get(pk=version.pk)
    actions.discard(version)

    with pytest.raises(actions.OvertakenError):
        actions.put_in_force(opened_before, moves=False, now=NOW)

    calendar.refresh_from_db()
    assert calendar.revision == 1


def test_a_draft_can_be_thrown_away_and_what_holds_can_not(coordinator, calendar):
    version = drafted(coordinator, calendar, CLOSED_TUESDAY)
    first = calendar.versions.get(number=1)

    coordinator.post(f"/calendars/{CODE}/drafts/{version.pk}/discard/")
    refused = coordinator.post(f"/calendars/{CODE}/drafts/{first.pk}/discard/")

    assert refused.status_code == 404
    assert list(calendar.versions.all()) == [first]


def test_the_page_counts_until_every_clock_is_counted_anew(coordinator, calendar, daan, fatima):
    a_request(daan, by=fatima, service=a_service(turnaround_days=2))
    apply(coordinator, drafted(coordinator, calendar, CLOSED_TUESDAY), "keep")
    progress = f"/calendars/{CODE}/progress/"

    before = coordinator.get(progress)
    work()
    after = coordinator.get(progress)

    assert (before.context["counted"], before.context["total"]) == (0, 3)
    assert b"hx-trigger" in before.content
    assert (after.context["counted"], after.context["total"]) == (3, 3)
    assert b"hx-trigger" not in after.content


def test_a_line_leads_to_its_request_for_who_may_work_on_it(client, daan, fatima, sanne):
    request = a_request(daan, by=fatima)
    address = f"/requests/of-promise/{request.promise_id}/"

    client.force_login(fatima)
    led = client.get(address)
    client.force_login(sanne)
    refused = client.get(address)

    assert led.url == request.get_absolute_url()
    assert refused.status_code == 404


@pytest.mark.parametrize(
    "counted", ["x", "1-2", "9-9-9-99999999999999999999999-9-9", "-1-2-3-4-5-6"]
)
def test_an_address_that_nobody_gave_out_counts_from_the_start_or_finds_nothing(
    coordinator, calendar, counted
):
    version = drafted(coordinator, calendar, CLOSED_TUESDAY)

    answer = coordinator.get(f"/calendars/{CODE}/drafts/{version.pk}/?counted={counted}")

    assert answer.status_code == 200
    assert answer.context["so_far"].done
