"""Norms as people type them, in Dutch or in English whatever the language of the screen.

What `wording` says of a norm is read back here as the same norm; beside that many ways to
spell it are taken, and nothing is guessed: a word that is not known refuses the whole.
"""

import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import time
from fractions import Fraction
from typing import Self

from django.utils.translation import gettext as _

from sla import wording
from sla.models import Norm, Starts, Way

LONGEST = 300  # characters
MOST = 99_999  # minutes or days; past ten years no deadline is found anyway
NUMBERS = {
    word: Fraction(number)
    for number, words in {
        "0.5": "half|een half|half an|half a",
        "1": "een|one|an|a",
        "1.5": "anderhalf|anderhalve|one and a half",
        "2": "twee|two",
        "3": "drie|three",
        "4": "vier|four",
        "5": "vijf|five",
        "6": "zes|six",
        "7": "zeven|seven",
        "8": "acht|eight",
        "9": "negen|nine",
        "10": "tien|ten",
    }.items()
    for word in words.split("|")
}
MINUTES, HOURS, DAYS = "minutes", "hours", "days"
UNITS = {
    MINUTES: r"(?:werk|working |work |business )?(?:minuut|minuten|minutes?|mins?)",
    HOURS: r"(?:werk|working |work |business )?(?:uren|uur|u|hours?|hrs?|h)",
    DAYS: r"(?:werk|open |working |work |business )?(?:dagen|dag|days?)",
}
AMOUNT = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)?|{words}) ?(?:{units})".format(
        words="|".join(sorted(NUMBERS, key=len, reverse=True)),
        units="|".join(f"(?P<{unit}>{pattern})" for unit, pattern in UNITS.items()),
    )
)
WITHIN = re.compile(r"(?:binnen|within|in|uiterlijk|at most) ")
SAME_DAY = re.compile(
    r"(?:op |on )?(?:de ?zelfde (?:werk)?dag|the same (?:working )?day|same day"
    r"|vandaag nog|nog vandaag)"
)
THE = r"(?:de|het|een|the|an?) [a-z-]+"
BEFORE = re.compile(
    rf" (?:vooraf|van tevoren|voorafgaand|in advance|beforehand|(?:voor|before) {THE})"
)
STARTING = [
    (
        Starts.RECEIVED,
        r" (?:(?:na|vanaf|after|from) )(?:de |the )?(?:ontvangst|receipt|binnenkomst)",
    ),
    (
        Starts.INTAKE_COMPLETE,
        r" (?:(?:zodra|nadat|als|once|when) (?:alles(?: wat nodig is)?|everything(?: needed)?)"
        r" (?:is bekend|bekend is|is known)"
        r"|(?:na|after) (?:de |the )?(?:volledige |complete )?intake)",
    ),
    (Starts.EVENT_END, rf" (?:na afloop(?: van {THE})?|(?:na|after) {THE}|afterwards)"),
]
WAYS = {  # by whether it counts days, and back from the event
    (False, False): Way.WORKING_TIME,
    (False, True): Way.TIME_BEFORE,
    (True, False): Way.WORKING_DAYS,
    (True, True): Way.DAYS_BEFORE,
}
CLOCK = re.compile(r"\b(\d{1,2})(?:[:.](\d{2})(?: ?(?:uur|u|h)\b)?| ?(?:uur|u|h)\b)")
JUST_BEFORE = re.compile(r"\b(?:voor|before) $")
OTHERWISE = re.compile(r"\b(?:anders|otherwise|else)\b")
CUT_OFF_WORDS = re.compile(
    r"(?:om|op|als|wanneer|indien|het|is|wordt|binnen|ontvangen|komt|voor|dan|de|volgende|open|dag"
    r"|werkdag|at|by|on|if|when|it|its|received|before|then|the|next|following|working|business"
    r"|day|anders|otherwise|else|[ ,;:.-])*"
)


class NormError(ValueError):
    """What was typed is no norm; the message says what can be typed instead."""


@dataclass(frozen=True)
class NormValue:
    """How a norm counts, apart from whose it is; `amount` is in minutes or days, as `way` says."""

    way: Way
    amount: int = 0
    cut_off: time | None = None
    same_day: time | None = None
    next_day: time | None = None
    starts: Starts = Starts.RECEIVED

    @classmethod
    def of(cls, norm: Norm) -> Self:
        """Return how a norm counts."""
        return cls(
            Way(norm.way),
            norm.amount,
            norm.cut_off,
            norm.same_day,
            norm.next_day,
            Starts(norm.starts),
        )

    def norm(self) -> Norm:
        """Return a norm that counts like this, nobody's and not saved."""
        return Norm(**asdict(self))

    def __str__(self) -> str:
        return wording.norm_in_full(self.norm())


