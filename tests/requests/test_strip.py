"""The hours along the day strip: each of them on a working day, fewer when a desk never closes."""

import pytest

from requests.strip import day_strip
from tests.factories import NOW, a_pool, always_open

pytestmark = pytest.mark.django_db


def test_along_a_day_and_night_the_hours_keep_room_beside_each_other():
    pool = a_pool("DAG")
    always_open(pool)

    strip = day_strip(pool.own_calendar.calendar.schedule(), [], NOW)

    texts = [hour["text"] for hour in strip.hours]
    assert texts[1:-1] == ["03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00"]
