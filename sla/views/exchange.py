"""The whole catalogue out as a file, and in again: looked at first, then brought in."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from core.importing import ImportRefused
from core.sheets import XLSX
from sla.exchange import as_json, as_sheets, files, stored
from sla.exchange import example as examples
from sla.models import CatalogueFile
from teams.http import SignedInRequest

SHOWN = 200
MEGABYTE = 1024 * 1024


class FileForm(forms.Form):
    """A file to look at."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A spreadsheet (.xlsx) or JSON, as it was exported here."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.json", "class": "form-control"}),
    )

    def clean_file(self) -> Any:
        """Refuse what is far too large."""
        file, most = self.cleaned_data["file"], settings.ATTACHMENT_MEGABYTES
        if file.size > most * MEGABYTE:
            raise forms.ValidationError(
                _("This file is larger than %(most)d MB: too large for a catalogue.")
                % {"most": most}
            )
        return file


@require_http_methods(["GET", "POST"])
def exchange(request: SignedInRequest) -> HttpResponse:
    """Offer the catalogue as a file, and take one to look at; what is wrong with it is listed."""
    coordinator_only(request)
    is_sent = request.method == "POST"
    form = FileForm(request.POST, request.FILES) if is_sent else FileForm()
    refused: ImportRefused | None = None
    if is_sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = files.keep(file.name, file.read(), by=request.user, now=timezone.now())
        except ImportRefused as why:
            refused = why
        else:
            return redirect("sla:exchange_file", kept.pk)
    problems = refused.problems if refused else []
    context = {
        "form": form,
        "problems": problems[:SHOWN],
        "more_problems": len(problems[SHOWN:]),
        "brought_in": CatalogueFile.objects.exclude(brought_in_at=None).select_related("by")[:10],
    }
    return render(request, "sla/exchange.html", context)


@require_http_methods(["GET", "POST"])
def exchange_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what a file would do, and bring it in when it is sent."""
    coordinator_only(request)
    now = timezone.now()
    kept = get_object_or_404(request.user.catalogue_files, pk=pk)
    if kept.brought_in_at:
        return redirect("sla:exchange")
    publish = (request.POST or request.GET).get("publish") == "1"
    context: dict[str, Any] = {"kept": kept, "publish": publish}
    try:
        if request.method == "POST":
            seen = request.POST.get("seen", "")
            done = files.carry_out(kept, publish=publish, seen=seen, by=request.user, now=now)
            messages.success(request, _told(done))
            return redirect("sla:exchange")
        made = files.look(kept, publish=publish)
    except files.Overtaken:
        messages.error(
            request,
            _("The catalogue changed meanwhile, so nothing was brought in. Look once more."),
        )
        return redirect(request.get_full_path() + ("?publish=1" if publish else ""))
    except ImportRefused as refused:
        context["problems"] = refused.problems[:SHOWN]
        context["more_problems"] = len(refused.problems[SHOWN:])
    else:
        context |= {
            "plan": made,
            "changes": made.changes[:SHOWN],
            "more_changes": len(made.changes[SHOWN:]),
            "seen": files.digest_of(made),
        }
    return render(request, "sla/exchange_file.html", context)


def _told(done: CatalogueFile) -> str:
    count = len(done.outcome.splitlines())
    return ngettext(
        "%(name)s was brought in: %(count)d change.",
        "%(name)s was brought in: %(count)d changes.",
        count,
    ) % {"name": done.name, "count": count}


@require_GET
def export(request: SignedInRequest, what: str, kind: str) -> HttpResponse:
    """Send the catalogue, an example or an empty one, as a spreadsheet or as JSON."""
    coordinator_only(request)
    made = {"catalogue": stored, "example": examples.example, "empty": examples.empty}.get(what)
    write = {"xlsx": as_sheets, "json": as_json}.get(kind)
    if made is None or write is None:
        raise Http404
    day = timezone.localdate().isoformat()
    name = {"catalogue": _("catalogue") + f"-{day}", "example": _("example")}.get(what, _("empty"))
    return HttpResponse(
        write(made()),
        content_type=XLSX if kind == "xlsx" else "application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'},
    )


def coordinator_only(request: SignedInRequest) -> None:
    """Answer that there is nothing here, to whoever does not keep the catalogue."""
    if not request.user.roles_on(timezone.localdate()).is_coordinator:
        raise Http404
