"""Imports of an organisation's own files that need to know what is promised."""

from sla.importing.agreements import import_agreements
from sla.importing.catalogue import import_catalogue
from sla.importing.organisation import import_organisation

__all__ = ["import_agreements", "import_catalogue", "import_organisation"]
