"""How heavy the queue is: what fifty lines weigh that have everything on them."""

import pytest
from django.urls import reverse

from requests import actions
from requests.models import ServiceRequest
from tests.factories import a_request, a_service, later

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]
LIGHT = 60_000
STEP = "Offerte van de drukker"


@pytest.fixture
def fifty(fatima, daan):
    """A page of urgent requests, half of them in hand."""
    service = a_service("PO-10", name="Vergaderzaal reserveren")
    for number in range(50):
        one = a_request(
            daan,
            by=fatima,
            service=service,
            subject=f"Zaal voor {number} mensen met lunch en een scherm",
            urgent_reason="de directie komt",
            callback_phone="06 1234 5678",
        )
        if number % 2:
            actions.pick_up(one, by=fatima, now=later(minutes=5))
    ServiceRequest.objects.filter(assignee=fatima).update(next_step=STEP, next_step_on="2026-03-03")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_fifty_full_lines_stay_light(desk, fifty, settings, language):
    settings.LANGUAGE_CODE = language

    response = desk.get(reverse("requests:queue"), headers={"Accept-Language": language})

    page = response.content.decode()
    assert page.count('class="pick"') == 50
    assert page.count(STEP) == page.count("06 1234 5678") == 25
    assert len(response.content) < LIGHT
