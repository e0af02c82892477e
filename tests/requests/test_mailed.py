"""Links in mails: one thing for one request, only by sending, once, and never for another."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.core.signing import Signer
from django.db import connection
from django.test import Client as Visitor
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from requests import actions
from requests.invitations import LASTS
from requests.mail.outbox import send_due_mail
from requests.models import Event, Rating, Status
from tests.factories import NOW, a_request, a_service, later

pytestmark = pytest.mark.usefixtures("monday_ten_oclock")


@pytest.fixture
def done(daan, fatima):
    it = a_request(daan, by=fatima, service=a_service(), subject="Zaal <2>")
    actions.finish(it, text="Klaar & geregeld", by=fatima, now=NOW)
    return it


@pytest.fixture
def links(done):
    return mailed_links()


def mailed_links():
    send_due_mail(now=NOW, limit=100)
    body = mail.outbox[-1].body
    paths = re.findall(r"http://127\.0\.0\.1:8000(/mailed/\S+)", body)
    return {re.split("[/=]", path)[2 if "=" not in path else -1]: path for path in paths}


@pytest.fixture
def passer_by():
    """A browser in which nobody signed in, that keeps to the rule for forms."""
    return Visitor(enforce_csrf_checks=False)


def text(answer):
    return answer.content.decode()


def test_the_mail_ends_with_the_question_and_links_that_hold(done, links):
    letter = mail.outbox[-1]
    html = letter.alternatives[0][0]

    assert set(links) == {"confirm", "good", "could_be_better"}
    assert "Nog andere vragen?" in letter.body
    assert "Horen we niets, dan sluiten we het na maandag 9 maart 17:00." in letter.body
    assert all(path.split("?")[0] in html for path in links.values())
    assert "Zaal &lt;2&gt;" in html
    assert "Klaar &amp; geregeld" in html
    assert letter.extra_headers["References"] == f"<{done.token}@{'localhost'}>"


def test_the_same_mail_again_has_the_same_links(done, links):
    again = done.events.get(kind=Event.Kind.DONE).notification_set.get()
    again.send_at, again.sent_at = NOW, None
    again.save()

    with travel(later(hours=3), tick=False):
        assert mailed_links() == links


@pytest.mark.parametrize("name", ["confirm", "good"])
def test_opening_a_link_does_nothing(passer_by, done, links, name):
    before = done.events.count()

    for _ in range(3):
        assert passer_by.get(links[name]).status_code == 200
        assert passer_by.head(links[name]).status_code == 405

    done.refresh_from_db()
    assert (done.status, done.events.count()) == (Status.DONE, before)
    assert not Rating.objects.exists()


def test_a_rating_is_given_with_one_click_and_more_if_they_like(passer_by, done, links):
    page = text(passer_by.get(links["good"]))
    assert "data-goes-by-itself" in page
    assert 'name="verdict" value="good"' in page
    assert "<form" in page

    thanks = passer_by.post(links["good"], {"verdict": "good"}, follow=True)
    assert "Dank je wel" in text(thanks)
    passer_by.post(links["good"], {"say_more": "1", "mark": "9", "sentence": "Top"})

    rating = Rating.objects.get()
    assert (rating.verdict, rating.mark, rating.sentence) == ("good", 9, "Top")
    assert (rating.given_by, rating.via) == (None, "email")
    assert done.events.filter(kind=Event.Kind.RATED, by=None).count() == 2


def test_a_second_visit_shows_what_was_given_and_changes_nothing(passer_by, done, links):
    for verdict in ("could_be_better", "good"):
        passer_by.post(links[verdict], {"verdict": verdict})
    for mark in ("4", "10"):
        passer_by.post(links["good"], {"say_more": "1", "mark": mark})

    rating = Rating.objects.get()
    assert (rating.verdict, rating.mark) == ("could_be_better", 4)
    page = text(passer_by.get(links["good"]))
    assert "kon beter" in page
    assert 'name="mark"' not in page


def test_confirming_from_the_mail_closes_it_once(passer_by, done, links, daan):
    for _ in range(2):
        page = passer_by.post(links["confirm"], follow=True)

    done.refresh_from_db()
    assert done.status == Status.CLOSED
    confirmed = done.events.get(kind=Event.Kind.CONFIRMED)
    assert (confirmed.by, confirmed.channel) == (daan, "email")
    assert "Dank je wel, het is gesloten" in text(page)


def test_a_link_of_before_it_was_opened_again_does_not_confirm(passer_by, done, links, fatima):
    actions.reopen(done, reason="Toch niet", by=fatima, now=later(hours=1))
    assert passer_by.post(links["confirm"]).status_code == 410
    actions.finish(done, text="", by=fatima, now=later(hours=2))

    assert passer_by.post(links["confirm"]).status_code == 410
    done.refresh_from_db()
    assert done.status == Status.DONE


def test_a_link_for_one_thing_is_of_no_use_for_another(passer_by, done, links):
    token = links["confirm"].split("/")[3]

    assert passer_by.post(f"/mailed/rate/{token}/", {"verdict": "good"}).status_code == 410
    token = links["good"].split("/")[3]
    assert passer_by.post(f"/mailed/confirm/{token}/").status_code == 410
    done.refresh_from_db()
    assert done.status == Status.DONE
    assert not Rating.objects.exists()


def test_a_link_that_was_changed_or_made_up_is_refused_before_anything_is_looked_up(
    passer_by, done, links
):
    token = links["good"].split("/")[3]
    made_up = Signer(salt="iets anders", sep=".").sign_object({"event": 1, "to": 1})
    for wrong in ("x", token[:-1], token[1:], token.replace(".", ".A", 1), made_up, "a.b.c"):
        with CaptureQueriesContext(connection) as captured:
            answer = passer_by.post(f"/mailed/rate/{wrong}/", {"verdict": "good"})
        assert answer.status_code == 410
        assert "not whole" in text(answer)
        assert len(captured) == 0


def test_a_link_lasts_a_month(passer_by, done, links):
    month = NOW.astimezone(UTC) + LASTS
    with travel(month, tick=False):
        assert passer_by.get(links["good"]).status_code == 200
    with travel(month + timedelta(seconds=1), tick=False):
        answer = passer_by.post(links["good"], {"verdict": "good"})

    assert answer.status_code == 410
    assert "for a month" in text(answer)
    assert not Rating.objects.exists()


@pytest.mark.parametrize("how", ["left", "inactive"])
def test_a_link_of_somebody_who_left_does_not_work(passer_by, done, links, daan, how):
    if how == "left":
        daan.client_memberships.update(until=later(days=-1).date())
    else:
        daan.is_active = False
        daan.save()

    assert passer_by.get(links["good"]).status_code == 410
    assert passer_by.post(links["confirm"]).status_code == 410


def test_a_form_from_elsewhere_is_refused(done, links):
    strict = Visitor(enforce_csrf_checks=True)

    assert strict.post(links["good"], {"verdict": "good"}).status_code == 403
    assert not Rating.objects.exists()


def test_a_link_shows_no_more_than_the_mail_did(passer_by, done, links, daan):
    actions.ask_again(done, text="Geheim antwoord", by=daan, now=NOW)
    page = text(passer_by.get(links["good"]))

    assert "Geheim antwoord" not in page
    assert daan.email not in page
    answer = passer_by.get(links["good"])
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_rating(done, links):
    together = Barrier(4)

    def click(verdict):
        together.wait()
        status = Visitor().post(links[verdict], {"verdict": verdict}).status_code
        connection.close()
        return status

    with ThreadPoolExecutor(4) as browsers:
        answers = list(browsers.map(click, ["good", "could_be_better"] * 2))

    assert answers == [302] * 4
    assert Rating.objects.count() == 1
    assert done.events.filter(kind=Event.Kind.RATED).count() == 1
