"""`python -m tests.bench.pages`: ask the real server for its pages, and let it act.

Each figure is the time one client waits in a closed loop, on 200,000 open requests of two
million; beside it what that costs the processor, and what a bare page of fifty rows takes in
turns with it. Every page is made anew for each answer.
"""

import json
import os
import random
import re
import sys
import threading
import time
from collections.abc import Callable
from itertools import cycle
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection  # noqa: E402 - Django comes first
from django.db.models import Count  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from requests.models import ServiceRequest, Status  # noqa: E402
from teams.models import ClientMembership, User  # noqa: E402
from tests.bench.data import FEW, MANY, database  # noqa: E402
from tests.bench.serving import Answer, Browser, Cost, Server, cost, serving  # noqa: E402

TIMES = 60
AT_ONCE, EACH = 2, 150
VERSION = re.compile(rb'id="queue"[^>]* data-version="(\w+)"')
COMMON = "vergaderzaal"
TYPED = ["verg", "vergad", "vergaderz", "lunch", "notu", "reis boeken", "agenda", "vergaderzaal"]

Ask = Callable[[], Answer]


class Desk:
    """A secretary at work, and the manager of a client of that pool."""

    def __init__(self, server: Server) -> None:
        self.dice = random.Random(4)
        self.server = server
        self.secretary = somebody_of_one_pool()
        self.pool = self.secretary.pool_memberships.get().pool
        self.desk = server.browser(self.secretary)
        self.unit = (
            ClientMembership.objects.on(timezone.localdate())
            .filter(client__pool=self.pool)
            .annotate(asked=Count("client__promises"))
            .order_by("-asked", "pk")
            .first()
        )
        self.portal = server.browser(self.unit.user)

    def open_requests(self, **wanted: Any) -> list[int]:
        """Return some open requests of the pool, at random."""
        mine = ServiceRequest.objects.filter(promise__pool=self.pool, confidential=False, **wanted)
        newest = list(mine.open().order_by("-pk").values_list("pk", flat=True)[:20_000])
        return self.dice.sample(newest, 2 * TIMES)


def somebody_of_one_pool() -> User:
    """Return a secretary of the pool with most open requests, who works in no other pool."""
    in_one = User.objects.annotate(pools=Count("pool_memberships")).filter(pools=1, is_staff=False)
    busiest = (
        ServiceRequest.objects.open()
        .values("promise__pool")
        .annotate(number=Count("pk"))
        .order_by("-number")
        .first()
    )
    return in_one.filter(pool_memberships__pool=busiest["promise__pool"]).order_by("pk")[0]


def main(chosen: list[str]) -> None:
    """Measure the queue at both sizes, and all else at the larger."""
    few: dict[str, Cost] = {}
    database(FEW)
    with serving() as server:
        few = {name: cost(server, ask, times=TIMES)[0] for name, ask in queue(Desk(server)).items()}
    connection.close()
    database(MANY)
    with serving() as server:
        desk = Desk(server)
        for name, ask in {**queue(desk), **pages(desk), **acts(desk)}.items():
            if not chosen or name in chosen:
                print(json.dumps(figure(name, ask, desk, few.get(name))), flush=True)
        if not chosen or "page.queue.rate" in chosen:
            print(json.dumps(rate(desk)), flush=True)


def queue(desk: Desk) -> dict[str, Ask]:
    """Return the queue of the own pool, due first, and its refresh while nothing changes."""
    address = reverse("requests:queue")
    seen = {"version": b""}

    def unchanged() -> Answer:
        answer = desk.desk.get(address, {"seen": seen["version"].decode()}, htmx=True)
        if answer.status == 200:  # another minute
            seen["version"] = VERSION.search(answer.body)[1]
            return unchanged()
        return expect(answer, 204)

    return {
        "page.queue": lambda: page(desk.desk, address),
        "page.queue.unchanged": unchanged,
        "page.queue.words": lambda: page(desk.desk, address, q=COMMON),
    }


