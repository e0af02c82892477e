"""Administration of requests: their story and their messages can be read, not changed.

What is confidential is so for administrators too, and time spent is for whoever spent it.
"""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from core.admin import HistoryAdmin, HistoryInline
from requests.models import (
    AnswerTemplate,
    Attachment,
    BacklogNotice,
    BulkStep,
    CalendarLink,
    ChecklistItem,
    Draft,
    Event,
    Help,
    Link,
    Notification,
    QuarterNotice,
    QueueHabit,
    Rating,
    SavedView,
    ServiceRequest,
    TimeEntry,
)
from teams.models import User


class ConfidentialAdmin(HistoryAdmin):
    """Leaves out what is confidential, or about it, unless they may read it anywhere else too."""

    about: ClassVar[tuple[str, ...]] = ("service_request__",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        assert isinstance(request.user, User)  # only who signed in gets this far
        trusted = ServiceRequest.objects.visible_to(request.user, timezone.localdate())
        found = super().get_queryset(request)
        for about in self.about:
            public = Q(**{f"{about}confidential": False})
            found = found.filter(public | Q(**{f"{about}pk__in": trusted.values("pk")}))
        return found


class EventInline(HistoryInline):
    model = Event

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Event]:
        return super().get_queryset(request).select_related("by", "whom")


class ChecklistInline(HistoryInline):
    model = ChecklistItem

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[ChecklistItem]:
        return super().get_queryset(request).select_related("step", "added_by", "done_by")


@admin.register(ServiceRequest)
class ServiceRequestAdmin(ConfidentialAdmin):
    about = ("",)
    list_display = ["number", "subject", "status", "requested_by", "assignee", "logged_at"]
    list_filter = ["status", "channel", "promise__pool", "confidential"]
    list_select_related = ["requested_by", "assignee"]
    search_fields = ["subject", "external_reference", "requested_by__family_name"]
    date_hierarchy = "logged_at"
    inlines = [ChecklistInline, EventInline]


@admin.register(Event)
class EventAdmin(ConfidentialAdmin):
    list_display = ["at", "kind", "service_request", "by", "channel", "internal"]
    list_filter = ["kind", "channel", "internal"]
    list_select_related = ["service_request", "by"]
    search_fields = ["service_request__subject", "by__family_name"]
    date_hierarchy = "at"


@admin.register(Rating)
class RatingAdmin(ConfidentialAdmin):
    list_display = ["given_at", "service_request", "verdict", "mark", "via"]
    list_filter = ["verdict", "via"]
    list_select_related = ["service_request"]
    search_fields = ["service_request__subject"]
    date_hierarchy = "given_at"


@admin.register(Notification)
class NotificationAdmin(ConfidentialAdmin):
    list_display = ["created_at", "recipient", "email", "service_request", "sent_at", "last_error"]
    list_filter = ["sent_at", "read_at"]
    list_select_related = ["recipient", "service_request"]
    search_fields = ["email", "recipient__family_name", "service_request__subject"]
    date_hierarchy = "created_at"


@admin.register(Attachment)
class AttachmentAdmin(ConfidentialAdmin):
    list_display = ["name", "size", "service_request", "uploaded_by", "uploaded_at", "removed_at"]
    list_filter = ["internal", "content_type"]
    list_select_related = ["service_request", "uploaded_by"]
    search_fields = ["name", "sha256", "service_request__subject"]
    date_hierarchy = "uploaded_at"


@admin.register(TimeEntry)
class TimeEntryAdmin(ConfidentialAdmin):
    list_display = ["day", "minutes", "service_request", "note", "withdrawn_at"]
    list_select_related = ["service_request"]
    search_fields = ["service_request__subject", "note"]
    date_hierarchy = "day"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[TimeEntry]:
        assert isinstance(request.user, User)
        own = TimeEntry.objects.of(request.user)
        return super().get_queryset(request).filter(pk__in=own.values("pk"))


@admin.register(BacklogNotice)
class BacklogNoticeAdmin(HistoryAdmin):
    list_display = ["at", "state"]
    search_fields = ["state"]
    date_hierarchy = "at"


@admin.register(QuarterNotice)
class QuarterNoticeAdmin(HistoryAdmin):
    list_display = ["created_at", "recipient", "quarter", "read_at"]
    list_filter = ["quarter"]
    list_select_related = ["recipient"]
    search_fields = ["recipient__family_name"]
    date_hierarchy = "created_at"


@admin.register(Link)
class LinkAdmin(ConfidentialAdmin):
    about = ("service_request__", "other__")
    list_display = ["made_at", "service_request", "kind", "other", "made_by"]
    list_filter = ["kind"]
    list_select_related = ["service_request", "other", "made_by"]
    search_fields = ["service_request__subject", "other__subject"]
    date_hierarchy = "made_at"


@admin.register(CalendarLink)
class CalendarLinkAdmin(HistoryAdmin):
    """That somebody has a link; nobody reads a secret here."""

    exclude: ClassVar[list[str]] = ["digest"]
    list_display = ["owner", "made_at"]
    search_fields = ["owner__family_name"]


@admin.register(Draft)
class DraftAdmin(HistoryAdmin):
    """That somebody left something open; what they typed is theirs."""

    exclude: ClassVar[list[str]] = ["data"]
    list_display = ["owner", "began_at", "changed_at"]
    search_fields = ["owner__family_name"]
    date_hierarchy = "changed_at"


@admin.register(Help)
class HelpAdmin(ConfidentialAdmin):
    list_display = ["asked_at", "service_request", "asked_by", "asked", "ended_at"]
    list_select_related = ["service_request", "asked", "asked_by"]
    search_fields = ["service_request__subject", "asked__family_name"]
    date_hierarchy = "asked_at"


@admin.register(AnswerTemplate)
class AnswerTemplateAdmin(HistoryAdmin):
    list_display = ["name", "pool", "changed_at", "changed_by"]
    list_filter = ["pool"]
    list_select_related = ["pool", "changed_by"]
    search_fields = ["name", "text"]
    date_hierarchy = "changed_at"


@admin.register(SavedView)
class SavedViewAdmin(HistoryAdmin):
    """That somebody keeps a view, and who sees it; what they look for in it is theirs."""

    exclude: ClassVar[list[str]] = ["query"]
    list_display = ["name", "owner", "pool"]
    list_filter = ["pool"]
    list_select_related = ["owner", "pool"]
    search_fields = ["name", "owner__family_name"]


@admin.register(QueueHabit)
class QueueHabitAdmin(HistoryAdmin):
    list_display = ["user", "start"]
    list_select_related = ["user", "start"]
    search_fields = ["user__family_name"]


@admin.register(BulkStep)
class BulkStepAdmin(ConfidentialAdmin):
    list_display = ["at", "service_request", "token"]
    list_select_related = ["service_request"]
    search_fields = ["service_request__subject", "token"]
    date_hierarchy = "at"
