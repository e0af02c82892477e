"""What people do with requests: right, change, story, clocks and outbox in one transaction.

`now` is when it happens; an import or a replay may pass another moment than the clock on
the wall. Nothing is queued here: the rows that are written are found by the sweeps.
"""

from requests.actions.attaching import attach_as_client, attach_as_pool, remove_attachment
from requests.actions.by_client import (
    answer,
    answer_intake,
    ask_again,
    confirm,
    discuss,
    rate,
    say_more,
)
from requests.actions.checklist import add_item, remove_item, tick, untick
from requests.actions.deciding import decide
from requests.actions.ending import cancel, decline, merge
from requests.actions.helping import (
    answer_help,
    ask_help,
    let_read,
    no_longer_read,
    withdraw_help,
)
from requests.actions.intake import ask, log
from requests.actions.linking import link, unlink
from requests.actions.revising import agree_date, correct_service, make_urgent
from requests.actions.splitting import split
from requests.actions.timing import (
    book_time,
    correct_time,
    remove_time,
    start_timer,
    stop_timer,
)
from requests.actions.together import assign
from requests.actions.working import (
    complete_intake,
    contact,
    finish,
    hand_back,
    note,
    pick_up,
    reopen,
    resume,
    say_why_late,
    take_step,
    wait,
)

__all__ = [
    "add_item",
    "agree_date",
    "answer",
    "answer_help",
    "answer_intake",
    "ask",
    "ask_again",
    "ask_help",
    "assign",
    "attach_as_client",
    "attach_as_pool",
    "book_time",
    "cancel",
    "complete_intake",
    "confirm",
    "contact",
    "correct_service",
    "correct_time",
    "decide",
    "decline",
    "discuss",
    "finish",
    "hand_back",
    "let_read",
    "link",
    "log",
    "make_urgent",
    "merge",
    "no_longer_read",
    "note",
    "pick_up",
    "rate",
    "remove_attachment",
    "remove_item",
    "remove_time",
    "reopen",
    "resume",
    "say_more",
    "say_why_late",
    "split",
    "start_timer",
    "stop_timer",
    "take_step",
    "tick",
    "unlink",
    "untick",
    "wait",
    "withdraw_help",
]
