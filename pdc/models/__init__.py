"""What we offer: the catalogue, as it was on any day."""

from pdc.models.catalogue import (
    LONGEST_SAID,
    MOST_WORDS,
    IntakeField,
    ProcessDescription,
    ProcessStep,
    Service,
    ServiceVersion,
    Theme,
)

__all__ = [
    "LONGEST_SAID",
    "MOST_WORDS",
    "IntakeField",
    "ProcessDescription",
    "ProcessStep",
    "Service",
    "ServiceVersion",
    "Theme",
]
