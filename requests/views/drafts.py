"""What is being typed into a new request, kept while it is typed and thrown away by hand."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from requests import drafts
from requests.intake import IntakeForm
from requests.views.intake import at_the_desk, drafts_beside, page
from teams.http import SignedInRequest

NOTHING_TO_SHOW = 204


@require_POST
def keep(request: SignedInRequest) -> HttpResponse:
    """Keep what was typed so far; the browser sends it by itself and shows nothing of it."""
    now = at_the_desk(request)
    token = drafts.as_token(request.POST.get("token"))
    if token is not None:
        drafts.keep(request.POST, token, by=request.user, now=now)
    return HttpResponse(status=NOTHING_TO_SHOW)


@require_POST
def forget(request: SignedInRequest, token: UUID) -> HttpResponse:
    """Throw one away; what is being typed beside it stays."""
    now = at_the_desk(request)
    drafts.forget(token, by=request.user)
    form = IntakeForm.resumed(request.POST, by=request.user, now=now)
    beside = drafts_beside(form, now)
    if request.htmx:
        return render(request, "requests/_drafts.html", {"drafts": beside, "now": now})
    return page(request, form, now, drafts=beside)
