"""What every import does alike: read a file, note all that is wrong, write all or nothing.

A `Source` is one value of a file that knows where it stands; what is wrong with it is noted
and not raised, so that one run tells everything. A `Tally` writes rows and counts what that
changed, so that a second run can say that there was nothing to do.
"""

from core.importing.source import ImportRefused, Problem, Source
from core.importing.tally import Progress, Tally

__all__ = ["ImportRefused", "Problem", "Progress", "Source", "Tally"]
