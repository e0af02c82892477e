"""Files that can't be imported: every problem is told with its place, nothing is written."""

import pytest

from tests.sla.conftest import rows


def change(data, path, value):
    """Set what a path such as services[3].response.unit leads to."""
    keys = [
        int(key) if key.isdigit() else key
        for key in path.replace("]", "").replace("[", ".").split(".")
    ]
    for key in keys[:-1]:
        data = data[key]
    data[keys[-1]] = value


BROKEN = [
    ("import_organisation", "pools", {}, "pools: must be a list"),
    ("import_organisation", "pools[1].code", "POOL-BD", "pools[1].code: POOL-BD is also at"),
    ("import_organisation", "pools[0].mailbox", "nowhere", "pools[0].mailbox: Enter a valid"),
    ("import_organisation", "pools[2].calendar", "night", "pools[2].calendar: night is not known"),
    ("import_organisation", "departments[0].pool", "X", "departments[0].pool: X is not known"),
    ("import_organisation", "departments[0].parent", "DIR", "departments[0].parent: this unit"),
    ("import_organisation", "managers[3].department", None, "managers[3].department: is missing"),
    ("import_organisation", "managers[3].email", "x", "managers[3].email: Enter a valid"),
    ("import_organisation", "managers[3].id", "M01", "managers[3].id: M01 is also at managers[0]"),
    ("import_organisation", "secretaries[0].id", "", "secretaries[0].id: is missing"),
    ("import_organisation", "secretaries[0].contract_hours", "32", "must be a number"),
    (
        "import_organisation",
        "secretaries[0].work_patterns[0].weeks",
        "leap",
        "secretaries[0].work_patterns[0].weeks: leap is not known",
    ),
    ("import_organisation", "holidays[0].closed", "yes", "holidays[0].closed: must be true"),
    ("import_organisation", "holidays[0].date", "1 mei", "holidays[0].date: must be a date"),
    ("import_organisation", "closures[0].to", "2020-01-01", "closures[0].to: must be in the year"),
    ("import_organisation", "closures[0].calendars[0]", "x", "closures[0].calendars[0]: x is not"),
    (
        "import_organisation",
        "hour_exceptions[0].hours[0]",
        ["12:30", "08:30"],
        "hour_exceptions[0].hours: 2026-10-08 12:30-08:30 closes before it opens",
    ),
    ("import_organisation", "hour_exceptions[0].date", "2026-12-25", "Eerste Kerstdag on this"),
    (
        "import_organisation",
        "calendars[0].hours.mon[0]",
        ["08:00", "25:00"],
        "calendars[0].hours: mon '25:00'",
    ),
    ("import_organisation", "norms.update.unit", "weeks", "norms.update.unit: weeks is not known"),
    ("import_organisation", "norms.warning_at_pct_of_target", 100, "must be from 1 to 99"),
    ("import_organisation", "norms.flex_reserve_pct.min", 101, "must be from 0 to 100"),
    ("import_organisation", "norms.flex_reserve_pct", 15, "flex_reserve_pct.min: is missing"),
    ("import_organisation", "capacity[0].pool", "X", "capacity[0].pool: X is not known"),
    ("import_organisation", "capacity[1].pool", "POOL-BD", "capacity[1].pool: POOL-BD is also"),
    ("import_organisation", "capacity[0].net_minutes_per_month", "veel", "must be a whole number"),
    ("import_catalogue", "themes[0].categories[0].code", "FG", "themes[2].code: FG is also at"),
    ("import_catalogue", "services[3].code", "PO-01", "services[3].code: PO-01 is also at"),
    ("import_catalogue", "services[3].name", None, "services[3].name: is missing"),
    ("import_catalogue", "services[3].theme", "X", "services[3].theme: X is not known"),
    ("import_catalogue", "services[3].category", "DOC", "services[3].category: this category"),
    ("import_catalogue", "services[3].response.unit", "weeks", "services[3].response.unit: weeks"),
    ("import_catalogue", "services[0].response.value", 0, "services[0].response.value: must be"),
    ("import_catalogue", "services[3].turnaround.starts_at", "x", "turnaround.starts_at: x is not"),
    ("import_catalogue", "services[3].calendar", "night", "services[3].calendar: night is not"),
    ("import_catalogue", "services[3].channels[0]", "fax", "services[3].channels[0]: fax is not"),
    ("import_catalogue", "services[3].version", 0, "services[3].version: must be from 1"),
    ("import_catalogue", "services[3].valid_from", None, "services[3].valid_from: is missing"),
    ("import_catalogue", "services[3].review_month", "1", "services[3].review_month: must be a"),
    ("import_catalogue", "services[3].related", ["PO-04"], "services[3].related[0]: PO-04 is not"),
    (
        "import_catalogue",
        "services[3].min_notice",
        {"value": 4, "unit": "hours"},
        "services[3].min_notice.unit: notice is counted in workdays",
    ),
    ("import_catalogue", "services[3].intake_fields[0].type", "sound", "intake_fields[0].type:"),
    ("import_catalogue", "services[0].intake_fields[4].choices", [], "[4].choices: is missing"),
    ("import_catalogue", "services[0].process.steps[0].role", None, "steps[0].role: is missing"),
    ("import_agreements", "agreements[0].client_department", "X", "client_department: X is not"),
    ("import_agreements", "agreements[0].provider_pool", "X", "provider_pool: X is not known"),
    ("import_agreements", "agreements[0].calendar", None, "agreements[0].calendar: is missing"),
    ("import_agreements", "agreements[0].valid_until", "2025-01-01", "valid_until: must not be"),
    ("import_agreements", "agreements[0].client_contact", "M99", "client_contact: M99 is not"),
    ("import_agreements", "agreements[0].lines[2].service_code", "X", "service_code: X is not"),
    ("import_agreements", "agreements[0].lines[2].kpi_norm_pct", 101, "must be from 1 to 100"),
    ("import_agreements", "agreements[0].escalation_path[0].level", "1", "[0].level: must be a"),
]


@pytest.mark.parametrize(("command", "path", "value", "problem"), BROKEN)
def test_what_is_wrong_is_told_with_its_place_and_nothing_is_written(
    command, path, value, problem, run, organisation, catalogue
):
    data = catalogue if command == "import_catalogue" else organisation
    change(data, path, value)
    before = rows()

    _out, problems = run(command, data)

    assert any(problem in line and f"{command}.json: " in line for line in problems), problems
    assert problems[-1].endswith("nothing was written.")
    assert rows() == before


def test_every_problem_is_told_at_once(run, catalogue):
    for number in range(10):
        catalogue["services"][number]["response"] = {"value": "four", "unit": "weeks"}

    _out, problems = run("import_catalogue", catalogue)

    assert sum("response" in line for line in problems) == 20


@pytest.mark.parametrize(
    "command", ["import_organisation", "import_catalogue", "import_agreements"]
)
def test_a_file_that_holds_no_object_is_refused(command, run):
    _out, problems = run(command, ["text"])

    assert problems[-1] == "1 problem; nothing was written."
