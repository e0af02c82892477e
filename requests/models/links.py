"""What belongs together: two requests, and how the one goes with the other."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from requests.models.service_requests import ServiceRequest
from teams.models import User


class LinkQuerySet(models.QuerySet["Link"]):
    """Links between requests."""

    def of(self, service_request: ServiceRequest) -> Self:
        """Return the links that a request is at either end of, oldest first."""
        either = Q(service_request=service_request) | Q(other=service_request)
        return self.filter(either).order_by("pk")

    def between(self, one: ServiceRequest, other: ServiceRequest) -> Self:
        """Return the link of two requests, whichever was linked to which."""
        return self.of(one).filter(Q(service_request=other) | Q(other=other))


class Link(models.Model):
    """Two requests that have to do with each other: once for each pair."""

    class Kind(models.TextChoices):
        """How the first goes with the other."""

        FROM_ONE_CALL = "from_one_call", _("asked in one call")
        FOLLOWS_ON = "follows_on", _("follows on from")
        BELONGS_WITH = "belongs_with", _("belongs with")

    service_request = models.ForeignKey(
        ServiceRequest,
        verbose_name=_("request"),
        on_delete=models.PROTECT,
        related_name="links",
    )
    other = models.ForeignKey(
        ServiceRequest,
        verbose_name=_("other request"),
        on_delete=models.PROTECT,
        related_name="links_to",
    )
    kind = models.CharField(_("how"), max_length=20, choices=Kind.choices)
    made_by = models.ForeignKey(
        User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("at"))

    objects: ClassVar[models.Manager[Self]] = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.CheckConstraint(
                name="requests_link_to_another", condition=~Q(service_request=F("other"))
            ),
            models.UniqueConstraint(
                Least("service_request", "other"),
                Greatest("service_request", "other"),
                name="requests_link_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_request_id} {self.get_kind_display()} {self.other_id}"
