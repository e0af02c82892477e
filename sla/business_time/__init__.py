"""Business time: how long a desk was open, and when it will have been open long enough.

Every answer is a fold over one stream of open stretches. `schedule` says when a desk is
open, `openings` lays those hours out as instants, `counting` adds and subtracts along
them, `bulk` does so for many moments at once (along `arrays`), and `explaining` tells the
same walk step by step.
"""

from sla.business_time.bulk import day_deadlines, deadlines, elapsed_many
from sla.business_time.counting import (
    Stretch,
    cut_off_deadline,
    day_deadline,
    day_start_by,
    deadline,
    elapsed,
    end_of_day_at,
    is_open,
    next_opening,
    open_between,
    start_by,
)
from sla.business_time.explaining import (
    Kind,
    Step,
    explain,
    explain_cut_off,
    explain_day_deadline,
    explain_day_start_by,
)
from sla.business_time.openings import Interval
from sla.business_time.problems import NoOpeningError, Problem, ScheduleError
from sla.business_time.schedule import WEEKDAYS, Schedule, SpecialDay

__all__ = [
    "WEEKDAYS",
    "Interval",
    "Kind",
    "NoOpeningError",
    "Problem",
    "Schedule",
    "ScheduleError",
    "SpecialDay",
    "Step",
    "Stretch",
    "cut_off_deadline",
    "day_deadline",
    "day_deadlines",
    "day_start_by",
    "deadline",
    "deadlines",
    "elapsed",
    "elapsed_many",
    "end_of_day_at",
    "explain",
    "explain_cut_off",
    "explain_day_deadline",
    "explain_day_start_by",
    "is_open",
    "next_opening",
    "open_between",
    "start_by",
]
