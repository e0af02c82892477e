"""The page where a coordinator takes the catalogue out and brings one in."""

import json
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.exact_sheets import read
from core.importing import ImportRefused
from pdc.models import Service, ServiceVersion
from sla.exchange import as_json, stored
from sla.exchange.files import Overtaken, carry_out, digest_of, keep, look
from sla.exchange.tables import TABLES
from sla.models import CatalogueFile
from tests import factories
from tests.factories import NOW
from tests.sla.exchange.books import a_catalogue, empty, tables

PAGE = "/exchange/"


@pytest.fixture
def catalogue(noord):
    return a_catalogue(noord)


@pytest.fixture
def desk(client, marieke, catalogue):
    client.force_login(marieke)
    return client


def uploaded(held, name="catalogus.json"):
    content = held if isinstance(held, bytes) else json.dumps(held).encode()
    return {"file": SimpleUploadedFile(name, content)}


def changed():
    held = tables()
    row = next(row for row in held["versions"] if row["service"] == "IM-01")
    row["summary"] = "<b>Verslag</b> binnen twee dagen"
    return held


def test_a_file_is_looked_at_first_and_then_brought_in(desk):
    page = desk.post(PAGE, uploaded(changed()), follow=True)
    address = page.redirect_chain[-1][0]
    assert "IM-01" in page.content.decode()
    assert ServiceVersion.objects.filter(service__code="IM-01").count() == 1

    done = desk.post(address, {"seen": page.context["seen"]}, follow=True)

    assert "1 wijziging" in done.content.decode()
    assert ServiceVersion.objects.get(service__code="IM-01", number=2).status == "draft"
    assert bytes(CatalogueFile.objects.get().content) == b""


def test_a_second_click_brings_nothing_in_twice(desk):
    page = desk.post(PAGE, uploaded(changed()), follow=True)
    address, seen = page.redirect_chain[-1][0], page.context["seen"]

    desk.post(address, {"seen": seen})
    desk.post(address, {"seen": seen})

    assert ServiceVersion.objects.filter(service__code="IM-01").count() == 2


def test_what_changed_since_one_looked_is_looked_at_again(desk):
    page = desk.post(PAGE, uploaded(changed()), follow=True)
    address, seen = page.redirect_chain[-1][0], page.context["seen"]
    Service.objects.filter(code="IM-01").update(owner="Iemand anders")

    again = desk.post(address, {"seen": seen}, follow=True)

    assert "Kijk nog een keer" in again.content.decode()
    assert ServiceVersion.objects.filter(service__code="IM-01").count() == 1
    assert again.context["seen"] != seen


def test_mistakes_are_listed_and_nothing_is_kept(desk):
    held = changed()
    held["versions"][0]["review_month"] = 13

    page = desk.post(PAGE, uploaded(held))

    assert "moet van 1 tot 12 zijn" in page.content.decode()
    assert not CatalogueFile.objects.exists()


def test_what_is_typed_in_a_file_is_never_html(desk):
    held = changed()
    held["versions"][0]["name"] = "<script>alert(1)</script>"

    page = desk.post(PAGE, uploaded(held, name="<img src=x>.json"), follow=True)

    assert "<script>alert" not in page.content.decode()
    assert "<img src=x>" not in page.content.decode()


def test_without_a_file_the_form_says_what_to_do(desk):
    assert "Dit veld is verplicht" in desk.post(PAGE, {}).content.decode()


def test_what_is_far_too_large_is_refused(desk, settings):
    settings.ATTACHMENT_MEGABYTES = 0

    page = desk.post(PAGE, uploaded(changed()))

    assert "te groot" in page.content.decode()


@pytest.mark.parametrize("what", ["catalogue", "example", "empty"])
def test_files_go_out_as_spreadsheet_and_as_json(desk, what):
    sheet = desk.get(f"/exchange/{what}.xlsx")
    tables = json.loads(desk.get(f"/exchange/{what}.json").content)

    heads = {title: page.heads for title, page in read(BytesIO(sheet.content)).items()}
    assert {str(table.title) for table in TABLES} < {*heads}
    assert tables["format"] == "pdc-catalogue-2"
    assert bool(tables["services"]) == (what != "empty")


def test_the_example_can_be_brought_in_as_it_is(desk):
    file = desk.get("/exchange/example.xlsx").content
    example = json.loads(desk.get("/exchange/example.json").content)
    empty()

    page = desk.post(PAGE, uploaded(file, "voorbeeld.xlsx"), follow=True)
    address = page.redirect_chain[-1][0]
    page = desk.get(address + "?publish=1")
    desk.post(address, {"seen": page.context["seen"], "publish": "1"})

    assert json.loads(as_json(stored())) == example
    assert ServiceVersion.objects.filter(status="published").count() == 2


def test_somebody_else_does_not_see_my_file(desk, client, noord):
    desk.post(PAGE, uploaded(changed()))
    kept = CatalogueFile.objects.get()
    client.force_login(factories.a_coordinator(noord, "Karel Klaassen"))

    assert client.get(reverse("sla:exchange_file", args=[kept.pk])).status_code == 404


@pytest.mark.parametrize("who", ["fatima", "daan", "stranger"])
def test_only_a_coordinator_exchanges(client, catalogue, who, request):
    client.force_login(request.getfixturevalue(who))

    assert client.get(PAGE).status_code == 404
    assert client.get("/exchange/catalogue.xlsx").status_code == 404
    assert client.post(PAGE, uploaded(changed())).status_code == 404


def test_a_larger_catalogue_costs_no_more_queries(desk):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert desk.get("/exchange/catalogue.json").status_code == 200
        return len(captured)

    few = queries()
    for number in range(12):
        factories.a_service(f"XX-{number}", questions=[{"key": "a"}], steps=["Doe"])

    assert queries() == few


def test_a_file_of_many_services_is_planned_and_written_in_as_many_queries(catalogue, marieke):
    def queries(many):
        held = tables()
        for number in range(many):
            held["services"].append({"code": f"YY-{many}-{number}", "theme": "PO"})
            held["versions"].append(
                {"service": f"YY-{many}-{number}", "number": 1, "status": "draft", "name": "N"}
            )
        kept = keep("c.json", json.dumps(held).encode(), by=marieke, now=NOW)
        with CaptureQueriesContext(connection) as captured:
            look(kept, publish=False)
        return len(captured)

    assert queries(2) == queries(20)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_bring_in_the_same_change_one_does(noord):
    a_catalogue(noord)
    marieke = factories.a_coordinator(noord)
    karel = factories.a_coordinator(noord, "Karel Klaassen")
    content = json.dumps(changed()).encode()
    kept = [keep("c.json", content, by=by, now=NOW) for by in (marieke, karel)]
    seen = digest_of(look(kept[0], publish=False))

    def bring(one):
        try:
            carry_out(one, publish=False, seen=seen, by=one.by, now=NOW)
        except (Overtaken, ImportRefused):
            return "told"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(bring, kept))

    assert outcomes == ["done", "told"]
    assert ServiceVersion.objects.filter(service__code="IM-01").count() == 2
