"""A proposal at the same moment: one coordinator decides, the other hears who did."""

import pytest

from pdc.models import Proposal, ServiceVersion
from pdc.proposals import decline, propose, propose_once, take_over
from tests.factories import NOW, a_coordinator
from tests.requests.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_coordinators_one_decides(noord, daan, marieke):
    karin = a_coordinator(noord, "Karin Smit")
    for number in range(10):
        one = propose("new", f"Fietsen {number}", "", None, by=daan, now=NOW)
        before = ServiceVersion.objects.count()

        refused = at_once(
            lambda one=one: take_over(one, by=marieke, now=NOW),
            lambda one=one: decline(one, reason="Nee", by=karin, now=NOW),
            lambda one=one: take_over(one, by=karin, now=NOW),
        )

        after = Proposal.objects.get(pk=one.pk)
        assert refused == 2
        assert ServiceVersion.objects.count() - before == (after.status == "taken")


def test_what_is_sent_twice_at_once_is_proposed_once(daan):
    for number in range(10):
        title = f"Fietsen {number}"

        at_once(*[lambda title=title: propose_once("new", title, "", None, by=daan, now=NOW)] * 2)

        assert Proposal.objects.filter(title=title).count() == 1
