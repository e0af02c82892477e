"""What was answered the last time for a service, to begin the questions of the next request with.

Only what still makes sense: no day or hour of then, no story of then, and of a colleague's
request nothing about a person. What is confidential is never a beginning for what is not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from pdc.models import IntakeField, ServiceVersion
from requests.models import ServiceRequest, Status
from teams.models import ClientMembership

Type = IntakeField.Type
OF_PERSON = (Type.EMAIL, Type.PHONE, Type.PERSON)
STAYS = (Type.TEXT, Type.NUMBER, Type.CHOICE, Type.BOOLEAN)
CAME_TO_NOTHING = (Status.CANCELLED, Status.DECLINED, Status.MERGED)
YES_OR_NO = {True: "yes", False: "no"}


@dataclass(frozen=True)
class LastTime:
    """The request before, and its answers that still make sense, as they are typed."""

    service_request: ServiceRequest
    answers: Mapping[str, str]


def last_time(
    asker: ClientMembership, version: ServiceVersion, *, seen: "QuerySet[ServiceRequest]"
) -> LastTime | None:
    """Return the last request of this person for a service, or else the last of their unit.

    Of those that whoever logs this one may see.
    """
    before = seen.filter(
        confidential=False,
        promise__client=asker.client_id,
        promise__service_version__service=version.service_id,
    )
    of_unit = before.exclude(status__in=CAME_TO_NOTHING).exclude(answers={}).order_by("-pk")
    own = of_unit.filter(requested_by=asker.user_id).first()
    found = own or of_unit.first()
    if found is None:
        return None
    types = (*STAYS, *OF_PERSON) if own else STAYS
    fields = [one for one in version.intake_fields.all() if one.type in types and not one.is_event]
    return LastTime(found, _as_typed(fields, found.answers))


def _as_typed(fields: list[IntakeField], answers: Mapping[str, Any]) -> dict[str, str]:
    """Return the answers as somebody would type them; a choice that is gone is left out."""
    typed = {field.key: _in_type(field, answers.get(field.key)) for field in fields}
    return {key: text for key, text in typed.items() if text}


def _in_type(field: IntakeField, answer: Any) -> str:
    match field.type, answer:
        case Type.BOOLEAN, bool():
            return YES_OR_NO[answer]
        case Type.BOOLEAN, _:
            return ""
        case Type.NUMBER, int() | float():
            return str(answer)
        case Type.CHOICE, str():
            return answer if answer in field.choices else ""
        case Type.NUMBER | Type.CHOICE, _:
            return ""
    return answer if isinstance(answer, str) else ""
