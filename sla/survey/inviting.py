"""Who is mailed that they are asked, and a week before the end once more if they did not answer.

Each is a mail that goes with the row that says so: when it fails nothing is written, and it is
tried the next time. Of two that run at once each takes the rows that the other does not hold.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sla.mailing import mail
from sla.models import SurveyInvitation

A_WEEK = timedelta(weeks=1)


def mail_invitations(*, now: datetime, limit: int) -> int:
    """Mail up to so many invitations and reminders; return how many went."""
    to_mail = SurveyInvitation.objects.to_mail(timezone.localdate(now), A_WEEK)
    return sum(_mail_one(pk, now) for pk in to_mail.values_list("pk", flat=True)[:limit])


@transaction.atomic
def _mail_one(pk: int, now: datetime) -> bool:
    to_mail = SurveyInvitation.objects.to_mail(timezone.localdate(now), A_WEEK)
    held = to_mail.select_for_update(no_key=True, skip_locked=True, of=["self"])
    one = held.select_related("survey__agreement", "person").filter(pk=pk).first()
    if one is None:
        return False
    again = one.mailed_at is not None
    setattr(one, "reminded_at" if again else "mailed_at", now)
    one.save(update_fields=["mailed_at", "reminded_at"])
    with translation.override(one.person.language):
        until = {"day": date_format(one.survey.closes_on, "j F Y")}
        asks = _("What do you think of how we help you? You can answer until %(day)s.")
        subject = _("A few questions about how we help you")
        if again:
            subject = _("One more week: a few questions about how we help you")
        place = (one.survey.agreement.name, one.survey.get_absolute_url())
        mail(one.person, subject, asks % until, [place])
    return True
