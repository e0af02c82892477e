"""The administration: every list opens, searches, and costs the same however long it is."""

from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pdc.models import (
    Article,
    Audit,
    InventoryLine,
    InventoryPart,
    InventoryRound,
    MissedSearch,
    News,
    Proposal,
    ServiceVersion,
    Theme,
)
from requests import actions
from requests.alerts import alert_what_is_due
from requests.feed.links import renew
from requests.models import (
    AnswerTemplate,
    Attachment,
    BacklogNotice,
    BulkStep,
    Channel,
    Event,
    Link,
    Notification,
    QuarterNotice,
    QueueHabit,
    Rating,
    SavedView,
    ServiceRequest,
    TimeEntry,
    Verdict,
)
from sla.models import (
    AgreementLine,
    AgreementNews,
    AgreementProposal,
    AgreementRemark,
    AgreementVersion,
    Alert,
    CatalogueFile,
    Cause,
    Clock,
    ClockEvent,
    Consent,
    Conversation,
    Endorsement,
    LateCause,
    Norm,
    Promise,
    ReviewReminder,
    Survey,
    SurveyAnswer,
    TalkPoint,
)
from teams.models import LongTask, User
from tests import factories
from tests.factories import NOW, later
from tests.requests.files import kept

HISTORY = [
    AgreementNews,
    AgreementProposal,
    AgreementRemark,
    Alert,
    AnswerTemplate,
    Attachment,
    Audit,
    BacklogNotice,
    BulkStep,
    CatalogueFile,
    Clock,
    ClockEvent,
    Consent,
    Conversation,
    Endorsement,
    Event,
    LateCause,
    Notification,
    Promise,
    Proposal,
    QuarterNotice,
    QueueHabit,
    Rating,
    ReviewReminder,
    SavedView,
    ServiceRequest,
    Survey,
    SurveyAnswer,
    TalkPoint,
    TimeEntry,
]
APPS = ("teams", "pdc", "sla", "requests")
OURS = [model for model in admin.site._registry if model._meta.app_label in APPS]
COLOURS = ["rood", "geel", "groen", "blauw"]
MANY = len(COLOURS)


