"""Files that belong to a request. The file itself lies in the store, under a random name."""

from datetime import date, datetime, timedelta
from typing import ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from requests.models.events import Event
from requests.models.service_requests import ServiceRequest
from teams.models import User

TO_THINK_BETTER = timedelta(days=1)


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Files of requests, and who may have them."""

    def visible_to(self, user: User, on: date) -> Self:
        """Return the files somebody may open: the only way a file is handed out.

        Who works on the request may have all of it; people of the unit that asked it what is
        not only for the pool.
        """
        worked = ServiceRequest.objects.worked_by(user, on).values("pk")
        asked = ServiceRequest.objects.asked_by_units_of(user, on).values("pk")
        theirs = Q(service_request__in=worked) | Q(service_request__in=asked, internal=False)
        return self.there().filter(theirs)

    def there(self) -> Self:
        """Return the files that were not removed."""
        return self.filter(removed_at=None)

    def seen_by_client(self) -> Self:
        """Return what is not only for the pool."""
        return self.filter(internal=False)

    def size(self) -> int:
        """Return how many bytes they are together."""
        total: int | None = self.there().aggregate(total=Sum("size"))["total"]
        return total or 0


class Attachment(models.Model):
    """One file. When it is removed the file goes, and this line stays with who and why."""

    service_request = models.ForeignKey(
        ServiceRequest,
        verbose_name=_("request"),
        on_delete=models.PROTECT,
        related_name="attachments",
    )
    event = models.ForeignKey(
        Event,
        verbose_name=_("event"),
        on_delete=models.PROTECT,
        related_name="attachments",
        help_text=_("The line in the story it came with."),
    )
    name = models.CharField(_("name"), max_length=150)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    stored = models.UUIDField(_("name in the store"), default=uuid4, unique=True, editable=False)
    internal = models.BooleanField(_("only for the pool"), default=True)
    uploaded_by = models.ForeignKey(
        User, verbose_name=_("added by"), on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("added at"))
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)
    removed_by = models.ForeignKey(
        User,
        verbose_name=_("removed by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects: ClassVar[models.Manager[Self]] = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="requests_attachment_removed_by_somebody",
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="requests_attachment_holds_something", condition=Q(size__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_fresh_of(self, user: User, now: datetime) -> bool:
        """Return whether somebody added it themselves, so lately that they may think better."""
        return self.uploaded_by_id == user.pk and now - self.uploaded_at < TO_THINK_BETTER
