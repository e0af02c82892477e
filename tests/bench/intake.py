"""`python -m tests.bench.intake`: a known request logged by keyboard, in Chromium.

The keys a secretary presses, and the milliseconds she then waits for the server: the real one,
with two workers, with the catalogue of the demo and with one of 2,000 services. The first of each
comes right after the server started, when nobody asked anything of it yet.
"""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs a loop beside the ORM
django.setup()

from django.core.management import call_command  # noqa: E402 - Django comes first
from django.utils import timezone  # noqa: E402
from playwright.sync_api import Page  # noqa: E402

from pdc.models import ServiceVersion  # noqa: E402
from requests import actions  # noqa: E402
from requests.models import Channel  # noqa: E402
from teams.models import Client, PoolMembership, User  # noqa: E402
from tests.bench.serving import serving  # noqa: E402
from tests.bench.suggesting import DATA, multiply_the_catalogue, show  # noqa: E402
from tests.browser.driving import Keyboard, Known, log_by_keyboard, running, session_of  # noqa: E402

TIMES = 10
AIMS = {"intake.keys": 15, "intake.waiting": 1000}
ANSWERS = {"team": "Projecten", "periode": "komende maand"}


def main() -> None:
    """Log it again and again at both sizes."""
    call_command("migrate", verbosity=0)
    for what in ("organisation", "catalogue"):
        call_command(f"import_{what}", DATA / f"{what}.json", stdout=io.StringIO())
    secretary, known = somebody_who_asked_before()
    few = logged(secretary, known)
    multiply_the_catalogue()
    many = logged(secretary, known)
    services = ServiceVersion.objects.in_force(timezone.localdate()).count()
    show("intake.keys", many[0].keys, "keys", {"aim": AIMS["intake.keys"]})
    beside = {"services": services, **waited(many), "with_64": waited(few), "times": TIMES}
    beside |= {"aim": AIMS["intake.waiting"]}
    show("intake.waiting", beside["median"], "ms", beside)


def somebody_who_asked_before() -> tuple[User, Known]:
    """Let a client ask for an overview of leave; return who logs it, and how she does so again."""
    person, client = User.objects.get(code="M24"), Client.objects.get(code="PRJ")
    secretary = PoolMembership.objects.filter(pool=client.pool).order_by("user__code")[0].user
    version = ServiceVersion.objects.get(service__code="PT-05")
    now = timezone.now()
    actions.log(
        requested_by=person,
        client=client,
        service_version=version,
        subject="Verlofoverzicht",
        text="",
        answers=ANSWERS,
        channel=Channel.PHONE,
        received_at=now,
        by=secretary,
        now=now,
    )
    label = version.intake_fields.get(key="periode").label
    name, telephone = person.get_full_name(), person.phone[-4:]
    return secretary, Known(telephone, name, "verlof", version.name, label, ANSWERS["periode"])


def logged(secretary: User, known: Known) -> list[Keyboard]:
    """Log it so many times, from when the server has just started."""
    with at_the_queue(secretary) as page:
        return [log_by_keyboard(page, known) for _ in range(TIMES)]


@contextmanager
def at_the_queue(secretary: User) -> Iterator[Page]:
    """Open the queue for a secretary, in a server that is new."""
    with serving() as server, running() as chromium:
        url = f"http://127.0.0.1:{server.port}"
        context = chromium.new_context(base_url=url, locale="nl-NL", reduced_motion="reduce")
        context.add_cookies([session_of(secretary, url)])
        page = context.new_page()
        page.goto("/queue/")
        yield page
        context.close()


def waited(logged: list[Keyboard]) -> dict[str, Any]:
    """Return the milliseconds waited: the first time, mostly, and at the most."""
    spent = [round(each.waited * 1000) for each in logged]
    return {"first": spent[0], "median": round(median(spent)), "most": max(spent)}


if __name__ == "__main__":
    main()
