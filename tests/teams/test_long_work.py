"""Files that take long to make: asked for, made once, given to who asked, gone after a day."""

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import OperationalError, connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from teams.longwork.asking import ask_again, ask_for
from teams.longwork.making import ATTEMPTS, make_next, sweep
from teams.models import LongTask
from tests.factories import NOW, a_secretary, later
from tests.teams.story import HALFWAY, KNOWN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]
THE_STORY = b"en:er\nen:was\nen:eens\n"


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.ATTACHMENTS_DIR = tmp_path
    settings.LONG_WORK = KNOWN
    HALFWAY.clear()
    return tmp_path / "made"


def asked(by, kind="story", key="wolf", now=NOW):
    return ask_for(kind, {"about": key}, key=key, name=f"{key}.txt", by=by, now=now)


def content(visitor, task):
    answer = visitor.get(reverse("teams:long_task_file", args=[task.pk]))
    return b"".join(answer.streaming_content) if answer.status_code == 200 else answer.status_code


def in_the_middle(key):
    """Return an event that happens halfway the story, which then waits for the other."""
    begun, go_on = Event(), Event()

    def wait(_task):
        begun.set()
        assert go_on.wait(20)

    HALFWAY[key] = wait
    return begun, go_on


def apart(function, *args):
    """Run something over a connection of its own."""
    try:
        return function(*args)
    finally:
        connections.close_all()


