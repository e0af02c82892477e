"""What somebody was typing when they were called away: kept on the server, for them."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests.models.service_requests import ServiceRequest
from teams.models import User

KEPT = timedelta(days=30)
TELLING = ("subject", "text", "who")


class DraftQuerySet(models.QuerySet["Draft"]):
    """Forms that were left open."""

    def of(self, owner: User, now: datetime, *, in_portal: bool) -> Self:
        """Return what someone left open at the desk or in the portal, newest first.

        Nobody sees another's. What was logged meanwhile is no draft, even when its last words
        came in later.
        """
        logged = ServiceRequest.objects.filter(token=OuterRef("token"))
        theirs = self.filter(owner=owner, in_portal=in_portal, changed_at__gt=now - KEPT)
        return theirs.exclude(Exists(logged)).order_by("-changed_at")


class Draft(models.Model):
    """A new request as far as it was typed, known by the token of its form."""

    owner = models.ForeignKey(
        User, verbose_name=_("owner"), on_delete=models.CASCADE, related_name="drafts"
    )
    token = models.UUIDField(_("token of the form"))
    in_portal = models.BooleanField(_("in the portal"), default=False, db_default=False)
    data = models.JSONField(_("what was typed"), default=dict)
    began_at = models.DateTimeField(
        _("begun"), help_text=_("When the client called, as far as known.")
    )
    changed_at = models.DateTimeField(_("changed"), db_index=True)

    objects: ClassVar[models.Manager[Self]] = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-changed_at"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "token"], name="requests_draft_of_one_form"),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.changed_at):%Y-%m-%d %H:%M}"

    @property
    def title(self) -> str:
        """The words to know it by: what it is about, or else who it is for."""
        typed = (
            " ".join(self.data.get(name, [""])[0].split()) for name in ("subject", "text", "who")
        )
        return next((words[:80] for words in typed if words), "")
