"""What a version asks and how it is done: its intake questions and its process."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pdc.models.catalogue import ServiceVersion, lines


class IntakeField(models.Model):
    """One question the desk asks for a service, so that all needed comes in at once."""

    class Type(models.TextChoices):
        """How the answer is typed."""

        TEXT = "text", _("one line")
        TEXTAREA = "textarea", _("several lines")
        DATE = "date", _("date")
        DATETIME = "datetime", _("date and time")
        TIME = "time", _("time")
        NUMBER = "number", _("number")
        CHOICE = "choice", _("choice")
        BOOLEAN = "boolean", _("yes or no")
        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("telephone")
        PERSON = "person", _("person")

    version = models.ForeignKey(
        ServiceVersion,
        verbose_name=_("version"),
        on_delete=models.CASCADE,
        related_name="intake_fields",
    )
    key = models.SlugField(_("key"), max_length=100)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    label = models.CharField(_("question"), max_length=200)
    type = models.CharField(_("type"), max_length=20, choices=Type.choices, default=Type.TEXT)
    required = models.BooleanField(_("needed to start"), default=False)
    choices = lines(_("choices"))
    help = models.TextField(_("help"), blank=True)
    is_event = models.BooleanField(
        _("moment of the event"),
        default=False,
        help_text=_("The date that notice is counted back from and work after it starts at."),
    )

    class Meta:
        verbose_name = _("intake question")
        verbose_name_plural = _("intake questions")
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="pdc_intakefield_key"),
            models.UniqueConstraint(
                fields=["version"], condition=Q(is_event=True), name="pdc_intakefield_one_event"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class ProcessDescription(models.Model):
    """How a service is done, so that anyone in the pool can take it over."""

    version = models.OneToOneField(
        ServiceVersion, verbose_name=_("version"), on_delete=models.CASCADE, related_name="process"
    )
    goal = models.TextField(_("goal"), blank=True)
    trigger = models.TextField(_("trigger"), blank=True)
    input = models.TextField(_("input"), blank=True)
    output = models.TextField(_("output"), blank=True)
    risks = lines(_("risks"))
    owner_role = models.CharField(_("process owner"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("process description")
        verbose_name_plural = _("process descriptions")

    def __str__(self) -> str:
        return str(self.version)


class ProcessStep(models.Model):
    """One step of a process and the role that takes it."""

    process = models.ForeignKey(
        ProcessDescription,
        verbose_name=_("process"),
        on_delete=models.CASCADE,
        related_name="steps",
    )
    order = models.PositiveSmallIntegerField(_("order"))
    role = models.CharField(_("role"), max_length=100)
    action = models.TextField(_("action"))
    on_checklist = models.BooleanField(
        _("on the checklist"),
        default=True,
        help_text=_("Whoever does a request ticks it off."),
    )

    class Meta:
        verbose_name = _("process step")
        verbose_name_plural = _("process steps")
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["process", "order"], name="pdc_processstep_order")
        ]

    def __str__(self) -> str:
        return self.action
