"""Catalogues to exchange: real ones, emptied ones, and files with something changed in them."""

import json
from datetime import UTC, date, datetime
from io import BytesIO

from django.db import connection
from openpyxl import load_workbook

from pdc.models import Service, ServiceVersion, Theme
from sla.exchange import as_json, as_sheets, bring_in, read_file, stored
from sla.models import Norm
from tests import factories

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


WHEN = {"key": "wanneer", "type": "date", "required": True, "is_event": True}
HOW = {
    "key": "opstelling",
    "type": "choice",
    "choices": ["theater", "U-vorm"],
    "help": "Hoe zit men?",
}


def a_catalogue(pool):
    """Make two services: one as rich as can be, the other with hardly anything, and a draft."""
    unit = factories.a_client(pool, "ALLEEN")
    rich = factories.a_service(
        "PO-01",
        name="Zaal boeken",
        questions=[WHEN, HOW],
        steps=["Zoek een zaal", "Boek hem"],
        included=["zaal", "koffie, thee"],
        keywords=["zaal", "007"],
        worth="much",
        min_notice=2,
    )
    plain = factories.a_service("IM-01", name="Notuleren", turnaround_days=None)
    Theme.objects.create(code="LEEG", name="Leeg", parent=Theme.objects.first())
    rich.service.only_for.add(unit)
    rich.service.related.add(plain.service)
    draft = rich.service.versions.create(number=2, name="Zaal boeken en inrichten")
    Norm.objects.create(
        service_version=draft,
        kind="update",
        way="cut_off",
        cut_off="12:00",
        same_day="17:00",
        next_day="12:00",
        kpi_percent=90,
        warnings=[50, 75],
        calendar=factories.a_calendar("BALIE"),
    )
    return rich, plain


def tables():
    """Return the catalogue as its JSON file has it, to change it."""
    return json.loads(as_json(stored()))


def book_of(held):
    """Return a file of changed tables, read."""
    return read_file("catalogus.json", json.dumps(held).encode())


def bring(held, *, publish=False, by=None):
    """Import changed tables."""
    return bring_in(book_of(held), publish=publish, by=by, now=NOW)


def changed_sheet(change):
    """Return the catalogue as a spreadsheet in which something was changed by hand."""
    book = load_workbook(BytesIO(as_sheets(stored())))
    change(book)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def empty():
    """Remove the whole catalogue, as if it had never been published."""
    tables = [model._meta.db_table for model in (Theme, Service, ServiceVersion, Norm)]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")


def retired_until(day: date):
    """Return what a row of versions says of a service that stops."""
    return {"status": "retired", "valid_until": day.isoformat()}
