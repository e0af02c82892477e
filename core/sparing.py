"""A sweep in which one row fails: the others go on without it, and it is tried later."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

logger = logging.getLogger(__name__)

# What fails for no known reason is tried again after this.
AGAIN = timedelta(minutes=10)

# These say something of the worker or the database, not of a row.
NOT_OF_A_ROW = (SoftTimeLimitExceeded, OperationalError, InterfaceError)


def sparing(
    sweep: Callable[[int], int], due: QuerySet[Any], moment: str, *, now: datetime, limit: int
) -> int:
    """Let a sweep do up to so many rows, all or nothing; return how many it did, or put off.

    The sweep takes the first of what is `due` that nobody holds. When it fails it does fewer,
    until it goes; where the first row fails alone, its `moment` is set later.
    """
    while limit > 1:
        try:
            return sweep(limit)
        except NOT_OF_A_ROW:
            raise
        except Exception as problem:
            logger.warning("a batch of %d failed; trying fewer", limit, exc_info=problem)
            limit //= 2
    return _one(sweep, due, moment, now)


@transaction.atomic
def _one(sweep: Callable[[int], int], due: QuerySet[Any], moment: str, now: datetime) -> int:
    held = due.select_for_update(skip_locked=True, no_key=True, of=("self",))
    pk = held.values_list("pk", flat=True).first()
    try:
        with transaction.atomic():
            return sweep(1)
    except NOT_OF_A_ROW:
        raise
    except Exception:
        logger.exception("%s %s failed; it is tried again later", due.model._meta.label, pk)
        return due.filter(pk=pk).order_by().update(**{moment: now + AGAIN})
