"""The text that both sides sign: all that a version says, written out the same way every time."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Model

from sla.models import AgreementVersion, Norm
from sla.reading import ReadLine, read_lines

# What is not said by a row itself: its place, its state, who wrote it, how a clock reads it.
UNSAID = {
    *("written_at", "written_by"),
    *("id", "agreement", "status", "agreed_on", "version", "service"),
    *("service_version", "agreement_line", "pool", "retired_at"),
    *("trigger", "amount", "roles"),
}


def text_to_sign(version: AgreementVersion, on: date) -> str:
    """Return all that a version says on a day, with the standard where a line says nothing.

    It names what it refers to in words, so that it can be read without the rest of the database.
    """
    agreement = version.agreement
    said = {
        "agreement": {
            **{name: getattr(agreement, name) for name in ("code", "name", "type")},
            "client": f"{agreement.client.code} {agreement.client}",
            "pools": sorted(f"{pool.code} {pool}" for pool in agreement.pools.all()),
        },
        "version": _said(version),
        "lines": [_line(read) for read in read_lines(version, on)],
        "responsibilities": [_said(duty) for duty in version.responsibilities.order_by("pk")],
        "escalation": [_said(step) for step in version.escalation_steps.select_related("contact")],
    }
    return json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True)


def digest_of(text: str) -> str:
    """Return the digest of a text: another text has another."""
    return hashlib.sha256(text.encode()).hexdigest()


def _line(read: ReadLine) -> dict[str, Any]:
    return {
        **_said(read.line),
        "service": f"{read.line.service.code} {read.name}",
        "norms": _norms(read.norms),
        "urgent": _norms(read.urgent),
    }


def _norms(norms: Mapping[str, Norm]) -> dict[str, dict[str, Any]]:
    return {kind: _said(norm, {"amount"}) for kind, norm in norms.items()}


def _said(row: Model, also: Iterable[str] = ()) -> dict[str, Any]:
    names = [
        field.name
        for field in row._meta.concrete_fields
        if field.name not in UNSAID or field.name in also
    ]
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    """Return a value as JSON has it; what is no JSON in its words."""
    if value is None or isinstance(value, bool | int):
        return value
    return [_plain(each) for each in value] if isinstance(value, list) else str(value)
