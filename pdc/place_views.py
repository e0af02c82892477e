"""The page on which is written where a service hangs, and for whom it is."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from pdc.draft_views import draft_context, find_draft, kept
from pdc.policies import Refused
from pdc.writing.place import read_place, why_not_place, write_place
from teams.http import SignedInRequest


@require_http_methods(["GET", "POST"])
def place(request: SignedInRequest, code: str) -> HttpResponse:
    """Show where a service hangs, and change that."""
    version, now = find_draft(request, code), timezone.now()
    sheet = read_place(version)
    if request.method == "POST":
        try:
            sheet = write_place(version, request.POST, by=request.user, now=now)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(request.path)
    context = draft_context(request, version)
    context["why_not"] = context["why_not"] or why_not_place(version, request.user, now)
    context |= {"sheet": sheet, "groups": [("", line.parts()) for line in sheet.lines]}
    if request.method == "POST" and request.htmx:
        return kept(request, sheet, context)
    if request.method == "POST" and sheet.is_kept:
        return redirect(request.path)
    return render(request, sheet.template, context)
