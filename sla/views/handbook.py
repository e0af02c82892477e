"""The handbook on the screen, for who works in a pool: contents, a chapter per theme, and paper."""

from datetime import date, datetime

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from core.htmx import render_page
from core.views import words_typed
from pdc.models import SearchDocument, Theme
from pdc.search.finding import Kind, find
from pdc.search.queries import Documents
from pdc.views import branch_of, by_branch
from sla.handbook.contents import Versions, chapters, in_force
from sla.handbook.paper import ask_for_paper, last_change
from teams.http import SignedInRequest


@require_GET
def handbook(request: SignedInRequest) -> HttpResponse:
    """Show what is in the handbook by theme, or the services that the words could mean."""
    on = _day_of_reader(request, timezone.now())
    versions, words = in_force(on), words_typed(request)
    context: dict[str, object] = {"words": words}
    if words:
        context |= _found(words, versions, SearchDocument.objects.visible_to(request.user, on))
    else:
        context["branches"] = by_branch(versions)
        context["since"] = last_change(versions)
    return render_page(request, "sla/handbook.html", context, partial="contents")


@require_GET
def chapter(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show all services of a theme as they are done today."""
    on = _day_of_reader(request, timezone.now())
    branch = get_object_or_404(Theme, pk=pk, parent=None)
    told = chapters(in_force(on, branch.code))
    context = {"branch": branch, "chapter": next(iter(told), None)}
    return render(request, "sla/handbook_chapter.html", context)


@require_POST
def paper(request: SignedInRequest) -> HttpResponse:
    """Give the handbook, or a chapter, as a PDF; while it is being made they see how far it is."""
    now = timezone.now()
    on = _day_of_reader(request, now)
    theme = None
    if asked := request.POST.get("theme", ""):
        theme = get_object_or_404(Theme, code=asked.replace("\0", ""), parent=None)
    task = ask_for_paper(theme, by=request.user, on=on, now=now)
    return redirect("teams:long_task_file", task.pk) if task.finished_at else redirect(task)


def _found(words: str, versions: Versions, among: Documents) -> dict[str, object]:
    """Return the services that were found by their name, their text or a step; best first."""
    found = find(words, among, kinds=[Kind.SERVICE, Kind.STEP])
    pks = [one.version_id for documents in found.kinds.values() for one in documents]
    named = versions.in_bulk(set(pks))
    best = [named[pk] for pk in dict.fromkeys(pks) if pk in named]
    return {"found": [(branch_of(one), one) for one in best], "meant": found.meant}


def _day_of_reader(request: SignedInRequest, now: datetime) -> date:
    """Return today, for who works in a pool; for others there is no handbook."""
    on = timezone.localdate(now)
    if not request.user.roles_on(on).is_secretary:
        raise Http404
    return on
