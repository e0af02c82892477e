"""What the admin pages of all apps have in common."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
else:
    ModelAdmin, TabularInline = admin.ModelAdmin, admin.TabularInline


class HistoryAdmin(ModelAdmin):
    """Shows what happened. It changes through the actions of the product, never here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class HistoryInline(TabularInline):
    """Shows what happened, under what it happened to."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class Settled:
    """Lets something be changed and deleted only as long as it is not settled.

    Of an inline, `obj` is what it hangs under, so one answer holds for both.
    """

    def is_settled(self, obj: Any) -> bool:
        """Return whether this was published or agreed, and so never changes again."""
        raise NotImplementedError

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed: bool = super().has_add_permission(request, *self._under(obj))  # type: ignore[misc]
        return allowed and not (obj and self.is_settled(obj))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed: bool = super().has_change_permission(request, obj)  # type: ignore[misc]
        return allowed and not (obj and self.is_settled(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed: bool = super().has_delete_permission(request, obj)  # type: ignore[misc]
        return allowed and not (obj and self.is_settled(obj))

    def _under(self, obj: Any) -> tuple[Any, ...]:
        return (obj,) if isinstance(self, admin.options.InlineModelAdmin) else ()
