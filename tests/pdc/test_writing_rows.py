"""Questions and steps of a draft: added, moved, taken away, put back, and nothing typed is lost."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pdc.models import IntakeField, ProcessStep
from requests.checklist import checklist_of
from sla.actions import start_draft
from tests.factories import NOW, a_request, a_service
from tests.pdc.writing import Writer

QUESTIONS = "/catalogue/drafts/PO-10/questions/"
PROCESS = "/catalogue/drafts/PO-10/process/"


@pytest.fixture
def version(noord):
    questions = [
        {"key": "dag", "type": "date", "is_event": True, "required": True},
        {"key": "wie", "help": "Wie komt er?"},
        {"key": "soort", "type": "choice", "choices": ["groot", "klein"]},
    ]
    return a_service(questions=questions, steps=["Zoeken", "Bevestigen", "Klaarzetten"])


@pytest.fixture
def draft(version, fatima, monday_ten_oclock):
    return start_draft(version.service, by=fatima, now=NOW)


def labels(draft):
    return list(draft.intake_fields.values_list("label", flat=True))


def steps(draft):
    return list(ProcessStep.objects.filter(process__version=draft).values_list("action", flat=True))


def whole(draft):
    """Return what the page of questions sends of each as it is."""
    sent = {}
    for one in IntakeField.objects.filter(version=draft):
        sent[f"q{one.pk}-label"], sent[f"q{one.pk}-type"] = one.label, one.type
        sent[f"q{one.pk}-choices"], sent[f"q{one.pk}-help"] = "\n".join(one.choices), one.help
        for name in ("required", "is_event"):
            if getattr(one, name):
                sent[f"q{one.pk}-{name}"] = "on"
    return sent


def key_of(draft, label):
    return draft.intake_fields.get(label=label).pk


def test_a_question_is_added_with_all_that_was_typed(draft, fatima):
    writer = Writer(fatima, QUESTIONS)
    typed = {f"q{key_of(draft, 'Wie')}-label": "Wie komen er"}
    answer = writer.sends(whole(draft) | typed, do="add")

    assert labels(draft) == ["Dag", "Wie komen er", "Soort", ""]
    assert draft.intake_fields.last().key == "vraag"
    assert answer["HX-Retarget"] == "#writing"


def test_a_new_question_has_a_key_that_reads_as_its_words(draft, fatima):
    writer = Writer(fatima, QUESTIONS)
    keys = []
    writer.read(writer.sends(whole(draft), do="add").content.decode())
    new = draft.intake_fields.last().pk
    for words in ("Hoeveel gasten?", "Wie", "Hoeveel gasten komen er?", "???"):
        writer.sends(whole(draft) | {f"q{new}-label": words})
        writer.open()
        keys.append(draft.intake_fields.get(pk=new).key)

    assert keys == ["hoeveel-gasten", "wie-2", "hoeveel-gasten-komen-er", "vraag"]


def test_a_question_that_was_asked_before_keeps_its_key(draft, fatima):
    wie = key_of(draft, "Wie")
    Writer(fatima, QUESTIONS).sends(whole(draft) | {f"q{wie}-label": "Wie komen er allemaal?"})
    assert draft.intake_fields.get(pk=wie).key == "wie"

    writer = Writer(fatima, QUESTIONS)
    writer.sends(whole(draft), do=f"remove:{wie}")
    writer.open()
    writer.sends(whole(draft), do="add")
    new = draft.intake_fields.get(label="").pk
    writer.open()
    writer.sends(whole(draft) | {f"q{new}-label": "Wie"})
    assert draft.intake_fields.get(pk=new).key == "wie-2"


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("up:Wie", ["Wie", "Dag", "Soort"]),
        ("down:Wie", ["Dag", "Soort", "Wie"]),
        ("up:Dag", ["Dag", "Wie", "Soort"]),
        ("down:Soort", ["Dag", "Wie", "Soort"]),
        ("up:nobody", ["Dag", "Wie", "Soort"]),
    ],
)
def test_a_question_moves_one_place(do, order, draft, fatima):
    verb, label = do.split(":")
    key = key_of(draft, label) if label != "nobody" else 0
    Writer(fatima, QUESTIONS).sends(whole(draft), do=f"{verb}:{key}")

    assert labels(draft) == order


def test_what_is_dragged_is_sent_in_its_new_order(draft, fatima):
    writer = Writer(fatima, QUESTIONS)
    writer.fields["q"] = [writer.fields["q"][place] for place in (2, 0, 1)]
    writer.sends(whole(draft))

    assert labels(draft) == ["Soort", "Dag", "Wie"]


def test_what_is_removed_is_put_back_where_and_as_it_was(draft, fatima):
    writer = Writer(fatima, QUESTIONS)
    answer = writer.sends(whole(draft), do=f"remove:{key_of(draft, 'Dag')}").content.decode()
    assert labels(draft) == ["Wie", "Soort"]

    back = re.search(r'value="(back:[^"]*)"', answer)
    writer.read(answer)
    writer.sends(whole(draft), do=unescape(back[1]))

    assert labels(draft) == ["Dag", "Wie", "Soort"]
    first = draft.intake_fields.first()
    assert (first.key, first.type, first.is_event, first.required) == ("dag", "date", True, True)


@pytest.mark.parametrize("said", ["", "[]", "[0]", "{}", '["x", {}]', "[0, 1]"])
def test_what_can_not_be_put_back_is_not(said, draft, fatima):
    Writer(fatima, QUESTIONS).sends(whole(draft), do=f"back:{said}")

    assert labels(draft)[:3] == ["Dag", "Wie", "Soort"]


def test_only_one_question_is_the_moment_of_the_event(draft, fatima):
    wie = key_of(draft, "Wie")
    typed = {f"q{wie}-type": "datetime", f"q{wie}-is_event": "on"}
    answer = Writer(fatima, QUESTIONS).sends(whole(draft) | typed)

    assert draft.intake_fields.get(is_event=True).pk == wie
    assert answer.content.decode().count('is_event" class="form-check-input" id') == 3
    assert answer["HX-Retarget"] == "#writing"


def test_what_is_typed_in_a_question_a_colleague_removed_comes_back(draft, fatima, joost):
    one, other = Writer(fatima, QUESTIONS), Writer(joost, QUESTIONS)
    wie, sent = key_of(draft, "Wie"), whole(draft)
    one.sends(sent, do=f"remove:{wie}")
    other.sends(sent | {f"q{wie}-label": "Wie en hoeveel"})

    assert labels(draft) == ["Dag", "Soort", "Wie en hoeveel"]


def test_a_question_a_colleague_removed_stays_away_where_nothing_was_typed(draft, fatima, joost):
    one, other = Writer(fatima, QUESTIONS), Writer(joost, QUESTIONS)
    sent = whole(draft)
    one.sends(sent, do=f"remove:{key_of(draft, 'Wie')}")
    other.sends(sent)

    assert labels(draft) == ["Dag", "Soort"]


def test_two_who_write_the_same_question_see_both(draft, fatima, joost):
    one, other = Writer(fatima, QUESTIONS), Writer(joost, QUESTIONS)
    label, sent = f"q{key_of(draft, 'Wie')}-label", whole(draft)
    one.sends(sent | {label: "Van Fatima"})
    answer = other.sends(sent | {label: "Van Joost"}).content.decode()

    assert labels(draft)[1] == "Van Fatima"
    assert "Van Fatima" in answer


def test_steps_are_written_as_questions_are(draft, fatima):
    writer = Writer(fatima, PROCESS)
    sent = {
        f"s{one.pk}-action": one.action
        for one in ProcessStep.objects.filter(process__version=draft)
    } | {"process-goal": "Een zaal die klopt", "process-risks": "dubbel geboekt\nte klein"}
    last = ProcessStep.objects.get(process__version=draft, action="Klaarzetten")
    writer.sends(sent, do=f"up:{last.pk}")

    assert steps(draft) == ["Zoeken", "Klaarzetten", "Bevestigen"]
    draft.process.refresh_from_db()
    assert draft.process.goal == "Een zaal die klopt"
    assert draft.process.risks == ["dubbel geboekt", "te klein"]


def test_a_service_without_a_process_gets_one_when_something_is_written(fatima, noord):
    version = a_service()
    draft = start_draft(version.service, by=fatima, now=NOW)
    writer = Writer(fatima, PROCESS)
    writer.sends({})
    assert not hasattr(type(draft).objects.get(pk=draft.pk), "process")

    writer.sends({"process-goal": ""}, do="add")
    assert steps(draft) == [""]


def test_a_step_that_is_not_for_the_checklist_is_no_tick(fatima, daan):
    version = a_service(steps=["Zoeken", "Bevestigen", "Klaarzetten"], status="draft")
    ProcessStep.objects.filter(action="Bevestigen").update(on_checklist=False)
    version.status = "published"
    version.save()
    request = a_request(daan, by=fatima, service=version)

    assert [item.text for item in checklist_of(request).items] == ["Zoeken", "Klaarzetten"]


def test_the_form_is_shown_as_the_desk_will_ask_it(draft, fatima):
    page = Writer(fatima, "/catalogue/drafts/PO-10/form/").open()

    assert '<option value="groot">groot</option>' in page
    assert "Wie komt er?" in page


@pytest.mark.parametrize("place", [QUESTIONS, PROCESS, f"{QUESTIONS}../form/"])
def test_a_page_asks_as_much_of_the_database_however_long_it_is(place, draft, fatima):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            Writer(fatima, place.replace("questions/../", ""))
        return len(queries)

    few = asked()
    for number in range(60):
        draft.intake_fields.create(key=f"k{number}", order=10 + number, label="Nog een")
        draft.process.steps.create(order=10 + number, role="pool", action="Nog een")

    assert asked() == few
