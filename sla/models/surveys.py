"""What the people of a client are asked once a year about an agreement, and what they answered."""

from datetime import date, timedelta
from typing import ClassVar, Self
from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sla.models.agreements import Agreement
from teams.models import Period, User


class SurveyQuerySet(models.QuerySet["Survey"]):
    """Surveys, asked about on a day or by a person."""

    def open_on(self, day: date) -> Self:
        """Return those that can be answered on a day."""
        return self.filter(opened_on__lte=day, closes_on__gte=day)

    def over_on(self, day: date) -> Self:
        """Return those that were closed before a day, the last one first."""
        return self.filter(closes_on__lt=day).order_by("-closes_on")

    def visible_to(self, user: User, on: date) -> Self:
        """Return those about agreements of someone's own unit, and of the pools they work in."""
        roles = user.roles_on(on)
        theirs = Q(agreement__client__in=roles.clients) | Q(agreement__pools__in=roles.pools)
        return self.filter(theirs).distinct()

    def waiting_for(self, user: User, on: date) -> Self:
        """Return those that somebody is asked to answer, and did not yet."""
        invited = user.survey_invitations.filter(answered=False)
        theirs = user.client_memberships.on(on).values("client")
        return self.open_on(on).filter(
            pk__in=invited.values("survey"), agreement__client__in=theirs
        )


class Survey(models.Model):
    """Questions about an agreement, to be answered until a day; one at a time."""

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.PROTECT, related_name="surveys"
    )
    opened_on = models.DateField(_("opened on"))
    closes_on = models.DateField(_("until and including"))
    opened_by = models.ForeignKey(
        User, verbose_name=_("opened by"), on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[SurveyQuerySet] = SurveyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="sla_survey_period", condition=Q(closes_on__gte=F("opened_on"))
            ),
            ExclusionConstraint(
                name="sla_survey_one_at_a_time",
                expressions=[
                    ("agreement", RangeOperators.EQUAL),
                    (
                        Period(
                            F("opened_on"),
                            F("closes_on"),
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} · {self.opened_on.year}"

    def get_absolute_url(self) -> str:
        """Return where it is answered and read."""
        return reverse("sla:survey", args=[self.pk])


class SurveyQuestion(models.Model):
    """One question of a survey. What is asked under the same key is compared over the years."""

    class Kind(models.TextChoices):
        """How it is answered."""

        MARK = "mark", _("a mark from 1 to 10")
        YES_NO = "yes_no", _("yes or no")
        SCALE = "scale", _("from 1, never, to 5, always")
        EFFORT = "effort", _("from 1, no effort, to 5, much effort")
        OPEN = "open", _("in words")

    survey = models.ForeignKey(
        Survey, verbose_name=_("survey"), on_delete=models.CASCADE, related_name="questions"
    )
    order = models.PositiveSmallIntegerField(_("order"))
    key = models.SlugField(_("key"), max_length=30)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    text = models.CharField(_("question"), max_length=300)

    class Meta:
        verbose_name = _("question of a survey")
        verbose_name_plural = _("questions of surveys")
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "key"], name="sla_survey_question_key"),
        ]

    def __str__(self) -> str:
        return self.text


class SurveyInvitationQuerySet(models.QuerySet["SurveyInvitation"]):
    """Who was asked."""

    def to_mail(self, day: date, before: timedelta) -> Self:
        """Return whom to mail on a day: not told yet, or so long before the end once more."""
        still = self.filter(answered=False, survey__closes_on__gte=day, person__is_active=True)
        ends = Q(
            survey__closes_on__lte=day + before,
            survey__opened_on__lt=F("survey__closes_on") - before,
        )
        return still.filter(Q(mailed_at=None) | ends & Q(reminded_at=None)).order_by("pk")


class SurveyInvitation(models.Model):
    """That somebody was asked, and whether they answered; never what."""

    survey = models.ForeignKey(
        Survey, verbose_name=_("survey"), on_delete=models.CASCADE, related_name="invitations"
    )
    person = models.ForeignKey(
        User,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="survey_invitations",
    )
    answered = models.BooleanField(_("answered"), default=False)
    mailed_at = models.DateTimeField(_("mailed"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)

    objects: ClassVar[SurveyInvitationQuerySet] = SurveyInvitationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("invitation to a survey")
        verbose_name_plural = _("invitations to surveys")
        constraints = [
            models.UniqueConstraint(fields=["survey", "person"], name="sla_survey_invited_once"),
        ]

    def __str__(self) -> str:
        return f"{self.survey} · {self.person}"


class SurveyAnswer(models.Model):
    """What one of those who were asked answered, by key of the question; nothing says who."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(
        Survey, verbose_name=_("survey"), on_delete=models.CASCADE, related_name="answers"
    )
    given = models.JSONField(_("given"))

    class Meta:
        verbose_name = _("answer to a survey")
        verbose_name_plural = _("answers to surveys")

    def __str__(self) -> str:
        return f"{self.survey} · {len(self.given)}"
