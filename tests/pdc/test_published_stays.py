"""A version is written as a draft. From then on it says what it says, also to raw SQL."""

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from pdc.models import Audit, ServiceVersion
from tests.factories import NOW, a_person, a_service, as_if_written_so

Status = ServiceVersion.Status

FREE_IN_AUDIT = {
    "its first day": "UPDATE pdc_serviceversion SET valid_from = now() WHERE id = %(version)s",
    "its note": "UPDATE pdc_serviceversion SET note = 'x' WHERE id = %(version)s",
    "back to a draft": "UPDATE pdc_serviceversion SET status = 'draft' WHERE id = %(version)s",
}
REFUSED = {
    "a text of the version": "UPDATE pdc_serviceversion SET summary = 'x' WHERE id = %(version)s",
    "who wrote it": "UPDATE pdc_serviceversion SET author_id = %(other)s WHERE id = %(version)s",
    "the version": "DELETE FROM pdc_serviceversion WHERE id = %(version)s",
    "a question": "UPDATE pdc_intakefield SET label = 'x' WHERE version_id = %(version)s",
    "another's question": "UPDATE pdc_intakefield SET version_id = %(version)s, key = 'x' "
    "WHERE version_id <> %(version)s",
    "no question": "DELETE FROM pdc_intakefield WHERE version_id = %(version)s",
    "another question": 'INSERT INTO pdc_intakefield (version_id, key, "order", label, type, '
    "required, choices, help, is_event) "
    "VALUES (%(version)s, 'x', 9, 'x', 'text', false, '{}', '', false)",
    "the process": "UPDATE pdc_processdescription SET goal = 'x' WHERE version_id = %(version)s",
    "no process": "DELETE FROM pdc_processdescription WHERE version_id = %(version)s",
    "another process": "INSERT INTO pdc_processdescription (version_id, goal, trigger, input, "
    "output, risks, owner_role) VALUES (%(bare)s, '', '', '', '', '{}', '')",
    "a step": "UPDATE pdc_processstep SET action = 'x' WHERE process_id = %(process)s",
    "another's step": 'UPDATE pdc_processstep SET process_id = %(process)s, "order" = 9 '
    "WHERE process_id <> %(process)s",
    "no step": "DELETE FROM pdc_processstep WHERE process_id = %(process)s",
    "another step": 'INSERT INTO pdc_processstep (process_id, "order", role, action, '
    "on_checklist) VALUES (%(process)s, 9, 'x', 'x', true)",
    "a norm": "UPDATE sla_norm SET amount = 9 WHERE service_version_id = %(version)s",
    "another's norm": "UPDATE sla_norm SET service_version_id = %(bare)s "
    "WHERE service_version_id = %(draft)s",
    "no norm": "DELETE FROM sla_norm WHERE service_version_id = %(version)s",
    "another norm": "INSERT INTO sla_norm (service_version_id, kind, urgent, way, amount, starts, "
    "kpi_percent, warnings) "
    "VALUES (%(version)s, 'update', false, 'working_days', 1, 'received', 95, '{}')",
}


def a_whole_service(code, **fields):
    return a_service(code, questions=[{"key": "zaal"}], steps=["Kijkt wat vrij is"], **fields)


@pytest.fixture
def ids(db):
    """A version with all its parts, one without any, and a draft with all of them."""
    version = a_whole_service("PO-10")
    return {
        "version": version.pk,
        "process": version.process.pk,
        "bare": a_service("PO-11", response_hours=None, turnaround_days=None).pk,
        "draft": a_whole_service("PO-12", status=Status.DRAFT).pk,
        "other": a_person("Joost").pk,
    }


def run(sql, ids):
    with connection.cursor() as cursor:
        cursor.execute(sql, ids)
        return cursor.rowcount


def asked(version, author, auditor):
    """An audit of a draft; who wrote it is filled in first."""
    ServiceVersion.objects.filter(pk=version.pk).update(author=author)
    return Audit.objects.create(
        version=version, author=author, auditor=auditor, asked_by=author, asked_at=NOW
    )


