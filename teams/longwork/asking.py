"""Asking for a file that takes long to make."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from teams.longwork.kinds import kind_of
from teams.models import LongTask, User


@transaction.atomic
def ask_for(
    kind: str, asked: Mapping[str, Any], *, key: str, name: str, by: User, now: datetime
) -> LongTask:
    """Return the task of making this: one that is under way, or a new one.

    A file of a kind that lasts may be there already; then it is theirs at once.
    """
    defaults = {"asked": asked, "name": name, "asked_at": now, "language": get_language()}
    task, _is_new = LongTask.objects.get_or_create(
        kind=kind, key=key, asked_by=by, finished_at=None, failed_at=None, defaults=defaults
    )
    take_what_is_there(task, now)
    return task


def ask_again(task: LongTask, *, now: datetime) -> LongTask:
    """Return the task of making the same as one that failed."""
    return ask_for(task.kind, task.asked, key=task.key, name=task.name, by=task.asked_by, now=now)


def take_what_is_there(task: LongTask, now: datetime) -> bool:
    """Return whether the file was made for somebody else already, and is now theirs too."""
    if not kind_of(task).lasts:
        return False
    made = LongTask.objects.same_as(task).as_good_as_new(now).first()
    if made is None:
        return False
    task.stored, task.finished_at = made.stored, now
    task.save(update_fields=["stored", "finished_at"])
    return True
