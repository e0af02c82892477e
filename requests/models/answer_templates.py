"""Short texts that a pool keeps, to begin an answer to a client with."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from teams.models import Pool, User


class AnswerTemplateQuerySet(models.QuerySet["AnswerTemplate"]):
    """Standard texts, and whose they are on a day."""

    def kept_by(self, user: User, on: date) -> Self:
        """Return those of the pools someone works in: each of the team keeps them."""
        return self.filter(pool__in=user.pool_memberships.on(on).values("pool"))


class AnswerTemplate(models.Model):
    """A standard text of a pool. What stands in braces is filled in for the request it is for."""

    pool = models.ForeignKey(
        Pool, verbose_name=_("pool"), on_delete=models.CASCADE, related_name="answer_templates"
    )
    name = models.CharField(_("name"), max_length=60)
    text = models.TextField(_("text"))
    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(
        User, verbose_name=_("changed by"), on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[models.Manager[Self]] = AnswerTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("standard text")
        verbose_name_plural = _("standard texts")
        ordering = [Lower("name"), "pk"]
        constraints = [
            models.UniqueConstraint("pool", Lower("name"), name="requests_text_name_once"),
            models.CheckConstraint(
                name="requests_text_has_words", condition=~Q(name="") & ~Q(text="")
            ),
        ]

    def __str__(self) -> str:
        return self.name
