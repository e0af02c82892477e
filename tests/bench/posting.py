"""`python -m tests.bench.posting`: empty a full outbox into a mail server on loopback.

The mail server is a process of its own. Of each request its client is told that it came in, and
somebody else that it is past its time: rows, templates and settling are all as in production.
"""

import json
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - Django comes first
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from requests.mail.outbox import send_due_mail  # noqa: E402
from requests.models import Event, Notification  # noqa: E402
from sla.models import Alert, Clock, Norm, Rung  # noqa: E402
from teams.models import Pool, PoolMembership, User  # noqa: E402
from tests import factories  # noqa: E402
from tests.bench.filling import an_organisation, fill  # noqa: E402
from tests.processes import line_with, start  # noqa: E402

REQUESTS = 1_500
TIMES = 3


def main() -> None:
    """Fill the outbox and empty it some times; the figure is that of the best."""
    call_command("migrate", verbosity=0)
    _secretary, _manager, request = an_organisation()
    fill(request, since=0, until=REQUESTS)
    hire()
    sink = start([sys.executable, "-m", "tests.mail_sink"])
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = int(line_with(sink, "ready").split()[1])
        *others, (best, cpu) = sorted(rate() for _ in range(TIMES))
    finally:
        sink.kill()
        sink.wait()
    beside = {
        "mails": 2 * REQUESTS,
        "aim": 300,
        "cpu_ms_each": cpu,
        "others": [value for value, _cpu in others],
    }
    print(json.dumps({"figure": "outbox.mail", "value": best, "unit": "per s", "beside": beside}))


def hire() -> None:
    """Let as many people work in the pool as there are requests: then none gets two alerts."""
    people = User.objects.bulk_create(
        User(email=f"persoon.{number}@example.org", given_name="Persoon", family_name=str(number))
        for number in range(REQUESTS)
    )
    pool = Pool.objects.get()
    PoolMembership.objects.bulk_create(
        PoolMembership(user=person, pool=pool, since=factories.LONG_AGO) for person in people
    )


def rate() -> tuple[int, float]:
    """Return how many mails a second left a full outbox, and what each cost this process in ms."""
    fill_outbox()
    began, cpu, sent = time.perf_counter(), time.process_time(), 0
    while tried := send_due_mail(now=timezone.now(), limit=1000):
        sent += tried
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    assert sent == Notification.objects.filter(sent_at__isnull=False).count() == 2 * REQUESTS
    return round(sent / seconds), round(cpu / sent * 1000, 2)


def fill_outbox() -> None:
    """Save a message about each request to its client, and an alert to somebody of the pool."""
    Notification.objects.all().delete()
    Alert.objects.all().delete()
    now = timezone.now()
    logged = list(Event.objects.select_related("service_request__requested_by")[1:])
    clocks = Clock.objects.filter(
        promise__service_request__in=[one.service_request for one in logged]
    )
    alerts = Alert.objects.bulk_create(
        Alert(clock=clock, rung=Rung.BREACH, due_at=now, found_at=now)
        for clock in clocks.filter(kind=Norm.Kind.RESPONSE).select_related(
            "promise__service_request"
        )
    )
    told = [
        Notification(
            service_request=event.service_request,
            event=event,
            recipient=event.service_request.requested_by,
        )
        for event in logged
    ]
    people = User.objects.filter(email__startswith="persoon.")
    told += [
        Notification(
            service_request=alert.clock.promise.service_request, alert=alert, recipient=person
        )
        for alert, person in zip(alerts, people, strict=True)
    ]
    for one in told:
        one.email, one.created_at, one.send_at = one.recipient.email, now, now
    Notification.objects.bulk_create(told)


if __name__ == "__main__":
    main()
