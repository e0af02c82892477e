"""Views of the queue that are kept under a name, shared with a pool, and the columns one sees."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.htmx import render_page
from core.views import way_back
from requests.filters import ask
from requests.forms.views import ColumnsForm, SavedViewForm, why_not_kept
from requests.looks import Look, counts_of, look_of, query_of
from requests.models import QueueHabit, SavedView
from requests.views.queue import pools_of
from teams.http import SignedInRequest

VIEWS = "requests:saved_views"


@require_http_methods(["GET", "POST"])
def saved_views(request: SignedInRequest) -> HttpResponse:
    """Show the views someone has and what they can choose; keep what they see under a name."""
    now = timezone.now()
    pools = pools_of(request, now)
    if not pools:
        return redirect("home")
    look = _look(request, now)
    query = _query(request)
    new = SavedView(owner=request.user, query=query, columns=look.columns)
    form = SavedViewForm(request.POST or None, view=new, by=request.user, pools=pools)
    if request.method == "POST" and form.is_valid() and form.save():
        messages.success(request, _("The view “%(name)s” is kept.") % {"name": new})
        return redirect(new)
    context = _context(request, look, now) | {"form": form, "query": query}
    return render_page(request, "requests/saved_views.html", context, partial="look")


@require_http_methods(["GET", "POST"])
def saved_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open the queue by a view; or change its name, who sees it, or what it shows."""
    now = timezone.now()
    on = timezone.localdate(now)
    if request.method == "GET":
        seen = get_object_or_404(SavedView.objects.seen_by(request.user, on), pk=pk)
        return redirect(f"{reverse('requests:queue')}?{seen.query}&view={seen.pk}")
    view = get_object_or_404(SavedView.objects.changed_by(request.user, on), pk=pk)
    if "query" in request.POST:
        return _show_this(request, view)
    form = SavedViewForm(request.POST, view=view, by=request.user, pools=pools_of(request, now))
    if form.is_valid() and form.save():
        messages.success(request, _("The view “%(name)s” is kept.") % {"name": view})
        return redirect(VIEWS)
    context = _context(request, _look(request, now), now, changed=form)
    return render(request, "requests/saved_views.html", context)


def _show_this(request: SignedInRequest, view: SavedView) -> HttpResponse:
    """Let a view show what was sent; where that is too much it stays as it is."""
    query = _query(request)
    if why_not := why_not_kept(query):
        messages.error(request, why_not)
        return redirect(view)
    view.query = query
    view.save(update_fields=["query"])
    messages.success(request, _("The view “%(name)s” shows this now.") % {"name": view})
    return redirect(view)


@require_POST
def start_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin with a view from now on, or with the whole queue again."""
    seen = SavedView.objects.seen_by(request.user, timezone.localdate())
    view = get_object_or_404(seen, pk=pk)
    start = view if request.POST.get("start") else None
    QueueHabit.objects.update_or_create(user=request.user, defaults={"start": start})
    said = _("The queue opens with “%(name)s”.") if start else _("The queue opens whole again.")
    messages.success(request, said % {"name": view})
    return redirect(VIEWS)


@require_POST
def remove_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remove a view; the page asked once."""
    changed = SavedView.objects.changed_by(request.user, timezone.localdate())
    view = get_object_or_404(changed, pk=pk)
    view.delete()
    messages.success(request, _("The view “%(name)s” is removed.") % {"name": view})
    return redirect(VIEWS)


@require_POST
def columns(request: SignedInRequest) -> HttpResponse:
    """Choose what the lines show: of the view that is open, or else always."""
    now = timezone.now()
    if not pools_of(request, now):
        return redirect("home")
    look = _look(request, now)
    form = ColumnsForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["columns"]
        mine = SavedView.objects.changed_by(request.user, timezone.localdate(now))
        if look.view is None:
            QueueHabit.objects.update_or_create(user=request.user, defaults={"columns": chosen})
        elif not mine.filter(pk=look.view.pk).update(columns=chosen):
            messages.warning(request, _("Only who made this view chooses its columns."))
    return redirect(way_back(request, otherwise=reverse("requests:queue")))


@require_GET
def view_counts(request: SignedInRequest) -> HttpResponse:
    """Show the names of the views with how many each would show: asked once the page is there."""
    now = timezone.now()
    pools = pools_of(request, now)
    if not pools:
        return redirect("home")
    look = _look(request, now)
    queries = {str(view.pk): view.query for view in look.views}
    numbers = counts_of(queries, request.user, pools=pools, now=now) if queries else {}
    counted = [(view, numbers.get(str(view.pk))) for view in look.views]
    return render(request, "requests/_views.html", {"look": look, "views": counted})


def _look(request: SignedInRequest, now: datetime) -> Look:
    view = request.POST.get("view") or request.GET.get("view", "")
    try:
        return look_of(request.user, timezone.localdate(now), view=view)
    except SavedView.DoesNotExist as unseen:
        raise Http404 from unseen


def _query(request: SignedInRequest) -> str:
    """Return the filters that were sent: in the address, or as one field of a form."""
    return query_of(QueryDict(request.POST["query"]) if "query" in request.POST else request.GET)


def _context(
    request: SignedInRequest, look: Look, now: datetime, *, changed: SavedViewForm | None = None
) -> dict[str, Any]:
    """Return what the page shows; `changed` is the form of a view that could not be kept so."""
    pools, by = pools_of(request, now), request.user
    mine = SavedView.objects.changed_by(by, timezone.localdate(now))
    own = set(mine.values_list("pk", flat=True))
    forms = {view.pk: SavedViewForm(view=view, by=by, pools=pools) for view in look.views}
    if changed is not None:
        forms[changed.view.pk] = changed
    empty = SavedView(owner=by, query="", columns=look.columns)
    return {
        "look": look,
        "views": [(view, forms[view.pk] if view.pk in own else None) for view in look.views],
        "may_change": look.view is None or look.view.pk in own,
        "columns_form": ColumnsForm(initial={"columns": look.columns}),
        "form": SavedViewForm(view=empty, by=by, pools=pools),
        "query": _query(request),
        "on": ask(by, QueryDict(_query(request)), pools=pools, now=now).narrowed.on,
        "back": f"{reverse('requests:queue')}?{request.GET.urlencode()}",
        "export": f"{reverse('requests:export')}?{request.GET.urlencode()}",
    }
