"""What is to be done for a request, step by step, with who did what and when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pdc.models import ProcessStep
from requests.models.service_requests import ServiceRequest
from teams.models import User


class ChecklistItem(models.Model):
    """A step of the service's process that was ticked, or one that somebody added.

    A step becomes a row when it is first ticked. Until then it is read from the version the
    request came in under, which never changes once it is published: so a request costs nothing
    until somebody works on it, those that were imported have their steps too, and when the
    service is corrected the open steps of the old process give way to those of the new.
    """

    service_request = models.ForeignKey(
        ServiceRequest,
        verbose_name=_("request"),
        on_delete=models.PROTECT,
        related_name="checklist_items",
    )
    step = models.ForeignKey(
        ProcessStep,
        verbose_name=_("process step"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: somebody added it."),
    )
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.TextField(_("action"))
    role = models.CharField(_("role"), max_length=100, blank=True)
    added_by = models.ForeignKey(
        User,
        verbose_name=_("added by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    done_by = models.ForeignKey(
        User,
        verbose_name=_("done by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    class Meta:
        verbose_name = _("item of a checklist")
        verbose_name_plural = _("items of checklists")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service_request", "step"], name="requests_checklist_step_once"
            ),
            models.CheckConstraint(
                name="requests_checklist_done_by_somebody",
                condition=Q(done_by=None, done_at=None)
                | Q(done_by__isnull=False, done_at__isnull=False),
            ),
            models.CheckConstraint(
                name="requests_checklist_step_or_added",
                condition=Q(step__isnull=False, added_by=None)
                | Q(step=None, added_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def key(self) -> str:
        """What it is known by on a page, also before it is a row."""
        return f"step-{self.step_id}" if self.step_id else f"item-{self.pk}"

    @property
    def is_done(self) -> bool:
        """Whether it was ticked."""
        return self.done_at is not None
