"""What we offer: the catalogue as it was on any day, what it should be, and who does the rest."""

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
from pdc.models.learned import LearnedWord
from pdc.models.proposals import Proposal
from pdc.models.signposts import Signpost

__all__ = [
    "LONGEST_SAID",
    "MOST_WORDS",
    "IntakeField",
    "LearnedWord",
    "ProcessDescription",
    "ProcessStep",
    "Proposal",
    "Service",
    "ServiceVersion",
    "Signpost",
    "Theme",
]
