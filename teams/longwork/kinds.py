"""The kinds of long work, as the apps that know them tell in `settings.LONG_WORK`."""

from collections.abc import Callable
from datetime import date
from typing import IO, NamedTuple, cast

from django.conf import settings
from django.utils.functional import Promise as Words
from django.utils.module_loading import import_string

from teams.models import LongTask, User

Tell = Callable[[int, int], None]  # so much is done, of so much


class Kind(NamedTuple):
    """A kind of long work.

    `make` writes the file and says now and then how far it is. It can be cut off anywhere and
    then begins anew, so it changes nothing but the file. `may` says whether somebody may have it,
    on the day they fetch it. Where `lasts`, a file is the answer to whoever asks for the same
    later; otherwise only while it is being made.
    """

    title: Words
    make: Callable[[LongTask, IO[bytes], Tell], None]
    may: Callable[[LongTask, User, date], bool]
    lasts: bool = False


def kind_of(task: LongTask) -> Kind:
    """Return the kind of a task; raises `KeyError` for one that nobody knows any more."""
    return cast(Kind, import_string(settings.LONG_WORK[task.kind]))


def may_have(task: LongTask, user: User, on: date) -> bool:
    """Return whether somebody asked for this and may still have it."""
    is_theirs = task.asked_by_id == user.pk and task.kind in settings.LONG_WORK
    return is_theirs and kind_of(task).may(task, user, on)
