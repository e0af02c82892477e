"""What has to fit between the rows of a file, and with what is there: every clash is noted."""

from collections import defaultdict
from itertools import pairwise

from django.utils.translation import gettext as _

from pdc.models import IntakeField, ServiceVersion
from sla.exchange.reading import Book, Key, Row
from sla.exchange.tables import CHILDREN
from sla.exchange.writing import Stored
from sla.models import Way


def check(book: Book, there: Stored, codes: dict[str, set[str]]) -> None:
    """Note every reference to what isn't there, and every row that can't be."""
    known = {
        "themes": {code for (code,) in [*book.tables["themes"], *there["themes"]]},
        "services": {code for (code,) in [*book.tables["services"], *there["services"]]},
        **codes,
    }
    _check_themes(book, there, known["themes"])
    _check_services(book, known)
    versions = book.tables["versions"]
    for (code, _number), row in versions.items():
        _check_code(row, "service", code, known["services"])
        _check_version(row)
    _check_periods(book)
    for (code,), row in book.tables["services"].items():
        if not any(service == code for service, _number in [*versions, *there["versions"]]):
            row.source.at("code").note(_("has no row on the sheet Versions"))
    for name in CHILDREN:
        for key, row in book.tables[name].items():
            if key[:2] not in versions:
                said = {"service": key[0], "number": key[1]}
                row.source.at("version").note(
                    _("version %(number)s of %(service)s has no row on the sheet Versions") % said
                )
    _check_questions(book)
    _check_steps(book)
    _check_norms(book, known["calendars"])


def _check_code(row: Row, column: str, code: object, known: set[str]) -> None:
    if code is not None and code not in known:
        row.source.at(column).note(_("%(text)s is not known") % {"text": code})


def _check_themes(book: Book, there: Stored, known: set[str]) -> None:
    parents = {key: values["parent"] for key, values in there["themes"].items()}
    parents |= {key: row.values["parent"] for key, row in book.tables["themes"].items()}
    for (code,), row in book.tables["themes"].items():
        parent = row.values["parent"]
        _check_code(row, "parent", parent, known)
        if parent and (parent == code or parents.get((parent,))):
            row.source.at("parent").note(_("the catalogue has two levels of themes, no more"))


def _check_services(book: Book, known: dict[str, set[str]]) -> None:
    for (code,), row in book.tables["services"].items():
        _check_code(row, "theme", row.values["theme"], known["themes"])
        for column, what in (("related", "services"), ("only_for", "clients")):
            for other in row.values[column]:
                _check_code(row, column, other, known[what])
        _check_code(row, "successor", row.values["successor"], known["services"])
        if code in (*row.values["related"], row.values["successor"]):
            row.source.at("related").note(_("a service does not refer to itself"))
        for other in row.values["related"]:
            back = book.tables["services"].get((other,))
            if back and code not in back.values["related"]:
                row.source.at("related").note(
                    _("%(text)s does not name this service in return") % {"text": other}
                )


def _check_version(row: Row) -> None:
    values = row.values
    since, until = values["valid_from"], values["valid_until"]
    if values["status"] in ServiceVersion.PUBLISHED and since is None:
        row.source.at("valid_from").note(_("is missing"))
    if since and until and until < since:
        row.source.at("valid_until").note(_("is before its first day"))
    month = values["review_month"]
    if month is not None and not 1 <= month <= 12:
        row.source.at("review_month").note(_("must be from 1 to 12"))
    if values["number"] == 0:
        row.source.at("number").note(_("must be 1 or more"))


def _check_periods(book: Book) -> None:
    """Note published versions of one service that hold at the same time."""
    periods = defaultdict(list)
    for (code, _number), row in book.tables["versions"].items():
        if row.values["status"] in ServiceVersion.PUBLISHED and row.values["valid_from"]:
            periods[code].append(row)
    for rows in periods.values():
        rows.sort(key=lambda row: row.values["valid_from"])
        for earlier, later in pairwise(rows):
            until = earlier.values["valid_until"]
            if until is None or until >= later.values["valid_from"]:
                said = {"number": later.values["number"]}
                earlier.source.at("valid_until").note(
                    _("must be before version %(number)d begins") % said
                )


def _check_questions(book: Book) -> None:
    events: dict[Key, str] = {}
    for key, row in book.tables["questions"].items():
        values = row.values
        if values["type"] == IntakeField.Type.CHOICE and not values["choices"]:
            row.source.at("choices").note(_("is missing"))
        if not values["is_event"]:
            continue
        first = events.setdefault(key[:2], row.source.path)
        if values["type"] not in (IntakeField.Type.DATE, IntakeField.Type.DATETIME):
            row.source.at("is_event").note(_("only a date can be the moment of the event"))
        elif first != row.source.path:
            row.source.at("is_event").note(
                _("%(name)s is also at %(path)s") % {"name": key[0], "path": first}
            )


def _check_steps(book: Book) -> None:
    processes = book.tables["processes"]
    for key, row in book.tables["steps"].items():
        if key[:2] not in processes:
            row.source.at("version").note(_("this version has no row on the sheet Processes"))


def _check_norms(book: Book, calendars: set[str]) -> None:
    for row in book.tables["norms"].values():
        values = row.values
        if None in (values["kind"], values["way"]):
            continue
        _check_code(row, "calendar", values["calendar"], calendars)
        if values["way"] == Way.WORKING_TIME and values["amount"] == 0:
            row.source.at("amount").note(_("must be 1 or more"))
        for name in ("cut_off", "same_day", "next_day"):
            if (values["way"] == Way.CUT_OFF) != (values[name] is not None):
                row.source.at(name).note(_("is filled in with the way cut-off, and only then"))
        if values["kpi_percent"] is not None and not 1 <= values["kpi_percent"] <= 100:
            row.source.at("kpi_percent").note(_("must be from 1 to 100"))
        if any(not isinstance(one, int) or not 1 <= one < 100 for one in values["warnings"] or ()):
            row.source.at("warnings").note(_("must be from 1 to 99"))