def pages(desk: Desk) -> dict[str, Ask]:
    """Return every other page that is opened all day."""
    some, typed = cycle(desk.open_requests()), cycle(TYPED)
    rare = cycle(ServiceRequest.objects.filter(pk__in=desk.open_requests()))

    def suggest() -> Answer:
        asked = {"subject": next(typed), "requester": desk.unit.pk}
        return page(desk.desk, reverse("requests:services"), htmx=True, **asked)

    return {
        "page.request": lambda: page(desk.desk, reverse("requests:detail", args=[next(some)])),
        "page.new": lambda: page(desk.desk, reverse("requests:new")),
        "page.people": lambda: page(desk.desk, reverse("requests:people"), who="lee", htmx=True),
        "page.bell": lambda: page(desk.desk, reverse("requests:alerts")),
        "page.portal": lambda: page(desk.portal, reverse("requests:portal")),
        "page.catalogue": lambda: page(desk.desk, reverse("pdc:service_list")),
        "search.requests.common": lambda: page(desk.desk, reverse("requests:search"), q=COMMON),
        "search.requests.rare": lambda: page(
            desk.desk, reverse("requests:search"), q=next(rare).subject.split()[-1]
        ),
        "search.suggest": suggest,
    }


def acts(desk: Desk) -> dict[str, Ask]:
    """Return what a secretary does most: log a request, and pick one up."""
    waiting, service = iter(desk.open_requests(status=Status.NEW)), service_of(desk.unit)

    def log() -> Answer:
        fields = {
            "token": uuid4(),
            "who": desk.unit.user,
            "requester": desk.unit.pk,
            "subject": "Vergaderzaal voor donderdag",
            "service": service,
            "text": "Voor acht mensen, met een scherm.",
            "all_in_text": "on",
            "channel": "phone",
        }
        return expect(desk.desk.post(reverse("requests:new"), fields), 302)

    def pick_up() -> Answer:
        address = reverse("requests:pick_up", args=[next(waiting)])
        return expect(desk.desk.post(address, {}, htmx=True), 200)

    return {"action.log": log, "action.pick_up": pick_up}


def service_of(unit: ClientMembership) -> int:
    """Return the service that this unit asked for last."""
    asked = unit.client.promises.filter(event_at=None, service_version__isnull=False)
    return asked.order_by("-pk").values_list("service_version", flat=True)[0]


def page(browser: Browser, address: str, *, htmx: bool = False, **asked: object) -> Answer:
    """Fetch a page, which must be there."""
    return expect(browser.get(address, asked, htmx=htmx), 200)


def expect(answer: Answer, status: int) -> Answer:
    """Stop the measurement at anything but this answer."""
    assert answer.status == status, (answer.status, answer.body[-2000:])
    return answer


def figure(name: str, ask: Ask, desk: Desk, few: Cost | None) -> dict[str, Any]:
    """Measure one, in turns with the bare page."""
    kilobytes = len(ask().body) / 1000
    ours, bare = cost(desk.server, ask, lambda: page(desk.desk, "/bare/"), times=TIMES)
    beside: dict[str, Any] = {"p95": ours.p95, "kb": round(kilobytes, 1), **ours.cpu}
    beside |= {"bare": bare.median, "bare_cpu_ms": bare.cpu["cpu_ms"]}
    beside["times_bare"] = round(ours.median / bare.median, 2)
    if few:
        beside[f"with_{FEW.open}_open"] = {"median": few.median, **few.cpu}
    beside |= {"requests": MANY.requests, "open": MANY.open, "times": TIMES}
    return {"figure": name, "value": ours.median, "unit": "ms", "beside": beside}


def rate(desk: Desk) -> dict[str, Any]:
    """Let two clients ask for the queue at once, as fast as they are answered."""
    address = reverse("requests:queue")
    browsers = [desk.server.browser(desk.secretary) for _ in range(AT_ONCE)]

    def ask(browser: Browser) -> None:
        for _ in range(EACH):
            page(browser, address)

    for browser in browsers:
        page(browser, address)
    clients = [threading.Thread(target=ask, args=[browser]) for browser in browsers]
    began, before = time.perf_counter(), desk.server.spent()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    seconds, after = time.perf_counter() - began, desk.server.spent()
    asked = AT_ONCE * EACH
    spent = sum(after.since(before))
    beside = {"clients": AT_ONCE, "aim": 100, "cpu_ms_each": round(spent / asked * 1000, 1)}
    return {
        "figure": "page.queue.rate",
        "value": round(asked / seconds),
        "unit": "per s",
        "beside": beside,
    }


if __name__ == "__main__":
    main(sys.argv[1:])
