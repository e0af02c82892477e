"""Knowledge articles: what is good to know about services, in Markdown."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pdc.models.catalogue import Service, lines
from teams.models import User


class Article(models.Model):
    """What somebody knows and others need: about one service, several or none.

    The text is Markdown as it was typed; only reading turns it into HTML.
    """

    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    keywords = lines(_("search words"))
    services = models.ManyToManyField(
        Service, verbose_name=_("services"), blank=True, related_name="articles"
    )
    owner = models.ForeignKey(
        User,
        verbose_name=_("kept up by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    review_on = models.DateField(_("look again on"), null=True, blank=True)
    published = models.BooleanField(_("to be read"), default=False)
    for_clients = models.BooleanField(
        _("for clients too"), default=False, help_text=_("Else only the pools read it.")
    )
    written_at = models.DateTimeField(_("last written"))
    written_by = models.ForeignKey(
        User, verbose_name=_("last written by"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(name="pdc_article_has_a_title", condition=~Q(title="")),
        ]
        indexes = [
            models.Index(
                fields=["review_on"], name="pdc_article_review", condition=Q(published=True)
            ),
        ]

    def __str__(self) -> str:
        return self.title
