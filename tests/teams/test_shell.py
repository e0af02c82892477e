from datetime import date

import pytest
from django.urls import resolve, reverse

from teams.context_processors import Shell
from teams.context_processors import shell as shell_of
from teams.models import Pool
from tests.factories import a_client, a_coordinator, a_manager, a_person, a_pool, a_secretary

pytestmark = pytest.mark.django_db


def rooms_of(person):
    return [room.view for room in Shell(person, view="home", pool_code="").rooms]


def test_each_role_sees_its_own_rooms():
    pool = a_pool()

    assert rooms_of(a_secretary(pool)) == [
        "requests:queue",
        "requests:outside",
        "pdc:service_list",
        "sla:handbook",
    ]
    assert rooms_of(a_manager(a_client(pool))) == [
        "requests:portal",
        "pdc:service_list",
        "sla:agreement_list",
    ]
    assert rooms_of(a_coordinator(pool)) == [
        "requests:queue",
        "requests:outside",
        "pdc:service_list",
        "pdc:manage",
        "sla:handbook",
        "sla:agreement_list",
        "sla:calendar_list",
    ]
    assert rooms_of(a_person("Bea", is_staff=True)) == ["sla:calendar_list", "admin:index"]


def test_a_coordinator_who_is_also_a_client_sees_agreements_once():
    pool = a_pool()
    marieke = a_coordinator(pool)
    unit = a_manager(a_client(pool)).client_memberships.get().client
    marieke.client_memberships.create(client=unit, since=date(2020, 1, 1))

    assert rooms_of(marieke).count("sla:agreement_list") == 1
    assert "requests:portal" in rooms_of(marieke)


def test_a_membership_that_ended_opens_no_room():
    fatima = a_secretary(a_pool())
    fatima.pool_memberships.update(until=date(2020, 2, 1))

    assert rooms_of(fatima) == []


@pytest.mark.parametrize(
    ("view", "room"),
    [
        ("requests:queue", "requests:queue"),
        ("requests:detail", "requests:queue"),
        ("pdc:service_detail", "pdc:service_list"),
        ("pdc:signposts", "requests:outside"),
        ("sla:handbook_chapter", "sla:handbook"),
        ("sla:agreement_detail", None),
        ("requests:search", None),
        ("home", None),
    ],
)
def test_the_sidebar_shows_where_one_is(view, room):
    here = Shell(a_secretary(a_pool()), view=view, pool_code="").here

    assert (here and here.view) == room


@pytest.mark.parametrize("view", ["pdc:audits", "sla:exchange_file", "pdc:drafts"])
def test_what_keeps_the_catalogue_is_in_its_own_room(view):
    here = Shell(a_coordinator(a_pool()), view=view, pool_code="").here

    assert here.view == "pdc:manage"


def test_the_shell_costs_nothing_until_it_is_drawn(rf, django_assert_num_queries):
    request = rf.get(reverse("home"))
    request.user = a_secretary(a_pool())
    request.resolver_match = resolve(request.path)

    with django_assert_num_queries(0):
        shell = shell_of(request)["shell"]
    with django_assert_num_queries(2):
        list(shell.rooms) + list(shell.pools)


def test_the_pool_in_the_address_is_named_only_when_it_is_ones_own():
    noord, zuid = a_pool("NOORD"), a_pool("ZUID")
    fatima = a_secretary(noord)

    assert Shell(fatima, view="", pool_code="NOORD").pool == noord
    assert Shell(fatima, view="", pool_code=zuid.code).pool is None
    assert Pool.objects.count() == 2
