"""What whoever asked thought of it: one rating for each request, given once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from requests.models.choices import Channel
from requests.models.service_requests import ServiceRequest
from teams.models import User


class Verdict(models.TextChoices):
    """What can be said in one click."""

    GOOD = "good", _("good")
    COULD_BE_BETTER = "could_be_better", _("could be better")


class Rating(models.Model):
    """What a client said of how one request was done. It is about the work, not about a person."""

    service_request = models.OneToOneField(
        ServiceRequest,
        verbose_name=_("request"),
        on_delete=models.PROTECT,
        related_name="rating",
    )
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict.choices)
    mark = models.PositiveSmallIntegerField(_("mark from 1 to 10"), null=True, blank=True)
    sentence = models.CharField(_("in their words"), max_length=500, blank=True)
    given_at = models.DateTimeField(_("given"))
    given_by = models.ForeignKey(
        User,
        verbose_name=_("given by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: from a mail, without signing in."),
    )
    via = models.CharField(_("by way of"), max_length=20, choices=Channel.choices)

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.CheckConstraint(
                name="requests_rating_known", condition=Q(verdict__in=Verdict.values)
            ),
            models.CheckConstraint(
                name="requests_rating_mark_of_ten",
                condition=Q(mark=None) | Q(mark__range=(1, 10)),
            ),
            models.CheckConstraint(
                name="requests_rating_by_whom",
                condition=Q(via="email", given_by=None) | Q(via="portal", given_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_request.number}: {self.get_verdict_display()}"

    @property
    def says_more(self) -> bool:
        """Whether a mark or a sentence was given with it."""
        return self.mark is not None or bool(self.sentence)
