"""The demo at any moment: at night, on a holiday, in a year the data knows nothing of."""

import io
import shutil
from datetime import UTC, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper
from django.db import transaction

from core.importing import Progress
from requests.demo import loading
from requests.models import Event, ServiceRequest
from sla.business_time import is_open
from sla.models import PoolCalendar
from teams.models import User
from tests.factories import local

MINUTE = timedelta(minutes=1)


def load(start, data):
    progress = Progress(OutputWrapper(io.StringIO()))
    loading.load_demo(clock=lambda: start, progress=progress, data=data, history=30)


@pytest.fixture
def few(tmp_path):
    """The demo's files with only the newest requests, to load it at many moments."""
    shutil.copytree(loading.DATA, tmp_path / "demo")
    path = tmp_path / "demo" / "requests.jsonl"
    path.write_text("\n".join(path.read_text().splitlines()[-12:]))
    (tmp_path / "demo" / "labels.jsonl").unlink()  # nobody tells what is meant
    return tmp_path / "demo"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "start",
    [
        "2026-11-22T05:00",  # a Sunday
        "2026-11-24T12:40",  # lunch
        "2026-11-24T23:30",
        "2026-11-25T00:15",
        "2026-12-25T15:00",  # Christmas
        "2026-03-29T01:30",  # the clocks go forward within the hour
        "2027-01-01T00:05",
        "2029-07-04T09:00",  # beyond the calendars of the data
    ],
)
def test_the_demo_starts_at_any_moment(start, few):
    start = local(start).astimezone(UTC)

    load(start, few)

    newest = ServiceRequest.objects.get(external_reference="R26-0400").promise
    assert newest.received_at == start - 4 * MINUTE
    last = ServiceRequest.objects.get(external_reference=loading.LAST)
    response = last.promise.clocks.get(kind="response")
    assert MINUTE < response.due_at - start < 2 * MINUTE
    assert last.promise.agreement_version is not None
    for each in PoolCalendar.objects.select_related("calendar"):
        schedule = each.calendar.schedule()
        assert all(is_open(schedule, start + minutes * MINUTE) for minutes in (-5, 0, 20, 40))
    oldest = ServiceRequest.objects.order_by("promise__received_at").first()
    assert oldest.promise.agreement_version is not None


@pytest.mark.django_db
def test_the_same_start_gives_the_same_demo(few):
    told = []
    for _time in range(2):
        with transaction.atomic():
            load(local("2026-11-24T10:30"), few)
            story = Event.objects.order_by("at", "service_request__external_reference", "pk")
            told.append(list(story.values_list("at", "kind", "text", "by__code")))
            transaction.set_rollback(True)

    assert told[0] == told[1]
    assert len(told[0]) > 20


@pytest.mark.django_db
def test_only_a_demo_is_loaded(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="DEMO=true"):
        call_command("load_demo")

    assert not User.objects.exists()
