"""What came out of a survey: read once it is over, and from five answers up.

While it is open nothing is read, for what one more answer changes is what that one said.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from sla.figures import ENOUGH
from sla.models import Agreement, Survey, SurveyQuestion

Kind = SurveyQuestion.Kind
VALUES = {Kind.MARK: 10, Kind.SCALE: 5, Kind.EFFORT: 5}


@dataclass(frozen=True)
class Result:
    """What was answered to one question: how often each value, the mean, or what was written."""

    question: SurveyQuestion
    many: int
    figure: float | None
    counts: tuple[tuple[str, int], ...]
    texts: tuple[str, ...]

    @property
    def is_share(self) -> bool:
        """Whether the figure is the percentage that says yes."""
        return self.question.kind == Kind.YES_NO


@dataclass(frozen=True)
class Year:
    """A survey that is over: how many answered, and its results unless those are too few."""

    survey: Survey
    asked: int
    answered: int
    results: tuple[Result, ...]

    @property
    def is_shown(self) -> bool:
        """Whether enough people answered to show what they said."""
        return self.answered >= ENOUGH


@dataclass(frozen=True)
class Trend:
    """The figures of one question over the years, oldest first; None where it was not asked."""

    question: SurveyQuestion
    figures: tuple[float | None, ...]

    @property
    def is_share(self) -> bool:
        """Whether the figures are percentages that say yes."""
        return self.question.kind == Kind.YES_NO


def years_of(agreement: Agreement, on: date) -> list[Year]:
    """Return the surveys of an agreement that are over, the last one first; in four queries."""
    surveys = (
        agreement.surveys.over_on(on)
        .select_related("agreement__client")
        .prefetch_related("questions", "answers", "invitations")
    )
    return [_year(survey) for survey in surveys]


def trends(years: Iterable[Year]) -> list[Trend]:
    """Return what can be compared over years that are shown, in the order of the last survey."""
    shown = [year for year in reversed(list(years)) if year.is_shown]
    if len(shown) < 2:
        return []
    by_key = [{one.question.key: one for one in year.results} for year in shown]
    return [
        Trend(last.question, tuple(_figure(results.get(key)) for results in by_key))
        for key, last in by_key[-1].items()
        if last.figure is not None
    ]


def _figure(result: Result | None) -> float | None:
    return result.figure if result else None


def _year(survey: Survey) -> Year:
    answers = [one.given for one in survey.answers.all()]
    results: list[Result] = []
    if len(answers) >= ENOUGH:
        results = [_result(question, answers) for question in survey.questions.all()]
    return Year(survey, len(survey.invitations.all()), len(answers), tuple(results))


def _result(question: SurveyQuestion, answers: Iterable[Mapping[str, object]]) -> Result:
    """Count what was said to a question; of fewer than five only that it was too few."""
    said = [given[question.key] for given in answers if question.key in given]
    if question.kind == Kind.OPEN:
        texts = sorted(str(text) for text in said)  # in no order that tells who wrote when
        return Result(question, len(said), None, (), tuple(texts))
    if len(said) < ENOUGH:
        return Result(question, len(said), None, (), ())
    counts = Counter(said)
    if question.kind == Kind.YES_NO:
        share = 100 * counts["yes"] / len(said)
        spread = tuple((value, counts[value]) for value in ("yes", "no"))
        return Result(question, len(said), share, spread, ())
    spread = tuple(
        (str(value), counts[value]) for value in range(1, VALUES[Kind(question.kind)] + 1)
    )
    mean = fmean(float(str(value)) for value in said)
    return Result(question, len(said), mean, spread, ())
