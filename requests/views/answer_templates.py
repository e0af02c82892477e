"""The standard texts of a pool: its secretaries add, change and remove them."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models.functions import Lower
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.views import way_back
from requests.forms.answer_templates import AnswerTemplateForm
from requests.models import AnswerTemplate
from requests.views.queue import pools_of
from teams.http import SignedInRequest


@require_http_methods(["GET", "POST"])
def answer_templates(request: SignedInRequest) -> HttpResponse:
    """Show the texts of someone's pools; keep a new one."""
    now = timezone.now()
    pools = pools_of(request, now)
    if not pools:
        return redirect("home")
    sent = request.POST if request.method == "POST" else None
    form = AnswerTemplateForm(sent, template=AnswerTemplate(), pools=pools)
    if form.is_valid() and form.save(by=request.user, now=now):
        return _kept(request, form)
    return _page(request, now, new=form)


@require_POST
def answer_template(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a text."""
    now = timezone.now()
    template = _kept_by(request, pk, now)
    form = AnswerTemplateForm(request.POST, template=template, pools=pools_of(request, now))
    if form.is_valid() and form.save(by=request.user, now=now):
        return _kept(request, form)
    return _page(request, now, changed=form)


@require_POST
def remove_answer_template(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remove a text; the page asked once."""
    template = _kept_by(request, pk, timezone.now())
    template.delete()
    messages.success(request, _("The text “%(name)s” is removed.") % {"name": template})
    return _back_to_texts(request)


def _kept_by(request: SignedInRequest, pk: int, now: datetime) -> AnswerTemplate:
    """Return a text of someone's pools, or answer that there is none."""
    kept = AnswerTemplate.objects.kept_by(request.user, timezone.localdate(now))
    return get_object_or_404(kept.select_related("pool"), pk=pk)


def _kept(request: SignedInRequest, form: AnswerTemplateForm) -> HttpResponseRedirect:
    messages.success(request, _("The text “%(name)s” is kept.") % {"name": form.template})
    return _back_to_texts(request)


def _back_to_texts(request: SignedInRequest) -> HttpResponseRedirect:
    back = way_back(request, otherwise="")
    texts = reverse("requests:answer_templates")
    return HttpResponseRedirect(f"{texts}?{urlencode({'next': back})}" if back else texts)


def _page(
    request: SignedInRequest,
    now: datetime,
    *,
    new: AnswerTemplateForm | None = None,
    changed: AnswerTemplateForm | None = None,
) -> HttpResponse:
    """Show the page; `new` or `changed` is what could not be kept as it was typed."""
    pools = pools_of(request, now)
    kept = AnswerTemplate.objects.kept_by(request.user, timezone.localdate(now))
    kept = kept.select_related("pool", "changed_by").order_by("pool__name", Lower("name"), "pk")
    forms = [AnswerTemplateForm(template=one, pools=pools) for one in kept]
    if changed is not None:
        forms = [changed if one.template.pk == changed.template.pk else one for one in forms]
    context: dict[str, Any] = {
        "forms": forms,
        "form": new or AnswerTemplateForm(template=AnswerTemplate(), pools=pools),
        "more_pools": len(pools) > 1,
        "next": way_back(request, otherwise=""),
    }
    return render(request, "requests/answer_templates.html", context)
