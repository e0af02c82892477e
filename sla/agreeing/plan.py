"""The steps on the way to an agreement, with who does them and by when."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from sla.models import AgreementVersion, DraftingStep
from teams.models import User

SATURDAY = 5
SPARE = timedelta(days=7)  # between signing and the first day
LEAST = timedelta(days=28)  # that drafting takes, also where it begins late
MOST = timedelta(days=91)


def make_plan(draft: AgreementVersion, *, by: User, on: date) -> None:
    """Give a draft its usual steps, spread over the time there is."""
    titles = [
        _("Talk with the client about what they need"),
        _("Choose the services and how much of each"),
        _("Set the norms, and try them on last year"),
        _("See whether it fits the hours of the pool"),
        _("Propose it to the client"),
        _("Agree, both sides"),
    ]
    days = spread(len(titles), on, draft.valid_from)
    DraftingStep.objects.bulk_create(
        DraftingStep(version=draft, order=order, title=title, who=by, due_on=due)
        for order, (title, due) in enumerate(zip(titles, days, strict=True))
    )


def spread(steps: int, on: date, since: date) -> list[date]:
    """Return a working day for each step, the last a week before it holds if that can be."""
    there_is = min(max(since - SPARE - on, LEAST), MOST)
    last = max(since - SPARE, on + LEAST)
    days = (last - there_is + there_is * number / steps for number in range(1, steps + 1))
    return [day - timedelta(days=max(day.weekday() - SATURDAY + 1, 0)) for day in days]
