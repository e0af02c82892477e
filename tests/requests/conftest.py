"""Where tests of the desk begin: Monday ten o'clock, in English, Fatima at the desk."""

import shutil
import tempfile
from pathlib import Path

import pytest
from django.core.management import call_command

from core.embedded import Postgres, Redis, find_home
from requests import actions
from sla.models import Calendar
from tests import factories
from tests.factories import (
    NOW,
    a_norm,
    a_request,
    a_service,
    an_agreement,
    as_if_written_so,
    later,
    set_hours,
)
from tests.requests.workers import talking_to


@pytest.fixture
def desk(client, fatima, monday_ten_oclock):
    client.force_login(fatima)
    return client


@pytest.fixture
def daans(daan):
    """Daan's membership of Projecten: whoever asks is someone of a unit."""
    return daan.client_memberships.get()


@pytest.fixture
def no_hours(noord):
    """The desk of Noord lost its opening hours."""
    calendar = Calendar.objects.get(pools__pool=noord)
    set_hours(calendar, {}, now=NOW)


@pytest.fixture
def no_calendar(noord):
    """Noord never got a calendar."""
    noord.own_calendar.delete()


@pytest.fixture
def always_open(noord):
    """A desk that never closes, so that a deadline passes whenever the test runs."""
    factories.always_open(noord)


@pytest.fixture
def own_home():
    """A place for servers of this test's own: short, and open to their account."""
    place = Path(tempfile.mkdtemp(prefix="pdc-test-"))
    place.chmod(0o711)
    yield find_home(place)
    shutil.rmtree(place)


@pytest.fixture
def redis_server(own_home):
    """A Redis of this test's own, which it can stop and start."""
    server = Redis(own_home, own_home.own(own_home.root / "redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def postgres_server(own_home):
    """A PostgreSQL of this test's own, with our tables, which it can stop and start."""
    server = Postgres(own_home, own_home.own(own_home.root / "sockets"), quick=True)
    server.start()
    with talking_to(server.url()):
        call_command("migrate", verbosity=0)
    yield server
    server.stop()


@pytest.fixture
def team(fatima, joost, marieke, sanne, stranger):
    return fatima, joost, marieke


@pytest.fixture
def escalation(projecten):
    """Agree with Projecten on one step of escalation, which holds from then on."""
    version = an_agreement(projecten)

    def make(**step):
        step = {"level": 1, "when": "–", "who": "–", "trigger": "breach"} | step
        with as_if_written_so():
            return version.escalation_steps.create(**step)

    return make


@pytest.fixture
def of_joost(daan, team, escalation):
    """A request of Daan that Joost has, ready in four working hours."""
    fatima, joost, _marieke = team
    version = a_service(turnaround_days=None)
    a_norm("turnaround", hours=4, service_version=version)
    service_request = a_request(daan, by=fatima, service=version)
    actions.pick_up(service_request, by=joost, now=later(minutes=1))
    service_request.promise.clocks.filter(kind="update").delete()
    return service_request
