"""What can be found: one document for each service, article, process step and signpost.

The database itself keeps them true. The view `pdc_document` says what there is to find, and
triggers on what it reads write that here, whoever changes it; nobody else writes here. So they do
with the words that names and search words are made of.
"""

from collections.abc import Collection
from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from pdc.models.articles import Article
from pdc.models.catalogue import ServiceVersion, is_for
from pdc.models.contents import ProcessStep
from pdc.models.signposts import Signpost
from teams.models import User


class SearchDocumentQuerySet(models.QuerySet["SearchDocument"]):
    """What somebody may find."""

    def in_force(self, on: date) -> Self:
        """Return what holds on a day."""
        return self.filter(period__contains=on)

    def offered_to(self, clients: Collection[int]) -> Self:
        """Return what any of these clients may read: not how it is done, nor what is for others."""
        version = ServiceVersion.objects.filter(pk=OuterRef("version")).offered_to(clients)
        about = Article.services.through.objects.filter(article=OuterRef("article"))
        return self.filter(
            Q(version=None) | Exists(version),
            ~Exists(about) | Exists(about.filter(is_for(clients))),
            for_clients=True,
        )

    def visible_to(self, user: User, on: date) -> Self:
        """Return what somebody may read on a day: who works in a pool all, a client their own."""
        roles = user.roles_on(on)
        if roles.is_secretary:
            return self.in_force(on)
        return self.in_force(on).offered_to(roles.clients) if roles.is_client else self.none()


class SearchDocument(models.Model):
    """The words of one thing: what it is called, looked for and mistyped as, and what it tells."""

    class Kind(models.TextChoices):
        """What was found."""

        SERVICE = "service", _("Services")
        ARTICLE = "article", _("Articles")
        STEP = "step", _("How it is done")
        SIGNPOST = "signpost", _("Signpost")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    version = models.ForeignKey(
        ServiceVersion,
        verbose_name=_("version"),
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
    )
    step = models.OneToOneField(
        ProcessStep,
        verbose_name=_("process step"),
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
    )
    article = models.OneToOneField(
        Article, verbose_name=_("article"), on_delete=models.CASCADE, null=True, related_name="+"
    )
    signpost = models.OneToOneField(
        Signpost, verbose_name=_("signpost"), on_delete=models.CASCADE, null=True, related_name="+"
    )
    title = models.TextField(_("title"))
    body = models.TextField(_("text"))
    words = models.TextField(_("search words"))
    slips = models.TextField(_("common mistakes in writing"))
    for_clients = models.BooleanField(_("for clients too"))
    period = DateRangeField(_("in force"))
    known_as = models.GeneratedField(
        expression=Func(F("title"), F("words"), function="pdc_known_as"),
        output_field=models.TextField(),
        db_persist=True,
    )
    named = models.GeneratedField(
        expression=Func(F("title"), F("words"), F("slips"), function="pdc_named"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    told = models.GeneratedField(
        expression=Func(F("body"), function="pdc_told"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects: ClassVar[models.Manager[Self]] = SearchDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("what can be found")
        verbose_name_plural = _("what can be found")
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(kind="service"), name="pdc_document_of_version"
            ),
        ]
        indexes = [  # read with each letter that somebody types, and seldom written
            models.Index(fields=["kind"], name="pdc_document_kind"),
            GinIndex(fields=["named"], fastupdate=False, name="pdc_document_named"),
            GinIndex(fields=["told"], fastupdate=False, name="pdc_document_told"),
        ]

    def __str__(self) -> str:
        return self.title


class SearchWord(models.Model):
    """A word that was once in a name or a search word, to find what a mistyped one was meant as.

    None is ever taken away and one may stand twice, so that nobody who saves waits for another:
    a word counts only while something that somebody may find has it.
    """

    word = models.TextField(_("word"))

    class Meta:
        verbose_name = _("word in a name")
        verbose_name_plural = _("words in names")
        indexes = [
            models.Index(fields=["word"], name="pdc_searchword_word"),
            GinIndex(
                OpClass("word", name="gin_trgm_ops"), fastupdate=False, name="pdc_searchword_alike"
            ),
        ]

    def __str__(self) -> str:
        return self.word
