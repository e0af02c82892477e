"""What changes promises, clocks and calendars."""

from sla.actions.calendars import change_hours, draft, put_in_force
from sla.actions.clocks import due_if_resumed
from sla.actions.ladder import write_due_alerts
from sla.actions.promises import (
    client_was_told,
    fulfil,
    intake_completed,
    make_promise,
    pause,
    resume,
)

__all__ = [
    "change_hours",
    "client_was_told",
    "draft",
    "due_if_resumed",
    "fulfil",
    "intake_completed",
    "make_promise",
    "pause",
    "put_in_force",
    "resume",
    "write_due_alerts",
]
