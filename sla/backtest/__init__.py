"""What last year's work says of a norm: how many requests would have met it, and its neighbours.

`reading` takes the requests of a line that were delivered as arrays, `taking` lays them along the
opening hours, `counting` says how many met each of many norms of one way of counting, and
`trying` puts that together for the line of an agreement. The choices made are in docs/time.md.
"""

from sla.backtest.trying import Backtest, backtest_of

__all__ = ["Backtest", "backtest_of"]
