"""A spreadsheet of very much: made by a worker, for who asked, with what they may see then."""

import os
import signal
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from requests import actions, exporting
from requests.exporting import ask_for_spreadsheet
from requests.models import Notification
from teams.longwork import files
from teams.longwork.making import make_next
from teams.models import LongTask
from tests.factories import NOW, a_request, a_service
from tests.processes import until
from tests.requests.workers import a_worker, somebody_waits_for

EXPORT = reverse("requests:export")


@pytest.fixture
def few_at_once(monkeypatch, settings, tmp_path):
    settings.ATTACHMENTS_DIR = tmp_path
    monkeypatch.setattr(exporting, "SOON", 1)


def subjects(task):
    with files.read(task.stored) as file:
        rows = load_workbook(BytesIO(file.read())).active.iter_rows(values_only=True)
        return [row[2] for row in rows][1:]


@pytest.mark.django_db
@pytest.mark.usefixtures("few_at_once")
class TestInThisProcess:
    def ask(self, desk, **asked):
        answer = desk.post(reverse("requests:export", query=asked))
        return LongTask.objects.get(pk=urlsplit(answer.url).path.split("/")[-2])

    def made(self, desk, **asked):
        task = self.ask(desk, **asked)
        make_next(now=NOW)
        task.refresh_from_db()
        return task

    def test_little_comes_at_once_and_much_is_made_in_the_background(self, desk, daan, fatima):
        a_request(daan, by=fatima, subject="een")
        assert desk.post(EXPORT).streaming

        a_request(daan, by=fatima, subject="twee")
        task = self.made(desk)

        assert subjects(task) == ["een", "twee"]
        assert (task.done, task.total) == (0, 2)
        assert task.name == "queue-2026-03-02-1000.xlsx"

    def test_the_filters_the_chip_and_the_columns_hold(self, desk, daan, fatima):
        for number in range(3):
            a_request(daan, by=fatima, subject=str(number), channel="email")
        a_request(daan, by=fatima, subject="aan de telefoon")
        desk.post(reverse("requests:columns"), {"columns": ["channel"]})

        task = self.made(desk, channel="email", show="new", view="")

        assert subjects(task) == ["0", "1", "2"]
        with files.read(task.stored) as file:
            assert load_workbook(BytesIO(file.read())).active.max_column == 4

    def test_it_holds_what_they_may_see_when_it_is_made(self, desk, daan, fatima, joost, client):
        client.force_login(joost)
        one, two, three = (a_request(daan, by=fatima, subject=word) for word in ("a", "b", "c"))
        type(one).objects.filter(pk=one.pk).update(confidential=True)
        task = self.ask(client)
        actions.cancel(two, reason="hoeft niet", by=fatima, now=NOW)
        a_request(daan, by=fatima, subject="geheim", confidential=True)

        make_next(now=NOW)

        task.refresh_from_db()
        assert subjects(task) == [three.subject]

    def test_who_left_the_pool_gets_nothing_of_it(self, desk, daan, fatima, zuid):
        for word in ("een", "twee"):
            a_request(daan, by=fatima, subject=word)
        task = self.ask(desk)
        fatima.pool_memberships.update(pool=zuid)

        make_next(now=NOW)

        task.refresh_from_db()
        assert subjects(task) == []
        address = reverse("teams:long_task_file", args=[task.pk])
        assert desk.get(address).status_code == 404

    def test_nobody_shares_in_the_sheet_of_another(self, client, desk, daan, fatima, joost):
        for word in ("een", "twee"):
            a_request(daan, by=fatima, subject=word)
        first = self.ask(desk)
        client.force_login(joost)
        other = self.ask(client)

        assert first.key != other.key
        assert self.ask(client) == other


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_is_followed_by_one_that_begins_anew(
    always_open, noord, daan, fatima, redis_server, tmp_path, settings
):
    settings.ATTACHMENTS_DIR = tmp_path / "media"
    now = timezone.now()
    for number in range(5):
        service = a_service(f"PO-{number}")
        a_request(daan, by=fatima, subject=str(number), service=service, received_at=now)
    Notification.objects.update(send_at=None)  # a mail would wait for the same lock
    task = ask_for_spreadsheet("", [], name="x.xlsx", pools=[noord], by=fatima, now=now)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE pdc_serviceversion IN ACCESS EXCLUSIVE MODE")
        with a_worker(redis_server.url(), tmp_path) as worker:  # gets as far as the lines
            until(lambda: somebody_waits_for(cursor, "pdc_serviceversion"))
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
    task.refresh_from_db()
    assert (task.attempts, task.stored, task.total) == (1, None, 5)

    with a_worker(redis_server.url(), tmp_path):
        until(lambda: LongTask.objects.filter(finished_at__isnull=False).exists())

    task.refresh_from_db()
    assert subjects(task) == [str(number) for number in range(5)]
    assert task.attempts == 2
