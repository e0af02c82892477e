"""What the tests of promises ask of one, and let happen to it."""

from pdc.models import ServiceVersion
from sla import actions
from sla.models import Alert, Clock, Norm, Rung
from sla.terms import terms_of
from tests.factories import NOW, a_norm, a_service

Kind = Norm.Kind


def the_clock(promise, kind=Kind.TURNAROUND) -> Clock:
    return promise.clocks.filter(kind=kind).latest("cycle")


def due(promise, kind=Kind.TURNAROUND) -> str | None:
    at = the_clock(promise, kind).due_at
    return f"{at.astimezone(NOW.tzinfo):%a %d %H:%M}" if at else None


def working_time(hours, code="PO-20", **fields):
    """A service that counts in working hours, without a norm of its own for the reaction."""
    version = a_service(code, response_hours=None, turnaround_days=None)
    a_norm(Kind.TURNAROUND, hours=hours, service_version=version, **fields)
    return ServiceVersion.objects.get(pk=version.pk)


def correct(promise, version, *, at, complete_at=NOW):
    actions.correct_service(
        promise, version, complete_at=complete_at, because="het ging om de catering", at=at
    )


def urge(promise, *, at, call_back=False):
    terms = terms_of(promise, promise.service_version, urgent=True)
    actions.make_urgent(promise, terms, at=at, call_back=call_back)


def events(promise, kind=Kind.TURNAROUND):
    return [event.kind for event in the_clock(promise, kind).events.all()]


def breaches(promise):
    return Alert.objects.filter(clock__promise=promise, rung=Rung.BREACH, withdrawn_at=None)
