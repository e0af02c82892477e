"""What is typed into a new request is kept on the server, for who types it, until it is logged."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from time_machine import travel

from requests import actions
from requests.models import Draft, Link, ServiceRequest
from tests.factories import NOW, a_person, a_request, a_service, later
from tests.requests.desk import HTMX, NEW, typed

TOKEN = "5a0f2b7e-3f0e-4a8e-9f59-0d4d8ad0c001"

pytestmark = pytest.mark.usefixtures("monday_ten_oclock")


def keep(desk, *args, **fields):
    """Type, and let the browser send it; returns the token of the form."""
    form = typed(*args, **fields)
    answer = desk.post(reverse("requests:keep_draft"), form)
    assert (answer.status_code, answer.content) == (204, b"")
    return form["token"]


def page(visitor, **query):
    return visitor.get(reverse(NEW), query).content.decode()


def test_what_was_typed_is_offered_and_comes_back_whole(desk, daans):
    version = a_service(questions=[{"key": "aantal", "type": "number"}])
    answered = {"answer-aantal": "8", "text": "Met <b>beamer</b>", "confidential": "on"}
    token = keep(desk, daans, version, subject="zaal De Stuw", **answered)

    assert "zaal De Stuw" in page(desk)
    resumed = page(desk, draft=token)
    assert f'name="token" value="{token}"' in resumed
    assert f'name="requester" value="{daans.pk}"' in resumed
    assert 'value="8"' in resumed
    assert "Met &lt;b&gt;beamer&lt;/b&gt;" in resumed
    assert "Daan Visser" in resumed  # the card of who asks


def test_what_is_not_finished_is_not_complained_about(desk, daans):
    token = keep(desk, who="da", subject="", urgent="on", received_at="gisteren", text="Iets")

    resumed = page(desk, draft=token)

    assert "invalid-feedback" not in resumed
    assert "Iets" in resumed


def test_nobody_sees_the_draft_of_another(desk, client, joost, daans):
    token = keep(desk, daans, subject="Gesprek over Piet", confidential="on")
    client.force_login(joost)

    assert "Gesprek over Piet" not in page(client) + page(client, draft=token)
    client.post(reverse("requests:forget_draft", args=[token]))
    client.post(reverse("requests:keep_draft"), typed(subject="Van Joost", token=token))
    assert Draft.objects.get(owner__given_name="Fatima").title == "Gesprek over Piet"


def test_several_can_be_left_open_and_one_thrown_away(desk):
    zaal, lunch = keep(desk, subject="zaal"), keep(desk, subject="lunch")

    left = desk.post(reverse("requests:forget_draft", args=[zaal]), typed(), headers=HTMX)

    assert "lunch" in left.content.decode()
    assert [str(draft.token) for draft in Draft.objects.all()] == [lunch]


def test_without_any_script_what_is_typed_beside_it_stays(desk):
    token = keep(desk, subject="zaal")
    form = typed(subject="iets anders", text="Niet kwijtraken")

    answer = desk.post(reverse("requests:forget_draft", args=[token]), form).content.decode()

    assert "Niet kwijtraken" in answer
    assert "iets anders" in answer
    assert not Draft.objects.exists()


def test_what_is_logged_is_no_draft_any_more(desk, daans):
    form = typed(daans, subject="zaal")
    desk.post(reverse("requests:keep_draft"), form)

    desk.post(reverse(NEW), form)
    assert not Draft.objects.exists()

    desk.post(reverse("requests:keep_draft"), form)  # the last words came in late
    assert "Left open before" not in page(desk)
    assert "zaal" not in page(desk, draft=form["token"])


def test_what_was_emptied_again_is_not_kept(desk, daans):
    token = keep(desk, daans, subject="zaal")

    keep(desk, daans, subject=" ", token=token)

    assert not Draft.objects.exists()


@pytest.mark.parametrize(("earlier", "came_in"), [("", "10:00"), ("15", "09:45")])
def test_who_goes_on_later_did_not_get_the_call_later(desk, daans, earlier, came_in):
    token = keep(desk, daans, subject="zaal", earlier=earlier)

    with travel(later(hours=2), tick=False):
        assert f'value="2026-03-02T{came_in}"' in page(desk, draft=token)
    with travel(later(minutes=3), tick=False):
        assert "2026-03-02T" not in page(desk, draft=token)


def test_after_thirty_days_it_is_gone(desk, fatima):
    token = keep(desk, subject="zaal")

    with travel(later(days=31), tick=False):
        desk.force_login(fatima)
        assert "zaal" not in page(desk, draft=token)
        keep(desk, subject="lunch")
    assert [draft.title for draft in Draft.objects.all()] == ["lunch"]


@pytest.mark.parametrize("odd", ["x", "", "\0", "9" * 60, TOKEN])
def test_a_draft_that_never_was_is_an_empty_form(desk, odd):
    assert 'id="id_subject" name="subject" value=""' in page(desk, draft=odd)
    assert desk.post(reverse("requests:keep_draft"), {"token": odd}).status_code == 204


def test_a_nul_is_left_out(desk):
    keep(desk, **{"subject": "za\0al", "answer-\0": "\0", "text": "\0"})

    assert Draft.objects.get().title == "zaal"


# Several requests from one call


@pytest.fixture
def zaal(daan, fatima):
    return a_request(daan, by=fatima, subject="zaal", contact_name="Els")


@pytest.mark.parametrize("htmx", [True, False])
def test_one_more_keeps_who_and_how_and_clears_what(desk, daans, htmx):
    first = {"subject": "zaal", "text": "Acht personen", "channel": "desk", "contact_name": "Els"}
    form = typed(daans, more="1", earlier="15", **first)

    answer = desk.post(reverse(NEW), form, headers=HTMX if htmx else {})
    if not htmx:
        answer = desk.get(answer.url)

    after, html = ServiceRequest.objects.get(), answer.content.decode()
    assert f'name="requester" value="{daans.pk}"' in html
    assert 'value="Els"' in html
    assert re.search(r'value="desk"[^>]* checked', html)
    assert 'value="2026-03-02T09:45"' in html  # and not fifteen minutes before the next
    assert f'name="after" value="{after.pk}"' in html
    assert "Acht personen" not in html
    assert 'name="subject" value=""' in html
    assert form["token"] not in html


def test_the_second_is_linked_to_the_first(desk, daans, zaal):
    for _ in range(2):  # sent twice it is still one
        desk.post(reverse(NEW), typed(daans, subject="lunch", after=zaal.pk, token=TOKEN))

    link = Link.objects.get()
    assert (link.service_request.subject, link.other) == ("lunch", zaal)
    assert link.kind == Link.Kind.FROM_ONE_CALL


@pytest.mark.parametrize("odd", ["x", "-1", "9" * 30, "0"])
def test_a_call_that_never_was_is_left_out(desk, daans, odd):
    assert desk.get(reverse(NEW), {"after": odd}).status_code == 200
    desk.post(reverse(NEW), typed(daans, after=odd))
    assert not Link.objects.exists()


def test_nothing_is_told_of_a_request_one_may_not_see(desk, daans, daan, joost):
    secret = a_request(daan, by=joost, subject="Gesprek", confidential=True)

    assert "Gesprek" not in page(desk, after=secret.pk)
    desk.post(reverse(NEW), typed(daans, after=secret.pk))
    assert not Link.objects.exists()


# Is it one of these?


def add_to(desk, service_request, **fields):
    return desk.post(reverse("requests:add_to", args=[service_request.pk]), typed(**fields))


@pytest.mark.parametrize("channel", ["phone", "desk", "chat"])
def test_a_call_is_added_to_the_request_it_is_about(desk, daans, zaal, channel):
    token = keep(desk, daans, subject="zaal")
    said = {"subject": "toch tien", "text": "Met lunch", "contact_name": "Els"}

    answer = add_to(desk, zaal, channel=channel, token=token, **said)

    told = zaal.events.get(kind="contact")
    assert (told.channel, told.text) == (channel, "Els: toch tien\nMet lunch")
    assert answer.status_code == 302
    assert ServiceRequest.objects.count() == 1
    assert not zaal.promise.clocks.going().filter(kind="response").exists()
    assert not Draft.objects.exists()


def test_a_mail_that_came_in_is_no_answer_of_ours(desk, zaal):
    add_to(desk, zaal, channel="email", text="Toch tien")

    assert not zaal.events.filter(kind="contact").exists()
    assert zaal.events.get(kind="note").text == "zaal voor donderdag\nToch tien"
    assert zaal.promise.clocks.going().filter(kind="response").exists()


def test_an_empty_call_is_not_added(desk, daans, zaal):
    answer = add_to(desk, zaal, subject="", requester=daans.pk, contact_name="Els")

    assert "Write down what was said." in answer.content.decode()
    assert f'name="requester" value="{daans.pk}"' in answer.content.decode()
    assert zaal.events.count() == 1


def test_nothing_is_added_to_what_is_over(desk, zaal, fatima):
    actions.finish(zaal, text="", by=fatima, now=NOW)

    assert add_to(desk, zaal, text="Toch tien").status_code == 404


def test_own_requests_come_before_those_of_the_unit(desk, daans, daan, fatima, projecten):
    colleague = projecten.memberships.create(
        user=a_person("Eva Bos"), since=NOW.date() - timedelta(days=1)
    )
    a_request(colleague.user, by=fatima, subject="van Eva", received_at=later(hours=-3), now=NOW)
    a_request(daan, by=fatima, subject="van Daan")

    card = desk.post(reverse("requests:promise"), {"requester": daans.pk}).content.decode()

    assert card.index("van Daan") < card.index("van Eva")