def parse_norm(text: str) -> NormValue:
    """Return the norm that was typed; raise `NormError`, in words for who typed it."""
    said = _plain(text)
    for starts, pattern in STARTING:
        if match := re.search(rf"{pattern}$", f" {said}"):
            return _parse(said[: max(match.start() - 1, 0)].rstrip(" ,"), starts)
    return _parse(said, Starts.RECEIVED)


def _plain(text: str) -> str:
    """Return text in small letters, without accents, quotes and doubled spaces."""
    letters = unicodedata.normalize("NFKD", text[: LONGEST + 1].replace("’", "").replace("'", ""))
    said = "".join(letter for letter in letters if not unicodedata.combining(letter)).lower()
    return " ".join(said.split()).strip(" .;") if len(text) <= LONGEST else ""


def _parse(said: str, starts: Starts) -> NormValue:
    if OTHERWISE.search(said):
        return _cut_off(said, starts)
    said = WITHIN.sub("", said, count=1) if WITHIN.match(said) else said
    if SAME_DAY.fullmatch(said):
        return NormValue(Way.WORKING_DAYS, 0, starts=starts)
    amount = AMOUNT.match(said)
    if amount is None:
        raise _unreadable()
    rest = said[amount.end() :]
    if rest and not BEFORE.fullmatch(rest):
        raise _unreadable()
    return _amount(amount, starts, before=bool(rest))


def _amount(typed: re.Match[str], starts: Starts, *, before: bool) -> NormValue:
    if before and starts == Starts.EVENT_END:
        raise NormError(
            _("A norm counts back from the event or on after it. Choose one of the two.")
        )
    number = NUMBERS.get(typed["number"]) or Fraction(typed["number"].replace(",", "."))
    in_days = typed[DAYS] is not None
    whole = number * 60 if typed[HOURS] else number
    if whole.denominator != 1:
        if in_days:
            raise NormError(_("Days are counted whole. For part of a day, type working hours."))
        raise NormError(
            _("Time is counted in whole minutes. Type, for example, 90 working minutes.")
        )
    if whole > MOST:
        raise NormError(_("This is longer than anyone can promise. Type a smaller number."))
    if not whole and (before or not in_days):
        raise NormError(_("Type at least 1. For no working days, type “the same day”."))
    return NormValue(WAYS[in_days, before], int(whole), starts=starts)


def _cut_off(said: str, starts: Starts) -> NormValue:
    """Read the three times by their place: the cut-off is the one after "before"."""
    if not CUT_OFF_WORDS.fullmatch(CLOCK.sub(" ", said)):
        raise _unreadable()
    today, *others = (_times(half) for half in OTHERWISE.split(said))
    match [sorted(today), *others]:
        case [[(False, same_day), (True, cut_off)], [(False, next_day)]]:
            if same_day >= cut_off:
                return NormValue(Way.CUT_OFF, 0, cut_off, same_day, next_day, starts)
            problem = _("It would be due at %(due)s, before the cut-off. Type a later time.")
            raise NormError(problem % {"due": f"{same_day:%H:%M}"})
    raise _unreadable()


def _times(said: str) -> list[tuple[bool, time]]:
    """Return the times of day in a text, each with whether it is a cut-off ("before 12:00")."""
    found = CLOCK.finditer(said)
    return [(bool(JUST_BEFORE.search(said[: one.start()])), _clock(one)) for one in found]


def _clock(typed: re.Match[str]) -> time:
    try:
        return time(int(typed[1]), int(typed[2] or 0))
    except ValueError:
        raise NormError(
            _("“%(time)s” is no time of day. Type, for example, 16:00.") % {"time": typed[0]}
        ) from None


def _unreadable() -> NormError:
    return NormError(
        _("This can't be read as a norm. Type, for example: %(examples)s.")
        % {"examples": "; ".join(str(example) for example in EXAMPLES)}
    )


EXAMPLES = (
    NormValue(Way.WORKING_DAYS, 2),
    NormValue(Way.WORKING_TIME, 240),
    NormValue(Way.WORKING_DAYS, 0),
    NormValue(Way.CUT_OFF, 0, time(12), time(16), time(12)),
    NormValue(Way.DAYS_BEFORE, 3),
    NormValue(Way.WORKING_DAYS, 5, starts=Starts.EVENT_END),
)
