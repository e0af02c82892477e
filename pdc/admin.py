"""Administration of the catalogue. What is published can be read here, not changed."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from core.admin import HistoryAdmin, HistoryInline, ModelAdmin, Settled, TabularInline
from pdc.models import (
    Article,
    Audit,
    Competence,
    Finding,
    IntakeField,
    InventoryLine,
    InventoryPart,
    InventoryRound,
    LearnedWord,
    MissedSearch,
    News,
    ProcessDescription,
    ProcessStep,
    Proposal,
    ProposalRemark,
    Remark,
    SearchDocument,
    SearchWord,
    Service,
    ServiceVersion,
    Signpost,
    Theme,
)
from teams.models import User


class OncePublished(Settled):
    def is_settled(self, obj: Any) -> bool:
        version = obj.version if isinstance(obj, ProcessDescription) else obj
        return version.status in ServiceVersion.PUBLISHED


class IntakeFieldInline(OncePublished, TabularInline):
    model = IntakeField
    extra = 0


class ProcessStepInline(OncePublished, TabularInline):
    model = ProcessStep
    extra = 0


class RemarkInline(HistoryInline):
    model = Remark


class ProposalRemarkInline(HistoryInline):
    model = ProposalRemark


class FindingInline(HistoryInline):
    model = Finding


@admin.register(Theme)
class ThemeAdmin(ModelAdmin):
    list_display = ["code", "name", "parent", "order"]
    list_select_related = ["parent"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["parent"]


@admin.register(Service)
class ServiceAdmin(ModelAdmin):
    list_display = ["code", "theme", "owner"]
    list_filter = ["theme", "owner"]
    list_select_related = ["theme"]
    search_fields = ["code", "versions__name"]
    autocomplete_fields = ["theme", "related", "only_for", "successor"]


@admin.register(ServiceVersion)
class ServiceVersionAdmin(OncePublished, ModelAdmin):
    list_display = ["service", "number", "name", "status", "valid_from", "valid_until"]
    list_filter = ["status", "service__theme"]
    list_select_related = ["service"]
    search_fields = ["service__code", "name", "keywords"]
    autocomplete_fields = ["service", "author", "writers"]
    readonly_fields = ["status", "written_at", "published_by", "published_at"]
    inlines = [IntakeFieldInline, RemarkInline]


@admin.register(ProcessDescription)
class ProcessDescriptionAdmin(OncePublished, ModelAdmin):
    list_display = ["version", "goal", "owner_role"]
    list_select_related = ["version__service"]
    search_fields = ["version__service__code", "version__name", "goal"]
    autocomplete_fields = ["version"]
    inlines = [ProcessStepInline]


@admin.register(LearnedWord)
class LearnedWordAdmin(ModelAdmin):
    list_display = ["word", "service", "times"]
    list_select_related = ["service"]
    search_fields = ["word", "service__code"]
    autocomplete_fields = ["service"]


@admin.register(Signpost)
class SignpostAdmin(ModelAdmin):
    list_display = ["name", "belongs", "phone", "email", "active"]
    list_filter = ["active"]
    search_fields = ["name", "belongs", "keywords"]


@admin.register(Proposal)
class ProposalAdmin(HistoryAdmin):
    list_display = ["made_at", "title", "kind", "status", "made_by"]
    list_filter = ["kind", "status"]
    list_select_related = ["made_by"]
    search_fields = ["title", "made_by__family_name"]
    date_hierarchy = "made_at"
    inlines = [ProposalRemarkInline]


@admin.register(Article)
class ArticleAdmin(ModelAdmin):
    list_display = ["title", "owner", "review_on", "published", "for_clients"]
    list_filter = ["published", "for_clients"]
    list_select_related = ["owner"]
    search_fields = ["title", "keywords"]
    autocomplete_fields = ["services", "owner", "written_by"]


@admin.register(Audit)
class AuditAdmin(HistoryAdmin):
    list_display = ["version", "author", "auditor", "asked_at", "verdict", "given_at"]
    list_filter = ["verdict"]
    list_select_related = ["version__service", "author", "auditor"]
    search_fields = ["version__service__code", "version__name"]
    date_hierarchy = "asked_at"
    inlines = [FindingInline]


@admin.register(News)
class NewsAdmin(HistoryAdmin):
    list_display = ["at", "title", "kind", "person", "day", "announced_at"]
    list_filter = ["kind"]
    list_select_related = ["version__service", "proposal", "round", "person"]
    search_fields = ["version__service__code", "person__family_name"]
    date_hierarchy = "at"


@admin.register(Competence)
class CompetenceAdmin(ModelAdmin):
    list_display = ["service", "person", "level"]
    list_filter = ["level"]
    list_select_related = ["service", "person"]
    search_fields = ["service__code", "person__family_name"]
    autocomplete_fields = ["service", "person"]


@admin.register(SearchDocument)
class SearchDocumentAdmin(HistoryAdmin):
    list_display = ["title", "kind", "period", "for_clients"]
    list_filter = ["kind", "for_clients"]
    search_fields = ["title", "words"]
    exclude = ["named", "told", "known_as"]


@admin.register(SearchWord)
class SearchWordAdmin(HistoryAdmin):
    list_display = ["word"]
    search_fields = ["word"]


@admin.register(MissedSearch)
class MissedSearchAdmin(HistoryAdmin):
    list_display = ["words", "day", "times"]
    search_fields = ["words"]
    date_hierarchy = "day"


class InventoryPartInline(HistoryInline):
    model = InventoryPart


@admin.register(InventoryRound)
class InventoryRoundAdmin(HistoryAdmin):
    list_display = ["name", "pool", "opened_at", "until", "closed_at"]
    list_filter = ["pool"]
    list_select_related = ["pool"]
    search_fields = ["name", "pool__name"]
    date_hierarchy = "opened_at"
    inlines = [InventoryPartInline]


@admin.register(InventoryLine)
class InventoryLineAdmin(HistoryAdmin):
    """Shows somebody only what they wrote themselves."""

    list_display = ["written_at", "text", "service", "client", "times", "period", "minutes"]
    list_select_related = ["service", "client"]
    search_fields = ["text", "service__code"]
    date_hierarchy = "written_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[InventoryLine]:
        assert isinstance(request.user, User)
        return super().get_queryset(request).filter(part__person=request.user)
