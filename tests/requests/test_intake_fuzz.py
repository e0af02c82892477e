"""Whatever is sent to the form of a new request, it answers in words and keeps what was typed."""

import pytest
from django.urls import reverse
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from requests.intake import IntakeForm
from tests.factories import a_service
from tests.requests.desk import HTMX, NEW, PROMISE, SERVICES, typed

pytestmark = pytest.mark.django_db

NASTY = ["", "\0", "0", "-1", "9" * 40, "1e9", "x" * 5000, "<script>", "2026-03-29T02:30", "on"]
NASTY += ["0001-01-01", "9999-12-31T23:59", "ja", "\u0663", "\U0001f986\u2028", "[]", "yes"]
KEYS = ["datum", "tijd", "moment", "aantal", "keuze", "ja", "mail", "tel", "wie", "verhaal"]
NAMES = [*IntakeForm.base_fields, *(f"answer-{key}" for key in KEYS), "last_time", "shown_service"]
NAMES += ["shown_requester", "find", "more", "answer-onbekend", "strange"]
words = st.one_of(st.sampled_from(NASTY), st.text(max_size=30))
forms = st.dictionaries(st.sampled_from(NAMES), st.lists(words, min_size=1, max_size=3), max_size=8)


@pytest.fixture
def chosen(desk, daans):
    """What a form holds that names a person and a service with a question of every type."""
    types = ["date", "time", "datetime", "number", "choice", "boolean", "email", "phone", "person"]
    asked = [
        {"key": key, "type": kind, "choices": ["a", "b"] if kind == "choice" else []}
        for key, kind in zip(KEYS, [*types, "textarea"], strict=True)
    ]
    return typed(daans, a_service(questions=asked))


@given(sent=forms, with_choice=st.booleans())
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_nothing_that_is_sent_breaks_the_form(desk, chosen, sent, with_choice):
    data = (chosen if with_choice else {}) | sent

    for name in (SERVICES, PROMISE, "requests:keep_draft"):
        assert desk.post(reverse(name), data, headers=HTMX).status_code in (200, 204)
    answer = desk.post(reverse(NEW), data)
    assert answer.status_code in (200, 302)


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")))
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_what_was_typed_stays_on_a_form_that_is_refused(desk, chosen, text):
    answer = desk.post(reverse(NEW), chosen | {"subject": "", "text": text, "answer-wie": text})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert escape(text) in page
