"""What is outside the catalogue is decided lightly: from the list, once, and told to the client."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from pdc.models import Proposal
from requests import actions
from requests.alerts import alert_what_is_due
from requests.mail.outbox import send_due_mail
from requests.models import Decision, Event, Notification, ServiceRequest, Status
from requests.policies import Refused
from sla.models import Norm
from teams.models import Absence
from tests.factories import (
    NOW,
    a_coordinator,
    a_norm,
    a_request,
    a_service,
    a_signpost,
    later,
    local,
)
from tests.requests.desk import HTMX

pytestmark = pytest.mark.django_db
LIST, DECIDE, SIGNPOSTS = "requests:outside", "requests:outside_decide", "requests:signposts"
REFER, DECLINE = Decision.REFER, Decision.DECLINE


@pytest.fixture(autouse=True)
def decision_norm(noord, zuid):
    for pool in (noord, zuid):
        a_norm(Norm.Kind.DECISION, days=1, pool=pool, warnings=[])


@pytest.fixture
def cake(daan, fatima):
    return a_request(daan, by=fatima, subject="Cake bakken", text="Voor vrijdag")


@pytest.fixture
def coordinator(client, marieke, monday_ten_oclock):
    client.force_login(marieke)
    return client


def decide(it, by, decision=Decision.DO_ONCE, text="", **how):
    actions.decide(it, decision=decision, text=text, by=by, now=NOW, **how)


def post(client, it, decision, **typed):
    return client.post(reverse(DECIDE, args=[it.pk]), {"decision": decision, **typed})


def page(client, **asked):
    return client.get(reverse(LIST), asked).content.decode()


# The list


def test_the_list_says_who_asked_what_since_when_and_by_when_it_is_decided(coordinator, cake):
    shown = page(coordinator)

    for said in ("Cake bakken", "Voor vrijdag", "Daan Visser", "Projecten", "since", "tomorrow"):
        assert said in shown
    assert "17:00" in shown


def test_what_is_due_first_stands_first_and_late_says_so(coordinator, daan, fatima):
    for subject, day in (("Nieuw", "2026-03-02"), ("Oud", "2026-02-25")):
        a_request(daan, by=fatima, subject=subject, received_at=local(f"{day}T09:00"))

    shown = page(coordinator)

    assert shown.index("Oud") < shown.index("Nieuw")
    assert "due late" in shown


def test_what_is_in_the_catalogue_decided_or_done_does_not_wait(
    coordinator, cake, daan, fatima, marieke
):
    decided, done = (a_request(daan, by=fatima, subject=name) for name in ("Besloten", "Gedaan"))
    decide(decided, marieke)
    actions.finish(done, text="", by=fatima, now=NOW)
    actions.correct_service(
        cake, service_version=a_service(), because="toch wel", all_known=True, by=fatima, now=NOW
    )

    shown = page(coordinator)

    for subject in ("Besloten", "Gedaan", "Cake bakken"):
        assert subject not in shown


def test_a_secretary_reads_the_list_and_does_not_decide(client, cake, fatima, monday_ten_oclock):
    client.force_login(fatima)

    shown = page(client)
    assert "Cake bakken" in shown
    assert reverse(DECIDE, args=[cake.pk]) not in shown
    answer = client.post(reverse(DECIDE, args=[cake.pk]), {"decision": "do_once"}, follow=True)

    assert "The coordinator of the pool decides" in answer.content.decode()
    cake.refresh_from_db()
    assert cake.decision == ""


def test_another_pool_and_a_client_find_nothing(client, cake, sanne, daan, zuid):
    other = a_coordinator(zuid, "Karin Smit")
    for person, status in ((sanne, 200), (other, 200), (daan, 404)):
        client.force_login(person)

        answer = client.get(reverse(LIST))

        assert answer.status_code == status
        assert b"Cake bakken" not in answer.content
        assert post(client, cake, "do_once").status_code == 404


def test_a_confidential_one_is_only_counted_for_who_is_not_named(coordinator, daan, fatima):
    secret = a_request(daan, by=fatima, subject="Geheim", confidential=True)
    secret.named.set([fatima])

    shown = page(coordinator)

    assert "Geheim" not in shown
    assert "1 confidential request waits too" in shown


@pytest.mark.parametrize("many", [2, 20])
def test_the_list_asks_the_same_however_many_wait(
    coordinator, daan, fatima, many, django_assert_max_num_queries
):
    for number in range(many):
        a_request(daan, by=fatima, subject=f"Vraag {number}")

    with django_assert_max_num_queries(17):
        page(coordinator)


# The four ways


def test_doing_it_once_is_one_click_and_may_be_marked_as_a_treat(coordinator, cake):
    post(coordinator, cake, "do_once", treat="on")

    cake.refresh_from_db()
    assert (cake.decision, cake.status, cake.off_catalogue_kind) == ("do_once", "new", "treat")


def test_referring_tells_the_client_who_helps_and_how_they_are_reached(
    coordinator, client, cake, daan, settings
):
    ict = a_signpost(email="ict@example.org")
    post(coordinator, cake, REFER, signpost=ict.pk, text="Zij weten er alles van.")

    cake.refresh_from_db()
    assert (cake.status, cake.decision, cake.signpost) == (Status.DECLINED, REFER, ict)
    send_due_mail(now=NOW, limit=9)
    told = mail.outbox[-1].body
    client.force_login(daan)
    portal = client.get(reverse("requests:portal_detail", args=[cake.pk])).content.decode()
    for said in ("ICT-servicedesk", "088-000 3000", "ict@example.org", "Zij weten er alles van."):
        assert said in told
        assert said in portal
    assert "ICT-servicedesk kan je helpen met “Cake bakken”." in told


def test_referring_without_a_signpost_needs_words(coordinator, cake):
    answer = post(coordinator, cake, REFER)
    assert "Choose who can help" in answer.content.decode()

    post(coordinator, cake, REFER, text="De bakker om de hoek")

    cake.refresh_from_db()
    assert (cake.decision, cake.signpost) == (REFER, None)


def test_declining_needs_an_alternative_and_keeps_what_was_typed(coordinator, cake):
    answer = post(coordinator, cake, DECLINE, text="  ")
    assert "Say what the client can do instead" in answer.content.decode()

    post(coordinator, cake, DECLINE, text="De kantine bakt ook")

    cake.refresh_from_db()
    assert (cake.status, cake.events.last().text) == (Status.DECLINED, "De kantine bakt ook")


@pytest.mark.parametrize("decision", ["\x00", "nonsense", ""])
def test_a_decision_that_is_none_is_refused_in_words_and_what_was_typed_stays(
    coordinator, cake, decision
):
    page = coordinator.post(
        reverse(DECIDE, args=[cake.pk]), {"decision": decision, "text": "Bel de bakker"}
    )

    assert page.status_code == 200
    assert "Bel de bakker" in page.content.decode()
    assert page.context["decide_form"].errors["decision"]


def test_proposing_makes_a_proposal_and_the_work_goes_on(coordinator, cake, marieke):
    post(coordinator, cake, "propose_service")

    cake.refresh_from_db()
    proposal = Proposal.objects.get()
    assert (cake.status, cake.proposal) == (Status.NEW, proposal)
    assert (proposal.kind, proposal.title, proposal.status) == ("new", "Cake bakken", "open")
    assert (proposal.made_by, proposal.made_at) == (marieke, NOW)


def test_a_proposal_does_not_tell_what_was_asked_in_confidence(daan, marieke):
    secret = a_request(daan, by=marieke, subject="Reorganisatie", confidential=True)

    decide(secret, marieke, Decision.PROPOSE_SERVICE, "Voor de reorganisatie doen wij dit")

    proposal = Proposal.objects.get()
    assert "Reorganisatie" not in proposal.title
    assert proposal.why == ""


def test_each_way_is_told_in_its_own_words(daan, fatima, marieke):
    ways = [*Decision.values, "signpost"]
    for way in ways:
        it = a_request(daan, by=fatima, subject="Cake")
        how = {"signpost": a_signpost()} if way == "signpost" else {}
        decide(it, marieke, Decision(REFER if how else way), "zo", **how)

    send_due_mail(now=NOW, limit=99)
    bodies = [letter.body for letter in mail.outbox if letter.to == [daan.email]]
    first_lines = {body.splitlines()[0] for body in bodies}

    assert len(first_lines) == len(ways) + 1  # and that they were logged


def test_a_signpost_out_of_use_is_refused(cake, marieke):
    old = a_signpost(active=False)

    with pytest.raises(Refused, match="no longer on the signpost"):
        decide(cake, marieke, REFER, signpost=old)


def test_only_what_is_referred_has_a_signpost(cake, marieke):
    decide(cake, marieke, signpost=a_signpost())
    assert cake.signpost is None

    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRequest.objects.update(signpost=a_signpost("HR"))


def test_deciding_twice_is_refused_in_words(coordinator, cake, marieke):
    decide(cake, marieke)

    answer = coordinator.post(
        reverse(DECIDE, args=[cake.pk]), {"decision": DECLINE, "text": "x"}, follow=True
    )

    assert "This was decided already: do it this once." in answer.content.decode()
    assert cake.events.filter(kind=Event.Kind.DECLINED).count() == 0


# In place


def test_the_form_opens_under_its_line_and_comes_back_in_place(coordinator, cake):
    whole = page(coordinator, **{"decide": cake.pk, "as": REFER})
    part = coordinator.get(
        reverse(LIST), {"decide": cake.pk, "as": REFER}, headers=HTMX
    ).content.decode()

    for shown in (whole, part):
        assert f'<form class="block decide-here" id="decide-{cake.pk}"' in shown
    assert "<html" not in part
    assert page(coordinator, **{"decide": cake.pk, "as": "bestaatniet"})


def test_htmx_gets_the_list_and_the_message(coordinator, cake):
    answer = coordinator.post(
        reverse(DECIDE, args=[cake.pk]), {"decision": "do_once"}, headers=HTMX
    ).content.decode()

    assert "<html" not in answer
    assert "Cake bakken: do it this once. The client hears it." in answer
    assert f"request-{cake.pk}" not in answer


def test_who_fits_is_offered_before_a_word_is_typed(coordinator, daan, fatima):
    a_signpost()
    a_signpost("HR", belongs="Salaris en verlof")
    it = a_request(daan, by=fatima, subject="Mijn laptop start niet")
    address = reverse(SIGNPOSTS, args=[it.pk])

    assert b"ICT-servicedesk" in (first := coordinator.get(address)).content
    assert b"HR" not in first.content
    assert b"HR" in coordinator.get(address, {"who_helps": "verlof"}).content


# The norm


def test_a_passed_norm_reaches_every_coordinator_and_the_stand_in(
    cake, noord, marieke, fatima, joost
):
    deputy = a_coordinator(noord, "Karin Smit")
    day = NOW.date()
    Absence.objects.create(user=marieke, since=day, until=day.replace(day=9), stand_in=joost)

    alert_what_is_due(now=later(days=3), limit=99)

    told = Notification.objects.filter(alert__clock__kind=Norm.Kind.DECISION)
    assert {one.recipient for one in told} == {deputy, joost}


def test_the_room_speaks_dutch(client, cake, marieke):
    client.force_login(marieke)
    with translation.override("nl"):
        shown = page(client)

    for said in ("Buiten de PDC", "Te beslissen", "Eén keer doen", "Doorverwijzen", "Afwijzen"):
        assert said in shown


def test_the_list_is_asked_for_again_and_sent_only_when_something_changed(
    coordinator, cake, daan, fatima, django_assert_max_num_queries
):
    seen = coordinator.get(reverse(LIST)).context["version"]
    assert f"?seen={seen}" in page(coordinator)
    with django_assert_max_num_queries(7):
        unchanged = coordinator.get(reverse(LIST), {"seen": seen}, headers=HTMX)
    assert unchanged.status_code == 204

    a_request(daan, by=fatima, subject="Taart halen")
    news = coordinator.get(reverse(LIST), {"seen": seen}, headers=HTMX).content.decode()

    assert "Taart halen" in news
    assert "<h1" not in news
    assert f"?seen={seen}" not in news
