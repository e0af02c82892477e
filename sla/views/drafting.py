"""Writing the next version of a service: started with its norms, which are written in words."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pdc.draft_views import draft_context, find_draft, kept
from pdc.missed_views import missed_context
from pdc.models import Service, ServiceVersion
from pdc.policies import Refused, may_write
from pdc.views import visitor
from sla.actions import call_missed, start_draft
from sla.norm_words import EXAMPLES
from sla.standards import read_norms, standards_of, write_norms
from teams.http import SignedInRequest


@require_POST
def start(request: SignedInRequest, code: str) -> HttpResponse:
    """Start the next version of a service, and go where it is written."""
    now = timezone.now()
    if not may_write(request.user, timezone.localdate(now)):
        raise Http404
    service = get_object_or_404(Service, code=code)
    start_draft(service, by=request.user, now=now)
    return redirect("pdc:draft", code)


@require_POST
def call(request: SignedInRequest) -> HttpResponse:
    """Make what was not found a search word of a service, in its draft."""
    if not visitor(request).is_coordinator:
        raise Http404
    words, code = (request.POST.get(name, "").replace("\0", " ") for name in ("words", "service"))
    service = Service.objects.filter(code__iexact=code.strip()).first()
    if service is None:
        wrong = {"wrong_words": words, "wrong_code": code}
        return render(request, "pdc/missed.html", missed_context() | wrong)
    try:
        draft = call_missed(words, service, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if draft:
            said = {"words": words, "name": draft}
            messages.success(request, _("“%(words)s” is in the draft of %(name)s.") % said)
    return redirect("pdc:missed")


@require_http_methods(["GET", "POST"])
def norms(request: SignedInRequest, code: str) -> HttpResponse:
    """Show the norms of a draft beside those that hold now, and keep what is typed."""
    version = find_draft(request, code)
    sheet = read_norms(version)
    if request.method == "POST":
        try:
            sheet = write_norms(version, request.POST, by=request.user, now=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(request.path)
    on = timezone.localdate()
    held = ServiceVersion.objects.in_force(on).filter(service=version.service).first()
    holding = standards_of(held) if held else {}
    context = draft_context(request, version) | {
        "sheet": sheet,
        "held": held,
        "groups": [
            (line.row.name, line.parts(holding.get(line.prefix or ""))) for line in sheet.lines
        ],
        "examples": [str(example) for example in EXAMPLES],
    }
    if request.method == "POST" and request.htmx:
        return kept(request, sheet, context)
    if request.method == "POST" and sheet.is_kept:
        return redirect(request.path)
    return render(request, "sla/draft_norms.html", context)
