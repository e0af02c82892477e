"""`manage.py deadline`: when something is due by a calendar and a norm, and why."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from sla.forms.calculator import CalculatorForm
from sla.why.derivation import derivation_of
from sla.why.ledger import Row

OPTIONS = {"pauses": "pause"}  # the others are named as their field is


class Command(BaseCommand):
    """Answers what the calculator answers, in a terminal."""

    help = (
        "Print when something is due, with its offset and time zone. Moments are read by the wall "
        "clock where the calendar is, unless they have an offset of their own."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what the calculator asks."""
        parser.add_argument("--calendar", required=True, help="code of a calendar or a pool")
        parser.add_argument("--since", required=True, help="received: 2026-03-02T10:00")
        parser.add_argument(
            "--norm", required=True, help='in words: "4 werkuren", "2 working days"'
        )
        parser.add_argument("--event", default="", help="its date or moment, if the norm needs it")
        parser.add_argument(
            "--pause",
            action="extend",
            nargs="+",
            default=[],
            metavar="FROM/TO",
            help="a stretch that does not count: 2026-03-02T16:00/2026-03-03T10:00",
        )
        parser.add_argument("--explain", action="store_true", help="print how it was counted too")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count, and print the answer."""
        form = CalculatorForm(asked(options))
        if not form.is_valid():
            raise CommandError("\n".join(problems(form)))
        reckoning, zone = form.answer()
        assert reckoning.due_at is not None  # nothing that was calculated stands still
        self.stdout.write(f"{reckoning.due_at.astimezone(zone).isoformat()} {zone.key}")
        if options["explain"]:
            with timezone.override(zone):
                rows = derivation_of(reckoning, label=_("due"))
            self.stdout.write("\n".join(aligned(rows)))


def asked(options: dict[str, Any]) -> MultiValueDict[str, Any]:
    """Return the options as the form reads them."""
    pauses = [pause.split("/") for pause in options["pause"]]
    if any(len(ends) != 2 for ends in pauses):
        raise CommandError(
            "--pause: write each as FROM/TO, such as 2026-03-02T16:00/2026-03-03T10:00"
        )
    data = MultiValueDict(
        {name: [options[name]] for name in ("calendar", "since", "norm", "event")}
    )
    data.setlist("pauses_from", [since for since, _until in pauses])
    data.setlist("pauses_to", [until for _since, until in pauses])
    return data


def problems(form: CalculatorForm) -> Iterator[str]:
    """Yield what is wrong, by the name of its option."""
    for field, errors in form.errors.items():
        for error in errors:
            yield f"--{OPTIONS.get(field, field)}: {error}"


def aligned(rows: list[Row]) -> Iterator[str]:
    """Yield the rows of a derivation as lines in three columns."""
    labels = max(len(row.label) for row in rows)
    texts = max(len(row.text) for row in rows)
    for row in rows:
        yield f"  {row.label:<{labels}}  {row.text:<{texts}}  {row.shown:>8}".rstrip()
