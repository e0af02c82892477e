"""The queue: who sees what, in which order, and at what cost."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from requests import actions, queue
from requests.alerts import alert_what_is_due
from requests.models import ServiceRequest, WaitingFor
from requests.queue import Band
from requests.standing import State
from tests.factories import NOW, a_client, a_manager, a_norm, a_request, a_service, local
from tests.requests.desk import with_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]
QUEUE = reverse("requests:queue")


def titles(response):
    """Return the subjects of the lines, as they stand on the page."""
    found = re.findall(r'class="title"[^>]*>(.*?)</a>', response.content.decode(), re.DOTALL)
    return [re.sub(r"<[^>]+>", "", title).strip() for title in found]


def page(after="", now=NOW):
    return queue.page(ServiceRequest.objects.open(), after=after, now=now)


def bands(now=NOW):
    return {
        group.band: [line.service_request.subject for line in group.lines]
        for group in page(now=now).groups
    }


def test_lines_stand_under_the_day_they_are_due_and_urgent_ones_on_top(fatima, daan):
    service = a_service(turnaround_days=3)
    a_request(daan, by=fatima, subject="laat", received_at=local("2026-02-27T09:00"), now=NOW)
    a_request(daan, by=fatima, subject="vandaag", received_at=local("2026-03-02T08:30"), now=NOW)
    a_request(daan, by=fatima, subject="spoed", urgent_reason="nu")
    a_request(daan, by=fatima, subject="morgen", received_at=local("2026-03-02T15:00"))
    later = a_request(daan, by=fatima, subject="later", service=service)
    still = a_request(daan, by=fatima, subject="stil", service=service)
    for picked_up in (later, still):
        actions.pick_up(picked_up, by=fatima, now=NOW)
    actions.wait(
        still, waiting_for=WaitingFor.CLIENT, reason="?", follow_up_on=None, by=fatima, now=NOW
    )

    assert bands() == {
        Band.LATE: ["laat"],
        Band.TODAY: ["spoed", "vandaag"],
        Band.TOMORROW: ["morgen"],
        Band.LATER: ["later"],
        Band.STILL: ["stil"],
    }


def late_and_counted(user, now):
    late = queue.counts(ServiceRequest.objects.open(), user, now)["late"]
    lines = [
        line for group in page(now=now).groups if group.band == Band.LATE for line in group.lines
    ]
    assert late == len(lines) == sum(line.standing.state == State.LATE for line in lines)
    return late


def test_of_what_came_at_short_notice_the_first_reaction_is_late_and_the_work_never(fatima, daan):
    short = a_request(daan, by=fatima, service=with_event(), event_at=local("2026-03-03T00:00"))
    assert short.promise.short_notice

    assert late_and_counted(fatima, local("2026-03-02T14:30")) == 0
    assert late_and_counted(fatima, local("2026-03-02T14:31")) == 1

    actions.pick_up(short, by=fatima, now=local("2026-03-02T15:00"))
    running = short.promise.clocks.going().filter(due_at__lt=local("2026-03-12T10:00"))
    assert {clock.kind for clock in running} == {"turnaround", "update"}
    assert late_and_counted(fatima, local("2026-03-12T10:00")) == 0


def test_a_first_reaction_that_is_due_together_with_such_work_is_late(fatima, daan):
    service = with_event(turnaround_days=None)
    a_norm("turnaround", hours=4, service_version=service)
    short = a_request(daan, by=fatima, service=service, event_at=local("2026-03-03T00:00"))
    assert short.promise.clocks.filter(due_at=short.promise.next_due_at).count() == 2

    assert late_and_counted(fatima, local("2026-03-02T14:31")) == 1


def test_pages_follow_each_other_without_a_gap_or_a_repeat(fatima, daan, monkeypatch):
    monkeypatch.setattr(queue, "PAGE", 3)
    for number in range(7):  # several are due at the same moment
        a_request(
            daan, by=fatima, subject=str(number), received_at=NOW + number // 3 * timedelta(hours=1)
        )
    waits = a_request(daan, by=fatima, subject="stil")
    actions.pick_up(waits, by=fatima, now=NOW)
    actions.wait(
        waits, waiting_for=WaitingFor.CLIENT, reason="?", follow_up_on=None, by=fatima, now=NOW
    )
    a_request(daan, by=fatima, subject="spoed", urgent_reason="nu")

    seen, after = [], ""
    while True:
        shown = page(after)
        seen.append([line.service_request.subject for line in shown.lines])
        if not (after := shown.after):
            break

    assert seen == [["spoed", "0", "1"], ["2", "3", "4"], ["5", "6", "stil"]]


def test_more_that_is_urgent_than_fits_on_a_page_goes_on_the_next(fatima, daan, monkeypatch):
    monkeypatch.setattr(queue, "PAGE", 2)
    a_request(daan, by=fatima, subject="gewoon", received_at=local("2026-03-02T09:00"), now=NOW)
    for number in range(3):
        a_request(daan, by=fatima, subject=str(number), urgent_reason="nu")

    first = page()
    second = page(first.after)

    assert [line.service_request.subject for line in first.lines] == ["0", "1"]
    assert sorted(line.service_request.subject for line in second.lines) == ["2", "gewoon"]
    assert not any(group.is_whole for group in [*first.groups, *second.groups])
    assert second.after == ""


@pytest.mark.parametrize(
    "key",
    ["x", "_1", "due_2026-99-99_1", "due_2026-03-02T10:00_1", "again_x_1", "still_9x", "9" * 30],
)
def test_a_broken_key_shows_the_first_page(fatima, daan, key):
    a_request(daan, by=fatima, subject="een")

    assert [line.service_request.subject for line in page(key).lines] == ["een"]


def test_only_a_band_that_is_whole_says_how_many_it_has(fatima, daan, monkeypatch):
    monkeypatch.setattr(queue, "PAGE", 2)
    a_request(daan, by=fatima, received_at=local("2026-02-27T09:00"), now=NOW)
    for _again in range(2):
        a_request(daan, by=fatima)

    late, today = page().groups

    assert (late.is_whole, today.is_whole) == (True, False)


def test_the_queue_shows_my_pools_only(desk, fatima, daan, sanne, stranger):
    a_request(daan, by=fatima, subject="van ons")
    a_request(stranger, by=sanne, subject="van een ander")

    assert titles(desk.get(QUEUE)) == ["van ons"]
    assert titles(desk.get(QUEUE, {"pool": "ZUID"})) == ["van ons"]


def test_the_pool_switch_narrows_to_one_pool(desk, fatima, daan, zuid, sanne, stranger):
    fatima.pool_memberships.create(pool=zuid, since="2020-01-01")
    a_request(daan, by=fatima, subject="noord")
    a_request(stranger, by=sanne, subject="zuid")

    assert sorted(titles(desk.get(QUEUE))) == ["noord", "zuid"]
    assert titles(desk.get(QUEUE, {"pool": "ZUID"})) == ["zuid"]


def test_what_is_confidential_stays_with_who_may_read_it(client, fatima, joost, daan):
    a_request(daan, by=fatima, subject="sollicitatie", confidential=True)

    client.force_login(joost)
    assert titles(client.get(QUEUE)) == []
    client.force_login(fatima)
    assert titles(client.get(QUEUE)) == ["sollicitatie"]


def test_who_works_in_no_pool_goes_home(client, daan):
    client.force_login(daan)

    assert client.get(QUEUE).url == reverse("home")


@pytest.mark.parametrize(
    ("show", "shown"),
    [
        ("", ["spoed", "nieuw", "mijn", "van joost", "wacht"]),
        ("new", ["spoed", "nieuw"]),
        ("mine", ["mijn", "wacht"]),
        ("today", ["spoed", "nieuw"]),
        ("waiting", ["wacht"]),
        ("urgent", ["spoed"]),
        ("nonsense", ["spoed", "nieuw", "mijn", "van joost", "wacht"]),
    ],
)
def test_a_chip_narrows_the_queue_and_says_how_many_that_are(
    desk, fatima, joost, daan, show, shown
):
    service = a_service()
    a_request(daan, by=fatima, subject="nieuw")
    a_request(daan, by=fatima, subject="spoed", urgent_reason="nu")
    for subject, by in [("mijn", fatima), ("van joost", joost), ("wacht", fatima)]:
        one = a_request(daan, by=fatima, subject=subject, service=service if by else None)
        actions.pick_up(one, by=by, now=NOW)
    actions.wait(
        one, waiting_for=WaitingFor.CLIENT, reason="?", follow_up_on=None, by=fatima, now=NOW
    )

    response = desk.get(QUEUE, {"show": show})

    assert titles(response) == shown
    if show in list(queue.Show):
        counted = {
            chip.value: number for chip, _label, number, _address in response.context["chips"]
        }
        assert counted[show] == len(shown)


@pytest.fixture
def some(fatima, joost, daan, noord):
    anna = a_manager(a_client(noord, "HRM", name="Mens en Organisatie"), "Anna Berg")
    zaal = a_request(daan, by=fatima, subject="Zaal 2.14", service=a_service("PO-10"))
    a_request(anna, by=fatima, subject="Bloemen", text="voor de jarige", channel="email")
    actions.pick_up(zaal, by=joost, now=NOW)
    return zaal


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"q": "zaal 2.14"}, ["Zaal 2.14"]),
        ({"q": "JARIGE"}, ["Bloemen"]),
        ({"q": "organisatie"}, ["Bloemen"]),
        ({"q": "visser"}, ["Zaal 2.14"]),
        ({"q": "zaal jarige"}, []),
        ({"q": "zaal_2"}, []),
        ({"channel": "email"}, ["Bloemen"]),
        ({"status": "in_progress"}, ["Zaal 2.14"]),
        ({"status": "done"}, ["Bloemen", "Zaal 2.14"]),
    ],
)
def test_words_and_more_filters_narrow_the_queue(desk, some, asked, shown):
    assert titles(desk.get(QUEUE, asked)) == shown


def test_more_filters_know_services_clients_and_colleagues(desk, some, joost, daan):
    promise = some.promise
    for asked in (
        {"q": some.number},
        {"service": promise.service_version.service.code},
        {"client": promise.client_id},
        {"assignee": joost.pk},
    ):
        response = desk.get(QUEUE, asked)
        assert titles(response) == ["Zaal 2.14"]


def test_the_queue_costs_the_same_number_of_queries_however_long_it_is(
    desk, fatima, daan, zuid, sanne, stranger
):
    fatima.pool_memberships.create(pool=zuid, since="2020-01-01")
    services = [a_service(f"PO-{number}") for number in range(10, 15)]

    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.get(QUEUE)
        return len(captured)

    def some_requests(number):
        for one in range(number):
            a_request(daan, by=fatima, service=services[one % 5])
            waits = a_request(stranger, by=sanne)
            actions.pick_up(waits, by=sanne, now=NOW)

    some_requests(2)
    queries()  # the schedules are read once
    few = queries()
    some_requests(22)  # still one page; of more, what stands still is not even looked at

    assert queries() == few


def test_an_unchanged_queue_answers_204_and_a_changed_one_itself(desk, fatima, daan):
    service_request = a_request(daan, by=fatima, subject="een")
    htmx = {"HTTP_HX_REQUEST": "true"}
    seen = desk.get(QUEUE, **htmx).context["version"]

    def poll():
        return desk.get(QUEUE, {"seen": seen}, **htmx)

    assert poll().status_code == 204
    assert desk.get(QUEUE, {"seen": seen, "show": "mine"}, **htmx).status_code == 200
    assert desk.get(QUEUE, {"seen": seen}).status_code == 200
    actions.note(service_request, text="!", by=fatima, now=NOW)
    changed = poll()
    assert changed.status_code == 200
    assert changed.content.decode().strip().startswith("<section")


def test_a_passing_minute_or_an_alert_changes_the_queue_and_other_pools_do_not(
    desk, fatima, daan, noord, sanne, stranger
):
    a_request(daan, by=fatima)
    soon = queue.version([noord], now=NOW)

    a_request(stranger, by=sanne)
    assert queue.version([noord], now=NOW) == soon
    assert queue.version([noord], now=NOW + timedelta(minutes=1)) != soon
    alert_what_is_due(now=local("2026-03-02T14:00"), limit=10)
    assert queue.version([noord], now=NOW) != soon


def test_an_unchanged_queue_costs_next_to_nothing(desk, fatima, daan):
    a_request(daan, by=fatima)
    seen = desk.get(QUEUE).context["version"]

    with CaptureQueriesContext(connection) as captured:
        desk.get(QUEUE, {"seen": seen}, HTTP_HX_REQUEST="true")

    assert len(captured) == 6  # session, person, roles (2), news, alerts


def test_picking_up_from_a_line_says_so_and_refreshes_the_list(desk, fatima, daan):
    service_request = a_request(daan, by=fatima, subject="Zaal")

    response = desk.post(
        reverse("requests:pick_up", args=[service_request.pk]), HTTP_HX_REQUEST="true"
    )

    assert response["HX-Trigger"] == "queue-changed"
    assert f"You have {service_request.number}: Zaal" in response.content.decode()
    service_request.refresh_from_db()
    assert service_request.assignee == fatima


def test_who_is_second_reads_who_was_first_and_when(desk, fatima, joost, daan):
    service_request = a_request(daan, by=fatima)
    actions.pick_up(service_request, by=joost, now=NOW)
    url = reverse("requests:pick_up", args=[service_request.pk])

    response = desk.post(url, HTTP_HX_REQUEST="true")
    assert "Joost picked this up at 10:00." in response.content.decode()
    assert response["HX-Trigger"] == "queue-changed"

    plain = desk.post(url, {"next": f"{QUEUE}?show=new"}, follow=True)
    assert plain.redirect_chain == [(f"{QUEUE}?show=new", 302)]
    assert "Joost picked this up at 10:00." in plain.content.decode()


def test_the_day_strip_pins_what_is_due_today_and_says_it(desk, fatima, daan):
    for _again in range(2):
        a_request(daan, by=fatima)
    a_request(daan, by=fatima, received_at=local("2026-03-02T08:30"), now=NOW)

    strip = desk.get(QUEUE).context["strip"]

    assert strip.spoken == "Due today: 3, at 12:30, 14:30 (2×)."
    assert [(pin["at"], pin["y"]) for pin in strip.pins] == [
        ("47.1", 24),
        ("70.6", 24),
        ("70.6", 15),
    ]
    assert strip.now == {"at": "17.6", "text": "now 10:00", "anchor": "start"}
    assert [hour["text"] for hour in strip.hours] == [
        "08:30",
        "10:00",
        "11:00",
        "12:30",
        "14:00",
        "15:00",
        "16:00",
        "17:00",
    ]


def test_on_a_closed_day_there_is_no_strip(desk, fatima, daan):
    with time_machine.travel(local("2026-03-01T10:00"), tick=False):
        assert desk.get(QUEUE).context["strip"] is None


@pytest.mark.parametrize(
    "after",
    [
        "2026-01-01T00:00:00+23:59_1",
        "0001-01-01T00:00:00+14:00_1",
        "9999-12-31T23:59:59-14:00_1",
        "2026-13-01T00:00:00+00:00_1",
        "2026-01-01T00:00:00_1",
    ],
)
def test_a_broken_or_odd_place_in_the_queue_is_no_error(desk, fatima, daan, after):
    a_request(daan, by=fatima, subject="Zaal")

    assert titles(desk.get(QUEUE, {"after": after})) == ["Zaal"]
