"""The queue as a spreadsheet: the lines somebody sees, with the columns they chose.

Rows are read and written some at a time, so it takes no more memory for many than for few. What
takes longer than somebody waits for is made by a worker: then it holds what they may see when
that begins.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime
from hashlib import sha256
from typing import IO, Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise as Words
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from requests.filters import ask
from requests.models import Column, ServiceRequest
from requests.standing import Standing, next_step, standing_of, with_standing
from teams.longwork.asking import ask_for
from teams.longwork.kinds import Kind, Tell
from teams.models import LongTask, Pool, User

SOON, MOST, AT_ONCE = 3000, 200_000, 1000  # a row takes most of a millisecond
MOMENT = "dd-mm-yyyy hh:mm"
WIDE, NARROW = 40, 20

Cell = str | datetime | None
Of = Callable[[ServiceRequest, Standing, datetime], Cell]

ALWAYS: dict[str, tuple[str | Words, Of]] = {
    "number": (pgettext_lazy("of a request", "number"), lambda one, _is, _now: one.number),
    "due": (gettext_lazy("Due"), lambda one, _is, _now: one.promise.next_due_at),
    "what": (gettext_lazy("What"), lambda one, _is, _now: one.subject),
}
CHOSEN: dict[str, Of] = {
    Column.STATE: lambda _one, standing, _now: standing.word,
    Column.SERVICE: lambda one, _is, _now: _service(one),
    Column.REQUESTER: lambda one, _is, _now: str(one.requested_by),
    Column.UNIT: lambda one, _is, _now: str(one.promise.client),
    Column.POOL: lambda one, _is, _now: str(one.promise.pool),
    Column.CHANNEL: lambda one, _is, _now: one.get_channel_display(),
    Column.RECEIVED: lambda one, _is, _now: one.promise.received_at,
    Column.NEXT_STEP: lambda one, _is, now: next_step(one, now),
    Column.ASSIGNEE: lambda one, _is, _now: str(one.assignee or ""),
}


def is_made_soon(requests: QuerySet[ServiceRequest]) -> bool:
    """Return whether a sheet of these is made while somebody waits for it."""
    return requests.order_by()[: SOON + 1].count() <= SOON


def ask_for_spreadsheet(
    query: str, columns: list[str], *, name: str, pools: list[Pool], by: User, now: datetime
) -> LongTask:
    """Ask for the queue of these pools as somebody sees it, by the words of its address."""
    asked = {"query": query, "columns": columns, "pools": [pool.pk for pool in pools]}
    key = sha256(repr((by.pk, sorted(asked.items()))).encode()).hexdigest()
    return ask_for("queue", asked, key=key, name=name, by=by, now=now)


def _make(task: LongTask, into: IO[bytes], tell: Tell) -> None:
    user, now, asked = task.asked_by, timezone.now(), task.asked
    mine = user.roles_on(timezone.localdate(now)).teams
    pools = [pool for pool in mine if pool.pk in asked["pools"]]
    seen = ask(user, QueryDict(asked["query"]), pools=pools, now=now).requests
    write_spreadsheet(into, seen, asked["columns"], now, tell)


def _may(task: LongTask, user: User, on: date) -> bool:
    return user.roles_on(on).pools.issuperset(task.asked["pools"])


QUEUE = Kind(gettext_lazy("The queue as a spreadsheet"), _make, _may)


def write_spreadsheet(
    into: IO[bytes],
    requests: QuerySet[ServiceRequest],
    columns: Collection[str],
    now: datetime,
    tell: Tell = lambda _done, _total: None,
) -> None:
    """Write a file with a row for each request, due first; of very many the first `MOST`.

    The sheet then says so in its first row.
    """
    many = requests.order_by()[: MOST + 1].count()
    told = [*ALWAYS.values(), *((Column(name).label, CHOSEN[name]) for name in _chosen(columns))]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Queue"))
    for place, (heading, _of) in enumerate(told):
        letter = chr(ord("A") + place)
        sheet.column_dimensions[letter].width = WIDE if str(heading) == _("What") else NARROW
    if many > MOST:
        sheet.append(
            [
                _("Only the first %(number)d are here. Use filters to see the rest.")
                % {"number": MOST}
            ]
        )
    sheet.append([_heading(sheet, heading) for heading, _of in told])
    total = min(many, MOST)
    tell(0, total)
    for done, service_request in enumerate(_lines(requests), start=1):
        standing = standing_of(service_request, now)
        cells = (of(service_request, standing, now) for _heading, of in told)
        sheet.append([_cell(sheet, cell) for cell in cells])
        if done % AT_ONCE == 0:
            tell(done, total)
    book.save(into)


def _chosen(columns: Collection[str]) -> list[str]:
    return [name for name in CHOSEN if name in columns]


def _lines(requests: QuerySet[ServiceRequest]) -> Iterator[ServiceRequest]:
    lines = with_standing(requests).due_first()  # type: ignore[attr-defined]
    yield from lines[:MOST].iterator(chunk_size=AT_ONCE)


def _heading(sheet: Any, words: str | Words) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, str(words).capitalize())
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, value: Cell) -> Any:
    """Return what stands in a cell: a moment as the clock on the wall, words never as a formula."""
    if isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, timezone.localtime(value).replace(tzinfo=None))
        cell.number_format = MOMENT
        return cell
    words = ILLEGAL_CHARACTERS_RE.sub("", value or "")
    if not words.startswith("="):
        return words
    cell = WriteOnlyCell(sheet, words)
    cell.data_type = "s"
    return cell


def _service(service_request: ServiceRequest) -> str:
    version = service_request.promise.service_version
    return version.name if version else _("No service of the catalogue")
