"""The rows of the history, thousands at a time, in the tables where the actions write theirs."""

import io
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import count
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from django.db import connection, models

from requests.demo.history.clocks import PastClock
from requests.demo.history.past import Past
from requests.models import Event, Rating, ServiceRequest, TimeEntry
from sla.models import Alert, Clock, ClockEvent, LateCause, Promise

Rows = dict[type[models.Model], list[tuple[Any, ...]]]

COLUMNS: Mapping[type[models.Model], Sequence[str]] = MappingProxyType(
    {
        Promise: (
            *("id", "client_id", "pool_id", "service_version_id", "agreement_version_id"),
            *("received_at", "event_at", "urgent", "short_notice", "agreed_with"),
            "agreed_because",
        ),
        ServiceRequest: (
            *("id", "promise_id", "requested_by_id", "subject", "text", "answers", "channel"),
            *("intake_complete", "urgent_reason", "status", "assignee_id", "closes_at"),
            *("logged_at", "changed_at", "token", "contact_name", "external_reference"),
            *(
                "callback_phone",
                "confidential",
                "waiting_for",
                "waiting_reason",
                "next_step",
                "decision",
            ),
            "off_catalogue_kind",
        ),
        Clock: (
            *("id", "promise_id", "norm_id", "kind", "cycle", "calendar_id", "started_at"),
            *("target", "consumed", "due_at", "counted_under", "stopped_at", "without_outcome"),
            *("next_rung", "next_level"),
        ),
        ClockEvent: ("clock_id", "kind", "at", "because", "due_before", "due_after", "untold"),
        Alert: ("clock_id", "rung", "level", "due_at", "found_at", "withdrawn_because"),
        LateCause: ("clock_id", "cause", "said_at", "word"),
        Event: ("service_request_id", "kind", "at", "by_id", "channel", "text", "internal"),
        TimeEntry: ("service_request_id", "by_id", "day", "minutes", "written_at", "note"),
        Rating: (
            *("service_request_id", "verdict", "mark", "sentence", "given_at", "given_by_id"),
            "via",
        ),
    }
)
NOT_WAITING = ("", False, "", "", "", "", "")


def write(past: Sequence[Past]) -> None:
    """Write how requests went, in as many statements as there are tables."""
    rows: Rows = defaultdict(list)
    promises, requests = _keys(Promise, len(past)), _keys(ServiceRequest, len(past))
    clocks = count(_keys(Clock, sum(len(one.clocks) for one in past)))
    for number, one in enumerate(past):
        promise, request = promises + number, requests + number
        rows[Promise].append(_promise(one, promise))
        rows[ServiceRequest].append(_request(one, request, promise))
        keys = {id(clock): next(clocks) for clock in one.clocks}
        for clock in one.clocks:
            _add_clock(rows, clock, keys[id(clock)], promise)
        rows[LateCause] += [
            (keys[id(clock)], cause.value, at, "") for clock, cause, at in one.causes
        ]
        _add_story(rows, one, request)
    for model in COLUMNS:
        _copy(model, COLUMNS[model], rows[model])


def _promise(past: Past, key: int) -> tuple[Any, ...]:
    asked, terms = past.asked, past.asked.terms
    agreed = terms.agreement_version.pk if terms.agreement_version else None
    under = terms.client.pk, terms.pool.pk, asked.version.pk, agreed
    urgent = bool(asked.urgent_reason)
    return (key, *under, asked.received_at, asked.event_at, urgent, past.short_notice, "", "")


def _request(past: Past, key: int, promise: int) -> tuple[Any, ...]:
    asked = past.asked
    return (
        *(key, promise, asked.requested_by.pk, asked.subject, asked.text),
        *(json.dumps(past.answers), asked.channel.value, past.answered, asked.urgent_reason),
        *(past.status.value, past.assignee.pk if past.assignee else None, past.closes_at),
        *(asked.received_at, past.changed_at, uuid4(), asked.contact_name),
        *(asked.reference, *NOT_WAITING),
    )


def _add_clock(rows: Rows, clock: PastClock, key: int, promise: int) -> None:
    by = clock.by
    rows[Clock].append(
        (
            *(key, promise, by.norm.pk, clock.kind, clock.cycle, by.calendar.pk),
            *(clock.started_at, clock.target, clock.consumed, clock.due_at),
            *(by.calendar.revision, clock.stopped_at, clock.without_outcome, "", 0),
        )
    )
    rows[ClockEvent] += [
        (key, what, at, because, before, after, False)
        for what, at, because, before, after in clock.history
    ]
    rows[Alert] += [(key, *alert, "") for alert in clock.alerts]


def _add_story(rows: Rows, past: Past, request: int) -> None:
    rows[Event] += [
        (request, told.kind, told.at, told.by.pk if told.by else None, *told[3:])
        for told in past.story
    ]
    rows[TimeEntry] += [(request, by.pk, day, spent, at, "") for by, day, spent, at in past.spent]
    if past.rating is not None:
        verdict, mark, sentence, at, by, via = past.rating
        given_by = by.pk if by else None
        rows[Rating].append((request, verdict.value, mark, sentence, at, given_by, via.value))


def _keys(model: type[models.Model], many: int) -> int:
    """Take so many keys of a table, and return the first."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
        first = int(cursor.fetchone()[0])
        last = first + max(many, 1) - 1
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last])
    return first


def _copy(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Let PostgreSQL read rows as text, the quickest way there is."""
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    names = ", ".join(f'"{field.column}"' for field in fields)
    lines = "".join("\t".join(map(_text, row)) + "\n" for row in rows)
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f'COPY "{model._meta.db_table}" ({names}) FROM STDIN', io.StringIO(lines)
        )


def _text(value: object) -> str:
    """Write a value as COPY reads it."""
    if value is None:
        return r"\N"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
        return escaped.replace("\r", "\\r")
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
