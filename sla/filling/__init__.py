"""Whether what was agreed fits the hours of a pool, month by month (principle 8).

`there` counts the hours there are, `asked` those that agreements ask, and `filled` puts the two
side by side, with and without the version that is looked at.
"""

from sla.filling.filled import Filling, Month, filling_of

__all__ = ["Filling", "Month", "filling_of"]
