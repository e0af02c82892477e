"""The questions of a draft as the desk will ask them, to see while they are written."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.htmx import render_page
from pdc.models import ServiceVersion
from pdc.policies import may_write
from requests.questions import QuestionsForm
from teams.http import SignedInRequest


@require_GET
def form_of_draft(request: SignedInRequest, code: str) -> HttpResponse:
    """Show the intake form of a draft; what is filled in goes nowhere."""
    on = timezone.localdate()
    if not may_write(request.user, on):
        raise Http404
    version = get_object_or_404(ServiceVersion.objects.being_written(), service__code=code)
    form = QuestionsForm(version.intake_fields.all(), received_on=on)
    context = {"version": version, "form": form}
    return render_page(request, "requests/form_of_draft.html", context, partial="preview")
