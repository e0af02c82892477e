"""What changes promises, clocks and calendars."""

from sla.actions.calendars import OvertakenError, change_hours, discard, draft, put_in_force
from sla.actions.causes import say_why_late, to_explain
from sla.actions.clocks import due_if_resumed
from sla.actions.correcting import correct_service
from sla.actions.drafting import call_missed, start_draft
from sla.actions.norms import replace_default
from sla.actions.promises import (
    client_was_told,
    decided,
    end,
    fulfil,
    intake_completed,
    make_promise,
    pause,
    reopen,
    resume,
)
from sla.actions.recounting import behind, bring_up_to_date, lagging, recount
from sla.actions.revising import agree_date, make_urgent
from sla.actions.sweeping import Passed, write_due_alerts

__all__ = [
    "OvertakenError",
    "Passed",
    "agree_date",
    "behind",
    "bring_up_to_date",
    "call_missed",
    "change_hours",
    "client_was_told",
    "correct_service",
    "decided",
    "discard",
    "draft",
    "due_if_resumed",
    "end",
    "fulfil",
    "intake_completed",
    "lagging",
    "make_promise",
    "make_urgent",
    "pause",
    "put_in_force",
    "recount",
    "reopen",
    "replace_default",
    "resume",
    "say_why_late",
    "start_draft",
    "to_explain",
    "write_due_alerts",
]
