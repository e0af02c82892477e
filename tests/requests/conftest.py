"""Where tests of the desk begin: Monday ten o'clock, in English, Fatima at the desk."""

import pytest
from django.utils import translation
from time_machine import travel

from tests.factories import NOW


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
