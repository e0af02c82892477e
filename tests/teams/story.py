"""A kind of long work for tests: a story, told word by word."""

from collections.abc import Callable

from django.utils.functional import lazystr

from teams.longwork.kinds import Kind
from teams.models import LongTask

WORDS = ["er", "was", "eens"]


def tell_it(task, into, tell):
    """Write the story; what stands in `HALFWAY` for its key happens in the middle."""
    for number, word in enumerate(WORDS):
        tell(number, len(WORDS))
        HALFWAY.get(task.key, lambda _task: None)(task)
        into.write(f"{task.language}:{word}\n".encode())


def still_works(_task, user, on):
    return user.roles_on(on).is_secretary


HALFWAY: dict[str, Callable[[LongTask], object]] = {}
STORY = Kind(lazystr("Story"), tell_it, still_works)
LEGEND = Kind(lazystr("Legend"), tell_it, lambda _task, _user, _on: True, lasts=True)

KNOWN = {"story": "tests.teams.story.STORY", "legend": "tests.teams.story.LEGEND"}
