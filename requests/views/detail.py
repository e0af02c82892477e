"""The page of one request at the desk, and everything that can be done from it.

What is sent is bound to a form that performs it; when that can't be, the page comes back
with all that was typed and says why.
"""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.views import way_back
from requests import actions, facts
from requests.forms import (
    ContactForm,
    FinishForm,
    HandBackForm,
    MissingForm,
    NoteForm,
    ResumeForm,
    WaitForm,
)
from requests.models import Event, ServiceRequest
from requests.policies import AlreadyPickedUp, Refused, possible_moves
from requests.standing import standing_of
from requests.story import by_day
from sla.derivation import derivation
from sla.models import Clock
from sla.wording import full_moment
from teams.http import SignedInRequest

OTHERS = 6
UNCHANGED = 204

Form = ContactForm | NoteForm | WaitForm | HandBackForm | ResumeForm | FinishForm | MissingForm

# The forms that open on the page when they are asked for (?do=wait), by the name of their view.
OPENED: dict[str, tuple[Event.Kind, type[forms.Form]]] = {
    "wait": (Event.Kind.WAITING, WaitForm),
    "hand_back": (Event.Kind.HANDED_BACK, HandBackForm),
    "resume": (Event.Kind.RESUMED, ResumeForm),
    "finish": (Event.Kind.DONE, FinishForm),
}
SAID = {
    "contact": gettext_lazy("Your contact with the client is in the story."),
    "note": gettext_lazy("Your note is in the story; the client does not see it."),
    "wait": gettext_lazy("It waits now; the story says for whom."),
    "hand_back": gettext_lazy("It is back with the pool."),
    "resume": gettext_lazy("You go on; the clock counts again."),
    "finish": gettext_lazy("Done. The client gets a message."),
    "complete_intake": gettext_lazy("Everything needed is known now."),
}


@require_GET
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a request of my pools; while the page is open it refreshes what changes."""
    now = timezone.now()
    service_request = _worked_by(request, pk, now)
    story, minute = _story_version(service_request), f"{now:%H%M}"
    seen = request.GET.get("seen", "")
    if request.htmx and seen == f"{story}-{minute}":
        return HttpResponse(status=UNCHANGED)
    context = _context(request, service_request, now)
    if request.htmx and seen:
        context["changed"] = not seen.startswith(f"{story}-")
        return render(request, "requests/_changes.html", context)
    doing = request.GET.get("do", "")
    if doing in OPENED and OPENED[doing][0] in possible_moves(service_request):
        context |= _opened(doing, _form(doing, service_request))
    if request.htmx:
        return render(request, "requests/_act.html", context)
    return render(request, "requests/detail.html", context)


@require_GET
def why(request: SignedInRequest, pk: int, clock_pk: int) -> HttpResponse:
    """Tell why a clock is due when it is: in place, or as a page of its own."""
    now = timezone.now()
    service_request = _worked_by(request, pk, now)
    clock = get_object_or_404(
        service_request.promise.clocks.select_related(*LEDGER).prefetch_related("events"),
        pk=clock_pk,
    )
    context = {
        "service_request": service_request,
        "clock": clock,
        "rows": derivation(clock, now=now),
        "title": full_moment(clock.due_at) if clock.due_at else clock.get_kind_display(),
    }
    template = "sla/_ledger.html" if request.htmx else "requests/why.html"
    return render(request, template, context)


LEDGER = [
    "norm__agreement_line__version__agreement",
    "norm__service_version",
    "calendar",
    "promise",
]


@require_POST
def pick_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a request, from its page or from its line in the queue."""
    now = timezone.now()
    service_request = _worked_by(request, pk, now)
    try:
        actions.pick_up(service_request, by=request.user, now=now)
    except AlreadyPickedUp as somebody:
        messages.warning(request, str(somebody))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        text = _("You have %(number)s: %(subject)s")
        about = {"number": service_request.number, "subject": service_request.subject}
        messages.success(request, text % about)
    if not request.htmx:
        back = way_back(request, otherwise=service_request.get_absolute_url())
        return HttpResponseRedirect(back)
    response = render(request, "core/_messages.html", {"oob": True})
    response["HX-Trigger"] = "queue-changed"
    return response


