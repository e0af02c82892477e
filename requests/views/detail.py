"""The page of one request at the desk, and everything that can be done from it.

What is sent is bound to a form that performs it; when that can't be, the page comes back
with all that was typed and says why.
"""

from datetime import date, datetime
from functools import partial
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.views import way_back
from requests import actions, facts
from requests.checklist import checklist_of
from requests.forms.changes import (
    OUTSIDE,
    AgreeForm,
    CancelForm,
    CorrectForm,
    DeclineForm,
    FindServiceForm,
    MergeForm,
    ReopenForm,
    UrgentForm,
)
from requests.forms.desk import (
    ActForm,
    CauseForm,
    ContactForm,
    FinishForm,
    HandBackForm,
    MissingForm,
    NoteForm,
    ResumeForm,
    TakeStepForm,
    WaitForm,
)
from requests.forms.linking import LinkForm, SplitForm, UnlinkForm
from requests.forms.outside import DecideForm
from requests.forms.together import (
    AnswerHelpForm,
    AskHelpForm,
    AssignForm,
    LetReadForm,
    NoLongerReadForm,
    WithdrawHelpForm,
)
from requests.linking import links_of
from requests.menu import can_do, other_moves, primary_move
from requests.models import ChecklistItem, Event, Help, ServiceRequest
from requests.outcome import outcome_of
from requests.policies import AlreadyPickedUp, Refused, possible_moves
from requests.preview import preview
from requests.standard_texts import Filled, texts_for
from requests.standing import standing_of
from requests.story import asker_in, by_day
from requests.time_spent import time_on
from requests.together import together
from sla.models import Clock
from teams.http import SignedInRequest
from teams.models import User

OTHERS = 6
OTHERS_READ = 100
HITS = 6
SAID_LATER = ("because", "reason", "with_whom", "callback_phone")
UNCHANGED = 204

Form = ContactForm | NoteForm | MissingForm | ActForm

