"""The checklist on the page of a request: a tick is one click or one key."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from requests import actions
from requests.checklist import checklist_of
from requests.forms.checklist import StepForm
from requests.policies import Refused
from requests.views.parts import answer_part, held_by_my_pools
from teams.http import SignedInRequest


@require_POST
def tick(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that a step is done, or is not after all; the page says which of the two it meant."""
    do = actions.tick if request.POST.get("done") == "yes" else actions.untick
    return _change(request, pk, partial(do, key=request.POST.get("key", "")))


@require_POST
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a step of one's own."""
    form = StepForm(request.POST)
    if form.is_valid():
        return _change(request, pk, partial(actions.add_item, text=form.cleaned_data["text"]))
    return _change(request, pk, None, wrong=str(form.errors["text"][0]))


@require_POST
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take away a step that was added."""
    return _change(request, pk, partial(actions.remove_item, key=request.POST.get("key", "")))


def _change(
    request: SignedInRequest, pk: int, do: Callable[..., None] | None, *, wrong: str = ""
) -> HttpResponse:
    now = timezone.now()
    service_request = held_by_my_pools(request, pk, now)
    if do is not None:
        try:
            do(service_request, by=request.user, now=now)
        except Refused as refused:
            wrong = str(refused)
    if wrong:
        messages.error(request, wrong)
    context = {"checklist": checklist_of(service_request)}
    return answer_part(request, service_request, "checklist", context, kept=not wrong)
