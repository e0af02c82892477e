"""The steps of escalation in an agreement: its words, and how a clock reads them.

What was agreed are the words. How a clock reads them may be stated in the file; where it is
not, the words say it, if they are among those known here. A better reading of the same words
is no other agreement, so it may be imported at any time.
"""

import re
from fractions import Fraction
from typing import Any

from core.importing import Source
from sla.models import EscalationStep
from sla.norm_words import NUMBERS

MOST = 10_000
Trigger = EscalationStep.Trigger
Role = EscalationStep.Role

WORDS = {"level": "level", "when": "when", "who": "who"}
READING = ("trigger", "amount", "roles")
COLUMNS = (*WORDS, "contact_id", *READING)

NUMBER = rf"(?P<number>\d+|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
# What the words say, the first that fits: what makes the step happen, and what one is worth.
WHEN = [
    (re.compile(rf"{NUMBER} ?(?:procent|%|percent)"), Trigger.SHARE, 1),
    (re.compile(rf"(?:na|after) {NUMBER} (?:werkdag|working day)"), Trigger.DAYS_AFTER, 1),
    (re.compile(rf"(?:na|after) {NUMBER} (?:werku|working hour)"), Trigger.MINUTES_AFTER, 60),
    (re.compile(rf"(?:na|after) {NUMBER} (?:werkm|working min)"), Trigger.MINUTES_AFTER, 1),
    (re.compile(r"overschreden|overschrijding|past due|overdue"), Trigger.BREACH, 0),
]
WHO = [
    (re.compile(r"behandelaar|assignee"), Role.ASSIGNEE),
    (re.compile(r"\bpool\b"), Role.POOL),
    (re.compile(r"coordinator|coördinator"), Role.COORDINATOR),
]
# The amounts a file may state.
AMOUNTS = {
    Trigger.SHARE: (1, 99),
    Trigger.MINUTES_AFTER: (0, MOST),
    Trigger.DAYS_AFTER: (0, MOST),
}
TRIGGERS = {str(trigger): trigger for trigger in Trigger}


def read_step(step: Source, people: dict[str, int]) -> dict[str, Any]:
    """Read one step into the columns of `EscalationStep`; `people` are those known, by code."""
    columns = step.columns(EscalationStep, WORDS)
    trigger, amount, roles = read_words(str(columns["when"]), str(columns["who"])).values()
    if step.has("trigger"):
        trigger = step.pick("trigger", TRIGGERS) or trigger
        least, most = AMOUNTS.get(trigger, (0, 0))
        amount = step.whole("amount", least=least, most=most) if most else 0
    if step.has("roles"):
        roles = step.columns(EscalationStep, {"roles": "roles"})["roles"]
    return {
        **columns,
        "contact_id": step.pick_if_given("contact", people),
        "trigger": trigger,
        "amount": amount,
        "roles": roles,
    }


def read_words(when: str, who: str) -> dict[str, Any]:
    """Return how a clock reads the words of a step."""
    trigger, amount = _moment(when.lower())
    roles = [role for words, role in WHO if words.search(who.lower())]
    return {"trigger": trigger, "amount": amount, "roles": roles}


def in_words(step: dict[str, Any]) -> dict[str, Any]:
    """Return what was agreed of a step: all but how a clock reads it."""
    return {name: value for name, value in step.items() if name not in READING}


def reading(step: dict[str, Any]) -> dict[str, Any]:
    """Return how a clock reads a step."""
    return {name: step[name] for name in READING}


def _moment(when: str) -> tuple[Trigger, int]:
    """Return what makes the step happen; people do where the words say nothing that can be."""
    for words, trigger, size in WHEN:
        if found := words.search(when):
            number = found.groupdict().get("number", "0")
            amount = int((NUMBERS.get(number) or Fraction(number)) * size)
            least, most = AMOUNTS.get(trigger, (0, 0))
            if least <= amount <= most:
                return trigger, amount
    return Trigger.PEOPLE, 0
