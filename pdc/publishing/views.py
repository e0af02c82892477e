"""Pages on the way from a draft to what holds, and to what is no longer offered."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pdc.comparing import compare
from pdc.models import Audit, Finding, Service, ServiceVersion
from pdc.policies import Refused, may_write
from pdc.publishing import actions, auditing, policies
from pdc.publishing.forms import AskForm, Findings, PublishForm, RetireForm, VerdictForm
from teams.http import SignedInRequest
from teams.models import Roles

Status = ServiceVersion.Status


def desk_of(request: SignedInRequest, now: datetime) -> Roles:
    """Return what a secretary is today; nobody else sees what is not published."""
    on = timezone.localdate(now)
    if not may_write(request.user, on):
        raise Http404
    return request.user.roles_on(on)


def draft_of(code: str) -> ServiceVersion:
    """Return the draft of a service, also while it is audited."""
    drafts = ServiceVersion.objects.being_written().select_related("service", "author")
    return get_object_or_404(drafts, service__code=code)


@require_GET
def audits(request: SignedInRequest) -> HttpResponse:
    """List what somebody is to audit, and what they wrote that is with somebody else."""
    desk_of(request, timezone.now())
    going = Audit.objects.filter(verdict="", version__status=Status.IN_AUDIT)
    going = going.select_related("version__service", "author", "auditor").order_by("asked_at")
    context = {
        "mine": going.filter(auditor=request.user),
        "asked": going.filter(author=request.user) | going.filter(asked_by=request.user),
    }
    return render(request, "pdc/audits.html", context)


@require_GET
def audit(request: SignedInRequest, code: str) -> HttpResponse:
    """Show what differs from what holds, what was found, and what is next: audit or publish."""
    desk_of(request, timezone.now())
    service = get_object_or_404(Service, code=code)
    if not ServiceVersion.objects.being_written().filter(service=service).exists():
        return redirect("pdc:versions", code)
    return _page(request, draft_of(code))


def _page(
    request: SignedInRequest,
    version: ServiceVersion,
    *,
    ask: AskForm | None = None,
    verdict: VerdictForm | None = None,
    publish_form: PublishForm | None = None,
) -> HttpResponse:
    on = timezone.localdate()
    before = actions.last_published(version.service)
    past = version.audits.select_related("auditor", "author").prefetch_related("findings")
    last = auditing.last_audit(version)
    colleagues = auditing.possible_auditors(version, on)
    context: dict[str, Any] = {
        "version": version,
        "before": before,
        "parts": [part for part in compare(before, version) if part.differs],
        "past": past.exclude(verdict="").order_by("-pk"),
        "last": last,
        "why_not_ready": policies.why_not_ready(version),
        "why_not_publish": policies.why_not_publish(version, last, request.user, on),
        "ask": None,
        "verdict": None,
        "publish_form": None,
    }
    if policies.why_not_ask(version, request.user, on) is None:
        context["ask"] = ask or AskForm(colleagues=colleagues)
    if version.status == Status.IN_AUDIT and policies.why_not_judge(last, request.user) is None:
        context["verdict"] = verdict or VerdictForm(findings=Findings())
    if context["why_not_publish"] is None:
        context["publish_form"] = publish_form or PublishForm(version=version, on=on)
    taking = policies.why_not_take_back(version, last, request.user, on)
    context["can_take_back"] = taking is None
    return render(request, "pdc/audit.html", context)


@require_POST
def ask_audit(request: SignedInRequest, code: str) -> HttpResponse:
    """Ask a colleague to audit a draft."""
    now = timezone.now()
    desk_of(request, now)
    version = draft_of(code)
    colleagues = auditing.possible_auditors(version, timezone.localdate(now))
    form = AskForm(request.POST, colleagues=colleagues)
    if not form.is_valid():
        return _page(request, version, ask=form)
    auditor = form.cleaned_data["auditor"]
    try:
        auditing.ask_audit(version, auditor=auditor, by=request.user, now=now)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(name)s is asked to audit it.") % {"name": auditor})
    return redirect("pdc:audit", code)


@require_POST
def take_back(request: SignedInRequest, code: str) -> HttpResponse:
    """Take a draft out of audit, to be written again."""
    now = timezone.now()
    desk_of(request, now)
    try:
        auditing.take_back(draft_of(code), by=request.user, now=now)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It is a draft again, and can be written in."))
    return redirect("pdc:audit", code)


@require_POST
def give_verdict(request: SignedInRequest, code: str) -> HttpResponse:
    """Keep what somebody found and what it came to."""
    now = timezone.now()
    desk_of(request, now)
    version = draft_of(code)
    form = VerdictForm(request.POST, findings=Findings(request.POST))
    if not (form.findings.is_valid() and form.is_valid()):
        return _page(request, version, verdict=form)
    said = {"verdict": form.cleaned_data["verdict"], "said": form.cleaned_data["said"]}
    try:
        auditing.give_verdict(version, **said, found=form.found(), by=request.user, now=now)
    except Refused as refused:
        messages.error(request, str(refused))
        return _page(request, version, verdict=form)
    messages.success(request, _("Thank you: who wrote it hears what you found."))
    return redirect("pdc:audit", code)


@require_POST
def mend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tick what was found as mended, or take the tick away."""
    now = timezone.now()
    desk_of(request, now)
    findings = Finding.objects.select_related("audit__version__service")
    finding = get_object_or_404(findings, pk=pk)
    try:
        auditing.mend(finding, mended="mended" in request.POST, by=request.user, now=now)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("pdc:audit", finding.audit.version.service.code)


@require_POST
def publish(request: SignedInRequest, code: str) -> HttpResponse:
    """Publish what was found good."""
    now = timezone.now()
    if not desk_of(request, now).is_coordinator:
        raise Http404
    version = draft_of(code)
    form = PublishForm(request.POST, version=version, on=timezone.localdate(now))
    if not form.is_valid():
        return _page(request, version, publish_form=form)
    try:
        actions.publish(version, **form.cleaned_data, by=request.user, now=now)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, version, publish_form=form)
    messages.success(request, _("Published: “%(name)s”.") % {"name": version.name})
    return redirect("pdc:versions", code)


@require_http_methods(["GET", "POST"])
def retire(request: SignedInRequest, code: str) -> HttpResponse:
    """Let a service stop from a day on; the agreements that name it are shown first."""
    now = timezone.now()
    if not desk_of(request, now).is_coordinator:
        raise Http404
    service = get_object_or_404(Service, code=code)
    last = actions.last_published(service)
    if last is None or last.status == Status.RETIRED:
        raise Http404
    form = RetireForm(request.POST or None, version=last, on=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["successor"]
        successor = chosen.service if chosen else None
        stops = form.cleaned_data["stops"]
        try:
            actions.retire(service, stops=stops, successor=successor, by=request.user, now=now)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("“%(name)s” stops.") % {"name": last.name})
            return redirect("pdc:versions", code)
    return render(request, "pdc/retire.html", {"version": last, "form": form})
