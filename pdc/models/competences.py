"""Who masters which service."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pdc.models.catalogue import Service
from teams.models import User


class Competence(models.Model):
    """Somebody masters a service, or learns it: said by themselves or by their coordinator."""

    class Level(models.TextChoices):
        """How far somebody is."""

        MASTERS = "masters", _("masters it")
        LEARNS = "learns", _("learns it")

    service = models.ForeignKey(
        Service, verbose_name=_("service"), on_delete=models.CASCADE, related_name="competences"
    )
    person = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="competences"
    )
    level = models.CharField(
        _("level"), max_length=10, choices=Level.choices, default=Level.MASTERS
    )

    class Meta:
        verbose_name = _("competence")
        verbose_name_plural = _("competences")
        ordering = ["service__code", "person__family_name"]
        constraints = [
            models.UniqueConstraint(fields=["service", "person"], name="pdc_competence_once"),
            models.CheckConstraint(
                name="pdc_competence_level", condition=models.Q(level__in=["masters", "learns"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.service}"
