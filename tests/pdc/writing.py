"""Writing a draft as a browser does: a page is opened, filled in and sent."""

import re
from collections.abc import Mapping
from html import unescape

from django.http import HttpResponse
from django.test import Client as Visitor

from teams.models import User

HTMX = {"HX-Request": "true"}
FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Writer:
    """Somebody with a page of a draft open; what is sent is all that is on it."""

    def __init__(self, person: User, address: str) -> None:
        self.visitor, self.address = Visitor(), address
        self.visitor.force_login(person)
        self.fields: dict[str, list[str]] = {}
        self.open()

    def open(self) -> str:
        """Open the page, and remember what its fields say."""
        page = self.visitor.get(self.address).content.decode()
        self.read(page)
        return page

    def read(self, page: str) -> None:
        """Take over the stamps and the rows of a page."""
        self.fields = {}
        for name, value in FIELD.findall(page):
            if name != "csrfmiddlewaretoken":
                self.fields.setdefault(name, []).append(unescape(value))

    def sends(self, typed: Mapping[str, str], do: str = "", *, plain: bool = False) -> HttpResponse:
        """Send what was typed, with the stamps of when the page was opened."""
        sent = self.fields | dict(typed) | ({"do": do} if do else {})
        headers = None if plain else HTMX
        return self.visitor.post(self.address, sent, headers=headers)  # type: ignore[return-value]
