"""Two coordinators decide about one request at the same moment: one of them does."""

import pytest

from pdc.models import Proposal
from requests import actions
from requests.models import Decision, Event
from tests.factories import a_coordinator, a_norm, a_request, later
from tests.requests.test_races import ROUNDS, at_once, fresh

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_coordinators_decide_once(daan, fatima, marieke, noord):
    a_norm("decision", days=1, pool=noord)
    karin = a_coordinator(noord, "Karin Smit")
    said = {"text": "De kantine bakt ook", "now": later(minutes=5)}
    for _ in range(ROUNDS):
        it = a_request(daan, by=fatima)

        refused = at_once(
            lambda it=it: actions.decide(
                fresh(it), decision=Decision.PROPOSE_SERVICE, by=marieke, **said
            ),
            lambda it=it: actions.decide(fresh(it), decision=Decision.DECLINE, by=karin, **said),
        )

        after = fresh(it)
        assert refused == 1
        decided = (Event.Kind.DECIDED, Event.Kind.DECLINED)
        assert after.events.filter(kind__in=decided).count() == 1
        goes_on = after.decision == Decision.PROPOSE_SERVICE
        assert Proposal.objects.filter(service_requests=after).exists() == goes_on
