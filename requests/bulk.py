"""One thing done with many requests at once: each by its own action, in its own transaction.

Whatever happens half way, every request is done whole or not at all. A form that is sent twice
carries the same token, and does nothing twice.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from requests.models import BulkStep, ServiceRequest
from requests.policies import Refused
from teams.models import User

AT_ONCE = 100
KEPT = timedelta(days=1)

Do = Callable[[ServiceRequest], None]


@dataclass(frozen=True)
class Left:
    """A request with which it was not done, and why; none where they may not see it."""

    service_request: ServiceRequest | None
    why: str


@dataclass
class Outcome:
    """What came of it: how many were done, and what was left."""

    done: int = 0
    left: list[Left] = field(default_factory=list)


def do_each(pks: Collection[int], do: Do, *, token: UUID, by: User, now: datetime) -> Outcome:
    """Do something with each of these requests, and say with which it was done.

    Nothing is begun for more than `AT_ONCE`; that raises `Refused`.
    """
    if len(pks) > AT_ONCE:
        told = _("At most %(number)d requests at once. Choose fewer.")
        raise Refused(told % {"number": AT_ONCE})
    BulkStep.objects.filter(at__lt=now - KEPT).delete()
    outcome = Outcome()
    mine = ServiceRequest.objects.worked_by(by, timezone.localdate(now))
    found = mine.select_related("promise").in_bulk(pks)
    for pk in sorted(pks):
        service_request = found.get(pk)
        if service_request is None:
            gone = _("This request is not there any more, or belongs to a pool you do not work in.")
            outcome.left.append(Left(None, gone))
            continue
        try:
            _do_once(service_request, do, token=token, now=now)
        except Refused as refused:
            outcome.left.append(Left(service_request, str(refused)))
        else:
            outcome.done += 1
    return outcome


def _do_once(service_request: ServiceRequest, do: Do, *, token: UUID, now: datetime) -> None:
    """Do it, unless a form with this token did; who sends it twice at once waits for the first."""
    try:
        with transaction.atomic():
            BulkStep.objects.create(token=token, service_request=service_request, at=now)
            do(service_request)
    except IntegrityError:
        if not BulkStep.objects.filter(token=token, service_request=service_request).exists():
            raise
