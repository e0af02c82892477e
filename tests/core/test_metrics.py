"""The figures for a monitoring system: read by who may, in a format it understands."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.health import beat
from tests import factories

pytestmark = pytest.mark.django_db
METRICS = reverse("metrics")


def figures(response):
    lines = response.content.decode().splitlines()
    return {line.split()[0]: float(line.split()[1]) for line in lines if line[0] != "#"}


@pytest.fixture
def with_token(client, settings):
    settings.METRICS_TOKEN = "a-long-secret"
    return {"headers": {"Authorization": "Bearer a-long-secret"}}


def test_a_monitoring_system_with_the_token_reads_the_figures(client, with_token):
    beat(now=timezone.now())

    response = client.get(METRICS, **with_token)

    assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    text = response.content.decode()
    assert "# HELP pdc_mails_given_up Mails that failed and are not tried any more.\n" in text
    assert "# TYPE pdc_mails_given_up gauge\npdc_mails_given_up 0\n" in text
    assert figures(response).keys() == {
        "pdc_heartbeat_age_seconds",
        "pdc_alerts_overdue",
        "pdc_alerts_late_seconds",
        "pdc_mails_waiting",
        "pdc_mails_late_seconds",
        "pdc_mails_retried",
        "pdc_mails_given_up",
        "pdc_clocks_to_recount",
    }
    assert 0 <= figures(response)["pdc_heartbeat_age_seconds"] < 5


def test_what_is_not_known_is_left_out(client, with_token, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert "pdc_heartbeat_age_seconds" not in figures(client.get(METRICS, **with_token))


def test_who_administers_reads_them_in_the_browser(client):
    client.force_login(factories.a_person("Noor Beheer", is_staff=True))

    assert client.get(METRICS).status_code == 200


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer another", "a-long-secret"])
def test_without_the_token_nothing_is_here(client, with_token, given):
    assert client.get(METRICS, headers={"Authorization": given}).status_code == 404


def test_where_no_token_is_set_an_empty_one_opens_nothing(client, settings):
    settings.METRICS_TOKEN = ""

    assert client.get(METRICS, headers={"Authorization": "Bearer "}).status_code == 404


def test_to_who_does_not_administer_nothing_is_here(client, fatima):
    client.force_login(fatima)

    assert client.get(METRICS).status_code == 404
