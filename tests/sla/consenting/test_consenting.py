"""A draft is put forward, talked about and agreed to: by whom, to which text, and what follows."""

from datetime import date, timedelta

import pytest

from pdc.policies import Refused
from sla.agreeing.consenting import (
    ask_for_changes,
    consent,
    endorse,
    open_proposal,
    propose,
    say,
    settle,
    withdraw,
)
from sla.agreeing.signing import digest_of, text_to_sign
from sla.models import AgreementNews, AgreementProposal, AgreementVersion, Consent
from teams.models import Client, Pool
from tests.factories import NOW, a_norm, a_person, a_service, later, local
from tests.sla.consenting.drafts import CLIENT, PROVIDER, a_draft, agree

Status, Kind = AgreementVersion.Status, AgreementNews.Kind
pytestmark = pytest.mark.django_db


def fresh(version):
    return AgreementVersion.objects.get(pk=version.pk)


def told():
    return {(news.kind, news.person) for news in AgreementNews.objects.all()}


def proposed(version, by):
    return propose(version, by=by, now=NOW).digest


def test_both_agree_and_it_is_agreed(drafted, marieke, els):
    digest = proposed(drafted, marieke)
    assert fresh(drafted).status == Status.PROPOSED
    consent(drafted, side=PROVIDER, digest=digest, by=marieke, now=later(hours=1))
    assert fresh(drafted).status == Status.PROPOSED
    consent(drafted, side=CLIENT, digest=digest, by=els, now=later(days=1))

    agreed = fresh(drafted)
    assert (agreed.status, agreed.agreed_on) == (Status.AGREED, date(2026, 3, 3))
    proposal = agreed.proposals.get()
    assert (proposal.outcome, proposal.ended_by) == (AgreementProposal.Outcome.AGREED, els)
    signed = [
        (one.side, one.name, one.job_title, one.role, one.at) for one in Consent.objects.all()
    ]
    assert signed == [
        (PROVIDER, "Marieke Postma", "", "coordinator", later(hours=1)),
        (CLIENT, "Els Prins", "Hoofd Projecten", "manager", later(days=1)),
    ]
    assert {one.digest for one in Consent.objects.all()} == {digest_of(proposal.text)}
    assert told() == {(Kind.PROPOSED, els), (Kind.AGREED, marieke)}


def test_a_delegate_who_may_sign_is_named_as_such(drafted, marieke, els):
    els.client_memberships.update(role="delegate")
    agree(drafted, marieke, els)

    assert Consent.objects.get(side=CLIENT).role == Consent.Role.DELEGATE


def test_what_is_signed_says_everything(drafted, marieke):
    a_norm("turnaround", hours=1, urgent=True, agreement_line=drafted.lines.get())
    text = text_to_sign(fresh(drafted), NOW.date())

    for said in (
        *("SLA-PRJ", "PRJ Projecten", "NOORD Pool Noord", "2026-04-01", "2026-12-31"),
        *("PO-13 Notuleren", "vaste notulist", "working_days", "stukken vooraf"),
        *("bellen voor de termijn", "termijn voorbij", '"urgent": {\n    "turnaround"'),
    ):
        assert said in text
    assert text == text_to_sign(fresh(drafted), later(days=20).date())


@pytest.mark.parametrize(
    "change",
    [
        lambda version: version.lines.update(volume_per_month=4),
        lambda version: version.lines.get().norms.update(amount=9),
        lambda version: version.lines.get().norms.update(kpi_percent=90),
        lambda version: version.responsibilities.filter(side=CLIENT).update(text="niets"),
        lambda version: version.escalation_steps.update(who="de directeur"),
        lambda version: AgreementVersion.objects.update(support_hours="altijd"),
        lambda version: AgreementVersion.objects.update(valid_until=date(2027, 1, 1)),
        lambda version: version.agreement.pools.add(Pool.objects.create(code="X", name="X")),
        lambda version: Client.objects.update(name="Anders"),
    ],
)
def test_any_other_word_has_another_digest(drafted, change):
    before = text_to_sign(fresh(drafted), NOW.date())
    change(drafted)

    assert text_to_sign(fresh(drafted), NOW.date()) != before


def test_how_a_clock_reads_a_step_is_no_other_text(drafted):
    before = text_to_sign(fresh(drafted), NOW.date())
    drafted.escalation_steps.update(trigger="share", amount=80)

    assert text_to_sign(fresh(drafted), NOW.date()) == before