def settle(status, ids):
    """Let what is published be retired, or still in audit."""
    with as_if_written_so():
        ServiceVersion.objects.filter(pk__in=[ids["version"], ids["bare"]]).update(status=status)


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.RETIRED, Status.IN_AUDIT])
@pytest.mark.parametrize("sql", REFUSED.values(), ids=REFUSED.keys())
def test_no_statement_changes_what_is_settled(ids, sql, status):
    settle(status, ids)

    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        run(sql, ids)


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.RETIRED])
@pytest.mark.parametrize("sql", FREE_IN_AUDIT.values(), ids=FREE_IN_AUDIT.keys())
def test_when_and_with_which_note_is_settled_by_publishing(ids, sql, status):
    settle(Status.IN_AUDIT, ids)
    with transaction.atomic():
        assert run(sql, ids) == 1
        transaction.set_rollback(True)
    settle(status, ids)

    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        run(sql, ids)


@pytest.mark.parametrize("sql", REFUSED.values(), ids=REFUSED.keys())
def test_a_draft_is_written_freely(ids, sql):
    """The same statements, so that none of them is refused for another reason."""
    with as_if_written_so():
        ServiceVersion.objects.update(status=Status.DRAFT)
    if sql.startswith("DELETE FROM pdc_processd"):
        run("DELETE FROM pdc_processstep WHERE process_id = %(process)s", ids)

    assert run(sql, ids) >= 1

    if "DELETE" in sql:
        transaction.set_rollback(True)  # what refers to it would be checked at the end


def test_what_is_published_ends_and_retires(ids):
    published = ServiceVersion.objects.filter(pk=ids["version"])

    assert published.update(valid_until=NOW.date()) == 1
    assert published.update(status=Status.RETIRED, valid_until=None) == 1


def test_an_audit_is_of_who_wrote_it(ids, fatima, joost):
    draft = ServiceVersion.objects.get(pk=ids["draft"])
    asked(draft, fatima, joost)
    for author, auditor in ((joost, fatima), (fatima, fatima)):
        with pytest.raises(IntegrityError), transaction.atomic():
            draft.audits.create(author=author, auditor=auditor, asked_by=fatima, asked_at=NOW)


@pytest.mark.parametrize("verdict", ["", Audit.Verdict.REWORK, Audit.Verdict.WITHDRAWN])
def test_only_what_was_found_good_goes_out_of_audit_and_is_published(ids, fatima, joost, verdict):
    draft = ServiceVersion.objects.filter(pk=ids["draft"])
    with pytest.raises(IntegrityError, match="no audit"), transaction.atomic():
        draft.update(status=Status.IN_AUDIT)
    audit = asked(draft.get(), fatima, joost)
    draft.update(status=Status.IN_AUDIT)
    published = {"status": Status.PUBLISHED, "valid_from": NOW.date()}
    audit.verdict, audit.given_at = verdict, NOW if verdict else None
    audit.save()
    with pytest.raises(IntegrityError, match="no audit"), transaction.atomic():
        draft.update(**published)

    audit.verdict, audit.given_at = Audit.Verdict.GOOD, NOW
    audit.save()

    assert draft.update(**published) == 1


def test_what_was_good_before_it_was_written_again_is_audited_again(ids, fatima, joost):
    draft = ServiceVersion.objects.filter(pk=ids["draft"])
    audit = asked(draft.get(), fatima, joost)
    draft.update(status=Status.IN_AUDIT)
    audit.verdict, audit.given_at = Audit.Verdict.GOOD, NOW
    audit.save()
    draft.update(status=Status.DRAFT)

    with pytest.raises(IntegrityError, match="no audit"), transaction.atomic():
        draft.update(status=Status.IN_AUDIT)


@pytest.mark.django_db(transaction=True)
def test_nothing_slips_into_a_version_while_it_is_published():
    """The one who adds waits for the one who publishes, and is refused then."""
    draft = a_whole_service("PO-10", status=Status.DRAFT)
    add = REFUSED["another question"]
    other = connection.copy()
    try:
        with transaction.atomic():
            ServiceVersion.objects.filter(pk=draft.pk).update(status=Status.PUBLISHED)
            with other.cursor() as cursor:
                cursor.execute("SET lock_timeout = '100ms'")
                with pytest.raises(OperationalError, match="lock timeout"):
                    cursor.execute(add, {"version": draft.pk})
        with other.cursor() as cursor, pytest.raises(IntegrityError, match="stays as it is"):
            cursor.execute(add, {"version": draft.pk})
    finally:
        other.close()
