"""Every page, light and dark: nothing axe objects to, no name that two things have, and at no
width it scrolls sideways."""

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from pdc.models import Article, Proposal
from pdc.proposals import propose
from pdc.proposals import say as say_of_proposal
from pdc.writing.remarks import say
from requests import actions
from requests.exporting import ask_for_spreadsheet
from requests.invitations import Purpose, link_to
from requests.models import Channel, Event, Notification, ServiceRequest, Verdict, WaitingFor
from sla.actions import start_draft
from sla.models import Cause, Conversation
from sla.talks.actions import add_action, share
from teams.longwork.making import make_next
from teams.models import LongTask
from tests.factories import a_request, a_service, a_talk, a_text, an_agreement, an_article

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = (1440, 768, 360)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


ARTICLE = """## Sleutel

Die ligt bij de [balie](/catalogue/), `zaal-8`.

| Zaal | Plaatsen |
|------|---------:|
| Stuw | 8 |

> Let op

1. Een
2. Twee
"""


def what_is_known(version, fatima):
    version.service.competences.create(person=fatima)
    about = {"body": ARTICLE, "for_clients": True, "review_on": date(2026, 1, 1)}
    an_article(fatima, **about).services.add(version.service)


def what_is_talked_about(agreement, marieke, daan):
    """A conversation that was shared, with something to do, and one that is prepared."""
    now = timezone.now()
    review = a_talk(agreement, marieke, kind="review")
    Conversation.objects.update(conclusion="We gaan zo door")
    said = {"text": "Sjabloon maken", "owner": daan, "due_on": date(2026, 1, 1)}
    add_action(review, **said, by=marieke, now=now)
    share(review, by=marieke, now=now)
    a_talk(agreement, marieke)


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
    what_is_talked_about(an_agreement(projecten, services=[version.service]), marieke, daan)
    how = {"by": daan, "now": timezone.now()}
    proposed = propose("change", "Ook een scherm", "Handig", version.service, **how)
    say_of_proposal(proposed, text="Goed idee?", **how)
    what_is_known(version, fatima)
    drafted = start_draft(version.service, by=fatima, now=timezone.now())
    say(drafted, part="summary", text="Te lang", by=joost, now=timezone.now())
    now = timezone.now()

    def logged(subject, **fields):
        how = {"service": version, "received_at": now, "subject": subject} | fields
        return a_request(daan, by=fatima, **how)

    logged("Niet opgepakt")
    logged("Spoed", urgent_reason="Nu", callback_phone="0612345678")
    logged("Buiten de PDC", service=None)
    logged("Onvolledig", intake_complete=False)
    what_waits(logged, joost, now)
    done = logged("Klaar")
    actions.finish(done, text="Geregeld", by=joost, now=now)
    under_way = logged("Onder handen", confidential=False)
    actions.pick_up(under_way, by=fatima, now=now)
    actions.contact(under_way, channel=Channel.PHONE, text="Komt goed", by=fatima, now=now)
    actions.note(under_way, text="@Marieke Postma let op de trap", by=fatima, now=now)
    what_ended(logged, joost, daan, now)
    a_service("PO-99", "Fiets lenen", status="draft", valid_from=None)
    a_text(noord, fatima)
    for name in ("af.xlsx", "onderweg.xlsx"):
        ask_for_spreadsheet(f"q={name}", [], name=name, pools=[noord], by=marieke, now=now)
    make_next(now=now)
    return under_way


def what_waits(logged, joost, now):
    """Let one wait for whoever asked."""
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


def what_ended(logged, joost, daan, now):
    """Close one, rated; let one be late, and one be done later than agreed."""
    closed = logged("Gesloten")
    actions.finish(closed, text="Geregeld", by=joost, now=now)
    actions.confirm(closed, by=daan, now=now)
    actions.rate(closed, verdict=Verdict.GOOD, by=daan, now=now)
    long_ago = now - timedelta(days=20)
    actions.pick_up(logged("Te laat", received_at=long_ago, now=now), by=joost, now=now)
    late = logged("Te laat klaar", received_at=long_ago, now=now)
    actions.finish(late, text="Geregeld", by=joost, now=now, cause=Cause.PEAK)


