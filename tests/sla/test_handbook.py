"""The handbook on the screen: contents, a chapter per theme, for who works in a pool."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pdc.models import ServiceVersion, Theme
from sla.models import Norm
from tests.factories import a_norm, a_service, as_if_written_so, later

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]
HANDBOOK = reverse("sla:handbook")
NASTY = "<script>alert(1)</script> #let x = 1 *vet* $a$ @s-PO-10 \\ 'quote'"
NASTY += " \u202eRTL\u202c العربية 🦆"


@pytest.fixture
def desk(client, fatima):
    client.force_login(fatima)
    return client


@pytest.fixture
def zaal(db):
    version = a_service(
        "PO-10",
        "Vergaderzaal reserveren",
        summary="Een ruimte met de juiste opstelling.",
        included=["zaal op naam"],
        excluded=["catering"],
        client_responsibilities=["op tijd annuleren"],
        urgent_condition="Alleen met reden",
        min_notice=2,
        effort_minutes=20,
        effort_unit="reservering",
        review_month=3,
        questions=[
            {"key": "dag", "label": "Welke dag?", "type": "date", "required": True, "help": "Kies"},
            {"key": "zaal", "type": "choice", "choices": ["groot", "klein"]},
        ],
        steps=["Zaal zoeken", "Bevestigen"],
    )
    with as_if_written_so():
        version.process.goal = "Iedereen zit."
        version.process.risks = ["dubbele boeking"]
        version.process.save()
        version.process.steps.filter(order=2).update(on_checklist=False)
    return version


def text(answer):
    return " ".join(answer.content.decode().split())


def chapter_of(version):
    return reverse("sla:handbook_chapter", args=[version.service.theme_id])


def test_the_contents_lead_to_each_service_in_its_chapter(desk, zaal):
    page = text(desk.get(HANDBOOK))

    assert f'href="{chapter_of(zaal)}#s-PO-10">Vergaderzaal reserveren</a>' in page
    assert 'id="s-PO-10"' in text(desk.get(chapter_of(zaal)))
    assert "The handbook as a PDF" in page
    assert "This chapter as a PDF" in text(desk.get(chapter_of(zaal)))


def test_a_chapter_keeps_the_look_one_chose(desk, zaal):
    desk.cookies["theme"] = "dark"

    assert 'data-bs-theme="dark"' in text(desk.get(chapter_of(zaal)))


def test_a_chapter_tells_all_there_is_to_know(desk, zaal):
    page = text(desk.get(chapter_of(zaal)))

    told = [
        "Een ruimte met de juiste opstelling.",
        "First reaction</dt><dd>within 4 working hours",
        "Ready</dt><dd>2 working days",
        "Ask at least</dt><dd>2 working days before",
        "Alleen met reden",
        "20 minutes per reservering",
        "Looked at again in</dt><dd>March",
        "zaal op naam",
        "catering",
        "op tijd annuleren",
        "dubbele boeking",
        "Welke dag? <span",
        "(date, needed to start)",
        "groot / klein",
        "Iedereen zit.",
        "<td>1</td><td>pool</td><td>Zaal zoeken</td>",
        'Bevestigen <span class="soft quiet">(not on the checklist)',
    ]
    assert [words for words in told if words not in page] == []
    assert [page.index(words) for words in (told[0], told[7], told[11], told[15])] == sorted(
        page.index(words) for words in (told[0], told[7], told[11], told[15])
    )


def test_only_what_is_in_force_stands_in_it(desk, zaal):
    a_service("PO-11", "Ooit", valid_until=later(days=-1).date())
    a_service("PO-12", "Straks", status=ServiceVersion.Status.DRAFT)

    page = text(desk.get(HANDBOOK)) + text(desk.get(chapter_of(zaal)))

    assert "Ooit" not in page
    assert "Straks" not in page


def test_a_category_stands_over_its_services_and_without_steps_it_says_so(desk, zaal):
    rooms = Theme.objects.create(code="VER", name="Vergaderen", parent=zaal.service.theme)
    zaal.service.theme = rooms
    zaal.service.save()
    a_service("PO-11", "Zonder stappen")

    chapter = text(desk.get(reverse("sla:handbook_chapter", args=[rooms.parent_id])))

    assert '<h2 class="band">Vergaderen</h2>' in chapter
    assert '<h3 class="h3" id="n-PO-10">' in chapter
    assert '<h2 class="h3" id="n-PO-11">' in chapter
    assert "How this is done was not written down yet." in chapter
    assert desk.get(reverse("sla:handbook_chapter", args=[rooms.pk])).status_code == 404


def test_what_was_typed_is_only_text(desk):
    version = a_service("PO-13", NASTY, summary=NASTY, included=[NASTY], steps=[NASTY])

    page = desk.get(chapter_of(version)).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; #let x = 1 *vet* $a$" in page


def test_words_find_the_place_in_the_handbook(desk, zaal):
    a_service("PO-11", "Bloemen bestellen")

    found = text(desk.get(HANDBOOK, {"q": "vergaderzaal"}, headers={"HX-Request": "true"}))
    by_step = text(desk.get(HANDBOOK, {"q": "bevestigen"}))
    nothing = text(desk.get(HANDBOOK, {"q": "qwxyz"}))

    assert "#s-PO-10" in found
    assert "Bloemen" not in found
    assert "#s-PO-10" in by_step
    assert "<html" not in found
    assert "Nothing in the handbook looks like this." in nothing


def test_the_norm_of_now_stands_in_it_and_not_the_urgent_one(desk, zaal):
    with as_if_written_so():
        a_norm(Norm.Kind.TURNAROUND, hours=3, service_version=zaal, urgent=True)

    assert "3 working hours" not in text(desk.get(chapter_of(zaal)))


def test_clients_find_no_handbook(client, daan, zaal):
    client.force_login(daan)

    for answer in (
        client.get(HANDBOOK),
        client.get(chapter_of(zaal)),
        client.post(reverse("sla:handbook_paper")),
    ):
        assert answer.status_code == 404


def test_pages_cost_the_same_however_many_services(desk, zaal):
    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(address).status_code == 200
        return len(captured)

    places = [HANDBOOK, f"{HANDBOOK}?q=zaal", chapter_of(zaal)]
    few = [queries(place) for place in places]
    for number in range(12):
        a_service(f"PO-2{number}", f"Zaal {number}", questions=[{"key": "a"}], steps=["x", "y"])

    assert [queries(place) for place in places] == few


def test_an_empty_handbook_says_what_will_be_there(desk):
    assert "The handbook is still empty." in text(desk.get(HANDBOOK))
