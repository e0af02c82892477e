"""Inventory rounds: what there is to fill in, one's own lines, and what they say all together."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import reswap, retarget, trigger_client_event

from core.views import words_typed
from pdc.inventory.actions import (
    close_round,
    make_draft,
    open_round,
    propose_words,
    remove_line,
    reopen_round,
    say_ready,
    set_aside,
    weigh_again,
    write_line,
)
from pdc.inventory.forms import (
    DecideForm,
    LineForm,
    ReopenForm,
    RoundForm,
    called,
    is_called,
    service_called,
)
from pdc.inventory.results import results_of
from pdc.models import InventoryLine, InventoryRound, SearchDocument
from pdc.policies import Refused
from pdc.search.finding import find
from pdc.views import visitor
from teams.http import SignedInRequest
from teams.models import Client

A_PAGE, HITS = 30, 8


@require_http_methods(["GET", "POST"])
def inventory(request: SignedInRequest) -> HttpResponse:
    """List the rounds of somebody's pools, and open one as a coordinator."""
    now = timezone.now()
    on = timezone.localdate(now)
    roles = request.user.roles_on(on)
    if not roles.is_secretary or (request.method == "POST" and not roles.is_coordinator):
        raise Http404
    form = RoundForm(request.POST or None, pools=roles.coordinates, on=on)
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_round(**form.cleaned_data, by=request.user, now=now)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("pdc:inventory_results", opened.pk)
    rounds = InventoryRound.objects.visible_to(request.user, on).select_related("pool")
    context = {"form": form, "rounds": rounds.with_progress(), "coordinates": roles.coordinates}
    return render(request, "pdc/inventory.html", context)


