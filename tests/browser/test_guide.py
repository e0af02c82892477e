"""The guide, and its pictures: made here, from the product as it is.

Beside each picture lies what a screen reader would say of it. A page that came to say something
else fails; `make pictures` then makes the pictures anew. Pixels are not compared: fonts differ.
"""

import os
import re
from datetime import timedelta

import pytest
from django.utils import translation
from playwright.sync_api import Page, expect
from time_machine import travel

from requests.views.guide import GUIDES
from tests.browser.scenes import SCENES, a_monday
from tests.conftest import PROJECT
from tests.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)

LANGUAGES = ["nl", "en"]
PICTURES = PROJECT / "static" / "img" / "guide"
SAID = PROJECT / "tests" / "browser" / "guide"
GUIDE = PROJECT / "templates" / "requests" / "guide"
VARIES = re.compile(r"\d{4}-\d{6}|/\d+\b|(?<=decide[=-])\d+|\[ref=\w+\]")


@pytest.fixture
def monday(settings):
    """A Monday at ten, for the server; the browser keeps its own time, so no cookie may expire."""
    settings.CSRF_COOKIE_AGE = None
    settings.SESSION_EXPIRE_AT_BROWSER_CLOSE = True
    with travel(NOW + timedelta(minutes=50), tick=True):
        yield


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(SCENES))
def test_the_pictures_show_the_product_as_it_is(enter, monday, noord, projecten, name, language):
    with translation.override("nl"):
        people = a_monday(noord, projecten, language)
    who, height, play = SCENES[name]
    page = enter(people[who], width=1000, height=height, scale=1.5, locale=language)

    pictured = play(page, people)
    expect(pictured).to_be_visible()
    said = VARIES.sub("…", pictured.aria_snapshot()) + "\n"

    record = SAID / language / f"{name}.yml"
    if os.environ.get("PICTURES"):
        keep(page, record, PICTURES / language / f"{name}.png", said)
    assert said == VARIES.sub("…", record.read_text()), "changed: `make pictures`, and look"


def keep(page: Page, record, picture, said: str) -> None:
    for path in (record, picture):
        path.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(said)
    page.screenshot(path=picture)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_guide_is_whole_in_each_language(enter, monday, noord, projecten, language):
    people = a_monday(noord, projecten, language)
    readers = {"desk": "fatima", "coordinator": "marieke", "client": "daan"}

    for name in GUIDES:
        page = enter(people[readers[name]], locale=language)
        page.goto(f"/guide/{name}/")
        for picture in page.locator(".guide img").all():
            picture.scroll_into_view_if_needed()
            expect(picture).to_have_js_property("complete", True)
            assert picture.evaluate("image => image.naturalWidth") > 0
            assert picture.get_attribute("alt")


@pytest.mark.parametrize("name", GUIDES)
def test_the_guides_tell_the_same_in_each_language(name):
    parts = {
        language: re.findall(
            r'id="(\w+)"|file="(\w+)"', (GUIDE / f"{name}.{language}.html").read_text()
        )
        for language in LANGUAGES
    }

    assert parts["nl"] == parts["en"]
    assert parts["nl"]


def test_the_guide_opens_from_the_keys(enter, monday, noord, projecten):
    people = a_monday(noord, projecten, "nl")
    page = enter(people["fatima"])
    page.goto("/queue/")

    page.locator("main").press("?")
    page.get_by_role("dialog").get_by_role("link", name="Uitleg").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Aan de balie")
    assert page.url.endswith("/guide/desk/#queue")
