"""The catalogue on the screen: by theme, found while one types, and a page per service."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from time_machine import travel

from pdc.models import Service, ServiceVersion, Theme
from pdc.views import themes_of
from tests.factories import NOW, a_secretary, a_service, an_article, as_if_written_so

LIST, STEPS = "/catalogue/", "/catalogue/PO-10/"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def monday_ten_oclock(settings):
    settings.LANGUAGE_CODE = "en"
    with travel(NOW, tick=False), translation.override("en"):
        yield


@pytest.fixture
def zaal(db):
    return a_service(
        "PO-10",
        "Vergaderzaal reserveren",
        summary="Een ruimte met de juiste opstelling.",
        included=["zaal op naam"],
        excluded=["catering"],
        requesters=["Alle medewerkers"],
        client_responsibilities=["op tijd annuleren"],
        quality_criteria=["bevestiging met zaalnaam"],
        urgent_condition="Alleen met reden",
        min_notice=2,
        effort_minutes=20,
        effort_unit="reservering",
        questions=[
            {"key": "datum", "label": "Datum", "required": True},
            {"key": "opstelling", "label": "Opstelling"},
        ],
        steps=["Kijkt of de zaal vrij is"],
    )


def page_of(code):
    return reverse("pdc:service_detail", args=[code])


def read(client, person, url, **asked):
    client.force_login(person)
    return client.get(url, asked).content.decode()


def test_the_catalogue_stands_by_theme_in_its_own_order(client, daan, zaal):
    branch = Theme.objects.create(code="IM", name="Informatie", order=0)
    category = Theme.objects.create(code="TXT", name="Teksten", parent=branch)
    zaal.service.theme.order = 1
    zaal.service.theme.save()
    brief = a_service("IM-10", "Brief opmaken")
    Service.objects.filter(pk=brief.service_id).update(theme=category)

    page = read(client, daan, LIST).split('<section class="part"', 1)[1]

    places = [page.index(name) for name in ("Informatie", "Teksten", "Brief", "Plannen", "Verga")]
    assert places == sorted(places)


def test_what_is_typed_brings_only_what_matches(client, daan, zaal):
    a_service("PO-13", "Notuleren met verslag")
    client.force_login(daan)

    answer = client.get(LIST, {"q": "vergaderz"}, headers=HTMX).content.decode()

    assert "Vergaderzaal" in answer
    assert "Notuleren" not in answer
    assert "<html" not in answer


def test_when_nothing_matches_the_page_says_what_to_do(client, daan, zaal):
    assert "Try another word" in read(client, daan, LIST, q="olifant")


def test_a_service_page_says_all_a_client_needs(client, daan, zaal):
    page = read(client, daan, page_of("PO-10"))

    for said in (
        "Een ruimte met de juiste opstelling.",
        "zaal op naam",
        "catering",
        "Alle medewerkers",
        "op tijd annuleren",
        "bevestiging met zaalnaam",
        "Alleen met reden",
        "Ask at least 2 working days before.",
        "Datum",
        "Opstelling",
        reverse("sla:service_norms", args=["PO-10"]),
    ):
        assert said in page


@pytest.mark.parametrize(("who", "sees"), [("fatima", True), ("daan", False)])
def test_effort_and_process_are_for_the_pool(request, client, zaal, who, sees):
    with as_if_written_so():
        ServiceVersion.objects.update(worth="little", automatable=True)
    person = request.getfixturevalue(who)
    page, steps = read(client, person, page_of("PO-10")), read(client, person, STEPS, show="steps")

    for said in ("20 minutes per reservering", "worth little", "a machine could do it"):
        assert (said in page) is sees
    assert ("Kijkt of de zaal vrij is" in steps) is sees
    assert "Kijkt of de zaal vrij is" not in page
    assert ("zaal op naam" in steps) is not sees


def test_a_service_nobody_wrote_the_steps_of_has_nothing_to_switch_to(client, fatima):
    a_service("PO-10", included=["zaal op naam"])

    page = read(client, fatima, STEPS, show="steps")

    assert "zaal op naam" in page
    assert "What you get" not in page


def test_who_of_the_pool_masters_it_and_learns_it(client, fatima, joost, marieke, sanne, zaal):
    for person, level in ((fatima, "masters"), (sanne, "masters"), (joost, "learns")):
        zaal.service.competences.create(person=person, level=level)

    page = read(client, marieke, page_of("PO-10"))
    assert "only Fatima masters it" in page
    assert "Joost Mulder" in page
    assert "Sanne" not in page
    zaal.service.competences.filter(person=joost).update(level="masters")
    page = read(client, marieke, page_of("PO-10"))
    assert "only" not in page.split('id="masters"')[1].split("</section>")[0]
    fatima.pool_memberships.update(until=NOW.date() - timedelta(days=1))
    assert "only Joost masters it" in read(client, marieke, page_of("PO-10"))


def test_clients_do_not_read_who_masters_it(client, daan, fatima, zaal):
    zaal.service.competences.create(person=fatima, level="masters")

    assert "Fatima" not in read(client, daan, page_of("PO-10"))


def test_what_changed_in_the_last_year_is_told_with_its_note(client, daan, zaal):
    def version(number, days_ago, note, **fields):
        day = NOW.date() - timedelta(days=days_ago)
        fields = {"valid_from": day, "status": "published", "name": "Zaal"} | fields
        ServiceVersion.objects.create(service=zaal.service, number=number, note=note, **fields)

    ends = NOW.date() - timedelta(days=31)
    ServiceVersion.objects.update(valid_until=NOW.date() - timedelta(days=401))
    version(2, 400, "Lang geleden", valid_until=ends)
    version(3, 30, "Koffie hoort erbij")
    version(4, 0, "Nog een ontwerp", status="draft")

    page = read(client, daan, page_of("PO-10"))

    assert "31 Jan 2026" in page
    assert "Koffie hoort erbij" in page
    assert not any(said in page for said in ("Lang geleden", "Nog een ontwerp"))


def test_articles_about_it_are_there_for_who_may_read_them(client, daan, fatima, zaal):
    zaal.service.articles.add(an_article(fatima, "Voor de pool"))
    zaal.service.articles.add(an_article(fatima, "Voor ieder", for_clients=True))

    assert "Voor ieder" in read(client, daan, page_of("PO-10"))
    assert "Voor de pool" not in read(client, daan, page_of("PO-10"))
    assert "Voor de pool" in read(client, fatima, page_of("PO-10"))


def test_a_retired_service_says_so_and_names_what_came_after_it(client, daan, zaal):
    zaal.service.successor = a_service("PO-11", "Ruimte regelen").service
    zaal.service.save()
    yesterday = NOW.date() - timedelta(days=1)
    zaal.valid_until, zaal.status = yesterday, "retired"
    zaal.save()

    page = read(client, daan, page_of("PO-10"))

    assert "This service was offered until 1 March 2026." in page
    assert page_of("PO-11") in page
    assert reverse("sla:service_norms", args=["PO-10"]) not in page
    assert "Vergaderzaal reserveren" not in read(client, daan, LIST)


def test_a_service_that_will_be_retired_says_until_when(client, daan, zaal):
    zaal.service.successor = a_service("PO-11", "Ruimte regelen").service
    zaal.service.save()
    ServiceVersion.objects.filter(pk=zaal.pk).update(
        valid_until=NOW.date() + timedelta(days=1), status="retired"
    )

    page = read(client, daan, page_of("PO-10"))

    assert "You can ask for this until 3 March 2026; then it stops." in page
    assert "Ruimte regelen" in page


def test_a_long_catalogue_begins_with_its_themes_and_how_much_each_has(
    client, daan, zaal, monkeypatch
):
    monkeypatch.setattr("pdc.views.LONG", 1)
    branch = Theme.objects.create(code="IM", name="Informatie", order=1)
    category = Theme.objects.create(code="TXT", name="Teksten", parent=branch)
    Service.objects.filter(pk=a_service("IM-10", "Brief opmaken").service_id).update(theme=category)

    page = read(client, daan, LIST)
    assert all(said in page for said in ("Informatie", "Teksten", "?theme=IM", "?theme=PO"))
    assert "Brief opmaken" not in page
    page = read(client, daan, LIST, theme="IM")
    assert "Brief opmaken" in page
    assert "Vergaderzaal" not in page


def test_the_themes_of_a_short_one_lead_down_the_page(client, daan, zaal):
    branch = Theme.objects.create(code="IM", name="Informatie", order=1)
    Service.objects.filter(pk=a_service("IM-10", "Brief opmaken").service_id).update(theme=branch)

    page = read(client, daan, LIST)

    assert 'href="#theme-im"' in page
    assert 'id="theme-im"' in page
    assert "Brief opmaken" in page


def test_a_theme_counts_only_what_somebody_may_read(client, daan, stranger, zaal, projecten):
    a_service("PO-11")
    zaal.service.only_for.add(projecten)
    mine, theirs = (
        ServiceVersion.objects.in_force(NOW.date()).visible_to(who, NOW.date())
        for who in (daan, stranger)
    )

    assert [count for _branch, count, _categories in themes_of(mine)] == [2]
    assert [count for _branch, count, _categories in themes_of(theirs)] == [1]


def test_related_services_are_those_in_force(client, daan, zaal):
    extern = a_service("PO-11", "Externe locatie")
    oud = a_service("PO-12", "Oude dienst", valid_until=NOW.date() - timedelta(days=1))
    zaal.service.related.add(extern.service, oud.service)

    page = read(client, daan, page_of("PO-10"))

    assert "Externe locatie" in page
    assert "Oude dienst" not in page


@pytest.mark.parametrize(
    "fields",
    [
        {"status": ServiceVersion.Status.DRAFT},
        {"valid_from": NOW.date() + timedelta(days=1)},
        {"valid_until": NOW.date() - timedelta(days=1)},
    ],
)
def test_only_what_is_in_force_is_shown(client, fatima, zaal, fields):
    with as_if_written_so():
        ServiceVersion.objects.update(**fields)

    assert "Vergaderzaal" not in read(client, fatima, LIST)
    assert client.get(page_of("PO-10")).status_code == 404


def test_who_is_nothing_here_has_no_catalogue(client, zaal, django_user_model):
    visitor = django_user_model.objects.create_user("x@example.org", given_name="X")
    client.force_login(visitor)

    assert {client.get(url).status_code for url in (LIST, page_of("PO-10"))} == {404}


def test_without_signing_in_there_is_only_the_door(client, zaal):
    for url in (LIST, page_of("PO-10")):
        assert client.get(url).url.startswith(reverse("teams:sign_in"))


@pytest.mark.parametrize("page", ["all", "themes", "theme", "search", "detail", "steps"])
def test_the_cost_is_the_same_for_few_and_for_many(client, fatima, zaal, page, monkeypatch):
    monkeypatch.setattr("pdc.views.LONG", 0 if page == "themes" else 200)
    client.force_login(fatima)
    url, asked = {
        "all": (LIST, {}),
        "search": (LIST, {"q": "vergaderzaal"}),
        "themes": (LIST, {}),
        "theme": (LIST, {"theme": "PO"}),
        "detail": (page_of("PO-10"), {}),
        "steps": (page_of("PO-10"), {"show": "steps"}),
    }[page]

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url, asked).status_code == 200
        return len(captured)

    def more(number):
        an_article(fatima, f"Weten {number}").services.add(zaal.service)
        person = a_secretary(fatima.pool_memberships.get().pool, f"Collega {number}")
        zaal.service.competences.create(person=person)
        day = NOW.date() - timedelta(days=100 - number)
        days = {"valid_from": day, "valid_until": day, "status": "published"}
        zaal.service.versions.create(number=number + 2, name="Zaal", **days)

    with as_if_written_so():
        ServiceVersion.objects.update(valid_from=NOW.date() - timedelta(days=9))
    other = a_service("XX-9", "Vergaderzaal")
    zaal.service.related.add(other.service)
    more(5)
    few = cost()
    for number in range(5):
        more(number)
        other = a_service(f"XX-{number}", "Vergaderzaal", questions=[{"key": "a"}])
        zaal.service.related.add(other.service)
        with as_if_written_so():
            zaal.intake_fields.create(key=f"k{number}", label="Vraag", order=number)
            zaal.process.steps.create(order=number + 2, role="pool", action="Doet iets")

    assert cost() == few


def test_what_was_found_is_marked_and_all_that_was_written_is_escaped(client, fatima, zaal):
    a_service(
        "PO-11",
        "<img src=x onerror=alert(1)> orgel & orgel",
        summary="<script>alert('orgel')</script> " + "lang " * 80 + "de orgelpijp",
        keywords=["</span><b>fluit</b>"],
    )

    page = read(client, fatima, LIST, q="orgel")
    typed = read(client, fatima, LIST, q='"><script>alert(2)</script>')
    named = read(client, fatima, LIST, q="fluit")

    assert "&lt;img src=x onerror=alert(1)&gt; <mark>orgel</mark> &amp; <mark>orgel</mark>" in page
    assert "&lt;script&gt;alert(&#x27;<mark>orgel</mark>" in page
    assert "&lt;/span&gt;&lt;b&gt;<mark>fluit</mark>&lt;/b&gt;" in named
    assert "<script>alert" not in page + typed
    assert "<img src=x" not in page + named


def test_what_was_mistyped_is_found_and_what_was_meant_is_offered(client, daan, zaal):
    page = read(client, daan, LIST, q="vergadrzaal morgen")

    assert 'href="?q=vergaderzaal%20morgen"' in page
    assert "<mark>Vergaderzaal</mark>" in page
    assert "Did you mean" not in read(client, daan, LIST, q="vergaderzaal")
    assert "Did you mean" not in read(client, daan, LIST, q="olifant")


def test_who_finds_nothing_can_ask_it_all_the_same(client, fatima, daan, zaal):
    at_the_desk = read(client, fatima, LIST, q="olifant & co")
    at_the_portal = read(client, daan, LIST, q="olifant & co")

    assert f"{reverse('requests:new')}?subject=olifant%20%26%20co" in at_the_desk
    assert reverse("pdc:signposts") in at_the_desk
    assert reverse("requests:portal") in at_the_portal
    assert reverse("requests:new") not in at_the_portal
    form = read(client, fatima, reverse("requests:new"), subject="olifant & co")
    assert 'value="olifant &amp; co"' in form
