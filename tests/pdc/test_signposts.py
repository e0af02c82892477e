"""The signpost: found by what people call it, kept by coordinators, never lost."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.html import escape

from pdc.models import Signpost
from requests import actions
from requests.models import Decision
from tests.factories import NOW, a_norm, a_request, a_signpost
from tests.requests.desk import HTMX

pytestmark = pytest.mark.django_db
LIST, NEW, EDIT = "pdc:signposts", "pdc:signpost_new", "pdc:signpost_edit"
WRITTEN = {
    "name": "Facilitair",
    "belongs": "Stoelen en storingen",
    "phone": "088-000 3010",
    "keywords": "stoel, bureau,  lamp stuk , stoel",
}


@pytest.fixture
def signposts():
    return [
        a_signpost(keywords=["inloggen", "wachtwoord", "beeldscherm"]),
        a_signpost("HR", belongs="Vragen over verlof en salaris", keywords=["loonstrook"]),
        a_signpost("Juridische zaken", belongs="Contracten en privacy", keywords=["datalek"]),
    ]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("ik ben mijn wachtwoord kwijt", "ICT-servicedesk"),
        ("wachtw", "ICT-servicedesk"),
        ("beeldscerm", "ICT-servicedesk"),
        ("Kun je mijn loonstrook uitleggen?", "HR"),
        ("hr", "HR"),
        ("een datalek melden", "Juridische zaken"),
    ],
)
def test_who_is_meant_is_found_by_stem_beginning_or_likeness(signposts, words, first):
    assert Signpost.objects.meant_by(words)[0].name == first


def test_no_words_mean_all_by_name_and_strange_ones_nobody(signposts):
    assert [str(one) for one in Signpost.objects.meant_by(" ")] == [
        "HR",
        "ICT-servicedesk",
        "Juridische zaken",
    ]
    assert Signpost.objects.meant_by("nijlpaard") == []


def test_somebody_who_cant_be_reached_is_no_help():
    with pytest.raises(IntegrityError), transaction.atomic():
        a_signpost("Niemand", phone="")


def test_a_coordinator_adds_changes_and_retires(client, marieke):
    client.force_login(marieke)

    client.post(reverse(NEW), WRITTEN)
    made = Signpost.objects.get()
    assert made.keywords == ["stoel", "bureau", "lamp stuk"]

    page = client.get(reverse(EDIT, args=[made.pk])).content.decode()
    assert "stoel, bureau, lamp stuk" in page
    client.post(reverse(EDIT, args=[made.pk]), WRITTEN | {"belongs": "Stoelen"})
    made.refresh_from_db()
    assert (made.belongs, made.active) == ("Stoelen", False)
    assert list(Signpost.objects.active()) == []
    assert "Facilitair" in client.get(reverse(LIST)).content.decode()


def test_what_is_wrong_is_said_and_what_was_typed_stays(client, marieke):
    client.force_login(marieke)

    answer = client.post(reverse(NEW), WRITTEN | {"phone": "", "name": "<b>Wie</b>"})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert escape("<b>Wie</b>") in page
    assert "<b>Wie</b>" not in page
    assert not Signpost.objects.exists()


def test_a_secretary_reads_and_does_not_change(client, fatima, signposts):
    client.force_login(fatima)

    page = client.get(reverse(LIST), {"q": "wachtwoord"}, headers=HTMX).content.decode()

    assert "ICT-servicedesk" in page
    assert "088-000 3000" in page
    assert "Juridische" not in page
    assert reverse(EDIT, args=[signposts[0].pk]) not in page
    assert client.post(reverse(NEW), WRITTEN).status_code == 404


def test_what_was_referred_is_counted_for_each(client, daan, fatima, marieke, noord, signposts):
    a_norm("decision", days=1, pool=noord)
    for _ in range(2):
        it = a_request(daan, by=fatima)
        said = {"decision": Decision.REFER, "text": "", "signpost": signposts[0]}
        actions.decide(it, **said, by=marieke, now=NOW)
    client.force_login(fatima)

    page = client.get(reverse(LIST)).content.decode()

    assert "2 verzoeken" in page


@pytest.mark.parametrize("many", [2, 30])
def test_the_list_asks_the_same_however_long(client, fatima, many, django_assert_max_num_queries):
    for number in range(many):
        a_signpost(f"Afdeling {number}")
    client.force_login(fatima)

    with django_assert_max_num_queries(11):
        client.get(reverse(LIST))
