"""Deadlines in somebody's own calendar, by a secret link, read back as a calendar reads them."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client as Visitor
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from requests import actions
from requests.feed.icalendar import LONGEST, Moment, as_text
from requests.feed.links import owner_of, renew
from requests.models import CalendarLink, WaitingFor
from tests.factories import LONG_AGO, NOW, a_manager, a_request, a_service

pytestmark = pytest.mark.usefixtures("monday_ten_oclock")


def address(person):
    return f"/calendar/{renew(by=person, now=NOW)}.ics"


def read(text):
    """Return the events of a calendar, each as a dict: lines unfolded, values unescaped."""
    assert text.endswith("END:VCALENDAR\r\n")
    lines = re.sub(r"\r\n[ \t]", "", text).split("\r\n")[:-1]
    assert (lines[0], lines.count("END:VEVENT")) == ("BEGIN:VCALENDAR", text.count("BEGIN:VEVENT"))
    events = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events and name not in ("BEGIN", "END"):
            value = re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)
            events[-1][name] = value
    return events


def feed(url, **headers):
    return Visitor().get(url, headers=headers)


def events(person):
    return read(feed(address(person)).content.decode())


def test_a_client_sees_when_what_they_asked_is_ready_in_utc(daan, fatima):
    asked = a_request(daan, by=fatima, service=a_service(), subject="Zaal; voor, 8 \\ man")

    (event,) = events(daan)

    assert event["SUMMARY"] == "Klaar: Zaal; voor, 8 \\ man"
    assert event["DTSTART"] == "20260304T160000Z"  # Wednesday 17:00 in Amsterdam
    assert event["DTSTAMP"] == event["LAST-MODIFIED"] == "20260302T090000Z"
    assert event["UID"] == f"request-{asked.pk}@127.0.0.1"
    assert event["URL"].endswith(f"/portal/requests/{asked.pk}/")
    assert "METHOD" not in feed(address(daan)).content.decode()


def test_a_secretary_sees_what_she_has_in_hand_and_no_more(daan, fatima, joost):
    mine, _other = a_request(daan, by=fatima), a_request(daan, by=fatima)
    actions.pick_up(mine, by=fatima, now=NOW)

    assert [event["UID"] for event in events(fatima)] == [f"request-{mine.pk}@127.0.0.1"]
    assert events(joost) == []


def test_of_what_is_confidential_there_is_only_the_number(daan, fatima):
    secret = a_request(
        daan, by=fatima, service=a_service(), subject="Gesprek Piet", confidential=True
    )

    text = feed(address(daan)).content.decode()

    assert "Piet" not in text
    assert "Vergaderzaal" not in text
    assert read(text)[0]["SUMMARY"] == f"Klaar: {secret.number}"


def test_what_waits_or_is_over_or_of_another_is_not_in_it(daan, fatima, projecten, stranger):
    colleague = a_manager(projecten, "Piet Hein")
    waits, done = a_request(daan, by=fatima, service=a_service()), a_request(daan, by=fatima)
    actions.pick_up(waits, by=fatima, now=NOW)
    waiting = {"waiting_for": WaitingFor.CLIENT, "reason": "?", "follow_up_on": None}
    actions.wait(waits, **waiting, by=fatima, now=NOW)
    actions.finish(done, text="", by=fatima, now=NOW)

    assert events(colleague) == events(stranger) == []
    assert done.number not in feed(address(daan)).content.decode()


def test_who_left_sees_nothing_any_more_with_the_link_they_had(daan, fatima):
    a_request(daan, by=fatima)
    url = address(daan)
    assert read(feed(url).content.decode())

    daan.client_memberships.update(until=LONG_AGO)
    assert read(feed(url).content.decode()) == []
    daan.is_active = False
    daan.save()
    assert feed(url).status_code == 404


def test_a_link_can_be_made_anew_and_stopped_and_only_its_digest_is_kept(client, daan, stranger):
    client.force_login(daan)
    first, second = (
        re.search(r"/calendar/[\w-]+\.ics", client.post("/me/calendar/").content.decode())[0]
        for _ in range(2)
    )

    assert feed(first).status_code == 404
    assert feed(second).status_code == 200
    assert second.split("/")[-1][:-4] not in CalendarLink.objects.get().digest
    assert second not in client.get("/me/calendar/").content.decode()
    client.post("/me/calendar/stop/")
    assert feed(second).status_code == 404
    assert owner_of("x" * 500) is None


def test_an_unchanged_calendar_is_not_sent_again(daan, fatima):
    asked = a_request(daan, by=fatima, service=a_service())
    url = address(daan)
    first = feed(url)
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert first["Cache-Control"] == "private, no-cache"

    again = feed(url, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    actions.finish(asked, text="", by=fatima, now=NOW)
    assert feed(url, **{"If-None-Match": first["ETag"]}).status_code == 200


def test_the_cost_is_the_same_for_few_and_for_many(daan, fatima):
    version, url = a_service(), address(daan)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            feed(url)
        return len(captured)

    a_request(daan, by=fatima, service=version)
    few = cost()
    for _ in range(5):
        a_request(daan, by=fatima, service=version)

    assert cost() == few


@given(summary=st.text(max_size=200))
@settings(max_examples=50, deadline=None)
def test_any_text_comes_back_as_it_was_on_lines_that_are_short_enough(summary):
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)

    text = as_text("x", [Moment("1@x", at, at, summary, "", "https://x")])

    assert all(len(line.encode()) <= LONGEST for line in text.split("\r\n"))
    plain = summary.replace("\r\n", "\n").replace("\r", "\n")
    plain = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", plain)
    assert read(text)[0]["SUMMARY"] == plain
