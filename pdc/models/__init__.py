"""What we offer: the catalogue as it was on any day, what it should be, and who does the rest."""

from pdc.models.articles import Article
from pdc.models.audits import Audit, Finding, Remark
from pdc.models.catalogue import Service, ServiceVersion, Theme
from pdc.models.competences import Competence
from pdc.models.contents import IntakeField, ProcessDescription, ProcessStep
from pdc.models.documents import SearchDocument, SearchWord
from pdc.models.inventory import InventoryLine, InventoryPart, InventoryRound
from pdc.models.learned import LearnedWord
from pdc.models.missed import MissedSearch
from pdc.models.news import News
from pdc.models.proposals import Proposal, ProposalRemark
from pdc.models.signposts import Signpost

__all__ = [
    "Article",
    "Audit",
    "Competence",
    "Finding",
    "IntakeField",
    "InventoryLine",
    "InventoryPart",
    "InventoryRound",
    "LearnedWord",
    "MissedSearch",
    "News",
    "ProcessDescription",
    "ProcessStep",
    "Proposal",
    "ProposalRemark",
    "Remark",
    "SearchDocument",
    "SearchWord",
    "Service",
    "ServiceVersion",
    "Signpost",
    "Theme",
]
