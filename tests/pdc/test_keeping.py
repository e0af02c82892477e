"""How the catalogue is kept: reviews and who hears of them, competences, and the list of it all."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pdc.competences import say
from pdc.health import checks
from pdc.models import Competence, News
from pdc.policies import Refused
from pdc.reviews import remind_of_reviews, review_due, still_right
from tests.factories import NOW, a_request, a_secretary, a_service, local

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]
LIST = "/catalogue/manage/"


def found(name):
    check = next(check for check in checks(NOW.date()) if check.name == name)
    return {one.version.service.code: one.detail for one in check.found}


@pytest.mark.parametrize(
    ("valid_from", "reviewed_on", "month", "due"),
    [
        (date(2025, 1, 1), None, 6, date(2025, 6, 1)),
        (date(2025, 5, 20), None, 6, date(2026, 6, 1)),  # just written
        (date(2025, 7, 1), None, 6, date(2026, 6, 1)),
        (date(2020, 1, 1), date(2025, 6, 12), 6, date(2026, 6, 1)),
        (date(2020, 1, 1), date(2025, 12, 31), 1, date(2027, 1, 1)),  # read early
        (date(2024, 12, 15), None, 2, date(2026, 2, 1)),
        (date(2025, 1, 1), None, None, None),
    ],
)
def test_a_service_is_read_again_in_its_month(valid_from, reviewed_on, month, due):
    version = a_service(valid_from=valid_from, review_month=month)
    version.service.reviewed_on = reviewed_on

    assert review_due(version) == due


def test_who_wrote_it_and_the_coordinator_hear_it_twice_and_never_more(fatima, marieke):
    a_service("PO-10", valid_from=date(2025, 5, 1), review_month=3, author=fatima)
    a_service("PO-11", valid_from=date(2025, 5, 1), review_month=9)

    told = [
        remind_of_reviews(now=local(f"{day}T09:00"))
        for day in ("2026-02-28", "2026-03-01", "2026-03-20", "2026-04-01", "2026-05-01")
    ]

    assert told == [0, 2, 0, 2, 0]
    kinds = set(News.objects.values_list("kind", "person", "day"))
    due = date(2026, 3, 1)
    assert kinds == {
        (kind, person.pk, due)
        for kind in (News.Kind.REVIEW, News.Kind.REVIEW_PAST)
        for person in (fatima, marieke)
    }


def test_what_is_still_right_comes_up_again_next_year(client, fatima, marieke, daan):
    version = a_service(valid_from=date(2025, 5, 1), review_month=1)
    assert found("review") == {"PO-10": "since 01-2026"}
    with pytest.raises(Refused):
        still_right(version.service, by=daan, now=NOW)

    client.force_login(fatima)
    client.post("/catalogue/PO-10/still-right/")

    version.service.refresh_from_db()
    assert version.service.reviewed_on == NOW.date()
    assert found("review") == {}
    assert remind_of_reviews(now=NOW) == 0


def test_somebody_says_what_they_master_and_a_coordinator_says_it_of_others(
    client, fatima, joost, marieke, daan
):
    service = a_service().service
    for person, by in ((joost, fatima), (daan, marieke), (daan, daan)):
        with pytest.raises(Refused):
            say(service, person, level="masters", by=by, now=NOW)
    assert found("one_person") == {"PO-10": "nobody"}

    client.force_login(fatima)
    client.post("/catalogue/PO-10/competence/", {"level": "masters"})
    assert found("one_person") == {"PO-10": "Fatima Bouzid only"}
    say(service, joost, level="learns", by=marieke, now=NOW)
    assert found("one_person") == {"PO-10": "Fatima Bouzid only"}
    say(service, joost, level="masters", by=marieke, now=NOW)

    assert found("one_person") == {}
    say(service, joost, level="", by=joost, now=NOW)
    assert Competence.objects.get().person == fatima


def test_who_left_masters_nothing_any_more(fatima, joost):
    service = a_service().service
    for person in (fatima, joost):
        say(service, person, level="masters", by=person, now=NOW)
    joost.pool_memberships.update(until=date(2026, 1, 1))

    assert found("one_person") == {"PO-10": "Fatima Bouzid only"}


def test_the_list_says_what_the_catalogue_needs(client, marieke, fatima, daan):
    a_service("PO-10", "Zaal")
    a_request(daan, by=fatima, service=a_service("PO-11", "Lunch"))
    a_service("PO-12", "Nieuw", valid_from=date(2026, 1, 1))
    draft = a_service("PO-13", "Concept", status="draft", author=fatima)

    assert set(found("owner")) == set(found("unaudited")) == {"PO-10", "PO-11", "PO-12"}
    assert found("drafts") == {draft.service.code: "draft, Fatima Bouzid"}
    client.force_login(marieke)
    page = client.get(LIST).content.decode()
    assert "/catalogue/drafts/PO-13/audit/" in page
    asked = client.get(f"{LIST}never-asked/").content.decode()
    assert "PO-10" in asked
    assert "PO-11" not in asked
    assert "PO-12" not in asked  # not yet offered for a year


@pytest.mark.parametrize(
    "path", [LIST, f"{LIST}never-asked/", "/catalogue/PO-10/keeping/", "/catalogue/audits/"]
)
def test_a_page_costs_the_same_however_much_there_is(client, noord, marieke, joost, path):
    version = a_service(review_month=1, questions=[{"key": "a"}])
    client.force_login(marieke)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    cost()
    few = cost()
    for number in range(6):
        person = a_secretary(noord, f"Iemand {number}")
        say(version.service, person, level="masters", by=person, now=NOW)
        a_service(f"XX-{number}", review_month=1)
        a_service(f"YY-{number}", status="draft", author=joost)

    assert cost() == few


@pytest.mark.parametrize("path", ["versions/", "compare/"])
def test_versions_cost_the_same_however_many_there_are(client, marieke, fatima, path):
    version = a_service(questions=[{"key": "a"}], steps=["Kijkt"])
    client.force_login(marieke)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/catalogue/PO-10/{path}").status_code == 200
        return len(captured)

    def another(number):
        year = date(2020 + number, 1, 1)
        version.service.versions.filter(number=number - 1).update(
            valid_until=date(2019 + number, 12, 31)
        )
        fields = {"name": "Zaal", "valid_from": year, "author": fatima}
        version.service.versions.create(number=number, status="published", **fields)

    another(2)
    another(3)
    cost()
    few = cost()
    for number in range(4, 7):
        another(number)

    assert cost() == few
