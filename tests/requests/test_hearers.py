"""Who hears an alert: roles, resolved when it is told, and who stands in for who is away."""

import pytest

from requests.alerts import alert_what_is_due
from requests.models import ServiceRequest
from sla.models import AgreementVersion, Rung
from tests.factories import a_manager, a_norm, a_request, as_if_written_so, later
from tests.requests.telling import LATE, SOON, away, of_whom, told


def leave(person):
    person.pool_memberships.update(until=later(days=-1).date())


def lose_the_account(person):
    person.is_active = False
    person.save()


@pytest.mark.parametrize("go_away", [leave, lose_the_account])
def test_what_somebody_has_who_is_gone_is_nobodys_and_the_pool_hears(
    of_joost, team, noord, go_away
):
    fatima, joost, marieke = team
    go_away(joost)

    alert_what_is_due(now=later(days=10), limit=10)

    assert told(Rung.BREACH) == {
        (fatima, ""),
        (marieke, marieke.email),
        (None, noord.email),
    }


@pytest.mark.parametrize("go_away", [leave, lose_the_account])
def test_a_coordinator_who_is_gone_hears_nothing(of_joost, team, go_away):
    _fatima, joost, marieke = team
    go_away(marieke)

    alert_what_is_due(now=later(days=10), limit=10)

    assert told(Rung.BREACH) == {(joost, joost.email)}


def test_the_stand_in_of_who_is_away_hears_it(of_joost, team):
    fatima, joost, _marieke = team
    away(joost, fatima)

    alert_what_is_due(now=later(**SOON), limit=10)

    assert told(Rung.WARNING) == {(fatima, fatima.email)}


def test_who_is_away_on_another_day_hears_it_themselves(of_joost, team):
    fatima, joost, _marieke = team
    away(joost, fatima, days=1)

    alert_what_is_due(now=later(**SOON), limit=10)

    assert of_whom(Rung.WARNING) == {joost}


def test_a_stand_in_who_is_away_has_one_too(of_joost, team):
    fatima, joost, marieke = team
    away(joost, fatima)
    away(fatima, marieke)

    alert_what_is_due(now=later(**SOON), limit=10)

    assert of_whom(Rung.WARNING) == {marieke}


@pytest.mark.parametrize("reason", ["nobody", "each other", "somebody elsewhere"])
def test_without_a_stand_in_the_coordinator_hears_it(of_joost, team, sanne, reason):
    fatima, joost, marieke = team
    away(joost, {"nobody": None, "each other": fatima, "somebody elsewhere": sanne}[reason])
    away(fatima, joost)

    alert_what_is_due(now=later(**SOON), limit=10)

    assert of_whom(Rung.WARNING) == {marieke}


def test_where_all_who_should_hear_are_away_the_pool_hears_it(of_joost, team, noord):
    fatima, joost, marieke = team
    away(joost)
    away(marieke)

    alert_what_is_due(now=later(**SOON), limit=10)

    assert told(Rung.WARNING) == {
        (fatima, ""),
        (joost, ""),
        (marieke, marieke.email),
        (None, noord.email),
    }


def test_the_stand_in_of_the_coordinator_hears_what_is_late(of_joost, team):
    fatima, joost, marieke = team
    away(marieke, fatima)

    alert_what_is_due(now=later(**LATE), limit=10)

    assert of_whom(Rung.BREACH) == {joost, fatima}


def test_who_has_two_roles_hears_it_once(of_joost, team):
    _fatima, joost, marieke = team
    away(marieke, joost)

    alert_what_is_due(now=later(**LATE), limit=10)

    assert told(Rung.BREACH) == {(joost, joost.email)}


def test_of_a_confidential_request_a_stand_in_hears_only_when_named(of_joost, team):
    fatima, joost, _marieke = team
    ServiceRequest.objects.update(confidential=True)
    away(joost, fatima)

    alert_what_is_due(now=later(**SOON), limit=10)
    assert of_whom(Rung.WARNING) == {joost}

    of_joost.named.add(fatima)
    alert_what_is_due(now=later(**LATE), limit=10)
    assert of_whom(Rung.BREACH) == {fatima}


ROLES = {
    "assignee": ["joost"],
    "pool": ["fatima", "joost", "marieke", None],
    "coordinator": ["marieke"],
    "client_contact": ["daan"],
}


@pytest.mark.parametrize("role", ROLES)
def test_escalation_is_told_to_the_roles_that_were_agreed(of_joost, team, daan, escalation, role):
    escalation(roles=[role])
    with as_if_written_so():
        AgreementVersion.objects.update(client_contact=daan)
    people = {person.email.split(".")[0]: person for person in (*team, daan)}

    alert_what_is_due(now=later(**LATE), limit=10)

    assert of_whom(Rung.ESCALATION) == {people.get(name) for name in ROLES[role]}


def test_escalation_is_told_to_the_person_named_who_may_be_of_the_client(
    of_joost, team, daan, escalation
):
    escalation(contact=daan)

    alert_what_is_due(now=later(**LATE), limit=10)

    assert told(Rung.ESCALATION) == {(daan, daan.email)}


def test_the_colleague_who_stands_in_for_a_client_hears_it(
    of_joost, daan, projecten, stranger, escalation
):
    colleague = a_manager(projecten, "Els Prins")
    escalation(contact=daan)
    escalation(level=2, contact=stranger)
    away(daan, colleague)
    away(stranger, colleague)

    alert_what_is_due(now=later(**LATE), limit=10)

    assert of_whom(Rung.ESCALATION) == {colleague}


def test_escalation_to_who_may_not_sign_in_any_more_reaches_the_pool(
    of_joost, team, daan, noord, escalation
):
    lose_the_account(daan)
    escalation(contact=daan, roles=["client_contact"])
    with as_if_written_so():
        AgreementVersion.objects.update(client_contact=daan)

    alert_what_is_due(now=later(**LATE), limit=10)

    assert told(Rung.ESCALATION) == {*((person, "") for person in team), (None, noord.email)}


def test_escalation_may_be_for_who_has_it_and_the_pool_too(of_joost, team, noord, escalation):
    fatima, joost, marieke = team
    escalation(roles=["assignee", "pool"])

    alert_what_is_due(now=later(**LATE), limit=10)

    assert told(Rung.ESCALATION) == {
        (joost, joost.email),
        (fatima, ""),
        (marieke, ""),
        (None, noord.email),
    }


def test_a_decision_is_for_the_coordinator_from_the_first_warning(daan, team, noord):
    noord.norms.filter(kind="decision").delete()
    a_norm("decision", hours=4, pool=noord)
    a_request(daan, by=team[0]).promise.clocks.exclude(kind="decision").delete()

    alert_what_is_due(now=later(**SOON), limit=10)

    assert told(Rung.WARNING) == {(team[2], team[2].email)}
