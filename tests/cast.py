"""The cast: people with names, so that a test about access reads as a story.

Fatima and her colleague Joost are secretaries of pool Noord, Marieke coordinates it. Daan
manages Projecten, which Noord serves. Sanne works in another pool, and the stranger manages a
unit that is served by that pool. Their story often begins on Monday at ten.
"""

import pytest
from django.utils import translation
from time_machine import travel

from tests import factories
from tests.factories import NOW


@pytest.fixture
def monday_ten_oclock(settings):
    settings.LANGUAGE_CODE = "en"
    with travel(NOW, tick=False), translation.override("en"):
        yield


@pytest.fixture
def noord(db):
    return factories.a_pool("NOORD", name="Pool Noord")


@pytest.fixture
def zuid(db):
    return factories.a_pool("ZUID", name="Pool Zuid")


@pytest.fixture
def projecten(noord):
    return factories.a_client(noord, "PRJ", name="Projecten")


@pytest.fixture
def fatima(noord):
    return factories.a_secretary(noord, "Fatima Bouzid")


@pytest.fixture
def joost(noord):
    return factories.a_secretary(noord, "Joost Mulder")


@pytest.fixture
def marieke(noord):
    return factories.a_coordinator(noord, "Marieke Postma")


@pytest.fixture
def daan(projecten):
    return factories.a_manager(projecten, "Daan Visser", phone="088-000 1168")


@pytest.fixture
def sanne(zuid):
    return factories.a_secretary(zuid, "Sanne Kok")


@pytest.fixture
def stranger(zuid):
    return factories.a_manager(factories.a_client(zuid, "FIN", name="Financiën"), "Otto Vreemd")
