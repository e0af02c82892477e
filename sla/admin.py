"""Administration of calendars, norms and agreements. Promises and clocks can only be read."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.forms import ModelChoiceField
from django.http import HttpRequest

from core.admin import HistoryAdmin, HistoryInline, ModelAdmin, Settled, TabularInline
from pdc.admin import OncePublished, ServiceVersionAdmin
from pdc.models import ServiceVersion
from sla.models import (
    Agreement,
    AgreementLine,
    AgreementNews,
    AgreementProposal,
    AgreementRemark,
    AgreementVersion,
    Alert,
    Calendar,
    CalendarVersion,
    CatalogueFile,
    Clock,
    ClockEvent,
    Consent,
    Conversation,
    DraftingStep,
    Endorsement,
    EscalationStep,
    LateCause,
    Norm,
    PoolCalendar,
    Promise,
    Responsibility,
    ReviewReminder,
    Survey,
    SurveyAnswer,
    SurveyInvitation,
    SurveyQuestion,
    TalkAction,
    TalkedService,
    TalkPoint,
    TalkTopic,
)


class OnceAgreed(Settled):
    def is_settled(self, obj: Any) -> bool:
        version = obj.version if isinstance(obj, AgreementLine) else obj
        return version.status != AgreementVersion.Status.DRAFTED


class CalendarVersionInline(HistoryInline):
    model = CalendarVersion


@admin.register(Calendar)
class CalendarAdmin(ModelAdmin):
    """The hours themselves change on a page that first shows what a change would move."""

    list_display = ["code", "name", "revision"]
    search_fields = ["code", "name"]
    inlines = [CalendarVersionInline]


@admin.register(PoolCalendar)
class PoolCalendarAdmin(ModelAdmin):
    list_display = ["pool", "calendar"]
    list_select_related = ["pool", "calendar"]
    search_fields = ["pool__name", "calendar__name"]
    autocomplete_fields = ["pool", "calendar"]


@admin.register(Norm)
class NormAdmin(Settled, ModelAdmin):
    """Defaults nothing was promised by yet are kept here, the others with what they belong to.

    A default that is in use is replaced, on the page of default norms.
    """

    list_display = [
        "kind",
        "urgent",
        "amount",
        "way",
        "service_version",
        "agreement_line",
        "pool",
        "kpi_percent",
    ]
    list_filter = ["kind", "way", "urgent", "pool"]
    list_select_related = [
        "service_version__service",
        "agreement_line__service",
        "agreement_line__version__agreement",
        "pool",
    ]
    search_fields = [
        "service_version__name",
        "service_version__service__code",
        "agreement_line__service__code",
        "agreement_line__version__agreement__name",
        "pool__name",
    ]
    exclude = ["service_version", "agreement_line"]
    autocomplete_fields = ["calendar"]

    def is_settled(self, obj: Any) -> bool:
        return obj.pool_id is None or obj.retired_at is not None or obj.clocks.exists()

    def formfield_for_foreignkey(
        self, db_field: "models.ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelChoiceField[Any] | None":
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "pool":
            field.required = True
        return field


class StandardNormInline(OncePublished, TabularInline):
    model = Norm
    extra = 0
    exclude = ["agreement_line", "pool"]


class LineNormInline(OnceAgreed, TabularInline):
    model = Norm
    extra = 0
    exclude = ["service_version", "pool"]


admin.site.unregister(ServiceVersion)


@admin.register(ServiceVersion)
class ServiceVersionWithNormsAdmin(ServiceVersionAdmin):
    """The version of a service with its standard, which the catalogue itself knows nothing of."""

    inlines = [*ServiceVersionAdmin.inlines, StandardNormInline]


class AgreementLineInline(OnceAgreed, TabularInline):
    model = AgreementLine
    extra = 0
    autocomplete_fields = ["service"]
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[AgreementLine]:
        return super().get_queryset(request).select_related("service", "version__agreement")


class ResponsibilityInline(OnceAgreed, TabularInline):
    model = Responsibility
    extra = 0


class EscalationStepInline(OnceAgreed, TabularInline):
    model = EscalationStep
    extra = 0
    autocomplete_fields = ["contact"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[EscalationStep]:
        return super().get_queryset(request).select_related("contact")


class DraftingStepInline(OnceAgreed, TabularInline):
    model = DraftingStep
    extra = 0
    autocomplete_fields = ["who"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[DraftingStep]:
        return super().get_queryset(request).select_related("who")


@admin.register(Agreement)
class AgreementAdmin(ModelAdmin):
    list_display = ["code", "name", "type", "client"]
    list_filter = ["type", "pools"]
    list_select_related = ["client"]
    search_fields = ["code", "name", "client__name"]
    autocomplete_fields = ["client", "pools"]


@admin.register(AgreementVersion)
class AgreementVersionAdmin(OnceAgreed, ModelAdmin):
    list_display = ["agreement", "number", "status", "valid_from", "valid_until", "calendar"]
    list_filter = ["status", "valid_from"]
    list_select_related = ["agreement", "calendar"]
    search_fields = ["agreement__code", "agreement__name"]
    autocomplete_fields = ["agreement", "calendar", "client_contact", "provider_contact"]
    readonly_fields = ["status", "written_at", "written_by"]
    inlines = [
        AgreementLineInline,
        ResponsibilityInline,
        EscalationStepInline,
        DraftingStepInline,
    ]


@admin.register(AgreementLine)
class AgreementLineAdmin(OnceAgreed, ModelAdmin):
    list_display = ["version", "service", "volume_per_month", "volume_unit", "deviation"]
    list_filter = ["version__status"]
    list_select_related = ["version__agreement", "service"]
    search_fields = ["version__agreement__name", "service__code"]
    autocomplete_fields = ["version", "service"]
    inlines = [LineNormInline]


class ConsentInline(HistoryInline):
    model = Consent


@admin.register(AgreementProposal)
class AgreementProposalAdmin(HistoryAdmin):
    list_display = ["version", "at", "by", "outcome", "ended_at"]
    list_filter = ["outcome"]
    list_select_related = ["version__agreement", "by"]
    search_fields = ["version__agreement__name", "digest"]
    date_hierarchy = "at"
    inlines = [ConsentInline]


@admin.register(Consent)
class ConsentAdmin(HistoryAdmin):
    list_display = ["proposal", "side", "name", "role", "at"]
    list_filter = ["side", "role"]
    list_select_related = ["proposal__version__agreement"]
    search_fields = ["name", "proposal__version__agreement__name"]
    date_hierarchy = "at"


@admin.register(AgreementRemark)
class AgreementRemarkAdmin(HistoryAdmin):
    list_display = ["version", "service", "side", "by", "at", "asks", "settled_at"]
    list_filter = ["side", "asks"]
    list_select_related = ["version__agreement", "service", "by"]
    search_fields = ["text", "version__agreement__name"]
    date_hierarchy = "at"


@admin.register(Endorsement)
class EndorsementAdmin(HistoryAdmin):
    list_display = ["version", "meeting", "day", "in_favour", "present"]
    list_select_related = ["version__agreement"]
    search_fields = ["meeting", "version__agreement__name"]
    date_hierarchy = "day"


@admin.register(AgreementNews)
class AgreementNewsAdmin(HistoryAdmin):
    list_display = ["version", "kind", "person", "at", "announced_at"]
    list_filter = ["kind"]
    list_select_related = ["version__agreement", "person"]
    search_fields = ["version__agreement__name", "person__family_name"]
    date_hierarchy = "at"


class ClockInline(HistoryInline):
    model = Clock

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Clock]:
        return super().get_queryset(request).select_related("norm", "calendar")


class ClockEventInline(HistoryInline):
    model = ClockEvent


@admin.register(Promise)
class PromiseAdmin(HistoryAdmin):
    list_display = ["client", "pool", "service_version", "received_at", "urgent", "next_due_at"]
    list_filter = ["pool", "urgent", "short_notice", "client"]
    list_select_related = ["client", "pool", "service_version__service"]
    search_fields = ["client__name", "service_version__name", "service_version__service__code"]
    date_hierarchy = "received_at"
    inlines = [ClockInline]


@admin.register(Clock)
class ClockAdmin(HistoryAdmin):
    list_display = ["promise", "kind", "cycle", "due_at", "stopped_at", "next_rung_at"]
    list_filter = ["kind", "without_outcome", "calendar"]
    list_select_related = ["promise__client"]
    search_fields = ["promise__client__name", "promise__service_version__service__code"]
    inlines = [ClockEventInline]


@admin.register(LateCause)
class LateCauseAdmin(HistoryAdmin):
    list_display = ["said_at", "clock", "cause", "word"]
    list_filter = ["cause", "clock__kind"]
    list_select_related = ["clock"]
    search_fields = ["clock__promise__client__name"]
    date_hierarchy = "said_at"


@admin.register(ClockEvent)
class ClockEventAdmin(HistoryAdmin):
    list_display = ["at", "kind", "clock", "due_before", "due_after"]
    list_filter = ["kind"]
    list_select_related = ["clock"]
    search_fields = ["clock__promise__client__name"]


@admin.register(Alert)
class AlertAdmin(HistoryAdmin):
    list_display = ["due_at", "rung", "clock", "found_at"]
    list_filter = ["rung", "clock__kind"]
    list_select_related = ["clock"]
    search_fields = ["clock__promise__client__name"]


@admin.register(CatalogueFile)
class CatalogueFileAdmin(HistoryAdmin):
    list_display = ["at", "name", "by", "brought_in_at", "published"]
    list_select_related = ["by"]
    search_fields = ["name", "by__family_name"]
    date_hierarchy = "at"
    exclude = ["content"]


class TalkedServiceInline(HistoryInline):
    model = TalkedService


class TalkTopicInline(HistoryInline):
    model = TalkTopic


class TalkActionInline(HistoryInline):
    model = TalkAction


@admin.register(Conversation)
class ConversationAdmin(HistoryAdmin):
    list_display = ["day", "version", "kind", "prepared_by", "shared_at"]
    list_filter = ["kind"]
    list_select_related = ["version__agreement", "prepared_by"]
    search_fields = ["version__agreement__name", "version__agreement__client__name"]
    date_hierarchy = "day"
    inlines = [TalkedServiceInline, TalkTopicInline, TalkActionInline]


@admin.register(TalkPoint)
class TalkPointAdmin(HistoryAdmin):
    list_display = ["said_at", "client", "service", "conversation"]
    list_select_related = ["client", "service", "conversation"]
    search_fields = ["client__name"]
    date_hierarchy = "said_at"


@admin.register(ReviewReminder)
class ReviewReminderAdmin(HistoryAdmin):
    list_display = ["at", "version", "month", "person"]
    list_select_related = ["version__agreement", "person"]
    search_fields = ["version__agreement__name"]
    date_hierarchy = "at"


class SurveyQuestionInline(HistoryInline):
    model = SurveyQuestion


class SurveyInvitationInline(HistoryInline):
    model = SurveyInvitation


@admin.register(Survey)
class SurveyAdmin(HistoryAdmin):
    """Who was asked what; what came out is on the agreement's own page, from five answers up."""

    list_display = ["agreement", "opened_on", "closes_on"]
    list_select_related = ["agreement"]
    search_fields = ["agreement__name", "agreement__client__name"]
    inlines = [SurveyQuestionInline, SurveyInvitationInline]


@admin.register(SurveyAnswer)
class SurveyAnswerAdmin(HistoryAdmin):
    """That something was answered, not what."""

    list_display = ["survey"]
    list_select_related = ["survey__agreement"]
    search_fields = ["survey__agreement__name", "survey__agreement__client__name"]
    exclude = ["given"]
