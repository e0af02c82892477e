"""Every page, light and dark: nothing axe objects to, and at no width it scrolls sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from requests import actions
from requests.exporting import ask_for_spreadsheet
from requests.models import Channel, ServiceRequest, WaitingFor
from teams.longwork.making import make_next
from teams.models import LongTask
from tests.factories import a_request, a_service, an_agreement

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = (1440, 768, 360)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def house(fatima, joost, marieke, daan, noord, projecten):
    """Requests in every state, an agreement and a catalogue; returns one that is under way."""
    version = a_service(
        summary="Een zaal op kantoor",
        included=["zaal met scherm"],
        excluded=["lunch"],
        questions=[{"key": "datum", "type": "date", "required": True}],
        steps=["Zaal zoeken", "Bevestigen"],
    )
    an_agreement(projecten, services=[version.service])
    now = timezone.now()

    def logged(subject, **fields):
        how = {"service": version, "received_at": now, "subject": subject} | fields
        return a_request(daan, by=fatima, **how)

    logged("Niet opgepakt")
    logged("Spoed", urgent_reason="Nu", callback_phone="0612345678")
    logged("Buiten de PDC", service=None)
    logged("Onvolledig", intake_complete=False)
    waiting = logged("Wacht op klant")
    actions.pick_up(waiting, by=joost, now=now)
    actions.wait(
        waiting,
        waiting_for=WaitingFor.CLIENT,
        reason="Welke dag?",
        follow_up_on=None,
        by=joost,
        now=now,
    )
    done = logged("Klaar")
    actions.finish(done, text="Geregeld", by=joost, now=now)
    under_way = logged("Onder handen", confidential=False)
    actions.pick_up(under_way, by=fatima, now=now)
    actions.contact(under_way, channel=Channel.PHONE, text="Komt goed", by=fatima, now=now)
    actions.note(under_way, text="Let op de trap", by=fatima, now=now)
    for name in ("af.xlsx", "onderweg.xlsx"):
        ask_for_spreadsheet(f"q={name}", [], name=name, pools=[noord], by=marieke, now=now)
    make_next(now=now)
    return under_way


DESK = [
    "/queue/",
    "/queue/?show=mine",
    "/queue/?q=bestaatniet&due=week&urgent=on",
    "/queue/filters/?urgent=on",
    "/queue/views/?urgent=on",
    "/requests/new/",
    "/requests/{pk}/",
    "/requests/{pk}/?do=wait",
    "/requests/{pk}/?do=finish",
    *(
        f"/requests/{{pk}}/?do={form}"
        for form in (
            "assign",
            "correct_service",
            "make_urgent",
            "link",
            "split",
            "ask_help",
            "cancel",
        )
    ),
    "/requests/{waiting}/",
    "/requests/{done}/",
    "/requests/{outside}/",
    "/outside/",
    "/outside/quarter/",
    "/signpost/",
    "/signpost/new/",
    "/me/messages/",
    "/me/files/",
    "/me/files/{under_way}/",
    "/me/files/{made}/",
    "/search/?q=klaar",
    "/bell/",
    "/catalogue/",
    "/catalogue/PO-10/",
    "/agreements/",
    "/agreements/{agreement}/",
    "/calculator/?calendar=NOORD&since=2026-03-02T10:00&norm=2+werkdagen",
    "/calculator/?norm=snel",
    "/calendars/",
    "/calendars/office-NOORD/",
    "/calendars/office-NOORD/edit/?year=2026",
    "/norms/NOORD/",
    "/requests/{pk}/why/",
]
PORTAL = [
    "/portal/",
    "/portal/?show=done",
    "/portal/requests/{pk}/",
    "/portal/requests/{waiting}/",
    "/portal/requests/{done}/",
    "/me/messages/",
    "/bell/",
    "/catalogue/",
    "/catalogue/PO-10/",
    "/agreements/",
    "/agreements/{agreement}/",
]
ROOMS = [("nobody", "/sign-in/")]
ROOMS += [("marieke", path) for path in DESK] + [("daan", path) for path in PORTAL]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("who", ["nobody", "marieke", "daan"])
def test_each_page_is_accessible_and_fits(enter, house, request, who, theme):
    person = None if who == "nobody" else request.getfixturevalue(who)
    places = {row.subject: row.pk for row in ServiceRequest.objects.all()}
    filled = {
        "pk": house.pk,
        "agreement": house.promise.agreement_version_id,
        "waiting": places["Wacht op klant"],
        "done": places["Klaar"],
        "outside": places["Buiten de PDC"],
        **{"made" if task.finished_at else "under_way": task.pk for task in LongTask.objects.all()},
    }
    page = enter(person, theme=theme)
    problems = []
    for path in [room for visitor, room in ROOMS if visitor == who]:
        answer = page.goto(path.format(**filled))
        assert answer.status == 200, path
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                problems.append(f"{path} scrolls sideways at {width}")
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        problems += [
            f"{path} {violation['id']}: {node['html'][:160]}"
            for violation in found
            for node in violation["nodes"]
        ]

    assert problems == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_panel_and_the_derivation_are_accessible(enter, house, fatima, theme):
    page = enter(fatima, theme=theme)
    page.goto("/queue/")
    page.keyboard.press("n")
    page.locator("dialog[open] #id_who").wait_for()
    assert violations(page) == []

    page.goto(f"/requests/{house.pk}/")
    page.locator(".why").first.click()
    page.locator(".ledger").first.wait_for()
    assert violations(page) == []


def violations(page):
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [(one["id"], node["html"][:160]) for one in found for node in one["nodes"]]
