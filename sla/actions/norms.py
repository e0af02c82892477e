"""The norms a pool has by default: replaced, never changed, for promises were made by them."""

from datetime import datetime

from django.db import transaction

from sla.models import Norm
from teams.models import Pool


@transaction.atomic
def replace_default(
    pool: Pool, kind: str, wanted: Norm | None, *, urgent: bool, now: datetime
) -> bool:
    """Let a pool promise this from now on, or nothing; return whether that is a change.

    `wanted` is nobody's norm yet. What was received before keeps the norm of then.
    """
    Pool.objects.select_for_update(no_key=True).get(pk=pool.pk)
    defaults = Norm.objects.filter(pool=pool, kind=kind, urgent=urgent, retired_at=None)
    current = defaults.first()
    if current is None and wanted is None:
        return False
    if current is not None and wanted is not None and _same(current, wanted):
        return False
    defaults.update(retired_at=now)
    if wanted is not None:
        wanted.pool, wanted.kind, wanted.urgent = pool, kind, urgent
        wanted.calendar = current.calendar if current else None
        wanted.save()
    return True


def _same(one: Norm, other: Norm) -> bool:
    what = ("way", "amount", "cut_off", "same_day", "next_day", "starts", "kpi_percent", "warnings")
    return all(getattr(one, name) == getattr(other, name) for name in what)
