"""What happened: requests, their story, and the messages that went out about them."""

from requests.models.answer_templates import AnswerTemplate
from requests.models.attachments import Attachment
from requests.models.bulk_steps import BulkStep
from requests.models.calendar_links import CalendarLink
from requests.models.checklists import ChecklistItem
from requests.models.choices import OPEN, Channel, Decision, OffCatalogueKind, Status, WaitingFor
from requests.models.drafts import Draft
from requests.models.events import Event
from requests.models.helps import Help
from requests.models.links import Link
from requests.models.notifications import BacklogNotice, Notification, QuarterNotice
from requests.models.ratings import Rating, Verdict
from requests.models.saved_views import Column, QueueHabit, SavedView, usual_columns
from requests.models.service_requests import ServiceRequest
from requests.models.time_entries import TimeEntry

__all__ = [
    "OPEN",
    "AnswerTemplate",
    "Attachment",
    "BacklogNotice",
    "BulkStep",
    "CalendarLink",
    "Channel",
    "ChecklistItem",
    "Column",
    "Decision",
    "Draft",
    "Event",
    "Help",
    "Link",
    "Notification",
    "OffCatalogueKind",
    "QuarterNotice",
    "QueueHabit",
    "Rating",
    "SavedView",
    "ServiceRequest",
    "Status",
    "TimeEntry",
    "Verdict",
    "WaitingFor",
    "usual_columns",
]
