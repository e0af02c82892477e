"""What we offer: the catalogue as it was on any day, what it should be, and who does the rest."""

from pdc.models.articles import Article
from pdc.models.audits import Audit, Finding, Remark
from pdc.models.catalogue import (
    LONGEST_SAID,
    MOST_WORDS,
    Service,
    ServiceVersion,
    Theme,
)
from pdc.models.competences import Competence
from pdc.models.contents import IntakeField, ProcessDescription, ProcessStep
from pdc.models.learned import LearnedWord
from pdc.models.proposals import Proposal
from pdc.models.signposts import Signpost

__all__ = [
    "LONGEST_SAID",
    "MOST_WORDS",
    "Article",
    "Audit",
    "Competence",
    "Finding",
    "IntakeField",
    "LearnedWord",
    "ProcessDescription",
    "ProcessStep",
    "Proposal",
    "Remark",
    "Service",
    "ServiceVersion",
    "Signpost",
    "Theme",
]
