"""An agreement on paper, read back: text in order, tags, and one page that stays one page."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from sla.documents.contents import document_of
from sla.documents.paper import Look, on_paper
from sla.models import AgreementLine, AgreementVersion
from tests.factories import NOW, a_norm, a_service, an_agreement, as_if_written_so
from tests.sla.paper import bookmarks, levels, read, tags, words

pytestmark = pytest.mark.usefixtures("monday_ten_oclock")

ON = NOW.date()
NASTY = "<script>alert(1)</script> #let x = 1 *vet* $a$ \\ 'quote'"


@pytest.fixture
def agreed(projecten, daan, marieke, settings):
    settings.ORGANISATION = "Waterschap De Vecht"
    services = [a_service(f"PO-{n}", f"Dienst {n}", turnaround_days=5).service for n in range(1, 4)]
    version = an_agreement(
        projecten,
        services=services,
        steps=[{"when": "termijn voorbij", "who": "coördinator"}],
        turnaround_days=2,
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
        support_hours="maandag t/m vrijdag",
        satisfaction_target=Decimal("7.5"),
        off_catalogue_hours=Decimal("4.0"),
        client_contact=daan,
        provider_contact=marieke,
        needs="Rust in de agenda.",
        repair="We bellen en zoeken samen een weg.",
        contact_routes="balie 2.01",
        notes="Tweede versie.",
    )
    with as_if_written_so():
        version.lines.filter(service__code="PO-2").update(
            deviation="vaste notulist", volume_per_month=Decimal("7.5"), volume_unit="verslag"
        )
        version.responsibilities.create(side="client", text="stukken vooraf")
        version.responsibilities.create(side="provider", text="bellen voor de termijn")
    return version


def paper(version, look=Look.WHOLE):
    return read(on_paper(document_of(version, ON, by_volume=look is Look.ONE_PAGE), look))


def test_it_tells_all_of_it_in_order(agreed):
    told = words(paper(agreed))

    order = [
        "Waterschap De Vecht",
        "Afspraak PRJ",
        "Projecten with Pool Noord",
        "1 January 2026 until and including 31 December 2026 · version 1, in force",
        "Rust in de agenda.",
        "Dienst 1",
        "2 working days",
        "Dienst 2 vaste notulist (standard 5 working days) 7.5 verslag",
        "bellen voor de termijn",
        "stukken vooraf",
        "We bellen en zoeken samen een weg.",
        "1 termijn voorbij coördinator",
        "Support hours maandag t/m vrijdag",
        "balie 2.01",
        "Daan Visser",
        "Marieke Postma",
        "Satisfaction aimed at 7.5",
        "4 hours a month",
        "Tweede versie.",
    ]
    places = [told.find(one) for one in order]
    assert -1 not in places
    assert places == sorted(places)


def test_it_is_tagged_for_who_listens(agreed):
    for look in Look:
        reader = paper(agreed, look)
        root = reader.trailer["/Root"]
        said = root["/Metadata"].get_object().get_data().decode()

        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"].startswith("en")
        assert "<pdfuaid:part>1</pdfuaid:part>" in said
        assert reader.metadata.title == "Afspraak PRJ"
        assert {"/H1", "/Table", "/TH", "/TD", "/L", "/LI"} <= set(tags(reader))
        assert levels(reader)[0] == 1
        assert set(levels(reader)) <= {1, 2}


def test_bookmarks_lead_to_its_parts(agreed):
    assert bookmarks(paper(agreed)) == [
        (0, "What the client needs"),
        (0, "Services and norms"),
        (0, "What each side does"),
        (1, "The pool"),
        (1, "Projecten"),
        (0, "When it does not go as agreed"),
        (0, "Hours, people and dates"),
        (0, "Notes"),
    ]


def test_in_dutch_all_of_it_is_dutch(agreed):
    with translation.override("nl"):
        reader = paper(agreed)

    told = words(reader)
    assert reader.trailer["/Root"]["/Lang"].startswith("nl")
    for said in ("Diensten en normen", "2 werkdagen", "1 januari 2026 t/m 31 december 2026", "7,5"):
        assert said in told


def test_what_was_typed_is_only_text(agreed):
    with as_if_written_so():
        AgreementVersion.objects.filter(pk=agreed.pk).update(notes=NASTY, needs=NASTY)

    agreed.refresh_from_db()
    assert words(paper(agreed)).count("<script>alert(1)</script> #let x = 1 *vet* $a$") == 2


def with_lines(version, many):
    for number in range(many):
        service = a_service(f"XX-{number}", f"Een dienst met een lange naam, nummer {number}")
        with as_if_written_so():
            line = AgreementLine.objects.create(version=version, service=service.service)
        a_norm("turnaround", days=3, agreement_line=line)


@pytest.mark.parametrize(("many", "shown"), [(0, 3), (20, 23), (90, 32)])
def test_one_page_stays_one_page(agreed, many, shown):
    """The lines asked most stand on it; of what does not fit it says how many there are."""
    with_lines(agreed, many)

    reader = paper(agreed, Look.ONE_PAGE)
    told = words(reader)

    assert len(reader.pages) == 1
    assert told.count("95 %") == shown
    assert told.index("Dienst 2") < told.index("Dienst 1")
    assert ("61 more, which are in the agreement itself" in told) == (many == 90)
    assert "stukken vooraf" in told


def test_the_whole_of_a_large_agreement_is_on_paper(agreed):
    with_lines(agreed, 60)

    reader = paper(agreed)

    assert words(reader).count("95 %") == 63
    assert len(reader.pages) > 1


ADDRESSES = ["sla:agreement_paper", "sla:agreement_in_short", "sla:in_short_paper"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_for_who_may_read_the_agreement(client, agreed, daan, fatima, stranger, address):
    url = reverse(address, args=[agreed.pk])
    for person, status in ((daan, 200), (fatima, 200), (stranger, 404)):
        client.force_login(person)
        assert client.get(url).status_code == status


def test_a_draft_is_not_for_the_client(client, agreed, daan):
    with as_if_written_so():
        AgreementVersion.objects.filter(pk=agreed.pk).update(status=AgreementVersion.Status.DRAFTED)
    client.force_login(daan)

    for address in ADDRESSES:
        assert client.get(reverse(address, args=[agreed.pk])).status_code == 404


def test_either_language_can_be_had_by_whoever_reads_it(client, agreed, daan):
    client.force_login(daan)
    url = reverse("sla:agreement_in_short", args=[agreed.pk])

    english, dutch = (client.get(url, {"language": code}).content.decode() for code in ("en", "nl"))
    file = client.get(reverse("sla:in_short_paper", args=[agreed.pk]), {"language": "nl"})

    assert "Services and norms" in english
    assert "Diensten en normen" in dutch
    assert "Diensten en normen" in words(read(file.content))
    assert file["Content-Disposition"] == 'attachment; filename="afspraak-prj-1-summary.pdf"'


def test_the_page_says_what_the_paper_says(client, agreed, daan):
    client.force_login(daan)

    page = client.get(reverse("sla:agreement_in_short", args=[agreed.pk])).content.decode()

    document = document_of(agreed, ON)
    for said in (document.title, document.between, document.period, "stukken vooraf", "balie 2.01"):
        assert said in page
    assert page.index("Dienst 2") < page.index("Dienst 1")


def test_it_costs_the_same_however_many_lines(client, agreed, daan):
    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(address, args=[agreed.pk])).status_code == 200
        return len(captured)

    client.force_login(daan)
    few = [queries(address) for address in ADDRESSES]
    with_lines(agreed, 12)

    assert [queries(address) for address in ADDRESSES] == few
