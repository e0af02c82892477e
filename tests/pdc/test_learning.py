"""What the desk chose before counts from then on: single words, and never a name."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from pdc.models import LearnedWord
from pdc.search import add_up, learn, suggest
from tests.factories import a_person, a_service


@pytest.fixture
def two(db):
    return a_service("PO-01", "Agendabeheer"), a_service("PO-10", "Vergaderzaal")


def codes(text):
    return [version.service.code for version in suggest(text, 3).versions]


def learned():
    counts = LearnedWord.objects.of(LearnedWord.objects.values_list("word", flat=True))
    return {(service, word): times for service, word, times in counts}


def test_a_word_means_what_was_chosen_for_it(two):
    _, zaal = two
    assert codes("krokettenplank") == []

    learn(["Een krokettenplank"], zaal)

    assert codes("krokettenplank")[0] == "PO-10"


def test_what_was_chosen_changes_the_order(two):
    agenda, zaal = two
    learn(["iets met de kajuit"], agenda)
    before = codes("kajuit")

    for _ in range(3):
        learn(["de kajuit graag"], zaal)

    assert (before[0], codes("kajuit")[0]) == ("PO-01", "PO-10")


def test_another_choice_moves_what_was_learned(two):
    agenda, zaal = two
    text = ["Kajuit", "voor acht mensen"]
    learn(text, agenda)
    as_if_at_once = {(zaal.service_id, word): times for (_, word), times in learned().items()}

    learn(text, zaal, instead_of=agenda)

    assert learned() == as_if_at_once


def test_outside_the_catalogue_takes_back_what_was_learned(two):
    agenda, _ = two
    learn(["kajuit"], agenda)

    learn(["kajuit"], None, instead_of=agenda)

    assert learned() == {}
    assert codes("kajuit") == []


def test_what_was_never_learned_can_not_be_taken_from_others(two):
    agenda, zaal = two
    learn(["kajuit"], None, instead_of=agenda)

    learn(["kajuit"], zaal)
    add_up()

    assert codes("kajuit")[0] == "PO-10"


def test_no_name_is_learned(two):
    _, zaal = two
    a_person("Quirijn van Zwaluwen-Kroes")

    learn(
        [
            "Zaal voor Ottoline Brandsma",
            "Beste Mees,\nJansma belt: kajuit voor quirijn en zwaluwen-kroes, of kroes alleen, "
            "met Fenna en henk. Mail fenna@example.org of 0612345678.\nGroet, Wietske",
        ],
        zaal,
    )

    assert {word for _, word in learned()} <= {"", "zaal", "kajuit", "belt", "alleen", "mail"}


def test_no_order_of_words_is_kept(two):
    learn(["zebra aap mier"], two[0])

    words = [row.word for row in LearnedWord.objects.order_by("pk")]

    assert words == sorted(words)


def test_a_long_text_teaches_some_words(two):
    learn([" ".join(f"{a}{b}{a}x" for a in "bcdfghjk" for b in "aeiou") * 200], two[0])

    assert LearnedWord.objects.count() <= 31


def test_adding_up_changes_nothing_but_the_number_of_rows(two):
    agenda, zaal = two
    for text in ("kajuit", "kajuit hutten", "hutten"):
        learn([text], zaal)
        learn([text], agenda)
    learn(["hutten"], zaal, instead_of=agenda)
    before = learned()

    add_up()

    assert learned() == before
    assert LearnedWord.objects.count() == len(before)


def test_what_was_learned_long_ago_counts_for_less_when_there_is_much(two):
    agenda, zaal = two
    LearnedWord.objects.create(service=zaal.service, word="", times=600)
    LearnedWord.objects.create(service=zaal.service, word="kajuit", times=400)
    LearnedWord.objects.create(service=zaal.service, word="ooit", times=1)
    LearnedWord.objects.create(service=agenda.service, word="ooit", times=1)

    add_up()

    assert learned() == {
        (zaal.service_id, ""): 300,
        (zaal.service_id, "kajuit"): 200,
        (agenda.service_id, "ooit"): 1,
    }


def at_once(*things):
    together = Barrier(len(things))

    def do(thing):
        together.wait()
        try:
            thing()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(things)) as people:
        list(people.map(do, things))


@pytest.mark.django_db(transaction=True)
def test_two_who_choose_and_one_who_adds_up_lose_nothing():
    agenda, zaal = a_service("PO-01", "Agendabeheer"), a_service("PO-10", "Vergaderzaal")

    def choose(one, other):
        for _ in range(20):
            with transaction.atomic():
                learn(["kajuit hutten"], one)
                learn(["hutten roef"], other)

    def tidy():
        for _ in range(10):
            add_up()

    at_once(lambda: choose(agenda, zaal), lambda: choose(zaal, agenda), tidy, tidy)
    add_up()

    assert learned() == {
        (service.service_id, word): times
        for service in (agenda, zaal)
        for word, times in (("", 40), ("kajuit", 20), ("hut", 40), ("roef", 20))
    }
    assert LearnedWord.objects.count() == 8
