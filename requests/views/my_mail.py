"""Everyone's own choice of mails."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from requests.forms.mail import MailForm
from teams.http import SignedInRequest


@require_http_methods(["GET", "POST"])
def my_mail(request: SignedInRequest) -> HttpResponse:
    """Show which mails somebody gets, and when; keep what they choose."""
    roles = request.user.roles_on(timezone.localdate())
    sent = request.POST if request.method == "POST" else None
    form = MailForm(sent, person=request.user, roles=roles)
    if form.is_valid():
        form.save()
        messages.success(request, _("Kept. From now on you get the mails that are ticked."))
        return redirect("requests:my_mail")
    return render(request, "requests/my_mail.html", {"form": form, "roles": roles})