@require_POST
def contact(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record contact with the client."""
    return _do(request, pk, "contact")


@require_POST
def note(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write a note for the pool."""
    return _do(request, pk, "note")


@require_POST
def wait(request: SignedInRequest, pk: int) -> HttpResponse:
    """Wait for the client or a third party."""
    return _do(request, pk, "wait")


@require_POST
def resume(request: SignedInRequest, pk: int) -> HttpResponse:
    """Go on after waiting."""
    return _do(request, pk, "resume")


@require_POST
def hand_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a request back to the pool."""
    return _do(request, pk, "hand_back")


@require_POST
def finish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Finish a request."""
    return _do(request, pk, "finish")


@require_POST
def complete_intake(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer what was still missing."""
    return _do(request, pk, "complete_intake")


def _do(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Do what was asked and go back to the page; or show what stands in the way."""
    now = timezone.now()
    service_request = _worked_by(request, pk, now)
    form = _form(name, service_request, request.POST)
    if form.is_valid():
        try:
            form.perform(service_request, by=request.user, now=now)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, str(SAID[name]))
            return redirect(service_request)
    service_request = _worked_by(request, pk, now)
    context = _context(request, service_request, now) | {f"{name}_form": form}
    if name in OPENED:
        context |= _opened(name, form)
    return render(request, "requests/detail.html", context)


def _worked_by(request: SignedInRequest, pk: int, now: datetime) -> ServiceRequest:
    """Return a request of someone's pools with all its page shows, or answer that there is none."""
    mine = ServiceRequest.objects.worked_by(request.user, timezone.localdate(now)).with_people()
    clocks = Clock.objects.select_related("norm", "calendar")
    whole = mine.prefetch_related(
        Prefetch("promise__clocks", queryset=clocks),
        Prefetch("events", queryset=Event.objects.select_related("by")),
        "promise__service_version__intake_fields",
    )
    return get_object_or_404(whole, pk=pk)


def _form(name: str, service_request: ServiceRequest, data: Any = None) -> Form:
    form: Form
    match name:
        case "contact":
            form = ContactForm(data)
        case "note":
            form = NoteForm(data)
        case "complete_intake":
            received_on = timezone.localdate(service_request.promise.received_at)
            form = MissingForm(service_request.missing(), data, received_on=received_on)
        case _:
            form = OPENED[name][1](data)  # type: ignore[assignment]
    form.auto_id = f"{name}-%s"
    return form


def _opened(name: str, form: Form) -> dict[str, Any]:
    next(iter(form.fields.values())).widget.attrs["autofocus"] = True
    return {"doing": name, "doing_form": form}


def _context(
    request: SignedInRequest, service_request: ServiceRequest, now: datetime
) -> dict[str, Any]:
    promise = service_request.promise
    version = promise.service_version
    others = ServiceRequest.objects.worked_by(request.user, timezone.localdate(now)).open()
    incomplete = service_request.is_open and not service_request.intake_complete
    return {
        "service_request": service_request,
        "promise": promise,
        "now": now,
        "version": f"{_story_version(service_request)}-{now:%H%M}",
        "standing": standing_of(service_request, now),
        "deadlines": facts.deadlines(promise.clocks.all(), now),
        "primary": facts.primary_move(service_request),
        "moves": facts.other_moves(service_request),
        "days": by_day(service_request.events.all()),
        "answers": facts.answered(
            version.intake_fields.all() if version else [], service_request.answers
        ),
        "steps": facts.steps_of(version),
        "others": others.filter(requested_by=service_request.requested_by)
        .exclude(pk=service_request.pk)
        .due_first()[:OTHERS],
        "contact_form": _form("contact", service_request),
        "note_form": _form("note", service_request),
        "complete_intake_form": _form("complete_intake", service_request) if incomplete else None,
    }


def _story_version(service_request: ServiceRequest) -> str:
    """Return what changes as soon as anything happens to the request."""
    events = [event.pk for event in service_request.events.all()]
    return sha256(repr((events, get_language())).encode()).hexdigest()[:16]
