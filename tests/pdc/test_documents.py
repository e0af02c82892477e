"""What can be found is what stands in the catalogue: whoever changes it, and however."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from pdc.models import (
    ProcessDescription,
    ProcessStep,
    SearchDocument,
    Service,
    ServiceVersion,
    Signpost,
    Theme,
)
from pdc.search.finding import find
from teams.models import User
from tests import factories
from tests.factories import NOW, a_client, a_person, a_service, a_signpost

ON = NOW.date()
COLUMNS = """kind, version_id, step_id, article_id, signpost_id, title, body, words, slips,
    for_clients, period"""
DIFFERENT = f"""
    (SELECT {COLUMNS} FROM pdc_document EXCEPT ALL SELECT {COLUMNS} FROM pdc_searchdocument)
    UNION ALL
    (SELECT {COLUMNS} FROM pdc_searchdocument EXCEPT ALL SELECT {COLUMNS} FROM pdc_document)
"""
Kind = SearchDocument.Kind


def sql(text, *arguments):
    with connection.cursor() as cursor:
        cursor.execute(text, arguments)


def found(words, on=ON):
    return find(words, SearchDocument.objects.in_force(on)).kinds


def nothing_is_stale():
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENT)
        return cursor.fetchall() == []


def a_draft():
    theme = Theme.objects.create(code="XX", name="Muziek")
    service = Service.objects.create(code="XX-1", theme=theme)
    version = ServiceVersion.objects.create(service=service, number=1, name="Orgel stemmen")
    process = ProcessDescription.objects.create(version=version)
    ProcessStep.objects.create(process=process, order=1, role="pool", action="Belt de bouwer")
    return version


def an_article(title="Orgelpijpen", **fields):
    return factories.an_article(User.objects.first() or a_person(), title, **fields)


def test_a_draft_is_found_from_the_day_it_holds(db):
    version = a_draft()
    assert found("orgel") == {}

    ServiceVersion.objects.filter(pk=version.pk).update(
        status=ServiceVersion.Status.PUBLISHED, valid_from=ON
    )

    assert set(found("orgel")) == {Kind.SERVICE}
    assert set(found("bouwer")) == {Kind.STEP}
    assert found("orgel", ON - timedelta(days=1)) == {}
    assert nothing_is_stale()


def test_what_is_retired_is_found_no_longer(db):
    version = a_service("XX-1", "Orgel stemmen", steps=["Belt de bouwer"])

    sql("UPDATE pdc_serviceversion SET valid_until = %s WHERE id = %s", ON, version.pk)

    assert set(found("orgel")) == {Kind.SERVICE}
    assert found("orgel", ON + timedelta(days=1)) == {}
    assert found("bouwer", ON + timedelta(days=1)) == {}
    assert nothing_is_stale()


def test_a_step_of_a_draft_is_as_it_was_last_written(db):
    version = a_draft()
    step = version.process.steps.get()
    version.process.steps.create(order=2, role="pool", action="Poetst de pijpen")
    step.action = "Mailt de orgelbouwer"
    step.save()
    version.process.steps.create(order=3, role="pool", action="Vergeet dit").delete()

    ServiceVersion.objects.update(status=ServiceVersion.Status.PUBLISHED, valid_from=ON)

    assert set(found("mailt")) == set(found("poetst")) == {Kind.STEP}
    assert found("belt") == found("vergeet") == {}
    assert nothing_is_stale()


@pytest.mark.parametrize("raw", [False, True])
def test_an_article_is_found_as_it_is_now(db, raw):
    article = an_article(body="Hoe men ze poetst.", keywords=["fluiten"])
    assert set(found("fluiten")) == set(found("poetst")) == {Kind.ARTICLE}

    if raw:
        sql("UPDATE pdc_article SET title = 'Klokken', keywords = '{}' WHERE id = %s", article.pk)
    else:
        article.title, article.keywords = "Klokken", []
        article.save()

    assert set(found("klokken")) == {Kind.ARTICLE}
    assert found("fluiten") == found("orgelpijpen") == {}
    assert nothing_is_stale()


@pytest.mark.parametrize(
    "how", ["UPDATE pdc_article SET published = false", "DELETE FROM pdc_article"]
)
def test_an_article_that_is_taken_away_is_found_no_longer(db, how):
    an_article()

    sql(how)

    assert found("orgelpijpen") == {}
    assert nothing_is_stale()


def test_a_signpost_is_found_while_it_is_in_use(db):
    signpost = a_signpost(keywords=["wachtwoord"])
    assert set(found("wachtwoord")) == {Kind.SIGNPOST}

    Signpost.objects.filter(pk=signpost.pk).update(active=False)
    assert found("wachtwoord") == {}

    sql("UPDATE pdc_signpost SET active = true, keywords = '{inloggen}'")
    assert set(found("inloggen")) == {Kind.SIGNPOST}
    assert nothing_is_stale()


def test_whatever_is_deleted_leaves_nothing_to_find(db):
    a_draft().delete()
    a_signpost().delete()
    an_article().delete()

    assert not SearchDocument.objects.exists()


def test_no_text_is_too_long_or_too_odd_to_be_saved(db):
    odd = "\u202e\ufdfa\U0001f600<b>&'\\"
    an_article("T" * 200, body=("wachtwoord " + odd) * 10_000, keywords=[odd * 100])
    an_article("Veel", body=" ".join(f"woord{number}" for number in range(50_000)))

    assert set(found("wachtwoord")) == set(found("woord17")) == {Kind.ARTICLE}


def test_everyone_finds_what_they_may_read(db, fatima, daan, noord):
    other = a_client(noord, "HRM")
    for code, clients in (
        ("XX-1", []),
        ("XX-2", [daan.client_memberships.get().client]),
        ("XX-3", [other]),
    ):
        version = a_service(code, f"Orgel {code}", steps=["Belt over het orgel"])
        version.service.only_for.set(clients)
    an_article("Orgel intern")
    an_article("Orgel voor iedereen", for_clients=True)
    an_article("Orgel van een ander", for_clients=True).services.set([version.service])
    a_signpost("Orgelbouwer")

    def finds(person):
        among = SearchDocument.objects.visible_to(person, ON)
        return {
            str(each) or each.body for kind in find("orgel", among).kinds.values() for each in kind
        }

    theirs = {"Orgel XX-1", "Orgel XX-2", "Orgel voor iedereen"}
    assert finds(daan) == theirs
    assert finds(fatima) == theirs | {
        "Orgel XX-3",
        "Orgel intern",
        "Orgel van een ander",
        "Orgelbouwer",
        "Belt over het orgel",
    }
    assert finds(a_person("Niek Nergens")) == set()


@pytest.mark.django_db(transaction=True)
def test_a_step_added_while_its_version_is_published_is_found():
    version = a_draft()
    process = version.process

    def publish():
        with transaction.atomic():
            ServiceVersion.objects.filter(pk=version.pk).update(
                status=ServiceVersion.Status.PUBLISHED, valid_from=ON
            )
        connection.close()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            process.steps.create(order=2, role="pool", action="Poetst de pijpen")
            publishing = other.submit(publish)
            with connection.cursor() as cursor:
                while not _waiting(cursor):
                    assert not publishing.done()
        publishing.result()

    assert set(found("poetst")) == {Kind.STEP}
    assert nothing_is_stale()


def _waiting(cursor):
    cursor.execute(
        "SELECT count(*) FROM pg_locks"
        " WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
    )
    return cursor.fetchone()[0]
