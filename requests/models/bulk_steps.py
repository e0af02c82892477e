"""That something was done with a request by a form for many: so that it is done once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from requests.models.service_requests import ServiceRequest


class BulkStep(models.Model):
    """One request of a form for many that was done; kept a day, for whoever sends it twice."""

    token = models.UUIDField(_("token of the form"))
    service_request = models.ForeignKey(
        ServiceRequest,
        verbose_name=_("request"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    at = models.DateTimeField(_("done"), db_index=True)

    class Meta:
        verbose_name = _("step of a form for many")
        verbose_name_plural = _("steps of forms for many")
        constraints = [
            models.UniqueConstraint(
                fields=["token", "service_request"], name="requests_bulk_step_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_request} · {self.token}"