@pytest.fixture(scope="module")
def four_of_everything(django_db_setup, django_db_blocker):
    """Rows enough for a list of one and a list of more to differ; made once for this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        for number in range(MANY):
            make_one_of_everything(number)
        alert_what_is_due(now=later(days=9), limit=100)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def office(four_of_everything, db):
    return four_of_everything


def make_one_of_everything(number):
    pool = factories.a_pool(f"P{number}")
    parent = factories.a_client(pool, f"D{number}")
    unit = factories.a_client(pool, f"U{number}", parent=parent)
    by = factories.a_secretary(pool, f"Fatima {number}")
    manager = factories.a_manager(unit, f"Daan {number}")
    theme = Theme.objects.create(code=f"T{number}", name="Vergaderen", parent=Theme.objects.first())
    version = a_service_of(theme, number)
    agreement = factories.an_agreement(unit, services=[version.service])
    service_request = factories.a_request(manager, by=by, service=version, client=unit)
    actions.pick_up(service_request, by=by, now=later(minutes=number))
    actions.contact(
        service_request, channel=Channel.EMAIL, text="Bezig", by=by, now=later(minutes=9)
    )
    actions.attach_as_pool(
        service_request, files=[kept()], internal=True, by=by, now=later(minutes=9)
    )
    service_request.time_entries.create(by=by, day=factories.LONG_AGO, minutes=5, written_at=NOW)
    other = factories.a_request(manager, by=by, service=version, client=unit)
    joost = factories.a_secretary(pool, f"Joost {number}")
    actions.ask_help(service_request, of=joost, question="?", by=by, now=later(minutes=9))
    actions.link(
        service_request, to=other, kind=Link.Kind.BELONGS_WITH, by=by, now=later(minutes=9)
    )
    done = factories.a_request(manager, by=by, service=version, client=unit)
    actions.finish(done, text="", by=by, now=later(days=9), cause=Cause.PEAK)
    actions.rate(done, verdict=Verdict.GOOD, by=manager, now=later(days=9))
    factories.a_text(pool, by)
    coordinator = factories.a_coordinator(pool, f"Marieke P{number}")
    factories.a_line(factories.a_round(pool, coordinator), by, "Bloemen")
    make_what_is_talked_about(agreement, coordinator)
    make_what_is_looked_at(number, by, done)
    by.absences.create(since=factories.LONG_AGO, until=factories.LONG_AGO)
    by.drafts.create(token=uuid4(), began_at=factories.NOW, changed_at=factories.NOW)
    BacklogNotice.objects.create(at=later(hours=number), state="alerts behind by 600 seconds")
    by.quarter_notices.create(quarter="2025-4", created_at=later(hours=number))


def a_service_of(theme, number):
    named = f"Zaal {COLOURS[number]}"
    version = factories.a_service(
        f"S{number}", named, questions=[{"key": "waar"}], steps=["Zoek een zaal"]
    )
    version.service.theme = theme
    version.service.save()
    return version


def make_what_is_talked_about(agreement, by):
    ReviewReminder.objects.create(version=agreement, month=factories.LONG_AGO, person=by, at=NOW)
    talk = factories.a_talk(agreement, by)
    talk.points.create(client=agreement.agreement.client, said_at=NOW)
    survey = agreement.agreement.surveys.create(opened_on=NOW, closes_on=NOW, opened_by=by)
    survey.invitations.create(person=by)
    survey.answers.create(given={"overall": 7})


def make_what_is_being_agreed(unit, version, by):
    """A draft that was put forward, with a consent, a remark and the support of the team."""
    draft = factories.an_agreement(unit, services=[version.service], status="drafted")
    how = {"by": by, "at": NOW}
    proposal = draft.proposals.create(text="x", digest="x", **how)
    signed = {"side": "provider", "role": "coordinator", "name": "x", "digest": "x"}
    proposal.consents.create(**signed, **how)
    draft.remarks.create(text="x", side="client", **how)
    draft.news.create(kind="proposed", person=by, at=NOW)
    said = {"meeting": "x", "day": NOW.date(), "in_favour": 1, "present": 1}
    Endorsement.objects.create(version=draft, **said, **how)


def make_what_is_looked_at(number, by, done):
    renew(by=by, now=NOW)
    view = by.saved_views.create(name="Van mij", query="show=mine")
    QueueHabit.objects.create(user=by, start=view)
    BulkStep.objects.create(token=uuid4(), service_request=done, at=NOW)
    factories.a_signpost(f"Servicedesk {number}")
    Proposal.objects.create(title="Cadeaus", made_by=by, made_at=NOW)
    make_what_lives_in_the_catalogue(by, done.promise.service_version)
    unit = factories.a_client(done.promise.pool, f"N{number}")
    make_what_is_being_agreed(unit, done.promise.service_version, by)


def make_what_lives_in_the_catalogue(by, version):
    colleague = factories.a_person(f"Toetser {by.pk}")
    LongTask.objects.create(kind="queue", asked_by=by, asked_at=NOW)
    by.catalogue_files.create(name="catalogus.xlsx", at=NOW)
    Article.objects.create(title="Zalen", written_at=NOW, written_by=by)
    by.competences.create(service=version.service)
    News.objects.create(version=version, kind=News.Kind.PUBLISHED, person=by, at=NOW)
    MissedSearch.objects.create(words=f"taart {by.pk}", day=factories.LONG_AGO, times=1)
    draft = version.service.versions.create(number=2, name="Zalen", author=by)
    draft.audits.create(author=by, auditor=colleague, asked_by=by, asked_at=NOW)


@pytest.fixture
def administrator(db, client):
    person = factories.a_person("Wilma Beheer", is_staff=True, is_superuser=True)
    client.force_login(person)
    TimeEntry.objects.update(by=person)  # they see what they spent themselves
    for round_ in InventoryRound.objects.all():
        part = InventoryPart.objects.create(round=round_, person=person)
        InventoryLine.objects.filter(part__round=round_).update(part=part)
    return client


def address(model, what, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=args)


def queries_of(client, url):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert response.status_code == 200, response.get("Location")
    return len(queries), response


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_longer_list_costs_no_more_queries(model, office, administrator, monkeypatch):
    url = address(model, "changelist")
    monkeypatch.setattr(admin.site._registry[model], "list_per_page", 1)
    short, page = queries_of(administrator, url)
    assert len(page.context["cl"].result_list) == 1

    monkeypatch.setattr(admin.site._registry[model], "list_per_page", 100)
    long, page = queries_of(administrator, url)

    assert len(page.context["cl"].result_list) >= MANY
    assert long <= short  # with one page there is less to count


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_list_can_be_searched(model, office, administrator):
    _count, page = queries_of(administrator, address(model, "changelist") + "?q=qqqqqq")

    assert len(page.context["cl"].result_list) == 0


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_row_opens(model, office, administrator):
    queries_of(administrator, address(model, "change", model.objects.first().pk))


@pytest.mark.parametrize("model", HISTORY, ids=lambda model: model._meta.label)
def test_what_happened_can_only_be_read(model, office, administrator):
    row = model.objects.first()

    assert administrator.get(address(model, "add")).status_code == 403
    assert administrator.post(address(model, "change", row.pk), {}).status_code == 403
    assert administrator.get(address(model, "delete", row.pk)).status_code == 403


@pytest.mark.parametrize("model", [ServiceVersion, AgreementVersion, AgreementLine])
def test_what_was_published_or_agreed_can_only_be_read(model, office, administrator):
    row = model.objects.order_by("pk").first()

    assert administrator.post(address(model, "change", row.pk), {}).status_code == 403
    assert administrator.get(address(model, "delete", row.pk)).status_code == 403


@pytest.mark.parametrize("model", [ServiceVersion, AgreementVersion])
def test_nobody_publishes_or_agrees_in_the_administration(model, office, administrator):
    _count, page = queries_of(administrator, address(model, "add"))

    assert 'name="status"' not in page.content.decode()


@pytest.mark.parametrize("model", [ServiceRequest, Event, Notification])
def test_what_is_confidential_is_so_for_an_administrator_too(
    model, administrator, fatima, daan, noord
):
    secret = factories.a_request(daan, by=fatima, subject="Sollicitatie", confidential=True)
    factories.a_request(daan, by=fatima, subject="Zaal")
    row = secret if model is ServiceRequest else model.objects.get(service_request=secret)

    def seen():
        return administrator.get(address(model, "changelist")).content.decode()

    def opened():
        return administrator.get(address(model, "change", row.pk)).status_code

    assert "Zaal" in seen()
    assert secret.number not in seen()
    assert opened() == 302

    wilma = User.objects.get(family_name="Beheer")
    secret.named.add(wilma)
    wilma.pool_memberships.create(pool=noord, since=factories.LONG_AGO)
    assert secret.number in seen()
    assert opened() == 200


def test_a_default_norm_needs_a_pool(administrator):
    data = {"kind": "response", "way": "working_time", "amount": 60, "starts": "received"}
    data |= {"kpi_percent": 95, "warnings": "75"}
    response = administrator.post(address(Norm, "add"), data)

    assert response.context["adminform"].form.errors.keys() == {"pool"}


def test_an_address_is_kept_in_small_letters(administrator):
    data = {"email": "Nieuw@Example.org", "given_name": "Noor", "family_name": "Nieuw"}
    data |= {"usable_password": "false"}
    data |= {
        f"{inline}-{part}": 0
        for inline in ("pool_memberships", "client_memberships")
        for part in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    response = administrator.post(address(User, "add"), data)

    assert response.status_code == 302
    assert User.objects.get(family_name="Nieuw").email == "nieuw@example.org"


def test_all_that_is_kept_can_be_administered():
    inlines = [one.model for each in admin.site._registry.values() for one in each.inlines]
    shown = {*admin.site._registry, *inlines}
    kept = {model for name in APPS for model in apps.get_app_config(name).get_models()}

    assert kept - shown == set()
