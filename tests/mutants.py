"""`make mutants`: spoil one place in business time at a time; a test must notice.

Each comparison is moved by one or turned round, `and` becomes `or`, `not` is undone, the left
bisection becomes the right one, the smaller the larger, a sum a difference, and whole numbers
grow by one. Those that no test notices are printed, and fail the run; the few that change
no answer are listed here.
"""

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import Phase, settings

PROJECT = Path(__file__).resolve().parent.parent
SOURCE = Path("sla/business_time")
TESTS = [  # the quickest first: the first that fails ends the run
    "tests/sla/test_business_time.py",
    "tests/sla/test_schedule.py",
    "tests/sla/test_explaining.py",
    "tests/sla/test_horizon.py",
    "tests/sla/test_business_time_bulk.py",
    "tests/sla/test_business_time_properties.py",
]
NEEDED = ["sla/__init__.py", "tests/__init__.py", "tests/mutants.py", "tests/sla/__init__.py"]
NEEDED += ["tests/sla/schedules.py", "tests/sla/oracle.py", *TESTS]
PYTEST = [sys.executable, "-m", "pytest", "-c", os.devnull, "--rootdir", ".", "--noconftest"]
PYTEST += ["-p", "no:django", "-p", "no:cacheprovider", "-p", "tests.mutants", "-x", "-q"]
TIMEOUT = 120  # seconds; a search that no longer ends is noticed too

OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
}
WORDS = {
    "bisect_left": "bisect_right",
    "bisect_right": "bisect_left",
    "left": "right",
    "right": "left",
    "min": "max",
    "max": "min",
    "minimum": "maximum",
    "maximum": "minimum",
}
# What may be spoilt without any change in what is answered, by the line as it then reads.
TABLE = "the table leads less close, so that finding takes more steps"
MORE = "a year or a day more or less of what there is to spare"
HARMLESS = {
    "before, last = (self.values[0] - 2, self.values[-2:][0])": TABLE,
    "before, last = (self.values[0] - 1, self.values[-3:][0])": TABLE,
    "self._parts = 3 * self.values.size": TABLE,
    "self._begin, self._width = (before, min((last - before) // self._parts, 1))": TABLE,
    "self._begin, self._width = (before, max((last + before) // self._parts, 1))": TABLE,
    "self._begin, self._width = (before, max((last - before) // self._parts, 2))": TABLE,
    "starts = before - self._width * np.arange(self._parts)": TABLE,
    "self._table = np.searchsorted(self.values, starts, side='left')": TABLE,
    "part = np.clip((sought - self._begin) // self._width, 0, self._parts - 2)": TABLE,
    "NEVER = timedelta(days=5000001)": MORE,
    "BEYOND = TEN_YEARS + timedelta(days=2)": MORE,
    "ERA = LONGEST * timedelta(days=366) // MICROSECOND": MORE,
    "def arrays_for(schedule: Schedule, first: np.int64, last: np.int64, ahead: int=1) "
    "-> Arrays:": MORE,
    "FAR = 12": MORE,
    "SPARE = 401": MORE,
    "LONGEST = 51": MORE,
    "MARGIN = timedelta(days=4)": MORE,
    "@lru_cache(maxsize=257)": MORE,
    "first, last = (max(first - 1, MINYEAR + 1), min(last + 2, MAXYEAR - 1))": MORE,
    "openings = Openings(self._zone, range(first, last + 2), self._stretches(first, last))": MORE,
    "on, end = (date(first, 1, 2) - MARGIN, date(last, 12, 31) + MARGIN)": MORE,
    "while on < end:": MORE,
    "if widest[1] - widest[0] < LONGEST:": MORE,
    "self._from_day = [bisect_left(self.closes, timedelta(days=day)) "
    "for day in range(self._first_day, last_day + 1)]": TABLE,
    "self._from_day = [bisect_right(self.closes, timedelta(days=day)) "
    "for day in range(self._first_day, last_day - 1)]": MORE,
    "self._from_day = [bisect_right(self.closes, timedelta(days=day)) "
    "for day in range(self._first_day, last_day + 2)]": MORE,
    "self._first_day = (date(years[0], 1, 2) - EPOCH.date()).days - SPARE": MORE,
    "self._first_day = (date(years[0], 2, 1) - EPOCH.date()).days - SPARE": MORE,
    "return self._before[i] + (at if at >= opens else opens)": "they are equal",
    "while closes[i] < at:": "at a closing time as much was open as at the next opening",
    "start, end = (since + EPOCH, until - EPOCH)": "it fails, and then is asked the slower way",
    "start, end = (since - EPOCH, until + EPOCH)": "it fails, and then is asked the slower way",
    "if start > end:": "between equal moments there is nothing, also when it is counted",
}


