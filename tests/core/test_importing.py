"""Reading files for imports: everything wrong is told at once, with its place."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.management.base import OutputWrapper

from core.importing import ImportRefused, Progress, Source, Tally
from teams.models import Pool, PoolMembership


def a_source(value):
    return Source(value, file="file.json")


def told(source):
    return [(problem.path, problem.reason) for problem in source.problems]


def test_a_value_knows_its_path():
    source = a_source({"services": [{}, {"response": {"unit": "weeks"}}]})

    source.at("services").at(1).at("response").pick("unit", {"hours": 60})

    assert str(source.problems[0]) == "file.json: services[1].response.unit: weeks is not known"


@pytest.mark.parametrize(
    ("read", "value", "reason"),
    [
        (lambda source: source.text("x"), None, "is missing"),
        (lambda source: source.text("x"), "", "is missing"),
        (lambda source: source.text("x"), 5, "must be a text"),
        (lambda source: source.text("x"), "a\x00b", "holds a character that can't be stored"),
        (lambda source: source.whole("x"), None, "is missing"),
        (lambda source: source.whole("x"), True, "must be a whole number"),
        (lambda source: source.whole("x"), "5", "must be a whole number"),
        (lambda source: source.whole("x", most=9), 10, "must be from 0 to 9"),
        (lambda source: source.day("x"), "31-03-2026", "must be a date such as 2026-03-31"),
        (lambda source: source.day("x"), "2026-02-30", "must be a date such as 2026-03-31"),
        (
            lambda source: source.moment("x"),
            "2026-03-31T09:30:00",
            "must be a moment such as 2026-03-31T09:30:00+02:00",
        ),
        (
            lambda source: source.moment("x"),
            "2026-13-31T09:30:00+02:00",
            "must be a moment such as 2026-03-31T09:30:00+02:00",
        ),
        (lambda source: source.each("x"), None, "is missing"),
        (lambda source: source.each("x"), {}, "must be a list"),
        (lambda source: source.columns(Pool, {"name": "x"}), None, "is missing"),
        (lambda source: source.columns(Pool, {"name": "x"}), 5, "must be a text"),
        (
            lambda source: source.columns(Pool, {"name": "x"}),
            "a\x00b",
            "holds a character that can't be stored",
        ),
        (
            lambda source: source.columns(Pool, {"code": "x"}),
            "x" * 31,
            "Ensure this value has at most 30 characters (it has 31).",
        ),
        (
            lambda source: source.columns(PoolMembership, {"contract_hours": "x"}),
            True,
            "must be a number",
        ),
    ],
)
def test_what_is_wrong_with_a_value_is_noted_and_not_raised(read, value, reason):
    source = a_source({"x": value})

    read(source)

    assert told(source) == [("x", reason)]


def test_what_is_right_is_read_as_it_is_stored():
    source = a_source({"hours": 32, "name": "Pool Noord", "since": "2026-01-31"})

    assert source.columns(PoolMembership, {"contract_hours": "hours"}) == {
        "contract_hours": Decimal(32)
    }
    assert source.columns(Pool, {"name": "name", "phone": "phone"}) == {
        "name": "Pool Noord",
        "phone": "",
    }
    assert source.day("since") == date(2026, 1, 31)
    assert told(source) == []


def test_one_code_twice_is_told_with_both_places():
    source = a_source({"pools": [{"code": "A"}, {"code": "B"}, {"code": "A"}, 7]})

    assert len(source.each("pools", unique="code")) == 3
    assert told(source) == [
        ("pools[2].code", "A is also at pools[0]"),
        ("pools[3]", "must be an object"),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "can't be read: No such file or directory"),
        (b"\xff\xfe", "is not UTF-8 text"),
        (b'{"a": 1,}', "is not JSON at line 1, column 9"),
        (b"[" * 100_000, "is not JSON that can be read: it is nested too deeply"),
    ],
)
def test_a_file_that_is_no_json_is_told(tmp_path, content, reason):
    path = tmp_path / "file.json"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ImportRefused) as refused:
        Source.read(path)

    [problem] = refused.value.problems
    assert problem.file == str(path)
    assert problem.reason.startswith(reason)


def test_each_line_of_a_file_of_lines_is_judged_by_itself(tmp_path):
    path = tmp_path / "file.jsonl"
    path.write_text('{"id": "a"}\n\n{"id": \n{"id": "a"}\n"text"\n')

    source = Source.read_lines(path)
    rows = source.objects(unique="id")

    assert [row.path for row in rows] == ["line 1", "line 4"]
    assert [problem.path for problem in source.problems] == ["line 3", "line 4.id", "line 5"]


@pytest.mark.django_db
def test_a_second_run_changes_nothing_and_says_so():
    first, second, third = Tally(), Tally(), Tally()
    first.put(Pool, {"code": "A"}, {"code": "A", "name": "Noord"})
    second.put(Pool, {"code": "A"}, {"code": "A", "name": "Noord"})
    third.put(Pool, {"code": "A"}, {"code": "A", "name": "Zuid"})

    assert [first.made, second.made, third.made] == [1, 0, 0]
    assert [first.changed, second.changed, third.changed] == [0, 0, 1]
    assert str(second).endswith("1 were there already.")
    assert Pool.objects.get().name == "Zuid"


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_counts_on_a_terminal_and_tells_the_end_elsewhere():
    terminal, log = Terminal(), io.StringIO()

    for stream in (terminal, log):
        list(Progress(OutputWrapper(stream)).over("rows", ["a", "b"]))

    assert terminal.getvalue() == "\rrows: 0/2\rrows: 1/2\rrows: 2/2\n"
    assert log.getvalue() == "rows: 2/2\n"
