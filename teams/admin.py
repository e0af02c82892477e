"""Administration of people, units and pools."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.utils.translation import gettext_lazy as _

from core.admin import HistoryAdmin, ModelAdmin, TabularInline
from teams.models import (
    Absence,
    Client,
    ClientMembership,
    LongTask,
    Pool,
    PoolMembership,
    User,
)


class SmallEmail(forms.ModelForm):  # type: ignore[type-arg]
    """Keeps the address in small letters, as people sign in with it."""

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class PersonCreationForm(SmallEmail, AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ["email", "given_name", "infix", "family_name"]


class PersonChangeForm(SmallEmail, UserChangeForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ["email", "password"]  # the rest follows from the fieldsets


class ClientMembershipInline(TabularInline):
    model = ClientMembership
    extra = 0
    autocomplete_fields = ["user", "client"]


class PoolMembershipInline(TabularInline):
    model = PoolMembership
    extra = 0
    autocomplete_fields = ["user", "pool"]
    exclude = ["work_pattern"]


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    form = PersonChangeForm
    add_form = PersonCreationForm
    list_display = ["family_name", "given_name", "infix", "email", "job_title", "is_active"]
    list_filter = ["is_active", "is_staff", "language"]
    search_fields = ["family_name", "given_name", "email", "code"]
    ordering = ["family_name", "given_name"]
    inlines = [PoolMembershipInline, ClientMembershipInline]
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["email", "password"]}),
        (
            _("Person"),
            {
                "fields": [
                    "given_name",
                    "infix",
                    "family_name",
                    "code",
                    "job_title",
                    "phone",
                    "language",
                ]
            },
        ),
        (_("Access"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
    ]
    add_fieldsets: Any = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": [
                    "email",
                    "given_name",
                    "infix",
                    "family_name",
                    "usable_password",
                    "password1",
                    "password2",
                ],
            },
        )
    ]


@admin.register(Pool)
class PoolAdmin(ModelAdmin):
    list_display = ["code", "name", "email", "phone", "location"]
    search_fields = ["code", "name"]


@admin.register(Client)
class ClientAdmin(ModelAdmin):
    list_display = ["code", "name", "parent", "pool", "external"]
    list_filter = ["pool", "external"]
    list_select_related = ["parent", "pool"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["parent", "pool"]
    inlines = [ClientMembershipInline]


@admin.register(ClientMembership)
class ClientMembershipAdmin(ModelAdmin):
    list_display = ["user", "client", "role", "may_sign", "since", "until"]
    list_filter = ["role", "may_sign", "client"]
    list_select_related = ["user", "client"]
    search_fields = ["user__family_name", "user__email", "client__name"]
    autocomplete_fields = ["user", "client"]


@admin.register(PoolMembership)
class PoolMembershipAdmin(ModelAdmin):
    list_display = ["user", "pool", "role", "contract_hours", "since", "until"]
    list_filter = ["role", "pool"]
    list_select_related = ["user", "pool"]
    search_fields = ["user__family_name", "user__email", "pool__name"]
    autocomplete_fields = ["user", "pool"]


@admin.register(Absence)
class AbsenceAdmin(ModelAdmin):
    list_display = ["user", "since", "until", "stand_in"]
    list_select_related = ["user", "stand_in"]
    search_fields = ["user__family_name", "user__email"]
    autocomplete_fields = ["user", "stand_in"]


@admin.register(LongTask)
class LongTaskAdmin(HistoryAdmin):
    """That somebody asked for a file, and how it went; what they looked for in it is theirs."""

    exclude: ClassVar[list[str]] = ["asked", "key"]
    list_display = ["asked_at", "kind", "name", "asked_by", "finished_at", "failed_at"]
    list_select_related = ["asked_by"]
    search_fields = ["name", "asked_by__family_name", "asked_by__email"]
    date_hierarchy = "asked_at"
