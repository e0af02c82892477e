"""What we offer: themes, services and their versions, each with its own intake form and process.

A service is only its code; everything that can change is on a version, and what was
asked under an old version keeps pointing at it.
"""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from teams.models import Client, Period, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def lines(label: "StrOrPromise") -> "ArrayField[list[str], list[str]]":
    """Return a field that holds a list of short texts."""
    return ArrayField(models.TextField(), verbose_name=label, default=list, blank=True)


class Theme(models.Model):
    """A branch of the catalogue; two levels deep."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="categories",
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """One thing a client can ask for, known by a code that never changes."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    theme = models.ForeignKey(
        Theme, verbose_name=_("theme"), on_delete=models.PROTECT, related_name="services"
    )
    owner = models.CharField(
        _("owner"), max_length=200, blank=True, help_text=_("The expert team that keeps it up.")
    )
    related = models.ManyToManyField("self", verbose_name=_("related services"), blank=True)
    only_for = models.ManyToManyField(
        Client,
        verbose_name=_("only for"),
        blank=True,
        related_name="+",
        help_text=_("Which clients see it and ask for it; empty: everyone."),
    )
    successor = models.ForeignKey(
        "self",
        verbose_name=_("successor"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        help_text=_("What to ask for since this one was retired."),
    )
    reviewed_on = models.DateField(
        _("still right on"),
        null=True,
        blank=True,
        help_text=_("When somebody last read it and nothing had to change."),
    )

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


def is_for(clients: Collection[int]) -> Q:
    """Say of rows with a service that it is for everybody, or for any of these clients."""
    named = Service.only_for.through.objects.filter(service=OuterRef("service"))
    return Q(~Exists(named)) | Q(Exists(named.filter(client__in=clients)))


class ServiceVersionQuerySet(models.QuerySet["ServiceVersion"]):
    """Versions of services, asked about on a day or by words."""

    def in_force(self, on: date) -> Self:
        """Return the versions that were published and held on that day: one a service."""
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=on),
            status__in=ServiceVersion.PUBLISHED,
            valid_from__lte=on,
        )

    def offered_to(self, clients: Collection[int]) -> Self:
        """Return what any of these clients may read and ask for: not what is for others only."""
        return self.filter(is_for(clients))

    def visible_to(self, user: User, on: date) -> Self:
        """Return what somebody may read on a day: who works in a pool all, a client their own."""
        roles = user.roles_on(on)
        return self if roles.is_secretary else self.offered_to(roles.clients)

    def being_written(self) -> Self:
        """Return the drafts, those in audit too: one a service at most."""
        return self.filter(status__in=ServiceVersion.UNPUBLISHED)

    def in_theme(self, theme: Theme) -> Self:
        """Return those of a branch and of what hangs on it."""
        return self.filter(Q(service__theme=theme) | Q(service__theme__parent=theme))


class ServiceVersion(models.Model):
    """What a service is from a date on: result, limits, questions, effort, process.

    A published version is never edited; a change is a new version.
    """

    class Status(models.TextChoices):
        """How far a version has come."""

        DRAFT = "draft", _("draft")
        IN_AUDIT = "in_audit", _("in audit")
        PUBLISHED = "published", _("published")
        RETIRED = "retired", _("retired")

    class Worth(models.TextChoices):
        """What it is worth to the client: the question of lean."""

        MUCH = "much", _("worth much")
        SOME = "some", _("worth something")
        LITTLE = "little", _("worth little")

    PUBLISHED = (Status.PUBLISHED, Status.RETIRED)
    UNPUBLISHED = (Status.DRAFT, Status.IN_AUDIT)
    WRITTEN = (  # what a draft of it takes over and is written in it
        *("name", "summary", "included", "excluded", "quality_criteria", "requesters"),
        *("channels", "client_responsibilities", "urgent_condition", "min_notice"),
        *("keywords", "typos", "effort_minutes", "effort_unit", "review_month"),
        *("worth", "obsolete", "automatable"),
    )

    service = models.ForeignKey(
        Service, verbose_name=_("service"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(
        _("status"), max_length=20, choices=Status.choices, default=Status.DRAFT
    )
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_until = models.DateField(_("until and including"), null=True, blank=True)

    name = models.CharField(_("name"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    included = lines(_("included"))
    excluded = lines(_("not included"))
    requesters = lines(_("who may ask"))
    channels = lines(_("channels"))
    client_responsibilities = lines(_("what the client does"))
    quality_criteria = lines(_("quality"))
    keywords = lines(_("search words"))
    typos = lines(_("common mistakes in writing"))
    urgent_condition = models.TextField(_("when it can be urgent"), blank=True)
    min_notice = models.PositiveSmallIntegerField(
        _("notice in working days"),
        null=True,
        blank=True,
        help_text=_("How long before the event the request must be in."),
    )
    effort_minutes = models.PositiveIntegerField(_("effort in minutes"), null=True, blank=True)
    effort_unit = models.CharField(_("effort is per"), max_length=100, blank=True)
    review_month = models.PositiveSmallIntegerField(_("review month"), null=True, blank=True)

    worth = models.CharField(
        _("worth to the client"), max_length=10, choices=Worth.choices, blank=True
    )
    obsolete = models.BooleanField(_("obsolete"), default=False)
    automatable = models.BooleanField(_("a machine could do it"), default=False)

    author = models.ForeignKey(
        User,
        verbose_name=_("written by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    writers = models.ManyToManyField(
        User,
        verbose_name=_("who wrote in it"),
        blank=True,
        related_name="+",
        help_text=_("Everybody whose words are in it; none of them audits it."),
    )
    written_at = models.DateTimeField(_("last written"), null=True, blank=True)
    note = models.TextField(
        _("note to clients"),
        blank=True,
        help_text=_("What changes for them, in a sentence or two."),
    )
    published_by = models.ForeignKey(
        User,
        verbose_name=_("published by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects: ClassVar[models.Manager[Self]] = ServiceVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a service")
        verbose_name_plural = _("versions of services")
        ordering = ["service__code", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="pdc_version_number"),
            models.CheckConstraint(
                name="pdc_version_published_has_date",
                condition=Q(status__in=["draft", "in_audit"]) | Q(valid_from__isnull=False),
            ),
            models.CheckConstraint(
                name="pdc_version_review_month",
                condition=Q(review_month__isnull=True) | Q(review_month__range=(1, 12)),
            ),
            models.CheckConstraint(
                name="pdc_version_worth",
                condition=Q(worth__in=["", "much", "some", "little"]),
            ),
            models.UniqueConstraint(
                fields=["service"],
                condition=Q(status__in=["draft", "in_audit"]),
                name="pdc_version_one_draft",
            ),
            ExclusionConstraint(
                name="pdc_version_one_in_force",
                expressions=[
                    ("service", RangeOperators.EQUAL),
                    (
                        Period(
                            F("valid_from"),
                            F("valid_until"),
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(status__in=["published", "retired"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.name}"
