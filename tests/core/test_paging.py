"""Pages of lists that follow each other, counted no further than the next."""

import pytest

from core.paging import page_of
from teams.models import User

SIZE = 3


@pytest.fixture
def parts(db):
    """Five people, and then four others."""
    for number in range(9):
        User.objects.create(email=f"{number}@example.org", given_name=str(number))
    everybody = User.objects.order_by("given_name")
    return [everybody.filter(given_name__lt="5"), everybody.filter(given_name__gte="5")]


@pytest.mark.parametrize(
    ("asked", "lines", "number", "more"),
    [
        (None, "012", 1, True),
        ("2", "345", 2, True),
        ("3", "678", 3, False),
        ("4", "678", 3, False),
        ("0", "012", 1, True),
        ("-1", "012", 1, True),
        ("two", "012", 1, True),
        ("9" * 40, "012", 1, True),
    ],
)
def test_pages_follow_each_other_through_the_parts(parts, asked, lines, number, more):
    page = page_of(parts, asked, SIZE)

    assert "".join(one.given_name for one in page.lines) == lines
    assert (page.number, page.has_next, page.has_previous) == (number, more, number > 1)


def test_nothing_is_one_empty_page(db):
    page = page_of([User.objects.none()], "7", SIZE)

    assert (page.lines, page.number, page.has_next) == ([], 1, False)


def test_what_follows_the_page_is_neither_counted_nor_read(parts, django_assert_num_queries):
    with django_assert_num_queries(2) as asked:
        page_of(parts, "1", SIZE)

    assert f"LIMIT {SIZE + 1}" in asked.captured_queries[0]["sql"]
