"""What the workers do for the catalogue: put what was learned in order, tell who keeps it up."""

import logging

from celery import shared_task
from django.utils import timezone

from pdc.articles import remind_owners
from pdc.reviews import remind_of_reviews as remind
from pdc.search import add_up

logger = logging.getLogger(__name__)


@shared_task(soft_time_limit=50, time_limit=60)
def add_up_learned_words() -> None:
    """Make one row of those of the same word; harmless twice, and when it is missed."""
    add_up()


@shared_task(soft_time_limit=50, time_limit=60)
def remind_owners_of_articles() -> None:
    """Mail owners, each once, which articles they were to look at again."""
    if told := remind_owners(now=timezone.now()):
        logger.info("owners told to look again: %d", told)


@shared_task(soft_time_limit=50, time_limit=60)
def remind_of_reviews() -> None:
    """Tell, each once, which services are to be read again this month or were last month."""
    if told := remind(now=timezone.now()):
        logger.info("reminders of reviews written: %d", told)
