"""The whole catalogue out, as JSON or as a spreadsheet, and in again without loss."""

from sla.exchange.applying import bring_in, preview
from sla.exchange.reading import read_file
from sla.exchange.writing import as_json, as_sheets, stored

__all__ = ["as_json", "as_sheets", "bring_in", "preview", "read_file", "stored"]
