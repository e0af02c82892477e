"""An agreement to keep or to print: whole, and on the one page that a manager reads."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import get_language, override
from django.views.decorators.http import require_GET

from sla.documents.contents import document_of
from sla.documents.paper import Look, on_paper
from sla.views.agreements import readable_version, someone_here
from teams.http import SignedInRequest


@require_GET
def in_short(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an agreement on one page: what is done, how soon, and who does what."""
    on = someone_here(request)
    version = readable_version(request.user, pk, on)
    with override(_language(request)):
        context = {
            "version": version,
            "on": on,
            "document": document_of(version, on, by_volume=True),
            "languages": settings.LANGUAGES,
        }
        return render(request, "sla/agreement_in_short.html", context)


@require_GET
def paper(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send an agreement as a PDF."""
    return _pdf(request, pk, Look.WHOLE)


@require_GET
def in_short_paper(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send an agreement as a PDF of one page."""
    return _pdf(request, pk, Look.ONE_PAGE)


def _pdf(request: SignedInRequest, pk: int, look: Look) -> HttpResponse:
    on = someone_here(request)
    version = readable_version(request.user, pk, on)
    with override(_language(request)):
        document = document_of(version, on, by_volume=look is Look.ONE_PAGE)
        made = on_paper(document, look)
    name = slugify(f"{version.agreement.name} {version.number} {look.value.stem}")
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.pdf"',
            "Cache-Control": "private, no-store",
        },
    )


def _language(request: SignedInRequest) -> str | None:
    """Return the language somebody asked the document in, or else their own."""
    asked = request.GET.get("language")
    return asked if asked in dict(settings.LANGUAGES) else get_language()
