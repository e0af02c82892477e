"""Knowledge articles: what is good to know about services, in Markdown."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pdc.models.catalogue import Service, is_for, lines
from teams.models import User


class ArticleQuerySet(models.QuerySet["Article"]):
    """Articles, in the words of who reads and who keeps them."""

    def visible_to(self, user: User, on: date) -> Self:
        """Return what somebody may read on a day.

        Who works in a pool reads all. A client reads what is published for clients, except what
        is only about services for others.
        """
        roles = user.roles_on(on)
        if roles.is_secretary:
            return self
        about = Article.services.through.objects.filter(article=OuterRef("pk"))
        theirs = about.filter(is_for(roles.clients))
        return self.filter(Exists(theirs) | ~Exists(about), published=True, for_clients=True)

    def past_review(self, on: date) -> Self:
        """Return what is published, and was to be looked at again by that day."""
        return self.filter(published=True, review_on__lte=on)


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
    reminded_for = models.DateField(
        _("owner reminded for"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("The day to look again of which the owner was told."),
    )
    published = models.BooleanField(_("to be read"), default=False)
    for_clients = models.BooleanField(
        _("for clients too"), default=False, help_text=_("Else only the pools read it.")
    )
    written_at = models.DateTimeField(_("last written"))
    written_by = models.ForeignKey(
        User, verbose_name=_("last written by"), on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[ArticleQuerySet] = ArticleQuerySet.as_manager()  # type: ignore[assignment]

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

    def get_absolute_url(self) -> str:
        """Return where it is read."""
        return reverse("pdc:article", args=[self.pk])

    def is_past_review(self, on: date) -> bool:
        """Return whether it was to be looked at again by that day."""
        return self.published and self.review_on is not None and self.review_on <= on
