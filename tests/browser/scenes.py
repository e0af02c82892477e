"""What the pictures of the guide show: a Monday at a desk, and the way to each page."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from playwright.sync_api import Locator, Page

from pdc.models import ServiceVersion
from requests import actions
from requests.models import Channel, ServiceRequest, WaitingFor
from sla.models import Norm
from teams.models import Client, Pool, User
from tests.factories import (
    a_coordinator,
    a_manager,
    a_norm,
    a_request,
    a_secretary,
    a_service,
    an_agreement,
    later,
)

People = dict[str, User]

ROOM = "Zaal voor donderdag, twaalf mensen"
TRIP = "Trein naar Zwolle"
MINUTES = "Verslag stuurgroep"


def a_monday(noord: Pool, projecten: Client, language: str) -> People:
    """Return who is there, after fifty minutes of work."""
    speaks = {"language": language}
    people = {
        "fatima": a_secretary(noord, "Fatima Bouzid", **speaks),
        "joost": a_secretary(noord, "Joost Mulder", **speaks),
        "marieke": a_coordinator(noord, "Marieke Postma", **speaks),
        "daan": a_manager(projecten, "Daan Visser", phone="088-000 1168", **speaks),
        "eva": a_manager(projecten, "Eva Bos", phone="088-000 1170", **speaks),
    }
    a_norm(Norm.Kind.DECISION, days=1, pool=noord)
    zaal = a_room()
    an_agreement(projecten, services=[zaal.service])
    what_came_in(people, zaal)
    what_was_done(people)
    return people


def a_room() -> ServiceVersion:
    return a_service(
        "PO-10",
        "Vergaderzaal reserveren",
        keywords=["zaal", "vergaderruimte"],
        included=["een zaal met scherm", "koffie en thee"],
        excluded=["lunch"],
        questions=[
            {"key": "dag", "label": "Welke dag?", "type": "date", "required": True},
            {"key": "aantal", "label": "Aantal personen", "type": "number", "required": True},
        ],
        steps=["Zoek een vrije zaal", "Leg de zaal vast", "Stuur de bevestiging"],
    )


def what_came_in(people: People, zaal: ServiceVersion) -> None:
    verslag = a_service("PO-13", "Verslag van een vergadering", turnaround_days=3)
    reis = a_service("PO-20", "Reis boeken", turnaround_days=1)
    daan, eva = (partial(a_request, people[who], by=people["fatima"]) for who in ("daan", "eva"))
    daan(service=zaal, subject=ROOM, text="Graag met scherm.")
    eva(service=reis, subject=TRIP, received_at=later(minutes=10))
    daan(
        service=reis,
        subject="Taxi naar de sluis",
        urgent_reason="De auto staat stil",
        callback_phone="088-000 1168",
        received_at=later(minutes=35),
    )
    eva(service=verslag, subject=MINUTES, received_at=later(minutes=20))
    daan(subject="Taart voor het jubileum van Piet", received_at=later(minutes=25))
    eva(subject="Taart voor een jubileum", received_at=later(minutes=30))


def what_was_done(people: People) -> None:
    fatima, joost = people["fatima"], people["joost"]
    actions.pick_up(called(ROOM), by=fatima, now=later(minutes=12))
    actions.contact(
        called(ROOM),
        channel=Channel.PHONE,
        text="Zaal 2 is vrij. Ik leg hem vast.",
        by=fatima,
        now=later(minutes=14),
    )
    actions.pick_up(called(TRIP), by=joost, now=later(minutes=22))
    actions.wait(
        called(TRIP),
        waiting_for=WaitingFor.CLIENT,
        reason="Heen of ook terug?",
        follow_up_on=later(days=1).date(),
        by=joost,
        now=later(minutes=24),
    )
    actions.pick_up(called(MINUTES), by=joost, now=later(minutes=26))


def called(subject: str) -> ServiceRequest:
    return ServiceRequest.objects.get(subject=subject)


def intake(page: Page, _people: People) -> Locator:
    page.goto("/queue/")
    page.keyboard.press("n")
    page.get_by_role("dialog").wait_for()
    page.keyboard.type("1168")
    page.locator(".hit:visible", has_text="Daan Visser").wait_for()
    page.keyboard.press("Enter")
    page.locator("#panel h2, #panel h3", has_text="Daan Visser").first.wait_for()
    page.keyboard.type("vergaderzaal voor vrijdag")
    page.locator(".hit:visible", has_text="Vergaderzaal").first.wait_for()
    page.keyboard.press("Enter")
    page.locator("#promise-words").wait_for()
    page.locator("#questions input[type=date]").wait_for()
    return page.get_by_role("dialog")


def queue(page: Page, _people: People) -> Locator:
    page.goto("/queue/")
    page.keyboard.press("j")
    return page.locator("main")


def request(page: Page, _people: People) -> Locator:
    page.goto(f"/requests/{called(ROOM).pk}/")
    return page.locator("main")


def finish(page: Page, _people: People) -> Locator:
    page.goto(f"/requests/{called(ROOM).pk}/?do=finish")
    return page.locator("main")


def portal(page: Page, _people: People) -> Locator:
    page.goto("/portal/")
    return page.locator("main")


def portal_request(page: Page, _people: People) -> Locator:
    page.goto(f"/portal/requests/{called(TRIP).pk}/")
    return page.locator("main")


def decide(page: Page, _people: People) -> Locator:
    page.goto("/outside/")
    page.keyboard.press("j")
    return page.locator("main")


def outside(page: Page, _people: People) -> Locator:
    page.goto("/outside/quarter/")
    return page.locator("main")


class Scene(NamedTuple):
    """Who looks, how high the window is, and how they come there."""

    who: str
    height: int
    play: Callable[[Page, People], Locator]


SCENES = {
    "intake": Scene("fatima", 760, intake),
    "queue": Scene("fatima", 700, queue),
    "request": Scene("fatima", 760, request),
    "finish": Scene("fatima", 620, finish),
    "decide": Scene("marieke", 560, decide),
    "outside": Scene("marieke", 560, outside),
    "portal": Scene("daan", 640, portal),
    "portal_request": Scene("eva", 640, portal_request),
}