@require_http_methods(["GET", "POST"])
def inventory_round(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show somebody their own lines, and keep the line that was typed."""
    found = _round_of(request, pk)
    if request.method != "POST":
        return render(request, "pdc/inventory_round.html", _lines(request, found))
    key = _key(request)
    mine = InventoryLine.objects.filter(part__round=found, part__person=request.user, key=key)
    form = LineForm(request.POST, line=mine.first(), **_choices(found), key=key)
    if request.POST.get("do") == "remove":
        return _remove(request, found, form)
    if form.is_valid():
        try:
            write_line(found, key, form.said(), by=request.user, now=timezone.now())
        except Refused as refused:
            form.add_error(None, str(refused))
    return _answer(request, found, form)


def _answer(request: SignedInRequest, found: InventoryRound, form: LineForm) -> HttpResponse:
    """Say whether a line is kept: beside it, or with all lines when it is a new one."""
    if not request.htmx:
        if not form.errors:
            return redirect(found)
        return render(request, "pdc/inventory_round.html", _lines(request, found, form))
    if form.errors or form.is_kept:
        said = {"form": form, "kept_at": timezone.localtime()}
        response = render(request, "pdc/_inventory_said.html", said)
        response = reswap(retarget(response, f"#said-{form.key}"), "outerHTML")
    else:
        context = _lines(request, found)
        context["new"].fields["what"].widget.attrs["autofocus"] = True
        response = render(request, "pdc/inventory_round.html#lines", context)
    return response if form.errors else trigger_client_event(response, "draft-kept")


def _remove(request: SignedInRequest, found: InventoryRound, form: LineForm) -> HttpResponse:
    """Take a line away, and offer it to be put back."""
    try:
        remove_line(found, form.key, by=request.user, now=timezone.now())
    except Refused as refused:
        form.add_error(None, str(refused))
        return _answer(request, found, form)
    context = _lines(request, found) | {"removed": form}
    template = "pdc/inventory_round.html" + ("#lines" if request.htmx else "")
    response = render(request, template, context)
    return trigger_client_event(response, "draft-kept")


def _lines(
    request: SignedInRequest, found: InventoryRound, typed: LineForm | None = None
) -> dict[str, Any]:
    """Return what the page of somebody's own lines shows, with what was typed and not kept."""
    on = timezone.localdate()
    part = found.parts.filter(person=request.user).first()
    kept = list(part.lines.all()) if part else []
    theirs = called(on).filter(service__in=[line.service_id for line in kept if line.service_id])
    names = {version.service_id: version.called for version in theirs}  # type: ignore[attr-defined]
    how = _choices(found) | {"names": names}
    forms = [LineForm(line=line, **how, key=line.key) for line in kept]
    if typed is not None and typed.is_kept:
        forms = [typed if form.key == typed.key else form for form in forms]
    new = typed if typed is not None and not typed.is_kept else LineForm(**how, key=uuid4())
    return {
        "round": found,
        "part": part,
        "forms": forms,
        "new": new,
        "coordinates": found.pool_id in request.user.roles_on(on).coordinates,
    }


def _choices(found: InventoryRound) -> dict[str, Any]:
    """Return what every line of a round can choose from."""
    clients = Client.objects.filter(pool=found.pool_id).values_list("pk", "name")
    return {"clients": list(clients), "on": timezone.localdate()}


def _key(request: SignedInRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        raise Http404 from None


@require_GET
def services(request: SignedInRequest) -> HttpResponse:
    """Offer the services that are meant by what was typed; none when one is chosen."""
    if not visitor(request).is_secretary:
        raise Http404
    on = timezone.localdate()
    words = words_typed(request, "what") or words_typed(request, "service")
    hits: list[str] = []
    if words and not is_called(words, on):
        documents = SearchDocument.objects.visible_to(request.user, on)
        meant = find(words, documents, [SearchDocument.Kind.SERVICE]).versions[:HITS]
        hits = [f"{version.name} ({version.service.code})" for version in meant]
    context = {"hits": hits, "list": request.htmx.target}
    return render(request, "pdc/_inventory_hits.html", context)


@require_POST
def ready(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that all one does is written down, or take that back."""
    found = _round_of(request, pk)
    try:
        say_ready(found, ready="back" not in request.POST, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(found)


@require_http_methods(["GET", "POST"])
def results(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a coordinator what a round says over everybody, and do what they decide."""
    found = _coordinated(request, pk)
    on = timezone.localdate()
    if request.method == "POST":
        return _decide(request, found, on)
    return _results(request, found, ReopenForm(on=on))


def _results(request: SignedInRequest, found: InventoryRound, form: ReopenForm) -> HttpResponse:
    """Show a page of the groups of a round."""
    whole = results_of(found, form.on)
    page = Paginator(whole.in_order(), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "round": found,
        "results": whole.only(list(page)),
        "page": page,
        "parts": found.parts.select_related("person"),
        "reopen": form,
    }
    return render(request, "pdc/inventory_results.html", context)


def _decide(request: SignedInRequest, found: InventoryRound, on: date) -> HttpResponse:
    """Do with lines that are alike what was chosen, and go back to the others."""
    form = DecideForm(request.POST)
    form.is_valid()
    said = form.cleaned_data
    sent = request.POST.getlist("line")
    lines = [int(pk) for pk in sent if pk.isdecimal() and len(pk) < 18]
    how: dict[str, Any] = {"by": request.user, "now": timezone.now()}
    try:
        match request.POST.get("do"):
            case "draft":
                return redirect(
                    "pdc:draft", make_draft(found, lines, name=said.get("name", ""), **how)
                )
            case "words":
                service = service_called(said.get("service", ""), on)
                if service is None:
                    raise Refused(
                        _("Choose the service from the list that appears while you type.")
                    )
                propose_words(found, lines, service=service, **how)
                messages.success(
                    request, _("Proposed as search words of %(code)s.") % {"code": service}
                )
            case "aside":
                set_aside(found, lines, **how)
            case "again":
                weigh_again(found, lines, **how)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(request.get_full_path())


@require_POST
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close a round: from then on it can be read, and decided about."""
    found = _coordinated(request, pk)
    close_round(found, by=request.user, now=timezone.now())
    return redirect("pdc:inventory_results", found.pk)


@require_POST
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a closed round be written in again, until another day."""
    found = _coordinated(request, pk)
    form = ReopenForm(request.POST, on=timezone.localdate())
    if form.is_valid():
        try:
            reopen_round(found, **form.cleaned_data, by=request.user, now=timezone.now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("pdc:inventory_results", found.pk)
    return _results(request, found, form)


def _round_of(request: SignedInRequest, pk: int) -> InventoryRound:
    """Return a round of a pool somebody works in."""
    seen = InventoryRound.objects.visible_to(request.user, timezone.localdate())
    return get_object_or_404(seen.select_related("pool").with_progress(), pk=pk)


def _coordinated(request: SignedInRequest, pk: int) -> InventoryRound:
    """Return a round of a pool somebody coordinates."""
    theirs = InventoryRound.objects.coordinated_by(request.user, timezone.localdate())
    return get_object_or_404(theirs.select_related("pool").with_progress(), pk=pk)