class Mutant(NamedTuple):
    """One file with one place spoilt: the line as it was and as it is."""

    path: Path
    number: int
    before: str
    after: str
    source: str


def pytest_configure(config: pytest.Config) -> None:
    """Let hypothesis try the same examples each time, and not look for the smallest failure."""
    phases = (Phase.explicit, Phase.generate)
    settings.register_profile("mutants", phases=phases, derandomize=True, database=None)
    settings.load_profile("mutants")


def main() -> int:
    """Run the tests on each mutant; return 1 when one survives."""
    survivors, tried = 0, 0
    with tempfile.TemporaryDirectory(prefix="pdc-mutants-") as folder:
        home = a_copy(Path(folder))
        if not passes(home):
            print("the tests of business time fail as they are")
            return 1
        for mutant in mutants():
            tried += 1
            target = home / mutant.path
            original = target.read_text()
            target.write_text(mutant.source)
            if passes(home):
                survivors += 1
                place = f"{mutant.path}:{mutant.number}"
                print(f"{place}\n  - {mutant.before}\n  + {mutant.after}", flush=True)
            target.write_text(original)
    print(f"{tried} mutants, {survivors} survived, {len(HARMLESS)} known to be harmless")
    return int(survivors > 0)


def a_copy(home: Path) -> Path:
    """Copy the pure core and its tests, and nothing else."""
    shutil.copytree(PROJECT / SOURCE, home / SOURCE, ignore=shutil.ignore_patterns("__pycache__"))
    for name in NEEDED:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, home / name)
    return home


def passes(home: Path) -> bool:
    """Run the tests in the copy."""
    env = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(home)}
    try:
        done = subprocess.run(
            [*PYTEST, *TESTS], cwd=home, env=env, capture_output=True, timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def mutants() -> Iterator[Mutant]:
    """Yield every mutant of every file that is not known to be harmless."""
    for path in sorted((PROJECT / SOURCE).glob("*.py")):
        tree = ast.parse(path.read_text())
        before = ast.unparse(tree).splitlines()
        for node in list(ast.walk(tree)):
            for _ in spoil(node):
                source = ast.unparse(tree)
                lines = source.splitlines()
                i = next(i for i, line in enumerate(lines) if line != before[i])
                if lines[i].strip() not in HARMLESS:
                    name = path.relative_to(PROJECT)
                    yield Mutant(name, i + 1, before[i].strip(), lines[i].strip(), source)


def spoil(node: ast.AST) -> Iterator[None]:
    """Spoil a node in place, once for each comparison in it, and mend it again."""
    match node:
        case ast.Compare(ops=ops):
            for i, op in enumerate(ops):
                ops[i] = OPERATORS[type(op)]()  # type: ignore[call-overload]
                yield
                ops[i] = op
        case ast.BoolOp(op=op) | ast.BinOp(op=op) if type(op) in OPERATORS:
            yield from replaced(node, "op", OPERATORS[type(op)]())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from replaced(node, "operand", ast.UnaryOp(ast.Not(), operand))
        case ast.Name(id=word) if word in WORDS:
            yield from replaced(node, "id", WORDS[word])
        case ast.Attribute(attr=word) if word in WORDS:
            yield from replaced(node, "attr", WORDS[word])
        case ast.Constant(value=str(word)) if word in WORDS:
            yield from replaced(node, "value", WORDS[word])
        case ast.Constant(value=int(number)) if not isinstance(number, bool):
            yield from replaced(node, "value", number + 1)


def replaced(node: ast.AST, part: str, other: object) -> Iterator[None]:
    """Have another part in a node for as long as it takes."""
    kept = getattr(node, part)
    setattr(node, part, other)
    yield
    setattr(node, part, kept)


if __name__ == "__main__":
    sys.exit(main())
