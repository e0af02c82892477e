"""The secret link with which a calendar elsewhere reads somebody's deadlines."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from teams.models import User


class CalendarLink(models.Model):
    """That somebody has such a link; of the secret in it only the digest is kept."""

    owner = models.OneToOneField(
        User, verbose_name=_("owner"), on_delete=models.CASCADE, related_name="calendar_link"
    )
    digest = models.CharField(_("digest of the secret"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("calendar link")
        verbose_name_plural = _("calendar links")

    def __str__(self) -> str:
        return str(self.owner)
