import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.urls import reverse

from core.context_processors import look

SPRITE = settings.BASE_DIR / "static" / "img" / "icons.svg"
TEMPLATES = Path(settings.BASE_DIR, "templates")


def symbols():
    return {
        symbol.attrib["id"].removeprefix("i-") for symbol in ElementTree.parse(SPRITE).getroot()
    }


@pytest.mark.parametrize("theme", ["light", "dark", "system"])
def test_a_theme_is_kept_and_one_stays_where_one_was(client, theme):
    answer = client.post(reverse("core:set_theme"), {"theme": theme, "next": "/here/?q=1"})

    assert answer.url == "/here/?q=1"
    assert client.cookies["theme"].value == theme


def test_a_theme_that_does_not_exist_is_refused(client):
    answer = client.post(reverse("core:set_theme"), {"theme": "<script>"})

    assert answer.status_code == 400
    assert "theme" not in client.cookies


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "", "\\\\evil", "foo", "?x=1"]
)
def test_choosing_a_theme_never_leads_to_another_site(client, elsewhere):
    answer = client.post(reverse("core:set_theme"), {"theme": "dark", "next": elsewhere})

    assert answer.url == "/"


def test_a_theme_is_a_post(client):
    assert client.get(reverse("core:set_theme")).status_code == 405


@pytest.mark.parametrize(
    ("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("x", "system"), (None, "system")]
)
def test_the_page_wears_the_theme_of_the_cookie(cookie, theme):
    request = RequestFactory().get("/")
    if cookie:
        request.COOKIES["theme"] = cookie

    assert look(request)["theme"] == theme


@pytest.mark.django_db
def test_the_theme_is_on_the_page_from_the_first_byte(client):
    client.cookies["theme"] = "dark"

    page = client.get(reverse("teams:sign_in"))

    assert 'data-bs-theme="dark"' in page.text


@pytest.mark.django_db
def test_the_language_is_chosen_before_signing_in(client):
    client.post(reverse("teams:choose_language"), {"language": "en", "next": "/"})

    assert '<html lang="en"' in client.get(reverse("teams:sign_in")).text


def test_every_icon_asked_for_is_in_the_sprite():
    source = "".join(page.read_text() for page in TEMPLATES.rglob("*.html"))
    asked = set(re.findall(r'(?:{% icon |with icon=)"([\w-]+)"', source))

    assert asked
    assert asked <= symbols()


def test_every_state_has_its_own_icon():
    states = set(re.findall(r"\.state\.(\w+)", (SPRITE.parents[1] / "css/time.css").read_text()))

    assert states - {"done"} <= symbols()
