"""Conversations with clients: listed, prepared, written, shared, and what came of them."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pdc.draft_views import kept
from pdc.policies import Refused
from pdc.writing.actions import Sheet
from sla import figures
from sla.models import AgreementVersion, Conversation, TalkAction
from sla.talks import actions
from sla.talks.facts import Facts, facts_of
from sla.talks.forms import ActionForm, PrepareForm, TalkedForm, TopicForm
from sla.talks.next_draft import make_next_draft
from sla.talks.policies import why_not_hold, why_not_share, why_not_tick, why_not_write
from sla.talks.reminding import review_due
from sla.talks.writing import read_talk, write_talk
from sla.views.agreements import someone_here
from teams.http import SignedInRequest

A_PAGE = 50
MOST_OPEN = 100


@require_http_methods(["GET", "POST"])
def talks(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """List conversations and what is still to be done, of one agreement or of all; prepare one."""
    on = someone_here(request)
    visible = Conversation.objects.visible_to(request.user, on)
    context: dict[str, Any] = {"on": on, "version": None}
    if pk is not None:
        version = _version(request, pk, on)
        visible = visible.filter(version__agreement=version.agreement)
        holds = why_not_hold(version.agreement, request.user, on) is None
        due = review_due(version, on)
        kind = Conversation.Kind.REVIEW if due else Conversation.Kind.TALK
        begins = {"day": on, "kind": kind}
        form = PrepareForm(request.POST or None, initial=begins) if holds else None
        if request.method == "POST":
            return _prepare(request, version, form)
        context |= {"version": version, "form": form, "due": due}
    elif request.method == "POST":
        raise Http404
    return render(request, "sla/talks.html", context | _listed(request, visible))


def _version(request: SignedInRequest, pk: int, on: date) -> AgreementVersion:
    versions = AgreementVersion.objects.visible_to(request.user, on)
    return get_object_or_404(versions.select_related("agreement__client"), pk=pk)


def _prepare(
    request: SignedInRequest, version: AgreementVersion, form: PrepareForm | None
) -> HttpResponse:
    if form is None:
        raise Http404
    if form.is_valid():
        how: dict[str, Any] = {"by": request.user, "now": timezone.now()}
        return redirect(actions.prepare(version, **form.cleaned_data, **how))
    on = timezone.localdate()
    visible = Conversation.objects.visible_to(request.user, on)
    of_this = visible.filter(version__agreement=version.agreement)
    context = {"on": on, "version": version, "form": form}
    return render(request, "sla/talks.html", context | _listed(request, of_this))


def _listed(request: SignedInRequest, visible: QuerySet[Conversation]) -> dict[str, Any]:
    conversations = visible.select_related("version__agreement__client")
    still_open = TalkAction.objects.open().filter(conversation__in=visible.values("pk"))
    return {
        "page": Paginator(conversations, A_PAGE).get_page(request.GET.get("page")),
        "to_do": _to_do(request, still_open[:MOST_OPEN]),
    }


def _to_do(request: SignedInRequest, rows: QuerySet[TalkAction]) -> list[tuple[TalkAction, bool]]:
    """Return actions, each with whether who asks may tick it."""
    on = timezone.localdate()
    found = rows.select_related("owner", "conversation__version__agreement__client")
    found = found.prefetch_related("conversation__version__agreement__pools")
    return [(row, why_not_tick(row, request.user, on) is None) for row in found]


@require_http_methods(["GET", "POST"])
def conversation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a conversation with the facts beside it, and keep what is typed while it is prepared."""
    talk = find_talk(request, pk)
    if request.method != "POST":
        return _page(request, talk, read_talk(talk))
    try:
        sheet = write_talk(talk, request.POST, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(talk)
    if request.htmx:
        redrawn = "do" in request.POST
        return kept(request, sheet, _context(request, talk, sheet) if redrawn else {"sheet": sheet})
    return redirect(talk) if sheet.is_kept else _page(request, talk, sheet)


def find_talk(request: SignedInRequest, pk: int) -> Conversation:
    """Return a conversation that somebody may read."""
    on = someone_here(request)
    visible = Conversation.objects.visible_to(request.user, on)
    related = ("version__agreement__client", "prepared_by", "shared_by")
    talks = visible.select_related(*related).prefetch_related("version__agreement__pools")
    return get_object_or_404(talks, pk=pk)


def _page(
    request: SignedInRequest, talk: Conversation, sheet: Sheet, form: ActionForm | None = None
) -> HttpResponse:
    now = timezone.now()
    on = timezone.localdate(now)
    agreement = talk.version.agreement
    holds = why_not_hold(agreement, request.user, on) is None
    visible = Conversation.objects.visible_to(request.user, on).filter(version__agreement=agreement)
    earlier = visible.exclude(pk=talk.pk).values("pk")
    before = TalkAction.objects.open().filter(conversation__in=earlier)[:MOST_OPEN]
    context = _context(request, talk, sheet) | {
        "holds": holds,
        "why_not_share": why_not_share(talk, request.user, on),
        "to_do": _to_do(request, talk.actions.all()),
        "before": _to_do(request, before),
        "action_form": form or (ActionForm(agreement, on) if holds else None),
        "on": on,
    }
    return render(request, "sla/draft_talk.html", context)


def _context(request: SignedInRequest, talk: Conversation, sheet: Sheet) -> dict[str, Any]:
    """Return what is read and written of a conversation: each service and topic with its form."""
    now = timezone.now()
    for_pool = bool(
        request.user.roles_on(timezone.localdate(now)).pools
        & {pool.pk for pool in talk.version.agreement.pools.all()}
    )
    facts = facts_of(talk, for_pool=for_pool, now=now)
    return {
        "talk": talk,
        "agreement": talk.version.agreement,
        "for_pool": for_pool,
        "writes": why_not_write(talk, request.user, timezone.localdate(now)) is None,
        "sheet": sheet,
        "facts": facts,
        "definitions": figures.DEFINITIONS,
        "parts": sheet.form.parts() if sheet.form else [],
        "services": _services(sheet, facts),
        "topics": [(line.row, line) for line in sheet.lines if isinstance(line, TopicForm)],
    }


def _services(sheet: Sheet, facts: Facts) -> list[Any]:
    rows = [line for line in sheet.lines if isinstance(line, TalkedForm)]
    found = [(line.row, facts.services[line.row.service_id], line) for line in rows]
    return sorted(found, key=lambda each: (each[1].agreed is None, each[1].name))


@require_POST
def share(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the client read a conversation."""
    talk = find_talk(request, pk)
    try:
        actions.share(talk, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The client can read this now."))
    return redirect(talk)


@require_POST
def next_draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """Start the next version with what came of a conversation, and go where it is written."""
    talk = find_talk(request, pk)
    try:
        draft = make_next_draft(talk, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(talk)
    return redirect("sla:agreement_draft", draft.pk)


@require_POST
def add_action(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep what somebody will do."""
    talk = find_talk(request, pk)
    now = timezone.now()
    form = ActionForm(talk.version.agreement, timezone.localdate(now), request.POST)
    if not form.is_valid():
        return _page(request, talk, read_talk(talk), form)
    try:
        actions.add_action(talk, **form.cleaned_data, by=request.user, now=now)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(f"{talk.get_absolute_url()}#actions")


@require_POST
def tick(request: SignedInRequest, pk: int, action: int) -> HttpResponse:
    """Say that an action is done, or that it is not after all; its line is drawn anew."""
    talk = find_talk(request, pk)
    row = get_object_or_404(talk.actions, pk=action)
    done = request.POST.get("done") == "yes"
    try:
        actions.tick(row, done=done, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    if request.htmx:
        (line,) = _to_do(request, talk.actions.filter(pk=row.pk))
        context = {"action": line[0], "may_tick": line[1], "on": timezone.localdate()}
        return render(request, "sla/_talk_action.html", context)
    return redirect(f"{talk.get_absolute_url()}#actions")
