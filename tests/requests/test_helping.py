"""Colleagues ask each other for help, mention each other, and let each other read."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from requests import actions
from requests.mail.sentences import sentence
from requests.mentions import mentioned_in, with_mentions
from requests.models import Event, Help, Notification, ServiceRequest
from requests.policies import Refused
from teams.models import User
from tests.factories import NOW, a_request, a_secretary, later

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock")]


@pytest.fixture
def zaal(daan, fatima, joost, marieke):
    service_request = a_request(daan, by=fatima, subject="Zaal")
    actions.pick_up(service_request, by=fatima, now=NOW)
    return service_request


@pytest.fixture
def secret(daan, fatima, joost, marieke):
    return a_request(daan, by=fatima, subject="Ontslag", confidential=True)


def ask(service_request, of, *, by, question="Weet jij welke zaal?"):
    actions.ask_help(service_request, of=of, question=question, by=by, now=NOW)


def answer(service_request, *, by, could=True, text="De grote"):
    actions.answer_help(service_request, could=could, text=text, by=by, now=later(minutes=5))


def note(service_request, text, *, by, **options):
    actions.note(service_request, text=text, by=by, now=NOW, **options)


def told(person):
    return [sentence(one) for one in Notification.objects.in_bell_of(person).select_related()]


def page(browser, service_request, query=""):
    html = browser.get(f"{service_request.get_absolute_url()}{query}").content.decode()
    return " ".join(html.split())


def test_a_colleague_is_asked_and_who_has_it_keeps_it(zaal, fatima, joost):
    ask(zaal, joost, by=fatima)

    assert zaal.assignee == fatima
    assert told(joost) == ["Fatima asks for your help with “Zaal”."]
    assert (zaal.events.last().internal, zaal.events.last().whom) == (True, joost)


@pytest.mark.parametrize(
    ("could", "said"),
    [(True, "Joost helped you with “Zaal”."), (False, "Joost can't help you with “Zaal”.")],
)
def test_who_was_asked_answers_and_who_asked_hears_it(zaal, fatima, joost, could, said):
    ask(zaal, joost, by=fatima)

    answer(zaal, by=joost, could=could)

    assert told(fatima) == [said]
    assert Help.objects.get().ended_at == later(minutes=5)
    with pytest.raises(Refused, match="Nobody asks you for help"):
        answer(zaal, by=joost)


def test_who_asked_withdraws_it_and_who_was_asked_hears_it(client, zaal, fatima, joost):
    ask(zaal, joost, by=fatima)
    client.force_login(fatima)
    url = reverse("requests:withdraw_help", args=[zaal.pk])
    assert f'action="{url}"' in page(client, zaal)

    client.post(url, {"of": joost.pk})

    assert not Help.objects.open().exists()
    assert told(joost)[0] == "Fatima does not need your help with “Zaal” any more."
    seen = page(client, zaal)
    assert "<b>Fatima</b> does not need the help of <b>Joost</b> any more" in seen
    assert f'action="{url}"' not in seen
    with pytest.raises(Refused, match="Nobody asks you for help"):
        answer(zaal, by=joost)
    ask(zaal, joost, by=fatima)


def test_only_who_asked_withdraws_it_and_only_until_it_is_answered(client, zaal, fatima, joost):
    ask(zaal, joost, by=fatima)
    client.force_login(joost)
    assert "Not needed any more" not in page(client, zaal)
    with pytest.raises(Refused, match="You don't ask Joost"):
        actions.withdraw_help(zaal, of=joost, by=joost, now=NOW)

    answer(zaal, by=joost)

    client.force_login(fatima)
    late = client.post(reverse("requests:withdraw_help", args=[zaal.pk]), {"of": joost.pk})
    assert "You don&#x27;t ask Joost for help with this any more." in late.content.decode()
    assert Event.Kind.HELP_WITHDRAWN not in {event.kind for event in zaal.events.all()}


def test_a_colleague_is_asked_once_until_they_answered(zaal, fatima, joost):
    ask(zaal, joost, by=fatima)
    with pytest.raises(Refused, match="asked already"):
        ask(zaal, joost, by=fatima)
    again = {"asked": joost, "asked_by": fatima, "question": "?", "asked_at": NOW}
    with transaction.atomic(), pytest.raises(IntegrityError, match="requests_help_asked_once"):
        Help.objects.create(service_request=zaal, **again)

    answer(zaal, by=joost)
    ask(zaal, joost, by=fatima)

    assert Help.objects.open().count() == 1


def test_only_colleagues_of_the_pool_are_asked_and_nobody_asks_themselves(zaal, fatima, sanne):
    with pytest.raises(Refused, match="does not work in this pool now"):
        ask(zaal, sanne, by=fatima)
    with pytest.raises(Refused, match="That is you"):
        ask(zaal, fatima, by=fatima)


def test_to_ask_about_what_is_confidential_is_to_let_read(client, secret, fatima, joost):
    client.force_login(joost)
    assert client.get(secret.get_absolute_url()).status_code == 404

    ask(secret, joost, by=fatima)

    assert "Weet jij welke zaal?" in page(client, secret)


def test_the_page_and_the_line_in_the_queue_say_that_help_is_asked(client, zaal, fatima, joost):
    ask(zaal, joost, by=fatima)

    client.force_login(joost)
    assert "<b>Fatima</b> asks for your help:" in page(client, zaal)
    assert "your help is asked" in client.get(reverse("requests:queue")).content.decode()
    client.force_login(fatima)
    assert "<b>Fatima</b> asked <b>Joost</b> for help:" in page(client, zaal)
    assert "your help is asked" not in client.get(reverse("requests:queue")).content.decode()


def test_help_is_answered_from_the_page(client, zaal, fatima, joost):
    ask(zaal, joost, by=fatima)
    client.force_login(joost)
    assert 'name="could"' in page(client, zaal, "?do=answer_help")

    client.post(reverse("requests:answer_help", args=[zaal.pk]), {"could": "no", "text": "Vrij"})

    assert zaal.events.last().kind == Event.Kind.HELP_DECLINED
    assert "asks for your help" not in page(client, zaal)


def test_the_client_never_reads_of_help(client, zaal, fatima, joost, daan):
    ask(zaal, joost, by=fatima)
    answer(zaal, by=joost)
    client.force_login(daan)

    seen = client.get(reverse("requests:portal_detail", args=[zaal.pk])).content.decode()

    assert "De grote" not in seen
    assert "Weet jij welke zaal?" not in seen


def people(*names):
    return [
        User(pk=pk, given_name=n.split()[0], family_name=n.split()[1])
        for pk, n in enumerate(names, 1)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Joost Mulder kijk jij?", ["Joost Mulder"]),
        ("kijk jij, @joost mulder?", ["Joost Mulder"]),
        ("@Marieke", ["Marieke Postma"]),
        ("(@Jan Smit)", ["Jan Smit"]),
        ("@Jan", []),  # there are two
        ("@Joost Mulders", ["Joost Mulder"]),  # by first name
        ("mail joost@marieke.nl", []),
        ("@Piet", []),
        ("@", []),
        ("", []),
    ],
)
def test_who_is_mentioned_is_read_from_what_was_typed(text, found):
    team = people("Joost Mulder", "Marieke Postma", "Jan Smit", "Jan Bos")

    assert [str(person) for person in mentioned_in(text, team)] == found


@pytest.mark.parametrize("known_as", ["İlknur", "Ilknur", "ilknur"])
@pytest.mark.parametrize("typed", ["İlknur", "Ilknur", "ılknur", "ILKNUR"])
def test_a_turkish_i_is_an_i(known_as, typed):
    team = people(f"{known_as} Aydın", "Joost Mulder")

    assert mentioned_in(f"@{typed} kijk jij?", team) == team[:1]


def test_mentions_stand_out_and_all_that_was_typed_is_escaped():
    team = people("Joost O'<b>")

    shown = with_mentions("<i>@Joost O'<b></i>", team)

    assert shown == ('&lt;i&gt;<b class="mention">@Joost O&#x27;&lt;b&gt;</b>&lt;/i&gt;')


def test_who_is_mentioned_hears_it_and_nobody_else(zaal, fatima, joost, marieke):
    note(zaal, "@Joost Mulder let op de trap", by=fatima)

    assert told(joost) == ["Fatima mentions you in a note on “Zaal”."]
    assert told(marieke) == []


def test_a_mention_stands_out_in_the_story(desk, zaal, fatima):
    note(zaal, "@Joost Mulder <script>", by=fatima)

    seen = page(desk, zaal)

    assert '<b class="mention">@Joost Mulder</b> &lt;script&gt;' in seen


def test_who_does_not_want_the_mail_has_it_in_the_bell(zaal, fatima, joost):
    joost.unwanted_mail = ["mentioned"]
    joost.save()

    note(zaal, "@Joost", by=fatima)

    assert Notification.objects.in_bell_of(joost).get().email == ""


def test_who_may_not_read_it_is_not_mentioned_unless_they_are_let_in(desk, secret, fatima, joost):
    url = reverse("requests:note", args=[secret.pk])

    refused = desk.post(url, {"text": "@Joost kijk jij?"}).content.decode()

    assert "Joost may not read this confidential request." in refused
    assert "@Joost kijk jij?" in refused
    assert not secret.events.filter(kind=Event.Kind.NOTE).exists()
    desk.post(url, {"text": "@Joost kijk jij?", "may_read": "on"})
    assert joost in secret.named.all()
    assert [event.kind for event in secret.events.all()][-2:] == ["named", "note"]
    assert told(joost) == ["Fatima mentions you in a note on “Ontslag”."]


def test_who_may_read_it_is_changed_on_the_page_and_told_in_the_story(desk, secret, joost):
    desk.post(reverse("requests:let_read", args=[secret.pk]), {"who": joost.pk})
    assert "Joost Mulder may not read it any more" in page(desk, secret)

    desk.post(reverse("requests:no_longer_read", args=[secret.pk]), {"who": joost.pk})

    assert joost not in secret.named.all()
    assert [event.kind for event in secret.events.all()][-2:] == ["named", "unnamed"]


def test_one_of_the_pool_can_always_read_it(secret, fatima, marieke):
    actions.no_longer_read(secret, who=marieke, by=fatima, now=NOW)
    with pytest.raises(Refused, match="nobody of the pool can read this"):
        actions.no_longer_read(secret, who=fatima, by=fatima, now=NOW)


def test_what_is_not_confidential_names_nobody(zaal, fatima, joost):
    with pytest.raises(Refused, match="the whole pool may read it"):
        actions.let_read(zaal, who=joost, by=fatima, now=NOW)


def test_the_page_costs_the_same_however_many_help_read_and_are_mentioned(desk, secret, fatima):
    pool = secret.promise.pool

    def queries():
        with CaptureQueriesContext(connection) as captured:
            page(desk, secret)
        return len(captured)

    def another(number):
        colleague = a_secretary(pool, f"Hulp Nummer{number}")
        ask(secret, colleague, by=fatima)
        note(secret, f"@Hulp Nummer{number}", by=fatima)

    another(0)
    queries()  # the schedules are read once
    few = queries()
    for number in range(1, 5):
        another(number)

    assert queries() == few


def test_the_queue_costs_the_same_however_much_help_is_asked(client, daan, fatima, joost):
    client.force_login(joost)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("requests:queue"))
        return len(captured)

    def another():
        ask(a_request(daan, by=fatima), joost, by=fatima)

    another()
    queries()
    few = queries()
    for _another in range(4):
        another()

    assert queries() == few
    assert ServiceRequest.objects.count() == 5
