"""Two at the same moment: one outcome, whole, whoever was first."""

from datetime import date

import pytest

from sla.agreeing.consenting import ask_for_changes, consent, propose, withdraw
from sla.models import AgreementNews, AgreementProposal, AgreementVersion, Consent
from tests.factories import NOW, a_manager
from tests.requests.test_races import at_once
from tests.sla.consenting.drafts import CLIENT, PROVIDER, a_draft

Status = AgreementVersion.Status
pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


@pytest.fixture
def drafts(projecten, notuleren, els, marieke):
    return [
        a_draft(projecten, notuleren, valid_from=date(2027 + year, 1, 1), valid_until=until)
        for year in range(ROUNDS)
        for until in [date(2027 + year, 12, 31)]
    ]


def fresh(version):
    return AgreementVersion.objects.get(pk=version.pk)


def test_both_sides_at_once_are_agreed_once(drafts, marieke, els):
    for it in drafts:
        digest = propose(it, by=marieke, now=NOW).digest
        how = {"digest": digest, "now": NOW}

        refused = at_once(
            lambda it=it, how=how: consent(it, side=CLIENT, by=els, **how),
            lambda it=it, how=how: consent(it, side=PROVIDER, by=marieke, **how),
        )

        assert (refused, fresh(it).status) == (0, Status.AGREED)
        assert AgreementNews.objects.filter(version=it, kind="agreed").count() == 1


def test_a_double_click_agrees_once(drafts, projecten, marieke, els):
    mate = a_manager(projecten, "Piet Hein")
    mate.client_memberships.update(may_sign=True)
    for it in drafts:
        digest = propose(it, by=marieke, now=NOW).digest
        how = {"side": CLIENT, "digest": digest, "now": NOW}

        refused = at_once(
            *(lambda it=it, how=how, by=by: consent(it, by=by, **how) for by in (els, els, mate))
        )

        assert (refused, Consent.objects.filter(proposal__version=it).count()) == (2, 1)
        assert fresh(it).status == Status.PROPOSED


def test_it_is_either_agreed_or_sent_back(drafts, notuleren, marieke, els):
    for it in drafts:
        digest = propose(it, by=marieke, now=NOW).digest
        consent(it, side=PROVIDER, digest=digest, by=marieke, now=NOW)
        asked = [(notuleren.service, "vier dagen")]

        refused = at_once(
            lambda it=it, digest=digest: consent(it, side=CLIENT, digest=digest, by=els, now=NOW),
            lambda it=it, asked=asked: ask_for_changes(
                it, side=CLIENT, asked=asked, by=els, now=NOW
            ),
            lambda it=it: withdraw(it, by=marieke, now=NOW),
        )

        assert refused == 2
        outcome = it.proposals.get().outcome
        agreed = outcome == AgreementProposal.Outcome.AGREED
        assert fresh(it).status == (Status.AGREED if agreed else Status.DRAFTED)


def test_it_is_put_forward_once(drafts, marieke):
    for it in drafts:
        refused = at_once(*(lambda it=it: propose(it, by=marieke, now=NOW) for _ in range(2)))

        assert (refused, it.proposals.count()) == (1, 1)


def test_two_versions_agreed_at_once_are_never_in_force_together(
    projecten, notuleren, marieke, els
):
    pairs = [
        [
            a_draft(
                projecten,
                notuleren,
                valid_from=date(2027 + year, month, 1),
                valid_until=date(2040, 1, 1),
            )
            for month in (1, 6)
        ]
        for year in range(ROUNDS)
    ]
    for pair in pairs:
        digests = [propose(it, by=marieke, now=NOW).digest for it in pair]
        for it, digest in zip(pair, digests, strict=True):
            consent(it, side=PROVIDER, digest=digest, by=marieke, now=NOW)

        at_once(
            *(
                lambda it=it, digest=digest: consent(
                    it, side=CLIENT, digest=digest, by=els, now=NOW
                )
                for it, digest in zip(pair, digests, strict=True)
            )
        )

        later = fresh(pair[1])
        assert later.status == Status.AGREED
        on = later.valid_from
        assert AgreementVersion.objects.in_force(on).get() == later
