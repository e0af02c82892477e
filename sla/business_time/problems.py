"""What can be wrong with a schedule or a question about it: what, and where."""

from enum import StrEnum


class Problem(StrEnum):
    """What is wrong, as a code a form can put into the reader's language."""

    SHAPE = "is not written as expected"
    UNKNOWN_KEY = "is not a known part of a schedule"
    UNKNOWN_ZONE = "is not a known time zone"
    UNKNOWN_WEEKDAY = "is not a weekday"
    BAD_DATE = "is not a date written as YYYY-MM-DD"
    BAD_TIME = "is not a time written as HH:MM, from 00:00 to 24:00"
    REPEATED_DATE = "occurs twice among the exceptions"
    EMPTY_INTERVAL = "closes the moment it opens"
    REVERSED_INTERVAL = "closes before it opens"
    OVERLAP = "overlaps the interval before it"
    NAIVE = "does not say in which time zone it is"
    NEGATIVE = "counts backwards"
    NO_DAYS = "is not before the event: count at least one day"
    DUE_BEFORE_CUT_OFF = "is due before its cut-off"
    NEVER_OPEN = "never opens, so nothing can become due"
    TOO_LONG = "is more than a century"
    TOO_FAR = "has not enough opening time within ten years"


class ScheduleError(ValueError):
    """A schedule, or a question about one, that can't be right."""

    def __init__(self, problem: Problem, where: object) -> None:
        super().__init__(f"{where} {problem}")
        self.problem = problem
        self.where = str(where)


class NoOpeningError(ScheduleError):
    """The schedule never opens, or not for long enough within ten years."""
