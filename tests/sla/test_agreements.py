"""Agreements as they are read, and how quick a service is for whoever asks."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from time_machine import travel

from sla.models import AgreementVersion, Norm, Way
from sla.reading import read_lines
from tests.factories import NOW, a_client, a_norm, a_service, an_agreement, as_if_written_so

LIST = "/agreements/"


@pytest.fixture(autouse=True)
def monday_ten_oclock(settings):
    settings.LANGUAGE_CODE = "en"
    with travel(NOW, tick=False), translation.override("en"):
        yield


@pytest.fixture
def notuleren(db):
    return a_service("PO-13", "Notuleren", turnaround_days=5)


@pytest.fixture
def agreed(projecten, notuleren, daan):
    version = an_agreement(
        projecten,
        services=[notuleren.service],
        steps=[{"when": "termijn voorbij", "who": "coördinator"}],
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
        support_hours="maandag t/m vrijdag",
        client_contact=daan,
    )
    with as_if_written_so():
        version.lines.update(deviation="vaste notulist", volume_per_month=Decimal("7.5"))
        version.responsibilities.create(side="client", text="stukken vooraf")
        version.responsibilities.create(side="provider", text="bellen voor de termijn")
    return version


def page_of(version):
    return reverse("sla:agreement_detail", args=[version.pk])


def read(client, person, url):
    client.force_login(person)
    return client.get(url).content.decode()


def test_an_agreement_reads_like_the_document_it_is(client, daan, agreed):
    page = read(client, daan, page_of(agreed))

    for said in (
        "Projecten",
        "Pool Noord",
        "1 January 2026 until and including 31 December 2026",
        "maandag t/m vrijdag",
        "Notuleren",
        "1 working day",
        "95 %",
        "vaste notulist",
        "standard 5 working days",
        "7.5",
        "stukken vooraf",
        "bellen voor de termijn",
        "termijn voorbij",
        "in force",
    ):
        assert said in page


def test_what_a_line_does_not_say_is_the_standard(agreed, notuleren):
    (line,) = read_lines(agreed, NOW.date())

    assert line.response == notuleren.norms.get(kind=Norm.Kind.RESPONSE)
    assert line.turnaround.amount == 1
    assert line.replaced.amount == 5


def test_the_urgent_norm_is_not_taken_for_the_normal_one(agreed):
    urgent = {"urgent": True, "agreement_line": agreed.lines.get()}
    a_norm(Norm.Kind.TURNAROUND, hours=1, **urgent)

    (line,) = read_lines(agreed, NOW.date())

    assert line.turnaround.amount == 1
    assert line.turnaround.in_days


def test_an_old_agreement_shows_the_services_of_its_own_time(projecten):
    old = a_service(name="Zaal regelen", valid_until=date(2025, 12, 31))
    old.service.versions.create(
        number=2, status="published", valid_from=date(2026, 1, 1), name="Zaal reserveren"
    )
    past = an_agreement(projecten, services=[old.service], valid_until=date(2025, 12, 31))

    assert [line.name for line in read_lines(past, NOW.date())] == ["Zaal regelen"]


def test_a_service_that_is_gone_keeps_its_code(projecten):
    gone = a_service("PO-99", valid_until=date(2026, 1, 31))
    version = an_agreement(projecten, services=[gone.service])

    assert [line.name for line in read_lines(version, NOW.date())] == ["PO-99"]


@pytest.mark.parametrize("who", ["daan", "fatima", "marieke"])
def test_both_sides_read_it(request, client, agreed, who):
    person = request.getfixturevalue(who)

    assert agreed.agreement.name in read(client, person, LIST)
    assert client.get(page_of(agreed)).status_code == 200


def test_a_draft_is_the_pools_own_until_it_is_proposed(client, daan, fatima, agreed):
    with as_if_written_so():
        AgreementVersion.objects.update(status=AgreementVersion.Status.DRAFTED)
    assert agreed.agreement.name in read(client, fatima, LIST)
    assert agreed.agreement.name not in read(client, daan, LIST)
    assert client.get(page_of(agreed)).status_code == 404

    AgreementVersion.objects.update(status=AgreementVersion.Status.PROPOSED)
    assert agreed.agreement.name in read(client, daan, LIST)


@pytest.mark.parametrize("who", ["stranger", "sanne"])
def test_nobody_else_does(request, client, agreed, who):
    person = request.getfixturevalue(who)

    assert agreed.agreement.name not in read(client, person, LIST)
    assert client.get(page_of(agreed)).status_code == 404


def test_who_is_nothing_here_finds_nothing(client, agreed, django_user_model):
    visitor = django_user_model.objects.create_user("x@example.org", given_name="X")
    client.force_login(visitor)

    norms = reverse("sla:service_norms", args=["PO-13"])
    assert {client.get(url).status_code for url in (LIST, page_of(agreed), norms)} == {404}


@pytest.mark.parametrize(
    ("status", "until", "word"),
    [
        ("in_force", date(2026, 12, 31), "in force"),
        ("in_force", date(2026, 2, 28), "ended"),
        ("drafted", date(2026, 12, 31), "drafted"),
        ("superseded", date(2026, 12, 31), "superseded"),
    ],
)
def test_how_a_version_stands_is_said(client, fatima, agreed, status, until, word):
    with as_if_written_so():
        AgreementVersion.objects.update(status=status, valid_until=until)

    assert f"</svg>{word}</span>" in read(client, fatima, LIST)


# How quick a service is


def norms(client, person, code="PO-13", **asked):
    client.force_login(person)
    return client.get(reverse("sla:service_norms", args=[code]), asked).content.decode()


def test_a_client_reads_what_was_agreed_for_their_unit(client, daan, agreed):
    page = norms(client, daan)

    assert "1 working day" in page
    assert "As agreed for Projecten in Afspraak PRJ." in page


def test_without_an_agreement_the_standard_holds_and_says_so(client, daan, notuleren):
    page = norms(client, daan)

    assert "5 working days" in page
    assert "nothing else was agreed for Projecten" in page


def test_the_pool_reads_the_standard(client, fatima, agreed):
    assert "5 working days" in norms(client, fatima)


def test_someone_of_two_units_chooses(client, daan, agreed, noord):
    other = a_client(noord, "FIN", name="Financiën")
    daan.client_memberships.create(client=other, since=NOW.date())

    assert "nothing else was agreed for Financiën" in norms(client, daan)
    assert "As agreed for Projecten" in norms(client, daan, unit="PRJ")


def test_the_pool_chooses_whom_it_serves(client, fatima, agreed):
    assert "As agreed for Projecten in Afspraak PRJ." in norms(client, fatima, unit="PRJ")


@pytest.mark.parametrize("who", ["fatima", "daan"])
def test_nobody_reads_what_was_agreed_with_others(request, client, agreed, stranger, who):
    page = norms(client, request.getfixturevalue(who), unit="FIN")

    assert "Financiën" not in page


def test_a_pool_without_a_calendar_still_has_the_standard(client, daan, notuleren, noord):
    noord.own_calendar.delete()

    assert "5 working days" in norms(client, daan)


def test_the_norms_cost_the_same_for_few_and_for_many_clients(client, fatima, agreed, noord):
    client.force_login(fatima)
    url = reverse("sla:service_norms", args=["PO-13"])

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url, {"unit": "PRJ"}).status_code == 200
        return len(captured)

    few = cost()
    for number in range(5):
        a_client(noord, f"U{number}")

    assert cost() == few


def test_a_cut_off_is_told_in_words(client, fatima):
    version = a_service("FG-10", "Lunch", turnaround_days=None)
    a_norm(
        Norm.Kind.TURNAROUND,
        service_version=version,
        way=Way.CUT_OFF,
        amount=0,
        cut_off=time(12),
        same_day=time(16),
        next_day=time(12),
    )

    assert "16:00 if received before 12:00" in norms(client, fatima, "FG-10")


def test_a_service_that_is_not_offered_has_no_norms(client, fatima):
    client.force_login(fatima)

    assert client.get(reverse("sla:service_norms", args=["XX-1"])).status_code == 404


@pytest.mark.parametrize("page", ["list", "detail"])
def test_the_cost_is_the_same_for_few_and_for_many(client, fatima, noord, agreed, page):
    client.force_login(fatima)
    url = LIST if page == "list" else page_of(agreed)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    few = cost()
    for number in range(5):
        version = a_service(f"XX-{number}")
        with as_if_written_so():
            line = agreed.lines.create(service=version.service)
            agreed.responsibilities.create(side="client", text="x", order=number)
            agreed.escalation_steps.create(level=number + 2, when="x", who="y")
        a_norm(Norm.Kind.TURNAROUND, days=2, agreement_line=line)
        an_agreement(a_client(noord, f"U-{number}"))

    assert cost() == few
