"""What the workers do for agreements: remind of what was talked about, and invite to surveys."""

import logging

from celery import shared_task
from django.utils import timezone

from sla.survey.inviting import mail_invitations
from sla.talks import reminding

logger = logging.getLogger(__name__)


@shared_task(soft_time_limit=50, time_limit=60)
def remind_of_conversations() -> None:
    """Mail, each once, what is due of actions and which reviews come up; harmless twice."""
    now = timezone.now()
    if told := reminding.remind_of_actions(now=now) + reminding.remind_of_reviews(now=now):
        logger.info("reminded of conversations: %d", told)


@shared_task(soft_time_limit=50, time_limit=60)
def invite_to_surveys() -> None:
    """Mail, each once, who is asked and who is asked once more; harmless twice."""
    if told := mail_invitations(now=timezone.now(), limit=100):
        logger.info("invited to surveys: %d", told)