def test_a_text_that_changed_meanwhile_is_not_agreed_to(drafted, marieke, els):
    old = proposed(drafted, marieke)
    withdraw(drafted, by=marieke, now=NOW)
    drafted.lines.update(volume_per_month=40)
    new = proposed(drafted, marieke)

    with pytest.raises(Refused, match="changed while you read it"):
        consent(drafted, side=CLIENT, digest=old, by=els, now=NOW)
    consent(drafted, side=CLIENT, digest=new, by=els, now=NOW)


def test_a_standard_that_changed_meanwhile_is_not_agreed_to(drafted, notuleren, marieke, els):
    digest = proposed(drafted, marieke)
    notuleren.service.versions.filter(pk=notuleren.pk).update(valid_until=date(2026, 3, 31))
    now_shown = digest_of(text_to_sign(fresh(drafted), NOW.date()))

    with pytest.raises(Refused, match="Read it again"):
        consent(drafted, side=CLIENT, digest=digest, by=els, now=NOW)
    with pytest.raises(Refused, match="takes it back and puts it forward again"):
        consent(drafted, side=CLIENT, digest=now_shown, by=els, now=NOW)
    assert not Consent.objects.exists()


def test_who_may_not(drafted, notuleren, marieke, els, daan, fatima, sanne, stranger):
    for other in (els, daan, fatima, sanne, stranger):
        with pytest.raises(Refused, match="coordinator"):
            propose(drafted, by=other, now=NOW)
    digest = proposed(drafted, marieke)
    for side, people in ((CLIENT, (marieke, daan, fatima, stranger)), (PROVIDER, (els, fatima))):
        for other in people:
            with pytest.raises(Refused, match="does this"):
                consent(drafted, side=side, digest=digest, by=other, now=NOW)
            with pytest.raises(Refused, match="does this"):
                ask_for_changes(drafted, side=side, asked=[(None, "x")], by=other, now=NOW)
    for other in (els, daan, fatima, sanne):
        with pytest.raises(Refused, match="coordinator"):
            withdraw(drafted, by=other, now=NOW)
    for other in (sanne, stranger):
        with pytest.raises(Refused, match="Who reads"):
            say(drafted, service=None, text="x", by=other, now=NOW)
        with pytest.raises(Refused, match="Who works"):
            an_endorsement(drafted, other)


def test_nobody_agrees_for_both_sides(drafted, projecten, marieke):
    marieke.client_memberships.create(client=projecten, may_sign=True, since=NOW.date())
    digest = proposed(drafted, marieke)
    consent(drafted, side=PROVIDER, digest=digest, by=marieke, now=NOW)

    with pytest.raises(Refused, match="for the other side"):
        consent(drafted, side=CLIENT, digest=digest, by=marieke, now=NOW)


def test_who_agreed_already_is_named(drafted, marieke, els):
    digest = proposed(drafted, marieke)
    consent(drafted, side=CLIENT, digest=digest, by=els, now=NOW)

    with pytest.raises(Refused, match=r"Els Prins agreed .* on 2 March 2026, 10:00"):
        consent(drafted, side=CLIENT, digest=digest, by=els, now=NOW)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda version: version.lines.get().delete(), "at least one service"),
        (lambda version: version.lines.update(deviation=""), "Say why .*: Notuleren"),
        (
            lambda version: AgreementVersion.objects.update(valid_from=NOW.date()),
            "later first day",
        ),
    ],
)
def test_what_is_not_ready_is_not_put_forward(drafted, marieke, spoil, reason):
    if "service" in reason:
        drafted.lines.get().norms.all().delete()
    spoil(drafted)

    with pytest.raises(Refused, match=reason):
        proposed(drafted, marieke)
    assert fresh(drafted).status == Status.DRAFTED


def test_a_line_as_the_standard_needs_no_reason(drafted, marieke):
    drafted.lines.update(deviation="")
    drafted.lines.get().norms.update(amount=5)

    assert proposed(drafted, marieke)


def test_it_is_not_agreed_to_after_its_midnight(drafted, marieke, els):
    digest = proposed(drafted, marieke)
    midnight = local("2026-04-01T00:00")

    with pytest.raises(Refused, match="later first day"):
        consent(drafted, side=CLIENT, digest=digest, by=els, now=midnight)
    last_second = midnight - timedelta(seconds=1)
    consent(drafted, side=CLIENT, digest=digest, by=els, now=last_second)


