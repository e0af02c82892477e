"""Coming to an agreement on the screen: put forward, talked about, and agreed to by both sides."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pdc.policies import Refused
from sla.agreeing import consenting
from sla.agreeing.consent_forms import FORMS
from sla.models import AgreementRemark, AgreementVersion
from sla.reading import read_lines
from sla.views.agreements import detail_context, readable_version, someone_here
from teams.http import SignedInRequest

SAID = {
    "propose": gettext_lazy("It is with the client now, and stays as it is unless it goes back."),
    "withdraw": gettext_lazy("It is a draft again."),
    "consent": gettext_lazy("You agreed. It is written down with your name and the moment."),
    "ask_for_changes": gettext_lazy("It goes back to be changed, with what you wrote."),
    "say": gettext_lazy("It stands there for both sides to read."),
    "endorse": gettext_lazy("Written down. It does not count as a signature."),
}


@require_POST
def agree(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Do one thing with a version, and go back to its page; or show what is in the way."""
    now = timezone.now()
    on = someone_here(request)
    version = readable_version(request.user, pk, on)
    if name not in FORMS:
        raise Http404
    lines = read_lines(version, on)
    form = FORMS[name](request.POST, version, lines)
    refusal = ""
    if form.is_valid():
        try:
            form.perform(by=request.user, now=now)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, str(SAID[name]))
            if AgreementVersion.objects.visible_to(request.user, on).filter(pk=pk).exists():
                return redirect("sla:agreement_detail", pk)
            return redirect("sla:agreement_list")  # it is the pool's again, to be changed
    context = detail_context(request, version, lines, on, {name: form})
    context |= {"refusal": refusal or _("Look at what is marked below."), "opened": name}
    return render(request, "sla/agreement_detail.html", context)


@require_POST
def settle_remark(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tick what was asked as handled, or take the tick away."""
    on = someone_here(request)
    versions = AgreementVersion.objects.visible_to(request.user, on)
    remark = get_object_or_404(AgreementRemark, pk=pk, version__in=versions)
    try:
        settled = request.POST.get("settled") == "on"
        consenting.settle(remark, settled=settled, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("sla:agreement_detail", remark.version_id)
