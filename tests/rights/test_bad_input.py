"""Whatever is sent to an address, it answers in words: never a fault of the server.

As who works on the request, and as who asked it: they get furthest.
"""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client as Visitor
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from requests.filters import QueueFilter
from requests.forms.asking import AskForm
from requests.intake import IntakeForm
from requests.models import Decision
from requests.views.detail import OPENED
from tests.rights.rooms import ROOMS

NASTY = ["", "\0", "a\0b", "0", "-1", "9" * 10, "9" * 20, "9" * 40, "1e9", "nan", "x" * 3000]
NASTY += ["x" * 100_000, "<script>", "2026-03-29T02:30", "2026-02-30", "0001-01-01", "9999-12-31"]
NASTY += ["9999-12-31T23:59", "\u0663", "\u00b2", "\U0001f986\u2028", "\u202eabc", "[]", "{}", "%"]
NASTY += ["client", "third_party", "date", "yes", "on", "phone", "new", "peak", "good", "1"]
NASTY += [*Decision.values, "pick_up", "assign", "wait", "note", "hand_back", "-", "2026-1"]
FORMS: list[Any] = [*OPENED.values(), IntakeForm, AskForm]
FIELDS = {name for form in FORMS for name in form.base_fields} | set(QueueFilter.base_filters)
NAMES = sorted(
    FIELDS
    | {"after", "as", "belongs", "channel", "columns", "cursor", "day", "decide", "do", "done"}
    | {"body", "email", "key", "owner", "published", "review_on", "services", "title"}
    | {"key", "keywords", "mark", "may_read", "minutes", "name", "next", "next_step"}
    | {"next_step_on", "note", "page", "part", "phone", "pk", "preview", "quarter", "query"}
    | {"remove", "seen", "seen_by", "sentence", "show", "start", "sure", "then_wait", "token"}
    | {"do", "text-was", "text-name", "text-min_notice", "process-was", "q", "q1-was", "q1-label"}
    | {"kind", "reason", "service", "text"}
    | {"client", "source", "needs-was", "needs-needs", "line1-was", "line1-volume_per_month"}
    | {"back", "line", "period", "times", "until", "what", "why", "worth"}
    | {"topbar", "url", "verdict", "view", "who_helps", "yours", "answer-strange"}
)
words = st.one_of(st.sampled_from(NASTY), st.text(max_size=20))
texts = st.lists(words, min_size=1, max_size=2)
forms = st.dictionaries(st.sampled_from(NAMES), texts, min_size=4, max_size=40)
HTMX = {"HX-Request": "true"}
TRIED = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@given(name=st.sampled_from(sorted(ROOMS)), sent=forms, plain=st.booleans())
@TRIED
def test_nothing_that_is_sent_is_a_fault(people, world, name, sent, plain):
    room = ROOMS[name]
    address = reverse(name, args=[getattr(world, arg) for arg in room.args])
    for who in sorted(room.who & {"coordinator", "asker", "administrator"}):
        visitor = Visitor()
        visitor.force_login(people[who])
        with transaction.atomic():
            headers = {} if plain else HTMX
            for ask in (visitor.get, visitor.post):
                assert ask(address, sent, headers=headers).status_code < 500
            transaction.set_rollback(True)


# What is written of a text that is gone is shown again, so that it can be kept as a new one.
KEEPS_WORDS = {"requests:answer_template"}


def test_what_can_not_be_there_is_not_there(people, world):
    visitor = Visitor()
    visitor.force_login(people["coordinator"])
    for name, room in ROOMS.items():
        sent = [getattr(world, arg) for arg in room.args]
        huge = [10**30 if isinstance(arg, int) else arg for arg in sent]
        if huge != sent:
            for ask in (visitor.get, visitor.post):
                usual = (200, 302, 404, 405) if name in KEEPS_WORDS else (302, 404, 405)
                assert ask(reverse(name, args=huge)).status_code in usual, name


# Each of these days can be typed in the field of a browser.
@pytest.mark.parametrize("day", ["0001-01-01", "2026-03-02", "2026-03-29", "9999-12-31"])
def test_any_day_is_answered_in_words(day, people, world):
    visitor = Visitor()
    visitor.force_login(people["coordinator"])
    fields = [name for name in QueueFilter.base_filters if name.endswith(("_from", "_to"))]
    for name in ("requests:queue", "requests:filters"):
        for field in fields:
            assert visitor.get(reverse(name), {field: day}).status_code == 200
    for field in fields:
        export = reverse("requests:export", query={field: day})
        assert visitor.post(export).status_code == 200
    visitor.post(reverse("requests:pick_up", args=[world.request]))
    filled = {
        "wait": {"waiting_for": "date", "reason": "x", "follow_up_on": day},
        "contact": {"channel": "phone", "text": "x", "next_step": "x", "next_step_on": day},
        "book_time": {"minutes": "5", "day": day},
        "agree_date": {"due_at": f"{day}T12:00", "with_whom": "x", "because": "x"},
    }
    for name, typed in filled.items():
        answer = visitor.post(reverse(f"requests:{name}", args=[world.request]), typed)
        assert answer.status_code in (200, 302)
