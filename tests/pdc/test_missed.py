"""What people looked for and did not find: words, a day and how often, and never who."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pdc.models import MissedSearch, Proposal
from pdc.search.missed import keep_missed, leave_missed, propose_missed, worth_keeping
from tests.factories import NOW, a_service

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]
ON = NOW.date()
LIST = reverse("pdc:missed")


def kept():
    return dict(MissedSearch.objects.values_list("words", "times"))


def miss(client, person, words):
    client.force_login(person)
    return client.post(reverse("pdc:miss"), {"q": words})


def test_what_nobody_found_is_counted_by_day_without_who(client, fatima, daan):
    a_service("PO-10", "Vergaderzaal reserveren")

    for person, words in ((fatima, "een olifant"), (daan, " olifant?"), (daan, "vergaderzaal")):
        assert miss(client, person, words).content == b""
    keep_missed("olifant", ON - timedelta(days=1))

    assert list(MissedSearch.objects.values_list("words", "day", "times")) == [
        ("olifant", ON, 2),
        ("olifant", ON - timedelta(days=1), 1),
    ]
    assert {field.name for field in MissedSearch._meta.fields} == {"id", "words", "day", "times"}


def test_a_search_that_goes_on_is_not_counted(client, fatima):
    client.force_login(fatima)

    client.get(reverse("pdc:service_list"), {"q": "olif"}, headers={"HX-Request": "true"})

    assert kept() == {}


def test_who_waits_and_then_presses_enter_looked_for_it_once(client, fatima, daan):
    for words in ("olifant", "Olifant ", "giraf"):
        miss(client, fatima, words)
    client.cookies.clear()
    answer = miss(client, daan, "olifant")

    assert kept() == {"olifant": 2, "giraf": 1}
    cookie = answer.cookies["missed"]
    assert cookie["httponly"]
    assert "olifant" not in cookie.value


@pytest.mark.parametrize(
    "words",
    [
        "jan.jansen@example.org",
        "bel olifant op 06-1234 5678",
        "12345",
        "2026-004512",
        "www.example.org/olifant",
        "Fatima Bouzid",
        "bouzid",
        "pieter",
        "bouzids",
        "bouzid's",
        "Jansen-Bouzid",
        "het",
        "graag even",
        "ik ben ziek en wil weten hoe lang mijn olifant nog thuis in bed moet blijven",
        "",
        "\0",
        "x" * 5_000,
    ],
)
def test_what_may_say_who_somebody_is_and_what_is_no_search_is_not_kept(fatima, words):
    assert len(worth_keeping(words)) <= 40
    assert "bouzid" not in worth_keeping(words)
    if len(words) < 5_000:
        assert worth_keeping(words) == ""


def test_of_words_beside_a_name_only_the_words_are_kept(fatima):
    assert worth_keeping("olifant van Bouzid voor 12") == "olifant"


def test_the_coordinator_proposes_a_service_of_it_or_takes_it_off(client, marieke):
    for words in ("olifant", "olifant", "giraf", "zebra"):
        keep_missed(words, ON)
    client.force_login(marieke)
    page = client.get(LIST).content.decode()
    assert page.index("olifant") < page.index("giraf")

    client.post(reverse("pdc:settle_missed"), {"words": "olifant", "propose": "1"})
    client.post(reverse("pdc:settle_missed"), {"words": "giraf", "leave": "1"})

    assert kept() == {"zebra": 1}
    proposal = Proposal.objects.get()
    assert (proposal.title, proposal.made_by, proposal.service) == ("Olifant", marieke, None)
    assert "2" in proposal.why


def test_of_two_who_propose_the_same_one_does(marieke):
    keep_missed("olifant", ON)

    assert propose_missed("olifant", by=marieke, now=NOW)
    assert propose_missed("olifant", by=marieke, now=NOW) is None
    assert Proposal.objects.count() == 1


def call(client, words, code):
    return client.post(reverse("sla:call_missed"), {"words": words, "service": code}, follow=True)


def test_the_coordinator_makes_it_a_search_word_of_a_service_in_its_draft(client, marieke):
    held = a_service(
        "PO-10", "Vergaderzaal reserveren", keywords=["zaal"], questions=[{"key": "a"}]
    )
    for words in ("olifant", "zebra"):
        keep_missed(words, ON)
    client.force_login(marieke)

    page = call(client, "olifant", " po-10 ").content.decode()
    call(client, "olifant", "PO-10")

    draft = held.service.versions.get(status="draft")
    assert draft.keywords == ["zaal", "olifant"]
    assert draft.author == marieke
    assert draft.intake_fields.count() == 1
    assert draft.norms.count() == held.norms.count() > 0
    assert kept() == {"zebra": 1}
    assert "is in the draft of PO-10 Vergaderzaal reserveren" in page


def test_a_draft_that_a_colleague_audits_stays_and_so_does_the_line(client, marieke):
    held = a_service("PO-10", "Vergaderzaal reserveren")
    held.service.versions.create(number=2, name="Zaal", status="in_audit")
    keep_missed("olifant", ON)
    client.force_login(marieke)

    page = call(client, "olifant", "PO-10").content.decode()

    assert kept() == {"olifant": 1}
    assert "A colleague is auditing" in page


def test_what_is_no_code_is_told_beside_the_line_and_stays_typed(client, marieke):
    for words in ("olifant", "zebra"):
        keep_missed(words, ON)
    client.force_login(marieke)

    page = call(client, "zebra", "<b>PO</b>").content.decode()

    assert 'value="&lt;b&gt;PO&lt;/b&gt;" aria-invalid="true"' in page
    assert page.count('id="wrong"') == 1
    assert kept() == {"olifant": 1, "zebra": 1}


def test_what_was_typed_is_escaped_on_the_list(client, marieke):
    MissedSearch.objects.create(words="<script>alert(1)</script>", day=ON, times=1)
    client.force_login(marieke)

    page = client.get(LIST).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_list_costs_the_same_for_few_and_for_many(client, marieke):
    client.force_login(marieke)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LIST).status_code == 200
        return len(captured)

    keep_missed("olifant", ON)
    few = cost()
    for number in range(30):
        MissedSearch.objects.create(words=f"olifant {number}", day=ON, times=number + 1)

    assert cost() == few
    leave_missed("olifant")
    assert "olifant" not in kept()
