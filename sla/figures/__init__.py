"""How it went: the figures both sides read, by one definition, whoever asks.

Everything is about the requests that were *received* in a period, by the local day; so that what
was asked, what was delivered and what met its norm are always about the same requests.

- A request counts once for each norm, by the worst of its cycles: opened again it met its norm only
  if it was in time every time. One late cycle is late, whatever came after.
- It counts as soon as it is known: when it stopped, or when its time is past. What is still
  going, or waits, with time left is not in the percentages yet.
- Best effort (shorter notice than agreed) and what was withdrawn, declined or merged stay out of
  the percentages and are counted apart; so is what lies outside the catalogue.
- Of a corrected service the norm that should have held is what counts, under the right service.
- How long it took is opening time: closed hours, and waiting for the client, are not in it.
- Nothing but a plain count is read of fewer than five requests: it is never computed further than
  `Share.read` and its like, so no page can show it.
"""

from sla.figures.counting import how_it_went, of_agreement
from sla.figures.definitions import DEFINITIONS
from sla.figures.values import ENOUGH, Handling, HowItWent, Share, Timespan, Went

__all__ = [
    "DEFINITIONS",
    "ENOUGH",
    "Handling",
    "HowItWent",
    "Share",
    "Timespan",
    "Went",
    "how_it_went",
    "of_agreement",
]
