"""`python -m tests.bench.visits`: visit each page at both sizes and print what it costs."""

import json
import os
import time
from collections.abc import Callable
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django comes first
from django.test import Client as Visitor  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from requests.alerts import alert_what_is_due  # noqa: E402
from requests.models import ServiceRequest  # noqa: E402
from teams.models import User  # noqa: E402
from tests.bench.filling import an_organisation, fill  # noqa: E402

FEW, MANY = 2_000, 200_000
TIMES = 15

Visits = dict[str, Callable[[], object]]


def main() -> None:
    """Fill the database to both sizes; each figure is the median of some visits."""
    call_command("migrate", verbosity=0)
    secretary, manager, request = an_organisation()
    costs: list[dict[str, float]] = []
    filled = 0
    for size in (FEW, MANY):
        fill(request, since=filled, until=size)
        filled = size
        ways = visits(secretary, manager, request)
        costs.append({name: milliseconds(visit) for name, visit in ways.items()})
    few, many = costs
    for name, value in many.items():
        beside = {"open_requests": MANY, f"with_{FEW}": few[name], "times": TIMES}
        print(json.dumps({"figure": name, "value": value, "unit": "ms", "beside": beside}))


def visits(secretary: User, manager: User, request: ServiceRequest) -> Visits:
    """Return each page, by the name of its figure, as somebody opens it."""
    desk, client = signed_in(secretary), signed_in(manager)
    queue = reverse("requests:queue")
    return {
        "page.queue": lambda: desk.get(queue),
        "page.queue_search": lambda: desk.get(queue, {"q": "a3f"}),
        "page.request": lambda: desk.get(request.get_absolute_url()),
        "page.search": lambda: desk.get(reverse("requests:search"), {"q": "a3f"}),
        "page.new": lambda: desk.get(reverse("requests:new")),
        "page.people": lambda: desk.get(reverse("requests:people"), {"who": "visser"}),
        "page.services": lambda: desk.get(reverse("requests:services"), {"subject": "zaal"}),
        "page.bell": lambda: desk.get(reverse("requests:alerts")),
        "page.portal": lambda: client.get(reverse("requests:portal")),
        "page.catalogue": lambda: desk.get(reverse("pdc:service_list")),
        "sweep.nothing_due": lambda: alert_what_is_due(now=timezone.now(), limit=500),
    }


def signed_in(person: User) -> Visitor:
    """Return a visitor who signed in; a page that fails stops the measurement."""
    visitor = Visitor(HTTP_HOST="localhost")
    visitor.force_login(person)
    return visitor


def milliseconds(visit: Callable[[], object]) -> float:
    """Return the median time of some visits, after one that warms up."""
    visit()
    spent = []
    for _ in range(TIMES):
        began = time.perf_counter()
        answer = visit()
        spent.append(time.perf_counter() - began)
        assert getattr(answer, "status_code", 200) == 200, answer
    return round(median(spent) * 1000, 2)


if __name__ == "__main__":
    main()
