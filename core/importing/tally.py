"""Writing rows while counting what that changed, and showing how far it is."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.management.base import OutputWrapper
from django.db import models
from django.utils.translation import gettext as _

M = TypeVar("M", bound=models.Model)
T = TypeVar("T")


@dataclass
class Tally:
    """How many rows an import made, changed and found as they were."""

    made: int = 0
    changed: int = 0
    same: int = 0

    def put(
        self, model: type[M], key: Mapping[str, Any], values: Mapping[str, Any] | None = None
    ) -> M:
        """Return the row with this key, made or changed to hold these values."""
        values = values or {}
        row = model._default_manager.filter(**key).first()
        if row is None:
            self.made += 1
            return model._default_manager.create(**{**key, **values})
        self.update(row, values)
        return row

    def update(self, row: models.Model, values: Mapping[str, Any]) -> None:
        """Let a row hold these values; it is saved only when it held others."""
        different = [name for name, value in values.items() if getattr(row, name) != value]
        for name in different:
            setattr(row, name, values[name])
        if different:
            row.save(update_fields=different)
        self.count(changed=bool(different))

    def count(self, *, changed: bool) -> None:
        """Count a row that was there, changed or not."""
        self.changed += changed
        self.same += not changed

    def __str__(self) -> str:
        if not self.made and not self.changed:
            return _("Nothing to do: all %(same)d were there already.") % {"same": self.same}
        counts = {"made": self.made, "changed": self.changed, "same": self.same}
        return _("%(made)d new, %(changed)d changed, %(same)d as they were.") % counts


class Progress:
    """Shows how far something is: one line that counts on a terminal, one at the end elsewhere."""

    def __init__(self, stream: OutputWrapper) -> None:
        self.stream = stream
        self.live = stream.isatty()

    def over(self, label: str, items: Collection[T]) -> Iterator[T]:
        """Yield the items and show how many are done."""
        for done, item in enumerate(items):
            if self.live:
                self.show(label, done, len(items), end="")
            yield item
        self.show(label, len(items), len(items), end="\n")

    def show(self, label: str, done: int, total: int, *, end: str) -> None:
        """Write how many of a total are done."""
        start = "\r" if self.live else ""
        self.stream.write(f"{start}{label}: {done}/{total}", ending=end)
        self.stream.flush()
