"""The standard texts of a pool: its secretaries add, change and remove them."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.db.models.functions import Lower
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from core.views import way_back
from requests.forms.answer_templates import AnswerTemplateForm
from requests.models import AnswerTemplate
from requests.views.queue import pools_of
from teams.http import SignedInRequest

GONE = gettext_lazy(
    "A colleague removed this text. Your words stand under “Add a text”: add them to keep them."
)


@require_http_methods(["GET", "POST"])
def answer_templates(request: SignedInRequest) -> HttpResponse:
    """Show the texts of someone's pools; keep a new one."""
    now = timezone.now()
    pools = pools_of(request, now)
    if not pools:
        return redirect("home")
    form = _new(request, now)
    if form.is_valid() and form.save(by=request.user, now=now):
        return _kept(request, form)
    return _page(request, now, new=form)


@require_POST
@transaction.atomic
def answer_template(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a text; words for one that a colleague removed can be kept as a new one."""
    now = timezone.now()
    template = _held(request, pk, now)
    if template is None:
        messages.warning(request, GONE)
        return _page(request, now, new=_new(request, now))
    form = AnswerTemplateForm(request.POST, template=template, pools=pools_of(request, now))
    if form.is_valid() and form.save(by=request.user, now=now):
        return _kept(request, form)
    return _page(request, now, changed=form)


@require_POST
@transaction.atomic
def remove_answer_template(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remove a text; the page asked once."""
    template = _held(request, pk, timezone.now())
    if template is None:
        messages.info(request, _("This text was removed already."))
    elif request.POST.get("seen", seen := template.changed_at.isoformat()) != seen:
        text = _(
            "Meanwhile %(who)s changed “%(name)s”. Read it, and remove it if that still holds."
        )
        who = template.changed_by.get_short_name()
        messages.warning(request, text % {"who": who, "name": template})
    else:
        template.delete()
        messages.success(request, _("The text “%(name)s” is removed.") % {"name": template})
    return _back_to_texts(request)


def _new(request: SignedInRequest, now: datetime) -> AnswerTemplateForm:
    sent = request.POST if request.method == "POST" else None
    return AnswerTemplateForm(sent, template=AnswerTemplate(), pools=pools_of(request, now))


def _held(request: SignedInRequest, pk: int, now: datetime) -> AnswerTemplate | None:
    """Hold a text of someone's pools until it is changed; None where it was removed.

    The row is held by its key alone and read after that: a query that asks for rights as well can
    come back empty when the row changed while it waited.
    """
    AnswerTemplate.objects.select_for_update(no_key=True).filter(pk=pk).first()
    kept = AnswerTemplate.objects.kept_by(request.user, timezone.localdate(now))
    template = kept.select_related("pool", "changed_by").filter(pk=pk).first()
    if template is None and (
        AnswerTemplate.objects.filter(pk=pk).exists() or not pools_of(request, now)
    ):
        raise Http404
    return template


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
