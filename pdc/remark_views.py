"""The page of a draft on which colleagues say what they think of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from pdc.draft_views import draft_context, find_draft
from pdc.policies import Refused
from pdc.writing.remarks import RemarkForm, open_again, parts, say, settle
from teams.http import SignedInRequest


@require_http_methods(["GET", "POST"])
def remarks(request: SignedInRequest, code: str) -> HttpResponse:
    """Show what was said of a draft, what is open first, and say something."""
    version = find_draft(request, code)
    form = RemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            say(version, **form.cleaned_data, by=request.user, now=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect(request.path)
    about = dict(parts())
    said = version.remarks.select_related("by", "settled_by").order_by("settled_at", "at")
    lines = [(remark, about.get(remark.part, remark.part)) for remark in said]
    context = draft_context(request, version) | {
        "form": form,
        "open_ones": [line for line in lines if not line[0].settled_at],
        "settled": [line for line in lines if line[0].settled_at],
    }
    return render(request, "pdc/draft_remarks.html", context)


@require_POST
def remark(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Settle a remark, or open it again."""
    version = find_draft(request, code)
    one = get_object_or_404(version.remarks, pk=pk)
    act = open_again if request.POST.get("do") == "open" else settle
    act(one, by=request.user, now=timezone.now())
    return redirect("pdc:draft_remarks", code)
