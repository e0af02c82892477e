"""Help that colleagues ask each other with a request that stays where it is."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from requests.models.choices import OPEN
from requests.models.service_requests import ServiceRequest
from teams.models import User


class HelpQuerySet(models.QuerySet["Help"]):
    """Questions to colleagues."""

    def open(self) -> Self:
        """Return what was not answered yet, about requests that still go on."""
        return self.filter(ended_at=None, service_request__status__in=OPEN)


class Help(models.Model):
    """One colleague asked another to help, until that one says it is done or can't be."""

    service_request = models.ForeignKey(
        ServiceRequest,
        verbose_name=_("request"),
        on_delete=models.PROTECT,
        related_name="helps",
        db_index=False,  # the constraint that it is asked once begins with it
    )
    asked = models.ForeignKey(
        User, verbose_name=_("asked"), on_delete=models.PROTECT, related_name="helps_with"
    )
    asked_by = models.ForeignKey(
        User, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+"
    )
    question = models.TextField(_("question"))
    asked_at = models.DateTimeField(_("asked at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects: ClassVar[models.Manager[Self]] = HelpQuerySet.as_manager()

    class Meta:
        verbose_name = _("question for help")
        verbose_name_plural = _("questions for help")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service_request", "asked"],
                condition=Q(ended_at=None),
                name="requests_help_asked_once",
            ),
            models.CheckConstraint(
                name="requests_help_of_somebody_else", condition=~Q(asked=models.F("asked_by"))
            ),
        ]
        indexes = [models.Index(fields=["service_request", "asked_at"], name="requests_helps")]

    def __str__(self) -> str:
        return f"{self.asked_by} · {self.asked}"
