"""What the workers do for the catalogue: now and then they put what was learned in order."""

from celery import shared_task

from pdc.search import add_up


@shared_task(soft_time_limit=50, time_limit=60)
def add_up_learned_words() -> None:
    """Make one row of those of the same word; harmless twice, and when it is missed."""
    add_up()
