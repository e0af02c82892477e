"""What a client says when a request is done: that it is all right, what they think, or more."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from requests import actions
from requests.demo import sentences
from requests.models import Verdict
from sla.actions import to_explain
from sla.models import Cause, Clock, Norm

if TYPE_CHECKING:
    from requests.demo.lives import Life

ASKS_AGAIN, CONFIRMS, RATES, SAYS_MORE, DISCUSSES = 0.03, 0.4, 0.4, 0.5, 0.03
IN_SIGHT = timedelta(days=4)  # what was done so lately stays done
USUAL = (Cause.PEAK, Cause.INPUT, Cause.PEAK, Cause.UNCLEAR, Cause.NORM, Cause.ILLNESS)


def cause_of(life: "Life", at: datetime) -> Cause | None:
    """Return why a request is late, when it is and who finishes it says so at once."""
    promised = (Norm.Kind.RESPONSE, Norm.Kind.TURNAROUND)
    clocks = Clock.objects.filter(promise=life.request.promise_id, kind__in=promised)
    late = to_explain(clocks, at)
    return life.rng.choice(USUAL) if late and life.rng.random() < 0.8 else None


def afterwards(life: "Life", at: datetime) -> Iterator[datetime]:
    """Yield each moment the client does something with what was done, and let them."""
    rng, client = life.rng, life.incoming.requested_by
    again = rng.random() < ASKS_AGAIN and life.until - at > IN_SIGHT
    confirms, rates = rng.random() < CONFIRMS, rng.random() < RATES
    at = life.later(at, 0.5, 6)
    if again:
        yield at
        text = rng.choice(sentences.STILL_ASKED)
        actions.ask_again(life.request, text=text, by=client, now=at)
        at = life.later(at, 1, 6)
        yield at
        life.finish(at)
        at = life.later(at, 0.5, 6)
    if confirms:
        yield at
        actions.confirm(life.request, by=client, now=at)
    if rates:
        at = life.later(at, 0.1, 3)
        yield at
        rate(life, at)
    if rng.random() < DISCUSSES:
        at = life.later(at, 0.1, 3)
        yield at
        text = rng.choice(sentences.TO_DISCUSS)
        actions.discuss(life.request, text=text, by=client, now=at)


def rate(life: "Life", at: datetime) -> None:
    """Rate it, from the portal or from the mail, now and then with a mark and a sentence."""
    good = life.rng.random() < 0.85
    by = life.incoming.requested_by if life.rng.random() < 0.5 else None
    verdict = Verdict.GOOD if good else Verdict.COULD_BE_BETTER
    actions.rate(life.request, verdict=verdict, by=by, now=at)
    if life.rng.random() < SAYS_MORE:
        mark = life.rng.choice((8, 8, 9, 7) if good else (5, 6, 6))
        sentence = life.rng.choice(sentences.THANKS if good else sentences.BETTER)
        actions.say_more(life.request, mark=mark, sentence=sentence, by=by, now=at)
