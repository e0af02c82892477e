"""What was put to a client stays as it was, and who agreed to it, also to raw SQL."""

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from sla.agreeing.consenting import consent, endorse, open_proposal, propose
from sla.models import AgreementVersion
from tests.factories import NOW, a_service, as_if_written_so
from tests.sla.consenting.drafts import CLIENT, PROVIDER, a_draft

Status = AgreementVersion.Status
LATER = [Status.PROPOSED, Status.AGREED, Status.IN_FORCE, Status.SUPERSEDED, Status.ENDED]
REFUSED = {
    "its first day": "UPDATE sla_agreementversion SET valid_from = valid_from - 1 "
    "WHERE id = %(id)s",
    "a longer life": "UPDATE sla_agreementversion SET valid_until = valid_until + 1 "
    "WHERE id = %(id)s",
    "its hours": "UPDATE sla_agreementversion SET support_hours = 'x' WHERE id = %(id)s",
    "its number": "UPDATE sla_agreementversion SET number = 9 WHERE id = %(id)s",
    "the version": "DELETE FROM sla_agreementversion WHERE id = %(id)s",
    "a line": "UPDATE sla_agreementline SET volume_per_month = 9 WHERE version_id = %(id)s",
    "another's line": "UPDATE sla_agreementline SET version_id = %(id)s, service_id = %(new)s "
    "WHERE version_id = %(other)s",
    "its line to another": "UPDATE sla_agreementline SET version_id = %(other)s, "
    "service_id = %(new)s WHERE version_id = %(id)s",
    "no line": "DELETE FROM sla_agreementline WHERE version_id = %(id)s",
    "another line": "INSERT INTO sla_agreementline (version_id, service_id, volume_unit, "
    "deviation) VALUES (%(id)s, %(new)s, '', '')",
    "a norm": "UPDATE sla_norm SET amount = 9 WHERE agreement_line_id = %(line)s",
    "another's norm": "UPDATE sla_norm SET agreement_line_id = %(line)s, kind = 'update' "
    "WHERE agreement_line_id = %(other_line)s",
    "its norm to another": "UPDATE sla_norm SET agreement_line_id = %(other_line)s, "
    "kind = 'update' WHERE agreement_line_id = %(line)s",
    "no norm": "DELETE FROM sla_norm WHERE agreement_line_id = %(line)s",
    "another norm": "INSERT INTO sla_norm (agreement_line_id, kind, urgent, way, amount, starts, "
    "kpi_percent, warnings) "
    "VALUES (%(line)s, 'update', false, 'working_days', 1, 'received', 95, '{}')",
    "a responsibility": "UPDATE sla_responsibility SET text = 'x' WHERE version_id = %(id)s",
    "no responsibility": "DELETE FROM sla_responsibility WHERE version_id = %(id)s",
    "another responsibility": 'INSERT INTO sla_responsibility (version_id, side, "order", text) '
    "VALUES (%(id)s, 'client', 9, 'x')",
    "a step": "UPDATE sla_escalationstep SET who = 'x' WHERE version_id = %(id)s",
    "no step": "DELETE FROM sla_escalationstep WHERE version_id = %(id)s",
    "another step": 'INSERT INTO sla_escalationstep (version_id, level, "when", trigger, amount, '
    "who, roles) VALUES (%(id)s, 9, 'x', 'people', 0, 'x', '{}')",
}
NOT_OF_A_CONSENT = {
    "who agreed": "UPDATE sla_consent SET name = 'x'",
    "to what": "UPDATE sla_consent SET digest = 'x'",
    "no consent": "DELETE FROM sla_consent",
    "another consent": "INSERT INTO sla_consent (proposal_id, side, by_id, name, job_title, role, "
    "at, digest) SELECT proposal_id, 'client', %(els)s, 'x', '', 'manager', at, 'x' "
    "FROM sla_consent",
    "the text": "UPDATE sla_agreementproposal SET text = 'x'",
    "its digest": "UPDATE sla_agreementproposal SET digest = 'x'",
    "no proposal": "DELETE FROM sla_agreementproposal",
}


@pytest.fixture
def ids(drafted, projecten, notuleren):
    """A draft with all its parts, another one, and a service that neither has."""
    other = a_draft(projecten, notuleren)
    return {
        "id": drafted.pk,
        "line": drafted.lines.get().pk,
        "other": other.pk,
        "other_line": other.lines.get().pk,
        "new": a_service("PO-99").service_id,
    }


