import re

from django.template import Context, Template

from tests.factories import local
from tests.sla.schedules import OFFICE

NOW = local("2026-11-24T10:50")


def drawn(at, arguments=""):
    page = Template("{% load times %}{% due at now schedule=schedule " + arguments + " %}")
    return page.render(Context({"at": local(at), "now": NOW, "schedule": OFFICE}))


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_time_has_day_time_and_what_is_left():
    html = drawn("2026-11-27T17:00")

    assert words(html) == "Fri 27 Nov 17:00 3 working days left"
    assert 'title="Friday 27 November 2026, 17:00"' in html
    assert 'datetime="2026-11-27T17:00:00+01:00"' in html


def test_beside_the_heading_of_its_day_the_day_is_left_out():
    assert words(drawn("2026-11-24T11:20", "with_day=False")) == "11:20 30 min left"


def test_what_has_to_be_done_first_is_said_before_what_is_left():
    assert words(drawn("2026-11-24T11:20", "what='pick up'")) == "today 11:20 pick up, 30 min left"


def test_a_clock_that_stands_still_promises_nothing():
    html = drawn("2026-11-26T11:00", "kind='still'")

    assert words(html) == "Thu 26 Nov 11:00 if answered now"
    assert 'class="due still"' in html


def test_kind_and_size_are_classes():
    assert 'class="due near big"' in drawn("2026-11-24T11:20", "kind='near' big=True")


def test_among_many_it_is_short():
    html = drawn("2026-11-27T17:00", "short=True")

    assert words(html) == "Fri 27 Nov 17:00 3 working days left"
    assert "2026" not in html
