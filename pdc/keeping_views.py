"""Keeping the catalogue: the list for coordinators, and who keeps a service and masters it."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.views import way_back
from pdc.competences import people_at_work, say
from pdc.health import checks
from pdc.models import Competence, Proposal, Service, ServiceVersion
from pdc.policies import Refused, may_write
from pdc.reviews import review_due, still_right
from pdc.search.missed import not_found_lately
from teams.http import SignedInRequest
from teams.models import User

SHOWN = ":25"


@require_GET
def manage(request: SignedInRequest) -> HttpResponse:
    """Show coordinators how the catalogue is kept: each thing with its count and what to do."""
    on = timezone.localdate()
    if not request.user.roles_on(on).is_coordinator:
        raise Http404
    context = {
        "checks": checks(on),
        "shown": SHOWN,
        "missed": len(not_found_lately(on)),
        "proposed": Proposal.objects.open().count(),
    }
    return render(request, "pdc/manage.html", context)


@require_GET
def keeping(request: SignedInRequest, code: str) -> HttpResponse:
    """Show who keeps a service and who masters it; each says so of themselves."""
    on = timezone.localdate()
    if not may_write(request.user, on):
        raise Http404
    in_force = ServiceVersion.objects.in_force(on).select_related("service")
    version = get_object_or_404(in_force, service__code=code)
    said = dict(Competence.objects.filter(service=version.service).values_list("person", "level"))
    people = [(person, said.get(person.pk, "")) for person in people_at_work(on)]
    context = {
        "version": version,
        "people": people,
        "levels": [("", _("does not do it")), *Competence.Level.choices],
        "of_others": request.user.roles_on(on).is_coordinator,
        "due": review_due(version),
        "on": on,
    }
    return render(request, "pdc/keeping.html", context)


class LevelForm(forms.Form):
    """How far somebody is with a service."""

    level = forms.ChoiceField(choices=[("", "-"), *Competence.Level.choices], required=False)
    person = forms.ModelChoiceField(queryset=User.objects.filter(is_active=True), required=False)


@require_POST
def competence(request: SignedInRequest, code: str) -> HttpResponse:
    """Keep how far somebody is with a service: oneself, or for a coordinator a colleague."""
    now = timezone.now()
    if not may_write(request.user, timezone.localdate(now)):
        raise Http404
    service = get_object_or_404(Service, code=code)
    form = LevelForm(request.POST)
    if form.is_valid():
        person = form.cleaned_data["person"] or request.user
        try:
            say(service, person, level=form.cleaned_data["level"], by=request.user, now=now)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Kept."))
    return redirect(way_back(request, otherwise=reverse("pdc:keeping", args=[code])))


@require_POST
def confirm(request: SignedInRequest, code: str) -> HttpResponse:
    """Keep that a service was read again and is still right."""
    now = timezone.now()
    if not may_write(request.user, timezone.localdate(now)):
        raise Http404
    service = get_object_or_404(Service, code=code)
    still_right(service, by=request.user, now=now)
    messages.success(request, _("Kept: it is still right. It comes up again next year."))
    return redirect(way_back(request, otherwise=reverse("pdc:versions", args=[code])))
