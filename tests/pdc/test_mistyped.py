"""What a mistyped word was meant as: the most alike of the words somebody may read."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pdc.models import SearchDocument, SearchWord
from pdc.search.finding import find
from tests.factories import NOW, a_client, a_person, a_service, an_article

ON = NOW.date()


def meant(words, among=None):
    return find(words, SearchDocument.objects.in_force(ON) if among is None else among).meant


def test_the_most_alike_word_is_meant_however_many_are_nearly_so(db):
    author = a_person()
    for number in range(250):
        letters = "".join(chr(97 + int(digit)) for digit in f"{number:03}")
        an_article(author, f"Vergadering {letters} vergaderen")
    a_service("PO-10", "Vergaderzaal")

    assert meant("vergadrzaal") == "vergaderzaal"


def test_nobody_is_told_a_word_they_may_not_read(db, daan, fatima, noord):
    a_service("XX-1", "Orgelpijpen").service.only_for.set([a_client(noord, "HRM")])

    def told(person):
        return meant("orgelpijpne", SearchDocument.objects.visible_to(person, ON))

    assert told(fatima) == "orgelpijpen"
    assert told(daan) == ""


def test_a_word_that_nothing_has_any_more_is_not_meant(db):
    article = an_article(a_person(), "Orgelpijpen")
    assert meant("orgelpijpne") == "orgelpijpen"

    article.title = "Klokken"
    article.save()

    assert meant("orgelpijpne") == ""


def test_a_word_is_kept_once(db):
    author = a_person()
    for title in ("Orgel", "orgel orgel"):
        an_article(author, title)

    assert list(SearchWord.objects.values_list("word", flat=True)) == ["orgel"]


@pytest.mark.django_db(transaction=True)
def test_who_saves_a_new_word_does_not_wait_for_another_who_does():
    author = a_person()

    def save_too():
        an_article(author, "Orgelpijpen poetsen")
        connection.close()

    with ThreadPoolExecutor(1) as other, transaction.atomic():
        an_article(author, "Orgelpijpen stemmen")
        other.submit(save_too).result(timeout=60)

    assert meant("orgelpijpne") == "orgelpijpen"


@pytest.mark.parametrize("words", ["orgel stemmen", "orgle", "olifantenpaadje", "XX-0"])
def test_finding_costs_the_same_in_a_small_and_in_a_large_catalogue(client, fatima, words):
    client.force_login(fatima)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("pdc:service_list"), {"q": words}).status_code == 200
        return len(captured)

    a_service("XX-0", "Orgel stemmen")
    few = cost()
    for number in range(1, 12):
        a_service(f"XX-{number}", f"Orgel {number} stemmen", steps=["Belt over het orgel"])
        an_article(fatima, f"Orgels van {number} kerken")

    assert cost() == few
