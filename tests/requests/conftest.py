"""Where tests of the desk begin: Monday ten o'clock, in English, Fatima at the desk."""

import pytest
from django.utils import translation
from time_machine import travel

from sla.models import Calendar
from tests.factories import NOW, set_hours


@pytest.fixture
def monday_ten_oclock(settings):
    settings.LANGUAGE_CODE = "en"
    with travel(NOW, tick=False), translation.override("en"):
        yield


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
