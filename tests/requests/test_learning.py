"""Who logs a request or corrects its service teaches which words mean that service."""

import pytest

from pdc.models import LearnedWord
from pdc.search import suggest
from requests import actions
from requests.policies import Refused
from tests.factories import NOW, a_request, a_service, later

pytestmark = pytest.mark.usefixtures("monday_ten_oclock")


def words_of(version):
    counts = LearnedWord.objects.of(LearnedWord.objects.values_list("word", flat=True))
    return {word for service, word, _ in counts if service == version.service_id and word}


def correct(it, version, by):
    actions.correct_service(
        it, service_version=version, because="x", all_known=True, by=by, now=later(minutes=1)
    )


def test_a_request_that_is_logged_teaches_its_words(daan, fatima):
    zaal, other = a_service(), a_service("PO-11", "Locatie")

    a_request(daan, by=fatima, service=zaal, subject="De kajuit graag", text="Met een roeispaan")

    assert words_of(zaal) == {"kajuit", "roeispaan"}
    assert words_of(other) == set()
    assert suggest("roeispaan", 1).versions == [zaal]


def test_one_outside_the_catalogue_teaches_nothing(daan, fatima):
    a_request(daan, by=fatima, service=None, subject="kajuit")

    assert not LearnedWord.objects.exists()


def test_a_confidential_one_teaches_nothing_when_logged_or_corrected(daan, fatima):
    zaal, other = a_service(), a_service("PO-11", "Locatie")

    it = a_request(daan, by=fatima, service=zaal, subject="kajuit", confidential=True)
    correct(it, other, fatima)

    assert not LearnedWord.objects.exists()


def test_a_correction_moves_what_was_learned(daan, fatima):
    zaal, other = a_service(), a_service("PO-11", "Locatie")
    it = a_request(daan, by=fatima, service=zaal, subject="kajuit")

    correct(it, other, fatima)
    assert (words_of(zaal), words_of(other)) == (set(), {"kajuit"})

    correct(it, None, fatima)
    assert (words_of(zaal), words_of(other)) == (set(), set())


def test_what_is_refused_teaches_nothing(daan, fatima):
    zaal = a_service()

    with pytest.raises(Refused):
        a_request(daan, by=fatima, service=zaal, received_at=later(minutes=5), now=NOW)

    assert not LearnedWord.objects.exists()


def test_a_form_that_is_sent_twice_teaches_once(daan, fatima):
    zaal = a_service()
    token = "6f0b7c1e-8f1c-4a0e-9a55-0d6a4c2b8f11"

    for _ in range(2):
        a_request(daan, by=fatima, service=zaal, subject="kajuit", token=token)

    assert LearnedWord.objects.filter(word="kajuit").count() == 1
