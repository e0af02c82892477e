"""Long work, for who asked for it: how far it is, and then the file."""

from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from core.downloads import download
from core.htmx import render_page
from teams.http import SignedInRequest
from teams.longwork import files
from teams.longwork.asking import ask_again
from teams.longwork.kinds import kind_of, may_have
from teams.models import LongTask


@require_GET
def long_tasks(request: SignedInRequest) -> HttpResponse:
    """List what somebody asked for in the last day, newest first."""
    now = timezone.now()
    theirs = [
        (task, kind_of(task))
        for task in LongTask.objects.of(request.user, now)
        if may_have(task, request.user, timezone.localdate(now))
    ]
    return render(request, "teams/long_tasks.html", {"tasks": theirs})


@require_GET
def long_task(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show how far it is; the page asks again until it is over."""
    task = _theirs(request, pk, timezone.now())
    is_over = bool(task.finished_at or task.failed_at)
    before = 0 if is_over or task.attempts else LongTask.objects.under_way().before(task)
    context = {"task": task, "kind": kind_of(task), "is_over": is_over, "before": before}
    return render_page(request, "teams/long_task.html", context, partial="progress")


@require_GET
def long_task_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Hand out the file to who asked for it."""
    task = _theirs(request, pk, timezone.now())
    if task.stored is None:
        raise Http404
    try:
        return download(files.read(task.stored), task.name)
    except FileNotFoundError as gone:
        raise Http404 from gone


@require_POST
def long_task_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin anew with what failed."""
    now = timezone.now()
    return redirect(ask_again(_theirs(request, pk, now), now=now))


def _theirs(request: SignedInRequest, pk: int, now: datetime) -> LongTask:
    task = LongTask.objects.of(request.user, now).filter(pk=pk).first()
    if task is None or not may_have(task, request.user, timezone.localdate(now)):
        raise Http404
    return task
