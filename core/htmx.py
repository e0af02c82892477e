"""Answering htmx: the whole page, or only the part of it that changes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails


class HtmxRequest(HttpRequest):
    """A request that passed the htmx middleware."""

    htmx: HtmxDetails


def render_page(
    request: HtmxRequest, template: str, context: dict[str, Any], *, partial: str
) -> HttpResponse:
    """Render the named partial of a page for htmx, the whole page for everyone else."""
    if request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request:
        template = f"{template}#{partial}"
    return render(request, template, context)
