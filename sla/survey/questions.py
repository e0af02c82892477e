"""What is asked: what was asked last time, or else the questions most agreements begin with."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from sla.models import Agreement, SurveyQuestion

Kind = SurveyQuestion.Kind


class Asked(NamedTuple):
    """A question to ask; by its key it is compared with earlier years."""

    key: str
    kind: str
    text: str


USUAL = (
    ("overall", Kind.MARK, _("How satisfied are you with how we help you?")),
    ("term", Kind.YES_NO, _("Do you hear beforehand when something will be done?")),
    ("in-time", Kind.YES_NO, _("Is it done by the time we agreed?")),
    ("reach", Kind.MARK, _("How easy is it to reach us?")),
    ("skill", Kind.MARK, _("How well do we know our work?")),
    ("told", Kind.SCALE, _("Do you hear from us when something goes another way?")),
    ("effort", Kind.EFFORT, _("How much effort does it cost you to get something done?")),
    ("right", Kind.YES_NO, _("Is it right the first time?")),
    ("most", Kind.OPEN, _("Which service helps you most, and which one can go?")),
    ("better", Kind.OPEN, _("What should we keep doing, and what can be better?")),
)


def usual_questions(agreement: Agreement) -> list[Asked]:
    """Return what an agreement's people are asked this time, as long as nobody changes it."""
    last = agreement.surveys.prefetch_related("questions").first()
    if last is not None:
        return [Asked(one.key, one.kind, one.text) for one in last.questions.all()]
    return [Asked(key, kind, str(text)) for key, kind, text in USUAL]
