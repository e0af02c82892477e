"""Steps of escalation: what a clock reads in the words of an agreement, or in the file."""

import pytest

from core.importing import Source
from sla.importing.steps import read_step
from sla.models import AgreementVersion, EscalationStep


def read(**step):
    source = Source({"level": 1, "when": "x", "who": "x", **step}, file="f.json")
    columns = read_step(source, {"S01": 12})
    return columns, [str(problem) for problem in source.problems]


@pytest.mark.parametrize(
    ("when", "trigger", "amount"),
    [
        ("80 procent van de termijn verstreken", "share", 80),
        ("Bij 90% van de tijd", "share", 90),
        ("termijn overschreden", "breach", 0),
        ("Termijn is past due", "breach", 0),
        ("geen oplossing na drie werkdagen", "days_after", 3),
        ("dezelfde overschrijding of geen oplossing na drie werkdagen", "days_after", 3),
        ("not solved after 1 working day", "days_after", 1),
        ("na 4 werkuren geen reactie", "minutes_after", 240),
        ("na anderhalf werkuur", "minutes_after", 90),
        ("na 30 werkminuten", "minutes_after", 30),
        ("geen overeenstemming", "people", 0),
        ("150 procent", "people", 0),
    ],
)
def test_the_words_say_when_a_step_is_taken(when, trigger, amount):
    columns, problems = read(when=when)

    assert (columns["trigger"], columns["amount"], problems) == (trigger, amount, [])


@pytest.mark.parametrize(
    ("who", "roles"),
    [
        ("coördinator managementondersteuning", ["coordinator"]),
        ("afdelingshoofd en Coordinator", ["coordinator"]),
        ("de behandelaar en de pool", ["assignee", "pool"]),
        ("directeur Bedrijfsvoering", []),
    ],
)
def test_the_words_say_which_roles_are_told(who, roles):
    columns, _problems = read(who=who)

    assert columns["roles"] == roles


def test_the_person_named_is_told_whatever_the_words_say():
    columns, _problems = read(who="vaste managementassistent", contact="S01")

    assert columns["contact_id"] == 12


def test_what_the_file_states_goes_before_the_words():
    stated = {"trigger": "minutes_after", "amount": 60, "roles": ["client_contact"]}

    columns, problems = read(when="termijn overschreden", who="coördinator", **stated)

    assert {name: columns[name] for name in stated} == stated
    assert problems == []


@pytest.mark.parametrize(
    ("stated", "problem"),
    [
        ({"trigger": "soon"}, "f.json: trigger: soon is not known"),
        ({"trigger": "share", "amount": 100}, "f.json: amount: must be from 1 to 99"),
        ({"trigger": "days_after"}, "f.json: amount: is missing"),
        ({"roles": ["chef"]}, "f.json: roles: "),
        ({"roles": "pool"}, "f.json: roles: must be a list of texts"),
    ],
)
def test_what_is_stated_must_be_possible(stated, problem):
    _columns, problems = read(**stated)

    assert len(problems) == 1
    assert problems[0].startswith(problem)


def test_the_demos_agreements_escalate_at_the_moments_their_words_say(imported):
    version = AgreementVersion.objects.get(agreement__code="SLA-2026-PRJ")

    steps = version.escalation_steps.values_list("trigger", "amount", "roles", "contact__code")

    assert list(steps) == [
        ("share", 80, [], "S19"),
        ("breach", 0, ["coordinator"], "C01"),
        ("days_after", 3, ["coordinator"], "M22"),
        ("people", 0, [], "M03"),
    ]


def test_agreed_words_may_be_read_anew_without_another_version(run, organisation):
    EscalationStep.objects.update(trigger="people", amount=0, roles=[])

    out, problems = run("import_agreements", organisation)

    assert problems == []
    assert "12 changed" in out
    assert EscalationStep.objects.exclude(trigger="people").count() == 36
    assert run("import_agreements", organisation)[0].count("Nothing to do") == 1


def test_other_words_are_another_agreement(run, organisation):
    organisation["agreements"][0]["escalation_path"][0]["when"] = "90 procent verstreken"

    _out, problems = run("import_agreements", organisation)

    assert any("raise its number" in problem for problem in problems)


def test_two_steps_of_one_level_are_refused(run, organisation):
    organisation["agreements"][0]["escalation_path"][1]["level"] = 1

    _out, problems = run("import_agreements", organisation)

    assert any("escalation_path[1].level" in problem for problem in problems)
