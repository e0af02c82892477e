"""Many rows in one statement hold what one by one would."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError

from core.bulk import insert_rows, update_rows
from sla.models import Clock
from teams.models import Client, Pool, PoolMembership
from tests.factories import a_request

pytestmark = pytest.mark.django_db
AWKWARD = [
    '“quoted” "double"',
    "back\\slash",
    "{comma, brace}",
    "NULL",
    "",
    "new\nline",
    "é𝄞",
    "%s",
]


@pytest.fixture
def promise(daan, fatima):
    return a_request(daan, by=fatima).promise


@pytest.fixture
def pool():
    return Pool.objects.create(code="A", name="A")


def test_text_of_every_kind_comes_back_as_it_was():
    rows = [(f"C{number}", text, "", "", "") for number, text in enumerate(AWKWARD)]

    insert_rows(Pool, ["code", "name", "email", "phone", "location"], rows)

    assert list(Pool.objects.order_by("pk").values_list("name", flat=True)) == AWKWARD


def test_nothing_stays_nothing_and_keys_are_keys(pool):
    insert_rows(
        Client,
        ["code", "name", "pool_id", "parent_id", "external"],
        [("X", "X", pool.pk, None, True)],
    )

    assert Client.objects.values_list("pool", "parent", "external").get() == (pool.pk, None, True)


def test_what_is_asked_of_new_rows_is_returned(pool):
    columns = ["code", "name", "email", "phone", "location"]
    found = insert_rows(
        Pool, columns, [("B", "b", "", "", ""), ("C", "c", "", "", "")], returning=["code", "id"]
    )

    assert dict(found) == dict(Pool.objects.exclude(pk=pool.pk).values_list("code", "pk"))


def test_rows_that_break_a_rule_are_refused_with_all_others(pool):
    columns = ["code", "name", "email", "phone", "location"]
    with pytest.raises(IntegrityError):
        insert_rows(Pool, columns, [("B", "b", "", "", ""), ("A", "again", "", "", "")])


def test_each_row_gets_its_own_values_and_the_others_stay(pool):
    other, third = (Pool.objects.create(code=code, name=code) for code in "BC")

    changed = update_rows(
        Pool, "id", ["name", "phone"], [(pool.pk, "a", "1"), (other.pk, "b", "2")]
    )

    assert changed == 2
    assert list(Pool.objects.order_by("pk").values_list("name", "phone")) == [
        ("a", "1"),
        ("b", "2"),
        (third.name, ""),
    ]


def test_what_is_alike_in_all_rows_is_said_once(pool):
    same = {"name": AWKWARD[0], "phone": "", "location": "", "email": ""}

    insert_rows(Pool, ["code"], [("B",), ("C",)], same=same)
    changed = update_rows(
        Pool, "id", ["phone"], [(pool.pk, "1")], same={"name": "x", "location": "y"}
    )

    assert changed == 1
    assert list(Pool.objects.order_by("code").values_list("code", "name", "phone", "location")) == [
        ("A", "x", "1", "y"),
        ("B", AWKWARD[0], "", ""),
        ("C", AWKWARD[0], "", ""),
    ]


def test_without_rows_nothing_happens(pool):
    assert update_rows(Pool, "id", ["name"], []) == 0
    assert insert_rows(Pool, ["code", "name"], [], returning=["id"]) == []


def test_moments_and_lengths_come_back_as_they_were(promise):
    at = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)
    clock = promise.clocks.first()

    for consumed in (-timedelta(days=400, hours=2, microseconds=1), timedelta(microseconds=7)):
        update_rows(Clock, "id", ["consumed", "started_at"], [(clock.pk, consumed, at)])
        clock.refresh_from_db()
        assert (clock.consumed, clock.started_at) == (consumed, at)


def test_dates_come_back_as_they_were(fatima):
    membership = fatima.pool_memberships.get()

    update_rows(
        PoolMembership, "id", ["since", "until"], [(membership.pk, date(2026, 2, 28), None)]
    )

    membership.refresh_from_db()
    assert (membership.since, membership.until) == (date(2026, 2, 28), None)
