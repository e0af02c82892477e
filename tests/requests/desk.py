"""The desk as a browser uses it: what is typed into a new request, and what comes back."""

from datetime import timedelta
from uuid import uuid4

from django.urls import reverse

from sla.models import Norm, Starts, Way
from tests.factories import NOW, a_norm, a_service

NEW, PEOPLE = "requests:new", "requests:people"
SERVICES, PROMISE = "requests:services", "requests:promise"
HTMX = {"HX-Request": "true"}


def typed(asker=None, version=None, **fields):
    """Return what the browser sends; the answers of a service as `answer-key`."""
    chosen = {
        "requester": asker.pk if asker else "",
        "service": version.pk if version else "",
        "subject": "zaal voor donderdag",
        "channel": "phone",
        "token": str(uuid4()),
    }
    return chosen | fields


def save(desk, *args, **fields):
    return desk.post(reverse(NEW), typed(*args, **fields))


def the_promise(desk, *args, **fields):
    return desk.post(reverse(PROMISE), typed(*args, **fields), headers=HTMX).content.decode()


def the_words(desk, *args, **fields):
    """Return the sentence to read aloud, without its marks."""
    html = the_promise(desk, *args, **fields)
    sentence = html.split('<p id="promise-words">')[1].split("</p>")[0]
    return sentence.replace("<b>", "").replace("</b>", "").strip("“”")


def after_intake(**fields):
    version = a_service(
        turnaround_days=None,
        questions=[{"key": "aantal", "type": "number", "required": True, "label": "Aantal"}],
        **fields,
    )
    starts = {"starts": Starts.INTAKE_COMPLETE, "service_version": version}
    a_norm(Norm.Kind.TURNAROUND, hours=4, **starts)
    return version


def counted_from_event(rule, *, required=True):
    """A service that needs the moment of its event: for its notice, to count back or on."""
    question = {"key": "datum", "type": "date", "is_event": True, "required": required}
    if rule == "notice":
        return a_service(questions=[question], min_notice=5)
    version = a_service(questions=[question], turnaround_days=None)
    ways = {"before": {"way": Way.DAYS_BEFORE}, "after": {"starts": Starts.EVENT_END}}
    a_norm(Norm.Kind.TURNAROUND, days=2, service_version=version, **ways[rule])
    return version


def retired(version):
    """Take a service out of the catalogue, the day before it is asked for."""
    version.status, version.valid_until = "retired", NOW.date() - timedelta(days=1)
    version.save()
    return version


def with_event(**fields):
    question = {"key": "datum", "type": "date", "required": True, "is_event": True}
    return a_service(questions=[question], min_notice=5, **fields)
