"""Knowledge articles: read by who they are for, written together, looked at again in time."""

import smtplib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pdc.articles import WrittenMeanwhileError, keep_article, remind_owners, seen_of
from pdc.models import Article
from pdc.tasks import remind_owners_of_articles
from tests.factories import NOW, a_service, an_article, later

pytestmark = pytest.mark.usefixtures("monday_ten_oclock")
TODAY = NOW.date()


@pytest.fixture
def zalen(db, fatima):
    return an_article(fatima, body="# Sleutel\n\nDie ligt bij de *balie*.", owner=fatima)


def page(client, person, name, *args, **asked):
    client.force_login(person)
    return client.get(reverse(f"pdc:{name}", args=args), asked).content.decode()


def sent(article=None, **fields):
    typed = {"title": "Sleutels", "body": "Bij de balie.", "services": "", "keywords": ""}
    return typed | {"seen": seen_of(article) if article else "", "published": "on"} | fields


def write(client, person, article=None, **fields):
    client.force_login(person)
    url = reverse("pdc:article_edit", args=[article.pk]) if article else reverse("pdc:article_new")
    return client.post(url, sent(article, **fields))


# Reading


def test_it_is_read_with_its_headings_and_who_keeps_it_right(client, fatima, zalen):
    read = page(client, fatima, "article", zalen.pk)

    assert '<h2 dir="auto">Sleutel</h2>' in read
    assert "<em>balie</em>" in read
    assert "Fatima Bouzid" in read


@pytest.mark.parametrize(
    ("fields", "reads"),
    [
        ({}, False),
        ({"for_clients": True}, True),
        ({"for_clients": True, "published": False}, False),
    ],
)
def test_clients_read_what_is_finished_and_for_them(client, daan, fatima, zalen, fields, reads):
    Article.objects.update(**fields)

    assert ("Weten over zalen" in page(client, daan, "articles")) is reads
    assert ("Weten over zalen" in page(client, daan, "article", zalen.pk)) is reads
    assert "Weten over zalen" in page(client, fatima, "articles")


def test_what_is_only_about_a_service_of_others_is_not_theirs(
    client, daan, stranger, fatima, projecten, zalen
):
    Article.objects.update(for_clients=True)
    schouw = a_service("PO-77", "Dijkschouw").service
    schouw.only_for.add(projecten)
    zalen.services.add(schouw)

    assert "Dijkschouw" in page(client, daan, "article", zalen.pk)
    assert "Weten" not in page(client, stranger, "articles")
    zalen.services.add(a_service("PO-10", "Zaal").service)
    read = page(client, stranger, "article", zalen.pk)
    assert "Zaal" in read
    assert "Dijkschouw" not in read


def test_a_client_reads_no_names_of_who_wrote_it(client, daan, zalen):
    Article.objects.update(for_clients=True)

    assert "Fatima" not in page(client, daan, "article", zalen.pk)


def test_what_is_to_be_looked_at_again_stands_in_the_list(client, fatima, daan, zalen):
    Article.objects.update(for_clients=True, review_on=TODAY - timedelta(days=1))
    an_article(fatima, "Nog goed", review_on=TODAY + timedelta(days=1))

    again = page(client, fatima, "articles", show="review")
    assert "Weten over zalen" in again
    assert "look again since 1 March 2026" in again
    assert "Nog goed" not in again
    assert "look again" not in page(client, daan, "articles", show="review")


@pytest.mark.parametrize("name", ["articles", "article"])
def test_the_cost_is_the_same_for_few_and_for_many(client, fatima, marieke, zalen, name):
    client.force_login(fatima)
    url = reverse(f"pdc:{name}", args=[zalen.pk] if name == "article" else [])

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    zalen.services.add(a_service("AA-0").service)
    few = cost()
    for number in range(1, 6):
        an_article(marieke, f"Weten {number}", owner=marieke, review_on=TODAY)
        zalen.services.add(a_service(f"AA-{number}").service)

    assert cost() == few


def test_a_long_list_goes_on_on_a_next_page(client, fatima, db):
    for number in range(51):
        an_article(fatima, f"Weten {number:02}")

    assert "Weten 50" not in page(client, fatima, "articles")
    assert "Weten 50" in page(client, fatima, "articles", page="2")


# Writing


def test_any_secretary_writes_one_and_ties_it_to_services(client, joost, db):
    zaal = a_service("PO-10").service

    answer = write(
        client, joost, services="po-10, PO-10", keywords="sleutel, pas ", for_clients="on"
    )

    article = Article.objects.get()
    assert answer.url == article.get_absolute_url()
    assert list(article.services.all()) == [zaal]
    assert (article.keywords, article.for_clients) == (["sleutel", "pas"], True)
    assert (article.written_by, article.written_at) == (joost, NOW)


