"""What can be done with a request from its page: one likely next step, and all else in a menu."""

from dataclasses import dataclass

from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _

from requests.models import Event, ServiceRequest, Status

Kind = Event.Kind


@dataclass(frozen=True)
class Doing:
    """One thing to do: the name of its form and address, and how the menu shows it."""

    name: str
    kind: Event.Kind
    icon: str
    label: str | Words


MENU = [
    Doing("pick_up", Kind.PICKED_UP, "check", _("Pick up")),
    Doing("decide", Kind.DECIDED, "hand", _("Decide")),
    Doing("resume", Kind.RESUMED, "check", _("Go on")),
    Doing("wait", Kind.WAITING, "wait", _("Wait for somebody")),
    Doing("finish", Kind.DONE, "check", _("Finish")),
    Doing("reopen", Kind.REOPENED, "load", _("Open again")),
    Doing("assign", Kind.ASSIGNED, "person", _("Give to a colleague")),
    Doing("assign", Kind.PASSED_ON, "person", _("Give to a colleague")),
    Doing("say_why_late", Kind.LATE_CAUSE, "note", _("Say why it was late")),
    Doing("answer_help", Kind.HELPED, "team", _("Answer who asks for help")),
    Doing("ask_help", Kind.HELP_ASKED, "team", _("Ask a colleague for help")),
    Doing("agree_date", Kind.AGREED, "deal", _("Agree on another date")),
    Doing("make_urgent", Kind.MADE_URGENT, "urgent", _("Make it urgent")),
    Doing("correct_service", Kind.CORRECTED, "book", _("Correct the service")),
    Doing("hand_back", Kind.HANDED_BACK, "over", _("Hand back to the pool")),
    Doing("merge", Kind.MERGED, "copy", _("Merge with another request")),
    Doing("let_read", Kind.NAMED, "lock", _("Let somebody read it")),
    Doing("split", Kind.SPLIT, "copy", _("Make two requests of it")),
    Doing("link", Kind.LINKED, "link", _("Link with another request")),
    Doing("decline", Kind.DECLINED, "shut", _("Decline")),
    Doing("cancel", Kind.CANCELLED, "x", _("Cancel the request")),
]
MOST_LIKELY = {
    Status.NEW: Kind.PICKED_UP,
    Status.IN_PROGRESS: Kind.DONE,
    Status.WAITING: Kind.RESUMED,
    Status.DONE: Kind.REOPENED,
}


def can_do(name: str, possible: frozenset[Event.Kind]) -> bool:
    """Return whether the thing with this name can be done now."""
    return any(doing.name == name and doing.kind in possible for doing in MENU)


def primary_move(service_request: ServiceRequest, possible: frozenset[Event.Kind]) -> Doing | None:
    """Return what is most likely next: a decision where one can be made, else the next step."""
    likely = MOST_LIKELY.get(Status(service_request.status))
    wanted = Kind.DECIDED if Kind.DECIDED in possible else likely
    return next((doing for doing in MENU if doing.kind == wanted and wanted in possible), None)


def other_moves(primary: Doing | None, possible: frozenset[Event.Kind]) -> list[Doing]:
    """Return what else can be done, for the menu."""
    return [doing for doing in MENU if doing.kind in possible and doing != primary]
