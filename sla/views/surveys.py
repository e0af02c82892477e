"""The yearly survey about an agreement: opened, answered, and read by both sides."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pdc.policies import Refused
from sla.models import Agreement, AgreementVersion, Survey
from sla.survey import actions, policies
from sla.survey.forms import AnswerForm, OpenForm
from sla.survey.questions import usual_questions
from sla.survey.results import trends, years_of
from sla.views.agreements import readable_version, someone_here
from teams.http import SignedInRequest


@require_GET
def surveys(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what came out over the years; who is asked right now goes to the questions."""
    on = someone_here(request)
    version = readable_version(request.user, pk, on)
    asked = Survey.objects.waiting_for(request.user, on).filter(agreement=version.agreement)
    if survey := asked.first():
        return redirect(survey)
    return _show(request, version, on, None)


@require_POST
def open_survey(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask the people of a client what they think of it."""
    now = timezone.now()
    on = someone_here(request)
    version = readable_version(request.user, pk, on)
    form = OpenForm(usual_questions(version.agreement), on, request.POST)
    if form.is_valid():
        try:
            survey = actions.open_survey(
                version.agreement,
                questions=form.questions(),
                closes_on=form.cleaned_data["closes_on"],
                by=request.user,
                now=now,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            many = survey.invitations.count()
            messages.success(request, _("%(many)d people are asked.") % {"many": many})
            return redirect("sla:surveys", pk)
    return _show(request, version, on, form)


def _show(
    request: SignedInRequest, version: AgreementVersion, on: date, form: OpenForm | None
) -> HttpResponse:
    agreement: Agreement = version.agreement
    still_open = agreement.surveys.open_on(on).prefetch_related("invitations").first()
    years = years_of(agreement, on)
    if form is None and policies.why_not_open(agreement, request.user, on) is None:
        form = OpenForm(usual_questions(agreement), on)
    context = {
        "version": version,
        "on": on,
        "still_open": still_open,
        "invited": still_open.invitations.all() if still_open else (),
        "answered": sum(one.answered for one in still_open.invitations.all()) if still_open else 0,
        "years": years,
        "shown": [year for year in reversed(years) if year.is_shown],
        "trends": trends(years),
        "form": form,
    }
    return render(request, "sla/surveys.html", context)


@require_http_methods(["GET", "POST"])
def survey(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let somebody who was asked answer, once; and thank who did."""
    now = timezone.now()
    on = someone_here(request)
    visible = Survey.objects.visible_to(request.user, on).select_related("agreement__client")
    survey = get_object_or_404(visible, pk=pk)
    questions = list(survey.questions.all())
    invited = survey.invitations.filter(person=request.user).first()
    why_not = policies.why_not_answer(survey, invited, request.user, on)
    form = AnswerForm(questions, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(survey, given=form.given(), by=request.user, now=now)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(survey)
    context = {"survey": survey, "form": form, "why_not": why_not, "invited": invited, "on": on}
    return render(request, "sla/survey.html", context)
