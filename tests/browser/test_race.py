"""Two people, one request, the same instant, through HTTP: a hundred times exactly one winner."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest
from django.conf import settings
from django.test import Client as Visitor
from django.urls import reverse

from requests.models import Event, Notification, ServiceRequest
from tests.factories import a_request

pytestmark = pytest.mark.django_db(transaction=True)

RACES = 100


def test_of_two_who_pick_up_at_once_one_wins_and_the_other_reads_who(
    live_server, fatima, joost, daan
):
    logged = [a_request(daan, by=fatima) for _ in range(RACES)]
    together = Barrier(2)

    def pick_all_up(browser):
        answers = []
        for service_request in logged:
            together.wait()
            address = reverse("requests:pick_up", args=[service_request.pk])
            answers.append(browser.post(address, follow_redirects=True))
        return answers

    browsers = [browser_of(person, live_server.url) for person in (fatima, joost)]
    with ThreadPoolExecutor(2) as both:
        fatimas, joosts = both.map(pick_all_up, browsers)

    winners = []
    for service_request, hers, his in zip(logged, fatimas, joosts, strict=True):
        winner = ServiceRequest.objects.get(pk=service_request.pk).assignee
        winners.append(winner)
        lost = his if winner == fatima else hers
        assert hers.status_code == his.status_code == 200
        assert f"{winner.get_short_name()} heeft dit om" in lost.text
    assert Event.objects.filter(kind=Event.Kind.PICKED_UP).count() == RACES
    assert Notification.objects.filter(event__kind=Event.Kind.PICKED_UP).count() == RACES
    assert set(winners) <= {fatima, joost}


def browser_of(person, url: str) -> httpx.Client:
    """Return a browser in which somebody signed in, allowed to post."""
    visitor = Visitor()
    visitor.force_login(person)
    token = "a" * 32
    cookies = {
        settings.SESSION_COOKIE_NAME: visitor.cookies[settings.SESSION_COOKIE_NAME].value,
        settings.CSRF_COOKIE_NAME: token,
    }
    return httpx.Client(
        base_url=url, cookies=cookies, headers={"X-CSRFToken": token}, timeout=30, trust_env=False
    )
