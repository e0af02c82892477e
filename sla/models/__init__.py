"""What we agreed and how its time counts: calendars, norms, agreements, promises and clocks."""

from sla.models.agreeing import AgreementProposal, AgreementRemark, Consent, Endorsement
from sla.models.agreement_news import AgreementNews
from sla.models.agreements import (
    Agreement,
    AgreementLine,
    AgreementVersion,
    EscalationStep,
    Responsibility,
)
from sla.models.calendars import Calendar, CalendarVersion, PoolCalendar
from sla.models.catalogue_files import CatalogueFile
from sla.models.causes import Cause, LateCause
from sla.models.clocks import Alert, Clock, ClockEvent, Promise, Rung
from sla.models.drafting import DraftingStep
from sla.models.norms import Norm, Starts, Way
from sla.models.surveys import Survey, SurveyAnswer, SurveyInvitation, SurveyQuestion
from sla.models.talks import (
    Conversation,
    ReviewReminder,
    TalkAction,
    TalkedService,
    TalkPoint,
    TalkTopic,
)

__all__ = [
    "Agreement",
    "AgreementLine",
    "AgreementNews",
    "AgreementProposal",
    "AgreementRemark",
    "AgreementVersion",
    "Alert",
    "Calendar",
    "CalendarVersion",
    "CatalogueFile",
    "Cause",
    "Clock",
    "ClockEvent",
    "Consent",
    "Conversation",
    "DraftingStep",
    "Endorsement",
    "EscalationStep",
    "LateCause",
    "Norm",
    "PoolCalendar",
    "Promise",
    "Responsibility",
    "ReviewReminder",
    "Rung",
    "Starts",
    "Survey",
    "SurveyAnswer",
    "SurveyInvitation",
    "SurveyQuestion",
    "TalkAction",
    "TalkPoint",
    "TalkTopic",
    "TalkedService",
    "Way",
]