def run(sql, ids):
    with connection.cursor() as cursor:
        cursor.execute(sql, ids)
        return cursor.rowcount


def become(status, ids):
    with as_if_written_so():
        AgreementVersion.objects.filter(pk=ids["id"]).update(status=status)


@pytest.mark.parametrize("status", LATER)
@pytest.mark.parametrize("sql", REFUSED.values(), ids=REFUSED.keys())
def test_no_statement_changes_what_is_settled(ids, sql, status):
    become(status, ids)

    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        run(sql, ids)


@pytest.mark.parametrize("sql", REFUSED.values(), ids=REFUSED.keys())
def test_a_draft_is_written_freely(ids, sql):
    """The same statements, so that none of them is refused for another reason."""
    assert run(sql, ids) >= 1

    if "DELETE" in sql:
        transaction.set_rollback(True)  # what refers to it would be checked at the end


def test_how_a_clock_reads_a_step_may_be_bettered(ids):
    become(Status.IN_FORCE, ids)

    assert run("UPDATE sla_escalationstep SET trigger = 'breach' WHERE version_id = %(id)s", ids)


def test_a_status_only_goes_on(ids):
    way = [*LATER[1:3], Status.SUPERSEDED]
    for number, status in enumerate(way):
        become(status, ids)
        for back in (Status.DRAFTED, Status.PROPOSED, *way[:number]):
            with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
                AgreementVersion.objects.filter(pk=ids["id"]).update(status=back)
    shorter = "UPDATE sla_agreementversion SET valid_until = valid_until - 1 WHERE id = %(id)s"
    assert run(shorter, ids) == 1


def test_what_is_proposed_is_agreed_with_the_consent_of_both_only(drafted, marieke, els):
    digest = propose(drafted, by=marieke, now=NOW).digest
    version = AgreementVersion.objects.filter(pk=drafted.pk)
    for _ in range(2):
        with pytest.raises(IntegrityError, match="consent of both"), transaction.atomic():
            version.update(status=Status.AGREED)
        if not open_proposal(drafted).consents.exists():
            consent(drafted, side=PROVIDER, digest=digest, by=marieke, now=NOW)

    consent(drafted, side=CLIENT, digest=digest, by=els, now=NOW)
    assert version.get().status == Status.AGREED


@pytest.mark.parametrize("sql", NOT_OF_A_CONSENT.values(), ids=NOT_OF_A_CONSENT.keys())
@pytest.mark.parametrize("agreed", [True, False])
def test_who_agreed_to_what_stays(drafted, marieke, els, sql, agreed):
    digest = propose(drafted, by=marieke, now=NOW).digest
    consent(drafted, side=PROVIDER, digest=digest, by=marieke, now=NOW)
    if agreed:
        consent(drafted, side=CLIENT, digest=digest, by=els, now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        run(sql, {"els": els.pk})


@pytest.mark.parametrize(
    "sql", ["UPDATE sla_endorsement SET present = 9", "DELETE FROM sla_endorsement"]
)
def test_what_the_team_said_of_what_is_agreed_stays(ids, drafted, fatima, sql):
    said = {"meeting": "Overleg", "day": NOW.date(), "in_favour": 2, "present": 3}
    endorse(drafted, **said, by=fatima, now=NOW)
    become(Status.AGREED, ids)

    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        run(sql, ids)
    become(Status.PROPOSED, ids)
    assert run(sql, ids) == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_slips_into_a_version_while_it_is_proposed(drafted, marieke):
    """The one who adds waits for the one who proposes, and is refused then."""
    version = drafted
    add = REFUSED["another responsibility"]
    other = connection.copy()
    try:
        with transaction.atomic():
            propose(version, by=marieke, now=NOW)
            with other.cursor() as cursor:
                cursor.execute("SET lock_timeout = '100ms'")
                with pytest.raises(OperationalError, match="lock timeout"):
                    cursor.execute(add, {"id": version.pk})
        with other.cursor() as cursor, pytest.raises(IntegrityError, match="stays as it is"):
            cursor.execute(add, {"id": version.pk})
    finally:
        other.close()