def test_it_begins_with_the_service_one_came_from_and_a_year_to_go(client, joost, db):
    form = page(client, joost, "article_new", service="PO-10")

    assert 'value="PO-10"' in form
    assert 'value="2027-03-02"' in form


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"services": "XX-1, PO-10"}, "Not a code of the catalogue: XX-1."),
        ({"body": ""}, "Write the text first"),
        ({"title": ""}, "This field is required."),
        ({"body": "a" * 100_001}, "at most 100000 characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, joost, db, fields, said):
    a_service("PO-10")
    typed = {"body": "Lang verhaal"} | fields

    answer = write(client, joost, **typed).content.decode()

    assert said in answer
    assert typed["body"] in answer
    assert not Article.objects.exists()


def test_one_hundred_thousand_characters_come_back_as_they_were(client, joost, db):
    body = "שלום 🦆 <b> \u202e " + "a" * 99_000

    write(client, joost, body=body)

    assert Article.objects.get().body == body.strip()


def test_while_one_types_it_is_shown_as_others_read_it(client, joost):
    client.force_login(joost)
    typed = {"body": "**Let op** <script>alert(1)</script>"}

    shown = client.post(reverse("pdc:article_preview"), typed).content.decode()

    assert "<strong>Let op</strong> &lt;script&gt;" in shown
    assert "<html" not in shown


def test_without_script_a_button_shows_it_and_keeps_nothing(client, joost, zalen):
    answer = write(client, joost, zalen, body="**Let op**", preview="1").content.decode()

    assert "<strong>Let op</strong>" in answer
    assert "**Let op**" in answer
    zalen.refresh_from_db()
    assert "balie" in zalen.body


def test_who_was_second_sees_what_the_first_wrote_and_loses_nothing(client, fatima, joost, zalen):
    write(client, joost, zalen, body="Van Joost")

    answer = write(client, fatima, zalen, body="Van Fatima", title="Mijn titel")

    page = answer.content.decode()
    assert "Joost Mulder kept this article at 10:00" in page
    assert all(text in page for text in ("Van Joost", "Van Fatima", "Mijn titel"))
    article = Article.objects.get()
    assert article.body == "Van Joost"
    write(client, fatima, article, body="Van ons beiden")
    article.refresh_from_db()
    assert (article.body, article.written_by) == ("Van ons beiden", fatima)


def test_kept_twice_at_one_moment_is_still_seen_as_two_texts(fatima, zalen):
    before = seen_of(zalen)
    keep_article(zalen, [], seen=before, by=fatima, now=NOW)

    with pytest.raises(WrittenMeanwhileError):
        keep_article(zalen, [], seen=before, by=fatima, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_time_one_is_told(fatima, joost, zalen):
    seen, both = seen_of(zalen), Barrier(2)

    def keep(who):
        article = Article.objects.get(pk=zalen.pk)
        article.body = f"Van {who.given_name}"
        both.wait(timeout=10)
        try:
            keep_article(article, [], seen=seen, by=who, now=later(minutes=1))
        except WrittenMeanwhileError as meanwhile:
            return meanwhile.theirs.body
        finally:
            connections.close_all()
        return None

    with ThreadPoolExecutor(2) as people:
        told = list(people.map(keep, [fatima, joost]))

    assert told.count(None) == 1
    assert {*told} == {None, Article.objects.get().body}


# Looking again


def test_the_owner_is_mailed_once_what_to_look_at_again(fatima, zalen):
    Article.objects.update(review_on=TODAY)
    an_article(fatima, "Ook dit", owner=fatima, review_on=TODAY - timedelta(days=9))
    an_article(fatima, "Later", owner=fatima, review_on=TODAY + timedelta(days=1))
    an_article(fatima, "Niet af", owner=fatima, review_on=TODAY, published=False)
    an_article(fatima, "Van niemand", review_on=TODAY)

    remind_owners_of_articles()
    remind_owners_of_articles()

    (letter,) = mail.outbox
    assert letter.to == [fatima.email]
    assert "Weten over zalen" in letter.body
    assert "Ook dit" in letter.body
    assert not any(title in letter.body for title in ("Later", "Niet af", "niemand"))
    assert reverse("pdc:article", args=[zalen.pk]) in letter.body


def test_a_new_date_is_told_again_when_it_comes(fatima, zalen):
    Article.objects.update(review_on=TODAY)
    remind_owners(now=NOW)
    Article.objects.update(review_on=TODAY + timedelta(days=1))

    assert remind_owners(now=NOW) == 0
    assert remind_owners(now=later(days=1)) == 1


def test_who_left_is_not_mailed(fatima, zalen):
    Article.objects.update(review_on=TODAY)
    fatima.pool_memberships.update(until=TODAY - timedelta(days=1))

    assert remind_owners(now=NOW) == 0


def test_a_mail_that_fails_is_tried_the_next_time(monkeypatch, fatima, zalen):
    def lost(_letter):
        raise smtplib.SMTPException("gone")

    Article.objects.update(review_on=TODAY)
    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", lost)
        with pytest.raises(smtplib.SMTPException):
            remind_owners(now=NOW)

    assert remind_owners(now=NOW) == 1
