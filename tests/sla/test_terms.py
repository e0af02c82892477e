"""Which target applies: the agreement, else the standard, else the pool's default."""

from datetime import date, timedelta

import pytest

from sla.models import Norm, PoolCalendar
from sla.terms import NoCalendarError, terms_for, terms_for_services
from tests.factories import (
    NOW,
    a_calendar,
    a_norm,
    a_service,
    an_agreement,
    as_if_written_so,
    local,
)

Kind = Norm.Kind


def the_norm(client, version, kind=Kind.TURNAROUND, *, urgent=False, received_at=NOW):
    terms = terms_for(client, client.pool, version, urgent=urgent, received_at=received_at)
    return terms.norms.get(kind)


def test_the_line_of_the_agreement_goes_before_the_standard(projecten):
    version = a_service(turnaround_days=5)
    an_agreement(projecten, services=[version.service], turnaround_days=1)

    assert the_norm(projecten, version).amount == 1


def test_what_the_agreement_does_not_say_is_the_standard(projecten):
    version = a_service(response_hours=2)
    an_agreement(projecten, services=[version.service])

    assert the_norm(projecten, version, Kind.RESPONSE).service_version == version


def test_without_any_other_the_default_of_the_pool_holds(projecten, noord):
    version = a_service(response_hours=None)

    assert the_norm(projecten, version, Kind.RESPONSE).pool == noord
    assert the_norm(projecten, None, Kind.RESPONSE).pool == noord


@pytest.mark.parametrize(("received", "days"), [("2026-03-31T23:59", 1), ("2026-04-01T00:00", 5)])
def test_the_agreement_holds_by_the_local_date_of_receipt(projecten, received, days):
    version = a_service(turnaround_days=5)
    an_agreement(projecten, services=[version.service], valid_until=date(2026, 3, 31))

    assert the_norm(projecten, version, received_at=local(received)).amount == days


def test_urgent_uses_the_urgent_target_of_the_same_owner_only(projecten):
    version = a_service("PO-01")
    a_norm(Kind.TURNAROUND, hours=1, service_version=version, urgent=True)
    assert the_norm(projecten, version, urgent=True).urgent

    agreed = a_service("PO-02", turnaround_days=5)
    a_norm(Kind.TURNAROUND, hours=1, service_version=agreed, urgent=True)
    an_agreement(projecten, services=[agreed.service], turnaround_days=3)
    norm = the_norm(projecten, agreed, urgent=True)
    assert (norm.urgent, norm.amount) == (False, 3)


def test_nothing_is_promised_more_when_it_is_not_urgent(projecten):
    version = a_service(turnaround_days=5)
    a_norm(Kind.TURNAROUND, hours=1, service_version=version, urgent=True)

    assert the_norm(projecten, version).amount == 5


def test_the_calendar_is_the_norms_own_else_the_agreements_else_the_pools(projecten, noord):
    desk, agreed = a_calendar("desk"), a_calendar("agreed")
    version = a_service()
    with as_if_written_so():
        version.norms.filter(kind=Kind.RESPONSE).update(calendar=desk)

    plain = terms_for(projecten, noord, version, urgent=False, received_at=NOW)
    assert plain.calendar == PoolCalendar.objects.get(pool=noord).calendar
    an_agreement(projecten, calendar=agreed)
    terms = terms_for(projecten, noord, version, urgent=False, received_at=NOW)

    assert terms.calendar_of(terms.norms[Kind.TURNAROUND]) == agreed
    assert terms.calendar_of(terms.norms[Kind.RESPONSE]) == desk


def test_a_pool_without_a_calendar_says_so(projecten, noord):
    noord.own_calendar.delete()

    with pytest.raises(NoCalendarError, match="Pool Noord"):
        terms_for(projecten, noord, None, urgent=False, received_at=NOW)


def test_a_promise_that_depends_on_the_intake_is_silent_until_it_is_complete(projecten, noord):
    version = a_service()
    with as_if_written_so():
        version.norms.update(starts="intake_complete")
    terms = terms_for(projecten, noord, version, urgent=False, received_at=NOW)

    def promised(*, complete):
        reckoning = terms.reckoning(Kind.TURNAROUND, NOW, complete=complete, event_at=None)
        return reckoning.due_at

    assert promised(complete=False) is None
    assert promised(complete=True) == local("2026-03-04T17:00")


@pytest.mark.parametrize("services", [1, 30])
def test_many_services_cost_as_many_queries_as_one(
    projecten, noord, services, django_assert_num_queries
):
    versions = [a_service(f"PO-{number}") for number in range(services)]
    an_agreement(projecten, services=[version.service for version in versions])

    with django_assert_num_queries(2):
        found = terms_for_services(
            projecten, noord, versions, urgent=False, on=NOW.date() + timedelta()
        )

    assert len(found) == services + 1