DESK = [
    "/queue/",
    "/queue/?status=onzin&pool=nergens&urgent=on",
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
    "/requests/{closed}/",
    "/requests/{late}/",
    "/requests/{late_done}/",
    "/outside/",
    "/texts/",
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
    "/catalogue/drafts/",
    *(
        f"/catalogue/drafts/PO-10/{page}"
        for page in ("", "questions/", "norms/", "process/", "place/", "remarks/")
    ),
    "/catalogue/drafts/PO-99/",
    "/catalogue/?q=zaal",
    "/catalogue/?q=bestaatniet",
    *(f"/catalogue/PO-10/{page}/" for page in ("versions", "keeping", "retire")),
    *(f"/catalogue/{page}/" for page in ("manage", "audits", "not-found")),
    "/inventory/",
    "/exchange/",
    "/handbook/",
    "/handbook/?q=zaal",
    "/handbook/{theme}/",
    "/catalogue/PO-10/?show=steps",
    "/proposals/",
    "/proposals/new/?service=PO-10",
    "/proposals/{proposal}/",
    "/articles/",
    "/articles/?show=review",
    "/articles/new/",
    "/articles/{article}/",
    "/articles/{article}/edit/",
    "/agreements/",
    "/agreements/{agreement}/",
    "/agreements/{agreement}/filling/",
    "/agreements/{agreement}/how-it-went/",
    "/agreements/{agreement}/lines/{line}/backtest/",
    "/agreements/{agreement}/conversations/",
    "/conversations/{review}/",
    "/conversations/{talk}/",
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
    "/portal/requests/?whose=unit&show=done",
    "/portal/requests/?q=zaal",
    "/portal/history/",
    "/portal/ask/",
    "/portal/ask/?service=PO-10",
    "/portal/requests/{pk}/",
    "/portal/requests/{waiting}/",
    "/portal/requests/{done}/",
    "/portal/requests/{outside}/",
    "/portal/requests/{closed}/",
    "/portal/requests/{late}/",
    "/portal/requests/{late_done}/",
    "/me/messages/",
    "/me/calendar/",
    "/bell/",
    "/catalogue/",
    "/catalogue/?q=bestaatniet",
    "/catalogue/PO-10/",
    "/proposals/",
    "/proposals/new/",
    "/proposals/{proposal}/",
    "/articles/",
    "/articles/{article}/",
    "/agreements/",
    "/agreements/{agreement}/",
    "/agreements/conversations/",
    "/conversations/{review}/",
]
MAILED = [
    "{confirm}",
    "{rate}",
    "{rate}?verdict=could_be_better",
    "{confirmed}",
    "{rated}",
    "/mailed/confirm/broken/",
]
ROOMS = [("nobody", path) for path in ["/sign-in/", *MAILED]]
ROOMS += [("marieke", path) for path in DESK] + [("daan", path) for path in PORTAL]


def agreed_for(request):
    version = request.promise.agreement_version
    return {"agreement": version.pk, "line": version.lines.get().pk}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("who", ["nobody", "marieke", "daan"])
def test_each_page_is_accessible_and_fits(enter, house, request, who, theme):
    person = None if who == "nobody" else request.getfixturevalue(who)
    places = {row.subject: row.pk for row in ServiceRequest.objects.all()}
    filled = {
        "pk": house.pk,
        "article": Article.objects.get().pk,
        "proposal": Proposal.objects.get(kind="change").pk,
        **agreed_for(house),
        **dict(Conversation.objects.values_list("kind", "pk")),
        "waiting": places["Wacht op klant"],
        "done": places["Klaar"],
        "theme": house.promise.service_version.service.theme_id,
        "outside": places["Buiten de PDC"],
        "closed": places["Gesloten"],
        "late": places["Te laat"],
        "late_done": places["Te laat klaar"],
        "confirm": mailed(Purpose.CONFIRM, "Klaar"),
        "rate": mailed(Purpose.RATE, "Klaar"),
        "confirmed": mailed(Purpose.CONFIRM, "Gesloten"),
        "rated": mailed(Purpose.RATE, "Gesloten"),
        **{"made" if task.finished_at else "under_way": task.pk for task in LongTask.objects.all()},
    }
    page = enter(person, theme=theme)
    problems = []
    for path in [room for visitor, room in ROOMS if visitor == who]:
        answer = page.goto(path.format(**filled))
        assert answer.status == (410 if "broken" in path else 200), path
        problems += [f"{path} has more than one #{name}" for name in doubled(page)]
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


@pytest.mark.parametrize(("language", "name"), [("nl", "Buiten de PDC"), ("en", "Outside the")])
def test_a_phone_has_place_for_the_names_of_the_rooms(enter, marieke, language, name):
    marieke.language = language
    marieke.save()
    page = enter(marieke, width=360, locale=language)
    page.goto("/queue/")

    bar = page.locator(".rail li:visible > *:first-child")
    assert len({round(place.bounding_box()["height"]) for place in bar.all()}) == 1
    assert page.locator(".rail").get_by_role("link", name=name).count() == 1


def mailed(purpose, subject):
    """Return where the mail leads that says that it is done."""
    told = Notification.objects.get(
        event__service_request__subject=subject, event__kind=Event.Kind.DONE
    )
    return urlsplit(link_to(purpose, told)).path


def doubled(page):
    """Return the ids that more than one thing on the page has."""
    return page.evaluate(
        """() => {
            const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
            return [...new Set(ids.filter((id, place) => ids.indexOf(id) !== place))];
        }"""
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_panel_and_the_derivation_are_accessible(enter, house, fatima, theme):
    page = enter(fatima, theme=theme)
    page.goto("/queue/")
    page.locator("#more-filters summary").click()
    page.locator("#more-filters form").wait_for()
    page.keyboard.press("n")
    page.locator("dialog[open] #id_who").wait_for()
    assert doubled(page) == []
    assert violations(page) == []

    page.goto(f"/requests/{house.pk}/")
    page.locator(".why").first.click()
    page.locator(".ledger").first.wait_for()
    assert doubled(page) == []
    assert violations(page) == []


def violations(page):
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [(one["id"], node["html"][:160]) for one in found for node in one["nodes"]]
