"""Files on the page of a request: added, opened and taken away.

A file is only ever handed out as something to save.
"""

from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from core.downloads import download as download_file
from requests import actions
from requests.attachments import store
from requests.attachments.adding import Attach, Outcome, add_files
from requests.models import Attachment, ServiceRequest
from requests.policies import Refused
from requests.views.parts import KEPT, answer_part, held_by_my_pools
from teams.http import SignedInRequest

LONGEST_REASON = 200


@require_GET
def download(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Hand out a file to who may see it."""
    attachment = _visible(request, pk, timezone.now())
    try:
        file = store.read(attachment.stored)
    except FileNotFoundError as gone:
        raise Http404 from gone
    return download_file(file, attachment.name)


@require_POST
def attach(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add files at the desk, for the pool only unless they say that the client may see them."""
    now = timezone.now()
    service_request = held_by_my_pools(request, pk, now)
    internal = request.POST.get("seen_by") != "client"
    how = partial(
        actions.attach_as_pool, service_request, internal=internal, by=request.user, now=now
    )
    _add(request, lambda files: how(files=files))
    return _files(request, service_request, now)


@require_POST
def portal_attach(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add files as who asked."""
    now = timezone.now()
    asked = ServiceRequest.objects.asked_by_units_of(request.user, timezone.localdate(now))
    service_request = get_object_or_404(asked.select_related("promise"), pk=pk)
    how = partial(actions.attach_as_client, service_request, by=request.user, now=now)
    _add(request, lambda files: how(files=files))
    if not request.htmx:
        return redirect(f"{reverse('requests:portal_detail', args=[pk])}#attachments")
    seen = service_request.attachments.there().seen_by_client().select_related("uploaded_by")
    part = {"part": "requests/_portal_attachments.html", "attachments": seen}
    response = render(request, "requests/_part.html", part)
    response["HX-Trigger"] = KEPT
    return response


@require_POST
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a file away."""
    now = timezone.now()
    attachment = _visible(request, pk, now)
    reason = " ".join(request.POST.get("reason", "").replace("\0", " ").split())[:LONGEST_REASON]
    kept = False
    try:
        actions.remove_attachment(attachment, reason=reason, by=request.user, now=now)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        kept = True
        messages.success(request, _("%(name)s is removed.") % {"name": attachment.name})
    mine = ServiceRequest.objects.worked_by(request.user, timezone.localdate(now))
    service_request = mine.filter(pk=attachment.service_request_id).first()
    if service_request is not None:
        return _files(request, service_request, now, kept=kept)
    return redirect("requests:portal_detail", attachment.service_request_id)


def _visible(request: SignedInRequest, pk: int, now: datetime) -> Attachment:
    theirs = Attachment.objects.visible_to(request.user, timezone.localdate(now))
    return get_object_or_404(theirs.select_related("service_request__promise"), pk=pk)


def _add(request: SignedInRequest, attach: Attach) -> None:
    """Add what was sent, and say which files were added and which were not."""
    uploads: list[UploadedFile[Any]] = request.FILES.getlist("files")
    if not uploads:
        messages.error(request, _("Choose a file first."))
    try:
        outcome = add_files(uploads, attach)
    except Refused as refused:
        messages.error(request, str(refused))
        return
    say_not_added(request, outcome)
    if outcome.added:
        text = ngettext("%(names)s is added.", "%(names)s are added.", len(outcome.added))
        messages.success(request, text % {"names": ", ".join(outcome.added)})


def say_not_added(request: SignedInRequest, outcome: Outcome) -> None:
    """Say which files were not added, and why."""
    for name, why in outcome.refused:
        text = _("“%(name)s” was not added. %(why)s")
        messages.error(request, text % {"name": name, "why": why})


def _files(
    request: SignedInRequest, service_request: ServiceRequest, now: datetime, *, kept: bool = True
) -> HttpResponse:
    files = service_request.attachments.there().select_related("uploaded_by")
    context = {"attachments": files, "now": now}
    return answer_part(request, service_request, "attachments", context, kept=kept)