# The forms that open on the page when they are asked for (?do=wait), by the name of their address.
OPENED: dict[str, type[ActForm]] = {
    "wait": WaitForm,
    "hand_back": HandBackForm,
    "assign": AssignForm,
    "resume": ResumeForm,
    "finish": FinishForm,
    "reopen": ReopenForm,
    "say_why_late": CauseForm,
    "correct_service": CorrectForm,
    "make_urgent": UrgentForm,
    "agree_date": AgreeForm,
    "cancel": CancelForm,
    "decline": DeclineForm,
    "merge": MergeForm,
    "link": LinkForm,
    "unlink": UnlinkForm,
    "take_step": TakeStepForm,
    "split": SplitForm,
    "ask_help": AskHelpForm,
    "answer_help": AnswerHelpForm,
    "withdraw_help": WithdrawHelpForm,
    "let_read": LetReadForm,
    "no_longer_read": NoLongerReadForm,
    "decide": DecideForm,
}
SAID = {
    "contact": gettext_lazy("Your contact with the client is in the story."),
    "note": gettext_lazy("Your note is in the story; the client does not see it."),
    "complete_intake": gettext_lazy("Everything needed is known now."),
    "wait": gettext_lazy("It waits now; the story says for whom."),
    "hand_back": gettext_lazy("It is back with the pool."),
    "assign": gettext_lazy("Your colleague has it, and hears so."),
    "resume": gettext_lazy("You go on; the clock counts again."),
    "finish": gettext_lazy("Done. The client gets a message."),
    "say_why_late": gettext_lazy("Kept, for the conversation about the agreement."),
    "reopen": gettext_lazy("It is open again, with all of its time. The client gets a message."),
    "correct_service": gettext_lazy("The service and the deadlines are corrected."),
    "make_urgent": gettext_lazy("It is urgent now."),
    "agree_date": gettext_lazy("The date is recorded. The client gets a message."),
    "cancel": gettext_lazy("It is cancelled. The client gets a message."),
    "decline": gettext_lazy("It is declined. The client gets a message."),
    "merge": gettext_lazy("It goes on as the other request. The client gets a message."),
    "link": gettext_lazy("They are linked; both pages show it."),
    "split": gettext_lazy("There are two now, linked. The client gets a message."),
    "ask_help": gettext_lazy("Your colleague hears that you ask for help."),
    "answer_help": gettext_lazy("Answered. Your colleague hears it."),
    "withdraw_help": gettext_lazy("Your colleague hears that it is not needed any more."),
    "let_read": gettext_lazy("They may read it from now on."),
    "no_longer_read": gettext_lazy("They may not read it any more."),
    "take_step": gettext_lazy("That step was taken."),
    "unlink": gettext_lazy("They are not linked any more."),
    "decide": gettext_lazy("Decided. The client gets a message."),
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
    if doing in OPENED and can_do(doing, context["possible"]):
        context |= _opened(doing, _form(doing, service_request, request.user, now))
    if request.htmx:
        return render(request, "requests/_act.html", context)
    return render(request, "requests/detail.html", context)


def show(request: SignedInRequest, pk: int, now: datetime, **typed: Any) -> HttpResponse:
    """Show the page of a request with what was typed in one of its parts and can't be kept."""
    service_request = _worked_by(request, pk, now)
    context = _context(request, service_request, now) | typed
    return render(request, "requests/detail.html", context)


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
def act(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Do what was asked and go back to the page; or show what is in the way, or would change."""
    now = timezone.now()
    service_request = _worked_by(request, pk, now)
    choosing = "template" in request.POST  # a standard text, without script: nothing is done yet
    form = _form(name, service_request, request.user, now, None if choosing else request.POST)
    shown: dict[str, Any] = {}
    if "preview" in request.POST and name in OPENED:
        shown = _previewed(OPENED[name], request, service_request, now)
        if request.htmx:
            return render(request, "requests/_preview.html", {"now": now, **shown})
    elif form.is_valid():
        try:
            form.perform(service_request, by=request.user, now=now)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, str(SAID[name]))
            return _back_to(request, service_request, now)
    service_request = _worked_by(request, pk, now)
    context = _context(request, service_request, now) | {f"{name}_form": form} | shown
    if choosing:
        _add_a_text(request, form, context["texts"])
    if name in OPENED:
        context |= _opened(name, form)
        if isinstance(form, FindServiceForm):
            context["hits"] = form.services(form.data.get("subject", ""), HITS)
    return render(request, "requests/detail.html", context)


def _back_to(
    request: SignedInRequest, service_request: ServiceRequest, now: datetime
) -> HttpResponseRedirect:
    """Go back to the page of a request, or to the queue for who may not see it any more."""
    mine = ServiceRequest.objects.worked_by(request.user, timezone.localdate(now))
    still_mine = mine.filter(pk=service_request.pk).exists()
    return redirect(service_request if still_mine else "requests:queue")


def _previewed(
    form_class: type[ActForm],
    request: SignedInRequest,
    service_request: ServiceRequest,
    now: datetime,
) -> dict[str, Any]:
    """Return what a form would change, also while its reason is still to be typed."""
    typed = request.POST.copy()
    for later in SAID_LATER:
        typed[later] = typed.get(later, "").strip() or "–"
    form = form_class(typed, about=service_request, by=request.user, now=now)
    if not form.is_valid():
        return {}
    try:
        return {"changes": preview(form, service_request, by=request.user, now=now)}
    except Refused as refused:
        return {"refusals": [str(refused)]}


@require_GET
def services(request: SignedInRequest, pk: int) -> HttpResponse:
    """Offer the services that are meant by what was typed, for who corrects one."""
    now = timezone.now()
    service_request = _worked_by(request, pk, now)
    form = CorrectForm(about=service_request, by=request.user, now=now)
    words = request.GET.get("subject", "")
    hits = form.services(words, HITS)
    context = {"hits": hits, "words": words.strip(), "outside": OUTSIDE}
    return render(request, "requests/_correct_hits.html", context)


def _worked_by(request: SignedInRequest, pk: int, now: datetime) -> ServiceRequest:
    """Return a request of someone's pools with all its page shows, or answer that there is none."""
    mine = ServiceRequest.objects.worked_by(request.user, timezone.localdate(now)).with_people()
    clocks = Clock.objects.select_related("norm", "calendar", "late_cause")
    story = Event.objects.select_related("by", "on_behalf_of", "whom")
    ticked = ChecklistItem.objects.select_related("done_by", "added_by")
    whole = mine.select_related("rating").prefetch_related(
        Prefetch("promise__clocks", queryset=clocks),
        Prefetch("events", queryset=story.prefetch_related("mentioned")),
        Prefetch("checklist_items", queryset=ticked),
        "promise__service_version__intake_fields",
    )
    return get_object_or_404(whole, pk=pk)


def _form(
    name: str, service_request: ServiceRequest, by: User, now: datetime, data: Any = None
) -> Form:
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
            form = OPENED[name](data, about=service_request, by=by, now=now)
    form.auto_id = f"{name}-%s"
    return form


def _opened(name: str, form: Form) -> dict[str, Any]:
    """Return what shows a form on the page; the cursor stands in its first field."""
    for first in list(form.fields.values())[:1]:
        first.widget.attrs["autofocus"] = True
    return {"doing": name, "doing_form": form, "doing_url": f"requests:{name}"}


def _add_a_text(request: SignedInRequest, form: Form, texts: list[Filled]) -> None:
    """Put the standard text that was chosen behind what was typed, and leave the rest as it was."""
    typed = request.POST.dict()
    found = [one.text for one in texts if str(one.pk) == typed["template"]]
    if not found:
        messages.warning(request, _("This standard text is not there any more. Choose another."))
    text = "\n\n".join(filter(None, [typed.get("text", "").rstrip(), *found]))
    form.initial = {**form.initial, **typed, "text": text}


def _context(
    request: SignedInRequest, service_request: ServiceRequest, now: datetime
) -> dict[str, Any]:
    promise = service_request.promise
    version = promise.service_version
    helps = Help.objects.select_related("asked", "asked_by")
    prefetch_related_objects([service_request], Prefetch("helps", helps))
    possible = possible_moves(service_request, request.user, now=now)
    primary = primary_move(service_request, possible)
    new_form = partial(_form, service_request=service_request, by=request.user, now=now)
    incomplete = service_request.is_open and not service_request.intake_complete
    return {
        "service_request": service_request,
        "promise": promise,
        "now": now,
        "version": f"{_story_version(service_request)}-{now:%H%M}",
        "standing": standing_of(service_request, now),
        "deadlines": facts.deadlines(promise.clocks.all(), now),
        "outcome": outcome_of(service_request, now),
        "possible": possible,
        "primary": primary,
        "moves": other_moves(primary, possible),
        "asker": asker_in(service_request.events.all()),
        "days": by_day(service_request.events.all()),
        "answers": facts.answered(
            version.intake_fields.all() if version else [], service_request.answers
        ),
        "checklist": checklist_of(service_request, service_request.checklist_items.all()),
        "attachments": service_request.attachments.there().select_related("uploaded_by"),
        "time_spent": time_on(service_request, request.user, now),
        "others": _others(service_request, request.user, timezone.localdate(now)),
        **together(service_request, request.user, now),
        "texts": texts_for(service_request, now),
        "links": links_of(service_request, request.user, timezone.localdate(now)),
        "contact_form": new_form("contact"),
        "note_form": new_form("note"),
        "complete_intake_form": new_form("complete_intake") if incomplete else None,
    }


def _others(service_request: ServiceRequest, user: User, on: date) -> QuerySet[ServiceRequest]:
    """Return what else the same person asked that is open, due first; of very many, the newest."""
    theirs = ServiceRequest.objects.worked_by(user, on).open()
    newest = theirs.filter(requested_by=service_request.requested_by).order_by("-pk")
    read = ServiceRequest.objects.filter(pk__in=newest.values("pk")[:OTHERS_READ])
    return read.exclude(pk=service_request.pk).due_first()[:OTHERS]


def _story_version(service_request: ServiceRequest) -> str:
    """Return what changes as soon as anything happens to the request."""
    events = [event.pk for event in service_request.events.all()]
    steps = [(item.pk, item.done_at) for item in service_request.checklist_items.all()]
    return sha256(repr((events, steps, get_language())).encode()).hexdigest()[:16]
