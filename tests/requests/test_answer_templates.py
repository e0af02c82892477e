"""Standard texts: kept by a pool, and filled in for one request where one writes to the client."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from requests import actions
from requests.models import AnswerTemplate, WaitingFor
from requests.standard_texts import texts_for
from tests.factories import NOW, a_request, a_secretary, a_service, a_text, later
from tests.requests.desk import HTMX

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]
TEXTS = reverse("requests:answer_templates")
ALL = "Dag {voornaam}, {onderwerp} ({nummer}) is klaar op {klaar}. {iets} {Voornaam}"


@pytest.fixture
def zaal(daan, fatima):
    it = a_request(daan, by=fatima, service=a_service(), subject="Zaal <b> & {nummer}")
    actions.pick_up(it, by=fatima, now=NOW)
    return it


def at(template, name="answer_template"):
    return reverse(f"requests:{name}", args=[template.pk])


def add(visitor, **fields):
    typed = {"name": "Ontvangst", "text": "Dag {voornaam},\r\n\r\nFijn."}
    return visitor.post(TEXTS, typed | fields)


def choose(visitor, service_request, template, to="contact", **typed):
    """Choose a standard text as a browser without script does."""
    return visitor.post(
        reverse(f"requests:{to}", args=[service_request.pk]), {"template": template} | typed
    )


def filled(service_request, now=NOW):
    return [one.text for one in texts_for(service_request, now)]


def test_what_is_known_is_filled_in_once_and_the_rest_stays(zaal, noord, fatima):
    a_text(noord, fatima, text=ALL)

    assert filled(zaal) == [
        f"Dag Daan, Zaal <b> & {{nummer}} ({zaal.number}) is klaar op woensdag 4 maart 17:00. "
        "{iets} Daan"
    ]


def test_the_day_is_said_in_the_language_of_the_client(zaal, noord, fatima, daan):
    a_text(noord, fatima, text="{klaar}")
    daan.language = "en"
    daan.save()
    zaal.requested_by.refresh_from_db()

    assert filled(zaal) == ["Wednesday 4 March 17:00"]


def test_a_day_that_passed_or_stands_still_is_not_promised(zaal, noord, fatima):
    a_text(noord, fatima, text="{klaar}")
    assert filled(zaal, later(days=9)) == ["{klaar}"]

    how = {"waiting_for": WaitingFor.CLIENT, "reason": "?", "follow_up_on": None}
    actions.wait(zaal, **how, by=fatima, now=NOW)
    assert filled(zaal) == ["{klaar}"]


def test_only_the_texts_of_the_pool_that_has_it_are_offered(zaal, noord, zuid, fatima, sanne):
    a_text(noord, fatima)
    a_text(zuid, sanne)

    assert filled(zaal) == ["Dag Daan,"]


def test_a_text_that_was_chosen_stands_in_the_field_escaped(desk, zaal, noord, fatima):
    text = a_text(noord, fatima, text="{onderwerp} </textarea><script>")

    contact = choose(desk, zaal, text.pk).content.decode()
    finish = choose(desk, zaal, text.pk, to="finish")

    words = escape("Zaal <b> & {nummer} </textarea><script>")
    assert f">{words}</textarea>" in contact
    assert f'data-insert="{words}"' in contact
    assert words in str(finish.context["doing_form"]["text"])
    assert "text" not in finish.context["contact_form"].initial


def test_choosing_a_text_without_script_keeps_what_was_typed_and_does_nothing(
    desk, zaal, noord, fatima
):
    text = a_text(noord, fatima)
    happened = zaal.events.count()

    page = choose(
        desk, zaal, text.pk, text="Hoi\r\n", channel="phone", next_step="Bellen", then_wait="on"
    )

    form = page.context["contact_form"]
    assert form["text"].value() == "Hoi\n\nDag Daan,"
    assert (form["channel"].value(), form["next_step"].value()) == ("phone", "Bellen")
    assert form["then_wait"].value()
    assert not form.errors
    assert zaal.events.count() == happened


def test_a_text_of_another_pool_or_that_is_gone_fills_in_nothing(desk, zaal, zuid, sanne):
    foreign = a_text(zuid, sanne, text="Van Zuid")

    for chosen in (foreign.pk, "", "x"):
        page = choose(desk, zaal, chosen, text="Getypt").content.decode()
        assert "Van Zuid" not in page
        assert "not there any more" in page
        assert "Getypt</textarea>" in page


def test_when_something_happens_the_texts_say_so_too(desk, zaal, noord, fatima, joost):
    a_text(noord, fatima, text="{klaar}")
    seen = desk.get(zaal.get_absolute_url()).context["version"]
    actions.note(zaal, text="!", by=joost, now=NOW)

    news = desk.get(zaal.get_absolute_url(), {"seen": seen}, headers=HTMX).content.decode()

    assert 'hx-swap-oob="innerHTML:.texts > .menu-body"' in news


def test_each_of_the_team_adds_changes_and_removes(desk, client, noord, fatima, joost):
    add(desk)
    text = AnswerTemplate.objects.get()
    assert (text.pool, text.text) == (noord, "Dag {voornaam},\n\nFijn.")
    assert (text.changed_by, text.changed_at) == (fatima, NOW)

    client.force_login(joost)
    client.post(at(text), {"name": "Begin", "text": "Hallo"})
    text.refresh_from_db()
    assert (text.name, text.text, text.changed_by) == ("Begin", "Hallo", joost)

    client.post(at(text, "remove_answer_template"))
    assert not AnswerTemplate.objects.exists()


def test_a_name_is_used_once_in_a_pool_and_what_was_typed_stays(desk, noord, zuid, fatima, sanne):
    a_text(zuid, sanne, name="Klaar")
    taken, other = a_text(noord, fatima), a_text(noord, fatima, name="Klaar")

    added = add(desk, name="ONTVANGST", text="Nieuw").content.decode()
    changed = desk.post(at(other), {"name": "ontvangst", "text": "Anders"}).content.decode()

    for page, typed in ((added, "Nieuw"), (changed, "Anders")):
        assert "Choose another" in page
        assert typed in page
    assert AnswerTemplate.objects.filter(pool=noord).count() == 2
    other.refresh_from_db()
    assert (other.text, taken.name) == ("Dag {voornaam},", "Ontvangst")


def test_of_two_who_change_a_text_the_second_sees_both(desk, client, noord, fatima, joost):
    text = a_text(noord, fatima, changed_at=later(days=-1))
    seen = desk.get(TEXTS).context["forms"][0]["seen"].value()
    mine = {"name": "Begin", "text": "Van mij", "seen": seen}
    client.force_login(joost)
    client.post(at(text), {"name": "Ontvangst", "text": "Van Joost", "seen": seen})
    client.force_login(fatima)

    refused = client.post(at(text), mine)
    page = refused.content.decode()

    assert "Meanwhile Joost changed this text" in page
    assert '<p class="words m-0">Van Joost</p>' in page
    assert "Van mij</textarea>" in page
    text.refresh_from_db()
    assert (text.text, text.changed_by) == ("Van Joost", joost)
    now_seen = refused.context["forms"][0]["seen"].value()
    client.post(at(text), mine | {"seen": now_seen})
    text.refresh_from_db()
    assert (text.name, text.text, text.changed_by) == ("Begin", "Van mij", fatima)


def test_words_for_a_text_that_was_removed_can_be_kept_as_a_new_one(desk, noord, fatima):
    text = a_text(noord, fatima)
    desk.post(at(text, "remove_answer_template"))

    page = desk.post(at(text), {"name": "Begin", "text": "Van mij"})

    assert "A colleague removed this text" in page.content.decode()
    assert page.context["form"]["text"].value() == "Van mij"
    again = desk.post(at(text, "remove_answer_template"), follow=True)
    assert "removed already" in again.content.decode()


def test_a_text_that_was_changed_is_not_removed_unread(desk, noord, fatima, joost):
    text = a_text(noord, fatima, changed_at=later(days=-1))
    seen = {"seen": desk.get(TEXTS).context["forms"][0]["seen"].value()}
    AnswerTemplate.objects.update(changed_at=NOW, changed_by=joost, text="Nieuw")

    page = desk.post(at(text, "remove_answer_template"), seen, follow=True)

    assert "Meanwhile Joost changed “Ontvangst”" in page.content.decode()
    assert AnswerTemplate.objects.get().text == "Nieuw"
    seen = {"seen": desk.get(TEXTS).context["forms"][0]["seen"].value()}
    desk.post(at(text, "remove_answer_template"), seen)
    assert not AnswerTemplate.objects.exists()


@pytest.mark.parametrize("fields", [{"name": " "}, {"text": " \n"}, {"name": "x" * 61}])
def test_a_text_has_a_name_and_words(desk, fields):
    assert add(desk, **fields).status_code == 200
    assert not AnswerTemplate.objects.exists()


def test_who_works_in_more_pools_says_which(desk, fatima, zuid, noord):
    fatima.pool_memberships.create(pool=zuid, since="2020-01-01")

    assert add(desk).status_code == 200  # it asks which
    add(desk, pool=zuid.pk)
    assert AnswerTemplate.objects.get().pool == zuid


def test_only_who_works_there_today_changes_a_text(client, noord, fatima):
    text = a_text(noord, fatima)
    left = a_secretary(noord, "Ooit Hier")
    left.pool_memberships.update(until="2026-02-01")
    client.force_login(left)

    for name in ("answer_template", "remove_answer_template"):
        assert client.post(at(text, name), {"name": "x", "text": "x"}).status_code == 404
    assert client.get(TEXTS).status_code == 302
    text.refresh_from_db()
    assert text.name == "Ontvangst"


def test_one_goes_back_to_the_request_and_nowhere_else(desk, zaal):
    here = zaal.get_absolute_url()

    answer = add(desk, next=here)
    assert f'href="{here}"' in desk.get(answer.url).content.decode()
    assert add(desk, name="B", next="https://evil.example/").url == TEXTS


@pytest.mark.parametrize("page", ["request", "texts"])
def test_more_texts_cost_no_more_queries(desk, zaal, noord, fatima, page):
    address = zaal.get_absolute_url() if page == "request" else TEXTS

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(address).status_code == 200
        return len(captured)

    a_text(noord, fatima)
    queries()  # the schedules are read once
    few = queries()
    for number in range(6):
        a_text(noord, fatima, name=f"Tekst {number}", text=ALL)

    assert queries() == few
