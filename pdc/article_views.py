"""Knowledge articles: everybody reads what is for them, who works in a pool writes."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.paging import page_of
from pdc import markdown
from pdc.articles import WrittenMeanwhileError, keep_article, seen_of
from pdc.forms import ArticleForm
from pdc.models import Article, ServiceVersion
from pdc.views import visitor
from teams.http import SignedInRequest

A_PAGE = 50
GOOD_FOR = timedelta(days=365)


@require_GET
def articles(request: SignedInRequest) -> HttpResponse:
    """List what somebody may read by title, or for a pool what is to be looked at again."""
    roles, on = visitor(request), timezone.localdate()
    seen = Article.objects.visible_to(request.user, on).select_related("owner")
    past = seen.past_review(on).order_by("review_on", "title", "pk")
    review = roles.is_secretary and request.GET.get("show") == "review"
    context = {
        "page": page_of([past if review else seen], request.GET.get("page"), A_PAGE),
        "review": review,
        "past_review": past.count() if roles.is_secretary else 0,
        "for_pool": roles.is_secretary,
        "on": on,
    }
    return render(request, "pdc/articles.html", context)


@require_GET
def article(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an article, and the services it is about."""
    roles, on = visitor(request), timezone.localdate()
    seen = Article.objects.visible_to(request.user, on).select_related("owner", "written_by")
    found = get_object_or_404(seen, pk=pk)
    services = ServiceVersion.objects.in_force(on).visible_to(request.user, on)
    context = {
        "article": found,
        "body": markdown.render(found.body),
        "services": services.filter(service__articles=found).select_related("service"),
        "past_review": found.is_past_review(on),
        "for_pool": roles.is_secretary,
    }
    return render(request, "pdc/article.html", context)


@require_http_methods(["GET", "POST"])
def article_edit(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """Write an article; what somebody else kept meanwhile is shown, and nothing is lost."""
    on = _writing(request)
    held = get_object_or_404(Article, pk=pk) if pk else Article(owner=request.user)
    context: dict[str, Any] = {"seen": request.POST.get("seen", seen_of(held))}
    begin = {"services": request.GET.get("service", ""), "review_on": on + GOOD_FOR}
    form = ArticleForm(request.POST or None, instance=held, on=on, initial=None if pk else begin)
    if request.method == "POST" and "preview" not in request.POST and form.is_valid():
        services, now = form.cleaned_data["services"], timezone.now()
        try:
            keep_article(held, services, seen=context["seen"], by=request.user, now=now)
        except WrittenMeanwhileError as meanwhile:
            context |= {"theirs": meanwhile.theirs, "seen": seen_of(meanwhile.theirs)}
        else:
            messages.success(request, _("“%(title)s” is kept.") % {"title": held})
            return redirect(held)
    typed = request.POST.get("body", held.body)
    context |= {"form": form, "article": held, "body": markdown.render(typed)}
    return render(request, "pdc/article_edit.html", context)


@require_POST
def preview(request: SignedInRequest) -> HttpResponse:
    """Show what is typed as it will be read."""
    _writing(request)
    context = {"body": markdown.render(request.POST.get("body", ""))}
    return render(request, "pdc/article_edit.html#preview", context)


def _writing(request: SignedInRequest) -> date:
    """Return today; who works in no pool writes nothing here."""
    on = timezone.localdate()
    if not request.user.roles_on(on).is_secretary:
        raise Http404
    return on
