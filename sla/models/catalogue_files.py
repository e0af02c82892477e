"""Files of a catalogue that somebody brought in, or is about to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from teams.models import User


class CatalogueFile(models.Model):
    """A file to import: looked at first, then brought in once, as drafts or published.

    What was brought in is kept as what happened, without the file itself.
    """

    name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(_("content"))
    by = models.ForeignKey(
        User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="catalogue_files"
    )
    at = models.DateTimeField(_("moment"))
    published = models.BooleanField(_("published at once"), default=False)
    brought_in_at = models.DateTimeField(_("brought in"), null=True, blank=True)
    outcome = models.TextField(_("outcome"), blank=True)

    class Meta:
        verbose_name = _("file of a catalogue")
        verbose_name_plural = _("files of a catalogue")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="sla_cataloguefile_kept_until_brought_in",
                condition=Q(brought_in_at=None) | Q(content=b""),
            ),
        ]

    def __str__(self) -> str:
        return self.name
