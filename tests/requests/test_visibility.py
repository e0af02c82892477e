"""Who sees what: from one queryset, asked as everybody in the cast."""

import pytest

from requests import actions
from requests.models import ServiceRequest
from teams.models import ClientMembership, PoolMembership
from tests.factories import NOW, a_manager, a_request, later

TODAY = NOW.date()


def sees(person, service_request, on=TODAY):
    return service_request in ServiceRequest.objects.visible_to(person, on)


def works_on(person, service_request, on=TODAY):
    return service_request in ServiceRequest.objects.worked_by(person, on)


@pytest.fixture
def open_one(daan, fatima):
    return a_request(daan, by=fatima)


@pytest.fixture
def secret(daan, fatima):
    return a_request(daan, by=fatima, confidential=True)


def test_the_pool_and_the_unit_see_a_request(open_one, fatima, joost, marieke, daan, projecten):
    colleague = a_manager(projecten, "Eva Bos")

    assert all(sees(person, open_one) for person in (fatima, joost, marieke, daan, colleague))


def test_another_pool_and_another_unit_see_nothing(open_one, sanne, stranger):
    assert not sees(sanne, open_one)
    assert not sees(stranger, open_one)


def test_only_the_pool_works_on_it(open_one, joost, daan, sanne, stranger):
    assert works_on(joost, open_one)
    assert not any(works_on(person, open_one) for person in (daan, sanne, stranger))


def test_a_confidential_request_is_for_its_requester_and_those_named(
    secret, daan, fatima, joost, marieke, projecten
):
    colleague = a_manager(projecten, "Eva Bos")

    assert sees(daan, secret)
    assert sees(fatima, secret)  # who logged it is named on it
    assert not any(sees(person, secret) for person in (joost, marieke, colleague))


def test_who_has_a_confidential_request_sees_it(secret, fatima, joost):
    secret.named.add(joost)
    actions.pick_up(secret, by=joost, now=later(minutes=5))
    secret.named.remove(joost)

    assert sees(joost, secret)


def test_being_named_does_not_open_the_door_of_another_pool(secret, sanne):
    secret.named.add(sanne)

    assert not sees(sanne, secret)


@pytest.mark.parametrize("membership", [PoolMembership, ClientMembership])
def test_a_membership_counts_from_its_first_to_its_last_day(open_one, joost, daan, membership):
    person = joost if membership is PoolMembership else daan
    membership.objects.filter(user=person).update(until=TODAY)

    assert sees(person, open_one)
    assert not sees(person, open_one, on=later(days=1).date())
    membership.objects.filter(user=person).update(since=TODAY)
    assert not sees(person, open_one, on=later(days=-1).date())


def test_each_request_is_there_once_for_who_is_both_secretary_and_client(
    open_one, fatima, projecten
):
    ClientMembership.objects.create(user=fatima, client=projecten, since=TODAY)

    assert ServiceRequest.objects.visible_to(fatima, TODAY).count() == 1
    assert ServiceRequest.objects.asked_by_units_of(fatima, TODAY).count() == 1
