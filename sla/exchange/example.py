"""Files to begin with: an example of a catalogue with its processes, and an empty one."""

from pathlib import Path

from sla.exchange.reading import read_json
from sla.exchange.tables import TABLES
from sla.exchange.writing import Stored

EXAMPLE = Path(__file__).with_name("example.json")


def example() -> Stored:
    """Return two services with their questions, process and norms, to see how it is done."""
    book = read_json(EXAMPLE.name, EXAMPLE.read_bytes())
    return {table.name: book.values(table.name) for table in TABLES}


def empty() -> Stored:
    """Return the tables without rows."""
    return {table.name: {} for table in TABLES}
