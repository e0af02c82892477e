"""Why this deadline, in plain words and in order: what `templates/sla/_ledger.html` shows.

First what was received and which norm holds, then the sum (`sla.why.ledger`), then whatever moved
it, and last the deadline.
"""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from sla import wording
from sla.actions import due_if_resumed
from sla.calculator import Reckoning
from sla.models import Alert, Clock, ClockEvent, Norm, Rung
from sla.why.ledger import Row, ledger, moment_in_words
from sla.why.reckoning import reckoning_of

What = ClockEvent.Kind


def derivation(clock: Clock, *, now: datetime, for_client: bool = False) -> list[Row]:
    """Return the rows that lead to the due time of a clock, or as far as it has come.

    The client reads what happened, not what the desk wrote about it; a date agreed with them is
    told in full.
    """
    reckoning = reckoning_of(clock)
    rows = _opening(reckoning, wording.source_in_words(clock.norm))
    if reckoning.started_at is None:
        return rows
    label = str(clock.get_kind_display())
    causes = [*_cycle(clock), *_changes(clock, for_client=for_client)]
    sum_rows = [*rows, *ledger(reckoning), *causes]
    if clock.norm_due_at is not None:
        by_norm = _result(_("by the norm"), clock.norm_due_at)
        return [*sum_rows, by_norm, _result(_("as agreed"), clock.due_at, kind="sum")]
    if reckoning.due_at is not None:
        return [*sum_rows, _result(label, reckoning.due_at, kind="sum")]
    if_resumed = due_if_resumed(clock, now)
    return [
        *sum_rows,
        _result(_("if answered now") if if_resumed else label, if_resumed, kind="sum"),
    ]


def derivation_of(reckoning: Reckoning, *, label: str, source: str = "") -> list[Row]:
    """Return the rows that lead to what was not saved: a promise at intake, or a calculation."""
    rows = _opening(reckoning, source)
    if reckoning.started_at is None:
        return rows
    return [*rows, *ledger(reckoning), _result(label, reckoning.due_at, kind="sum")]


def _opening(reckoning: Reckoning, source: str) -> list[Row]:
    """Tell when it was received, by which norm, and from when that counts."""
    norm, start = reckoning.norm, reckoning.started_at
    words = wording.norm_in_words(norm)
    if source:
        words = _("%(norm)s, %(source)s") % {"norm": words, "source": source}
    rows = [
        Row(_("received"), moment_in_words(reckoning.received_at)),
        Row(_("norm"), words),
    ]
    if start is None:
        when = wording.start_in_words(norm) or _("once the event is known")
        rows.append(Row(_("starts"), when, kind="still"))
    elif start != reckoning.received_at:
        rows.append(Row(_("counts from"), moment_in_words(start)))
    return rows


def _result(label: str, due_at: datetime | None, *, kind: str = "") -> Row:
    if due_at is None:
        return Row(label, "–", kind=kind)
    return Row(label, wording.full_day(due_at), kind=kind, shown=wording.clock_time(due_at))


def _cycle(clock: Clock) -> Iterator[Row]:
    """Tell that a request was opened again; a sign of life starts anew at each contact."""
    if clock.cycle > 1 and clock.kind != Norm.Kind.UPDATE:
        yield Row(_("opened again"), _("all of its time counts anew"))


def _changes(clock: Clock, *, for_client: bool) -> Iterator[Row]:
    """Tell each cause that moved the deadline, or could have, in the order it happened."""
    for event in clock.events.all():
        because = "" if for_client else event.because
        match event.kind:
            case What.CORRECTED | What.MADE_URGENT:
                words = _("%(moment)s, %(change)s") % {
                    "moment": moment_in_words(event.at),
                    "change": _moved(event) or _("the deadline stayed"),
                }
                yield Row(event.get_kind_display(), _with_cause(words, because))
            case What.CALENDAR:
                words = _moved(event) or _("the promised time is kept")
                yield Row(event.get_kind_display(), _with_cause(words, because))
            case What.AGREED:
                yield Row(event.get_kind_display(), _with_cause(_moved(event), event.because))
    for alert in clock.alerts.all():
        if alert.rung == Rung.BREACH and alert.withdrawn_at is not None:
            yield _withdrawn(alert, "" if for_client else alert.withdrawn_because)


def _withdrawn(alert: Alert, because: str) -> Row:
    words = _("that it was past due on %(moment)s no longer holds") % {
        "moment": moment_in_words(alert.due_at)
    }
    return Row(_("taken back"), _with_cause(words, because))


def _moved(event: ClockEvent) -> str:
    """Return from when to when a deadline moved, as far as there was one."""
    before, after = event.due_before, event.due_after
    if after is None or after == before:
        return ""
    if before is None:
        return moment_in_words(after)
    return _("%(before)s became %(after)s") % {
        "before": moment_in_words(before),
        "after": moment_in_words(after),
    }


def _with_cause(words: str, because: str) -> str:
    return ": ".join(filter(None, (words, because)))
