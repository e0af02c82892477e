"""The two calendars of the worked examples, any calendar, and short ways to write a moment."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from sla.business_time import WEEKDAYS, Schedule

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
OFFICE_HOURS = [["08:30", "12:30"], ["13:00", "17:00"]]
HOLIDAYS = {
    "2026-01-01": "Nieuwjaarsdag",
    "2026-04-05": "Eerste Paasdag",
    "2026-04-06": "Tweede Paasdag",
    "2026-04-27": "Koningsdag",
    "2026-05-14": "Hemelvaartsdag",
    "2026-05-24": "Eerste Pinksterdag",
    "2026-05-25": "Tweede Pinksterdag",
    "2026-12-25": "Eerste Kerstdag",
    "2026-12-26": "Tweede Kerstdag",
}


def a_schedule(weekly=None, exceptions=None, timezone="Europe/Amsterdam") -> Schedule:
    return Schedule.from_dict(
        {"timezone": timezone, "weekly": weekly or {}, "exceptions": exceptions or {}}
    )


def every_day(opens, closes, timezone="Europe/Amsterdam") -> Schedule:
    return a_schedule({day: [[opens, closes]] for day in WEEKDAYS}, timezone=timezone)


OFFICE = a_schedule(
    weekly=dict.fromkeys(WEEKDAYS[:5], OFFICE_HOURS),
    exceptions={
        **{on: {"name": name, "hours": []} for on, name in HOLIDAYS.items()},
        "2026-12-24": {
            "name": "Kerstavond, eerder dicht",
            "hours": [["08:30", "12:30"], ["13:00", "15:00"]],
        },
    },
)
ALWAYS = every_day("00:00", "24:00")
NEVER = a_schedule()


def local(text: str, zone: ZoneInfo = AMSTERDAM) -> datetime:
    """Read "2026-03-02 10:00" as a wall-clock time, its first occurrence, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def clock(minutes):
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def some_hours(draw):
    quarters = st.integers(0, 96).map(lambda n: n * 15)
    edges = sorted(draw(st.lists(quarters, max_size=6, unique=True)))
    return [[clock(a), clock(b)] for a, b in zip(edges[::2], edges[1::2], strict=False)]


any_hours = st.one_of(
    some_hours(),
    st.sampled_from(
        [
            [],
            [["00:00", "24:00"]],
            [["22:00", "24:00"]],
            [["00:00", "06:00"], ["22:00", "24:00"]],
            [["01:00", "02:30"], ["02:45", "04:00"]],
            [["08:30", "12:30"], ["13:00", "17:00"]],
        ]
    ),
)


@st.composite
def any_schedule(draw, zone, first, last):
    """Some hours for each weekday, and others on a few dates from the first to the last."""
    dates = draw(st.sets(st.dates(first, last), max_size=4))
    return a_schedule(
        weekly={day: draw(any_hours) for day in WEEKDAYS},
        exceptions={on.isoformat(): draw(any_hours) for on in sorted(dates)},
        timezone=zone,
    )