def test_who_asked_sees_it_grow_and_gets_the_file(client, fatima):
    client.force_login(fatima)
    task = asked(fatima)
    seen = []
    HALFWAY["wolf"] = lambda _task: seen.append(
        client.get(task.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    )

    assert "It begins in a moment." in client.get(task.get_absolute_url()).content.decode()
    assert content(client, task) == 404
    make_next(now=NOW)

    assert ["0 of 3 ready" in seen[0], "2 of 3 ready" in seen[2]] == [True, True]
    assert 'max="3" value="2"' in seen[2]
    ready = client.get(task.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert "The file is ready." in ready
    assert "every 2s" not in ready
    assert 'hx-swap-oob="innerHTML"' in ready
    assert content(client, task) == THE_STORY


def test_a_file_is_only_something_to_save(client, fatima):
    client.force_login(fatima)
    task = asked(fatima)
    make_next(now=NOW)

    answer = client.get(reverse("teams:long_task_file", args=[task.pk]))

    assert answer["Content-Disposition"] == 'attachment; filename="wolf.txt"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Length"] == str(len(THE_STORY))


def test_only_who_asked_and_still_may_gets_it(client, fatima, joost):
    task = asked(fatima)
    make_next(now=NOW)

    client.force_login(joost)
    assert (content(client, task), client.get(task.get_absolute_url()).status_code) == (404, 404)
    client.force_login(fatima)
    assert content(client, task) == THE_STORY
    fatima.pool_memberships.update(until=later(days=-1).date())
    assert (content(client, task), client.get(task.get_absolute_url()).status_code) == (404, 404)
    assert "wolf.txt" not in client.get(reverse("teams:long_tasks")).content.decode()


def test_it_is_made_in_the_language_of_who_asked(client, fatima):
    with translation.override("nl"):
        task = asked(fatima)
    make_next(now=NOW)

    client.force_login(fatima)
    assert content(client, task).startswith(b"nl:")


def test_what_was_asked_first_is_made_first_and_the_other_sees_that(client, fatima, joost):
    second, first = asked(fatima, now=later(minutes=1)), asked(joost, key="geit")

    client.force_login(fatima)
    page = client.get(second.get_absolute_url()).content.decode()

    assert "1 other file is made first." in page
    assert make_next(now=NOW) == first
    assert make_next(now=NOW) == second
    assert make_next(now=NOW) is None


def test_asking_twice_is_one_task_until_it_is_over(fatima, joost):
    first, again, of_joost = asked(fatima), asked(fatima), asked(joost)
    make_next(now=NOW)

    assert again == first
    assert of_joost != first
    assert asked(fatima) not in (first, of_joost)


@pytest.mark.parametrize("kind", ["story", "legend"])
def test_who_asks_for_the_same_meanwhile_shares_one_making(fatima, joost, client, kind):
    shared = []
    HALFWAY["wolf"] = lambda _task: shared or shared.append(asked(joost, kind))
    task = asked(fatima, kind)

    make_next(now=NOW)

    assert make_next(now=NOW) is None
    assert len(shared) == 1
    for who, its in ((fatima, task), (joost, shared[0])):
        client.force_login(who)
        assert content(client, its) == THE_STORY


def test_what_lasts_is_there_at_once_for_who_asks_later(fatima, joost, client):
    asked(fatima, "legend")
    make_next(now=NOW)

    task = asked(joost, "legend", now=later(hours=3))

    client.force_login(joost)
    assert content(client, task) == THE_STORY
    assert not LongTask.objects.under_way().exists()
    assert not asked(joost, "legend", key="geit").finished_at
    assert not asked(a_secretary(joost.pool_memberships.get().pool, "Els"), now=NOW).finished_at


def test_a_fault_is_said_kept_and_tried_again_on_request(client, fatima, place):
    def stumble(_task):
        raise ValueError("<b>struikel</b>")

    HALFWAY["wolf"] = stumble
    task = asked(fatima)
    make_next(now=NOW)

    client.force_login(fatima)
    page = client.get(task.get_absolute_url()).content.decode()
    assert "The file could not be made." in page
    assert "struikel" not in page
    task.refresh_from_db()
    assert "struikel" in task.problem
    assert list(place.iterdir()) == []
    HALFWAY.clear()
    again = client.post(reverse("teams:long_task_again", args=[task.pk]))
    make_next(now=NOW)
    assert content(client, LongTask.objects.get(finished_at__isnull=False)) == THE_STORY
    assert again.url != task.get_absolute_url()
    assert ask_again(task, now=NOW).attempts == 0


def test_a_database_that_goes_away_is_no_fault_of_the_work(fatima):
    def lose(_task):
        raise OperationalError

    HALFWAY["wolf"] = lose
    asked(fatima)
    with pytest.raises(OperationalError):
        make_next(now=NOW)

    HALFWAY.clear()
    assert make_next(now=NOW).attempts == 1
    assert LongTask.objects.get().finished_at


def test_what_ends_its_worker_time_and_again_is_given_up(fatima):
    asked(fatima)
    LongTask.objects.update(attempts=ATTEMPTS)

    make_next(now=NOW)

    assert LongTask.objects.get().failed_at
    assert make_next(now=NOW) is None


def test_a_file_is_gone_after_a_day_and_one_that_is_shared_with_the_last(fatima, joost, place):
    asked(fatima, "legend")
    make_next(now=NOW)
    asked(joost, "legend", now=later(hours=10))
    (old,) = place.iterdir()
    (place / "lost+found").touch()
    os.utime(old, (0, 0))

    assert sweep(now=later(hours=24)) == 0
    assert LongTask.objects.get().asked_by == joost
    assert sweep(now=later(hours=34)) == 1
    assert [file.name for file in place.iterdir()] == ["lost+found"]


def test_a_file_that_is_being_written_or_still_to_be_made_stays(fatima, place):
    asked(fatima)
    HALFWAY["wolf"] = lambda _task: sweep(now=NOW)
    make_next(now=NOW)
    assert len(list(place.iterdir())) == 1
    asked(fatima, key="geit")

    sweep(now=later(hours=23))
    assert LongTask.objects.count() == 2
    sweep(now=later(days=9))
    assert LongTask.objects.get().key == "geit"


def test_pages_cost_the_same_however_much_was_asked(client, fatima, joost):
    client.force_login(fatima)
    task = asked(fatima)

    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    places = [reverse("teams:long_tasks"), task.get_absolute_url()]
    few = [queries(place) for place in places]
    for number in range(12):
        asked(fatima, key=f"dier {number}")
        asked(joost, key=f"beest {number}", now=later(minutes=-number))

    assert [queries(place) for place in places] == few


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_make_the_same_or_anything_else_at_once(fatima, joost):
    begun, go_on = in_the_middle("wolf")
    task = asked(fatima)
    asked(joost, key="geit", now=later(minutes=1))

    with ThreadPoolExecutor(1) as other:
        making = other.submit(apart, lambda: make_next(now=NOW))
        assert begun.wait(20)
        assert make_next(now=NOW) is None
        go_on.set()
        assert making.result() == task

    assert make_next(now=NOW).key == "geit"


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_instant_are_one_task(fatima):
    together = Barrier(4)

    def click(_number):
        together.wait()
        return apart(asked, fatima)

    with ThreadPoolExecutor(4) as browsers:
        assert len(set(browsers.map(click, range(4)))) == 1

    assert LongTask.objects.count() == 1
