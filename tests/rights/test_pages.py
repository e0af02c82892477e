"""Who may come in where: every address, tried by everybody.

A new address that nobody put in the table of rooms fails the first test.
"""

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client as Visitor
from django.urls import get_resolver, resolve, reverse

from requests.models import Event, Notification, ServiceRequest
from sla.models import Clock
from tests.rights.rooms import ELSEWHERE, ROOMS
from tests.test_conventions import views

ABOUT_A_REQUEST = sorted(
    name for name, room in ROOMS.items() if {"request", "promise"} & set(room.args)
)
NAMED = {"secretary", "coordinator", "asker"}


def rooms_of_the_product():
    names = {name for name, _view in views(get_resolver())}
    return {name for name in names if not name.startswith("admin:")} - ELSEWHERE


def test_every_address_has_a_row_in_the_table():
    assert rooms_of_the_product() == set(ROOMS)


@pytest.mark.parametrize("name", sorted(ROOMS))
def test_only_those_come_in_who_may(name, people, world):
    assert who_comes_in(name, people, world) == ROOMS[name].who


@pytest.mark.parametrize("name", ABOUT_A_REQUEST)
def test_what_is_confidential_is_for_who_asked_and_who_is_named(name, people, world):
    world.request, world.promise = world.secret, world.secret_promise

    assert who_comes_in(name, people, world) == ROOMS[name].who & NAMED


def who_comes_in(name, people, world):
    room = ROOMS[name]
    address = reverse(name, args=[getattr(world, arg) for arg in room.args])
    return {who for who, person in people.items() if comes_in(person, address, post=room.post)}


def comes_in(person, address, *, post):
    """Say whether somebody gets an answer there; who does not has changed nothing."""
    visitor = Visitor()
    if person is not None:
        visitor.force_login(person)
    with transaction.atomic():
        before = everything_that_happened()
        answer = visitor.post(address) if post else visitor.get(address)
        entered = is_an_answer(answer, address)
        assert entered or everything_that_happened() == before
        transaction.set_rollback(True)
    return entered


def everything_that_happened():
    kept = (ServiceRequest, Event, Notification, Clock)
    return [list(model.objects.order_by("pk").values_list()) for model in kept]


def is_an_answer(answer, address):
    assert answer.status_code < 500
    assert answer.status_code != 405, "the table says the wrong method"
    if answer.status_code in (301, 302):
        return leads_in(answer.url, address)
    return answer.status_code not in (403, 404)


def leads_in(url, address):
    """Say whether a redirect goes on to something: not to the sign-in, nor home again."""
    path = url.split("?")[0]
    if path == reverse(settings.LOGIN_URL):
        return resolve(address).view_name == "teams:sign_out"
    return path != "/" or resolve(address).view_name in SENT_HOME


SENT_HOME = {"core:set_theme", "teams:choose_language", "requests:stop_timer"}
