"""Who was told what, for tests of alerts: four working hours after Monday ten o'clock."""

from datetime import timedelta

from requests.models import Notification
from tests.factories import later

SOON = {"hours": 3, "minutes": 30}  # past the warning of four working hours, not past the due
LATE = {"hours": 5}


def told(rung):
    messages = Notification.objects.filter(alert__rung=rung).select_related("recipient")
    return {(message.recipient, message.email) for message in messages}


def away(person, stand_in=None, **days):
    since = later(**days or {"days": 0}).date()
    person.absences.create(since=since, until=since + timedelta(days=30), stand_in=stand_in)


def of_whom(rung):
    return {person for person, _email in told(rung)}