def test_a_change_is_asked_for_line_by_line(drafted, notuleren, marieke, els):
    digest = proposed(drafted, marieke)
    consent(drafted, side=PROVIDER, digest=digest, by=marieke, now=NOW)
    AgreementNews.objects.all().delete()
    with pytest.raises(Refused, match="Write down"):
        ask_for_changes(drafted, side=CLIENT, asked=[(None, "")], by=els, now=NOW)
    asked = [(None, "Korter graag"), (notuleren.service, "Vier dagen")]

    ask_for_changes(drafted, side=CLIENT, asked=asked, by=els, now=NOW)

    assert fresh(drafted).status == Status.DRAFTED
    assert told() == {(Kind.CHANGES_ASKED, marieke)}
    general, of_line = drafted.remarks.to_settle()
    assert (general.text, of_line.service) == ("Korter graag", notuleren.service)
    with pytest.raises(Refused, match="being changed"):
        consent(drafted, side=CLIENT, digest=digest, by=els, now=NOW)
    with pytest.raises(Refused, match="coordinator"):
        settle(general, settled=True, by=els, now=NOW)
    settle(general, settled=True, by=marieke, now=NOW)
    settle(of_line, settled=True, by=marieke, now=NOW)
    settle(of_line, settled=False, by=marieke, now=NOW)
    assert list(drafted.remarks.to_settle()) == [of_line]

    drafted.lines.update(volume_per_month=4)
    again = proposed(drafted, marieke)
    assert open_proposal(drafted).consents.count() == 0
    consent(drafted, side=PROVIDER, digest=again, by=marieke, now=NOW)
    assert [one.outcome for one in drafted.proposals.all()] == ["", "changes_asked"]


def test_both_talk_about_it_without_sending_it_back(drafted, marieke, els, daan, fatima):
    say(drafted, service=None, text="Nog even", by=fatima, now=NOW)
    with pytest.raises(Refused, match="Who reads"):
        say(drafted, service=None, text="x", by=daan, now=NOW)
    assert told() == {(Kind.SAID, marieke)}
    proposed(drafted, marieke)

    remark = say(drafted, service=None, text="Waarom?", by=daan, now=NOW)

    assert (remark.side, fresh(drafted).status) == (CLIENT, Status.PROPOSED)
    assert (Kind.SAID, els) in told()
    agree_again = open_proposal(drafted).digest
    consent(drafted, side=PROVIDER, digest=agree_again, by=marieke, now=NOW)
    consent(drafted, side=CLIENT, digest=agree_again, by=els, now=NOW)
    with pytest.raises(Refused, match="next conversation"):
        say(drafted, service=None, text="x", by=daan, now=NOW)


def test_what_is_taken_back_can_be_changed(drafted, marieke, els):
    proposed(drafted, marieke)
    withdraw(drafted, by=marieke, now=NOW)
    with pytest.raises(Refused, match="not with the client"):
        withdraw(drafted, by=marieke, now=NOW)

    drafted.lines.update(volume_per_month=4)
    assert told() == {(Kind.PROPOSED, els), (Kind.WITHDRAWN, els)}


def test_the_one_before_ends_the_day_before_it_begins(projecten, notuleren, drafted, marieke, els):
    first = agree(drafted, marieke, els)
    second = a_draft(projecten, notuleren, valid_from=date(2026, 7, 1))

    agree(second, marieke, els)

    assert (fresh(first).valid_until, fresh(first).status) == (date(2026, 6, 30), Status.AGREED)
    in_force = AgreementVersion.objects.in_force
    assert in_force(date(2026, 6, 30)).get() == first
    assert in_force(date(2026, 7, 1)).get() == second
    third = a_draft(projecten, notuleren, valid_from=date(2026, 7, 1))
    with pytest.raises(Refused, match="Version 2 begins on 1 July 2026"):
        proposed(third, marieke)


def test_who_left_does_not_hear_it(drafted, marieke, els, projecten):
    gone = a_person("Weg Gegaan", is_active=False)
    gone.client_memberships.create(client=projecten, may_sign=True, since=NOW.date())
    proposed(drafted, marieke)

    assert told() == {(Kind.PROPOSED, els)}


def an_endorsement(version, by, **fields):
    said = {"meeting": "Werkoverleg", "day": NOW.date(), "in_favour": 8, "present": 9} | fields
    endorse(version, **said, by=by, now=NOW)


def test_the_team_supports_it_apart_from_the_signatures(drafted, marieke, els, fatima):
    an_endorsement(drafted, fatima)
    an_endorsement(drafted, marieke, in_favour=9)
    agree(drafted, marieke, els)

    assert (drafted.endorsement.meeting, drafted.endorsement.in_favour) == ("Werkoverleg", 9)
    with pytest.raises(Refused, match="stays as it is"):
        an_endorsement(drafted, fatima)


def test_a_service_outside_the_agreement_is_another_text(drafted, marieke):
    before = proposed(drafted, marieke)
    withdraw(drafted, by=marieke, now=NOW)
    drafted.lines.create(service=a_service("PO-14", "Zaal").service)

    assert proposed(drafted, marieke) != before
