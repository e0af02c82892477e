"""What work in the database costs: time passed, and processor time on both sides.

Processor time says more than time passed where others use the machine too.
"""

import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil
from django.db import connection

TABLE = re.compile(r'(?:UPDATE|INTO|FROM) "(\w+)"')


@dataclass
class Spent:
    """Seconds: passed, of our processor, of the database's, and passed in each statement."""

    passed: float = 0.0
    ours: float = 0.0
    database: float = 0.0
    statements: Counter[str] = field(default_factory=Counter)

    def of_each(self, number: int) -> dict[str, object]:
        """Return microseconds of processor for each of so many things, and shares of the time."""
        shares = {name: spent / self.passed for name, spent in self.statements.items()}
        shares["python"] = self.ours / self.passed
        shares["commit and waiting"] = max(0.0, 1 - sum(shares.values()))
        return {
            "cpu_us_each": round(self.ours / number * 1e6, 1),
            "cpu_us_each_postgres": round(self.database / number * 1e6, 1),
            "shares": {name: round(share, 2) for name, share in shares.items() if share >= 0.01},
        }


@contextmanager
def spending() -> Iterator[Spent]:
    """Measure what this process spends, with the server process of its connection."""
    spent = Spent()

    def timed(execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            table = TABLE.search(sql)
            verb = sql.split(None, 1)[0].lower()
            spent.statements[f"{verb} {table[1]}" if table else verb] += time.perf_counter() - began

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = psutil.Process(cursor.fetchone()[0])
    with connection.execute_wrapper(timed):
        before = (time.perf_counter(), time.process_time(), sum(server.cpu_times()[:2]))
        yield spent
        after = (time.perf_counter(), time.process_time(), sum(server.cpu_times()[:2]))
    spent.passed, spent.ours, spent.database = (b - a for a, b in zip(before, after, strict=True))
