"""Drafts as tests put them forward, and the way from there to what is agreed."""

from datetime import date

from sla.agreeing.consenting import consent, propose
from sla.models import AgreementVersion
from tests.factories import NOW, an_agreement

CLIENT, PROVIDER = "client", "provider"


def a_draft(client, *services, **fields):
    """A draft with a line for each service, that says why it differs, and a duty of each side."""
    fields = {
        "status": "drafted",
        "steps": [{"when": "termijn voorbij", "who": "coördinator"}],
        "valid_from": date(2026, 4, 1),
        "valid_until": date(2026, 12, 31),
    } | fields
    version = an_agreement(client, services=[each.service for each in services], **fields)
    version.lines.update(deviation="vaste notulist")
    version.responsibilities.create(side=CLIENT, text="stukken vooraf")
    version.responsibilities.create(side=PROVIDER, text="bellen voor de termijn")
    return version


def agree(version, coordinator, signatory, now=NOW):
    """Let both sides agree to a draft, and return it as it is then."""
    digest = propose(version, by=coordinator, now=now).digest
    consent(version, side=PROVIDER, digest=digest, by=coordinator, now=now)
    consent(version, side=CLIENT, digest=digest, by=signatory, now=now)
    return AgreementVersion.objects.get(pk=version.pk)
