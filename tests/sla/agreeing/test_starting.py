"""A draft is started from what there is: from last year, from another client, or an example."""

from datetime import date
from decimal import Decimal

import pytest

from pdc.policies import Refused
from sla.agreeing.drafting import throw_away
from sla.agreeing.plan import spread
from sla.agreeing.starting import a_year_from, next_start, start_agreement, start_next
from sla.models import Agreement, AgreementVersion, EscalationStep, Norm, Responsibility
from tests.factories import (
    NOW,
    a_client,
    a_manager,
    a_norm,
    a_request,
    a_secretary,
    a_service,
    a_talk,
    an_agreement,
    as_if_written_so,
)

Status = AgreementVersion.Status
pytestmark = pytest.mark.usefixtures("monday_ten_oclock")


@pytest.fixture
def zaal(noord):
    version = a_service("PO-10", effort_unit="vergadering", effort_minutes=20)
    a_norm(Norm.Kind.TURNAROUND, hours=4, service_version=version, urgent=True)
    return version


@pytest.fixture
def this_year(projecten, zaal, daan, marieke):
    version = an_agreement(
        projecten,
        services=[zaal.service],
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
        client_contact=daan,
        provider_contact=marieke,
        needs="Veel overleg in het najaar.",
        support_hours="werkdagen",
        satisfaction_target=Decimal("7.5"),
        repair="We bellen.",
    )
    with as_if_written_so():
        version.lines.update(volume_per_month=Decimal("12.0"), deviation="stuurgroepen")
        for side in Responsibility.Side:
            version.responsibilities.create(side=side, order=0, text=f"wat {side} doet")
        version.escalation_steps.create(
            level=1,
            when="na 2 werkdagen",
            who="coördinator",
            trigger=EscalationStep.Trigger.DAYS_AFTER,
            amount=2,
            roles=["coordinator"],
            contact=daan,
        )
    return version


def content(version):
    """Return all that a version says, to compare."""
    lines = [
        (line.service_id, line.volume_per_month, line.volume_unit, line.deviation)
        for line in version.lines.all()
    ]
    norms = Norm.objects.filter(agreement_line__version=version).order_by("kind", "urgent")
    counted = [(norm.kind, norm.urgent, norm.way, norm.amount) for norm in norms]
    duties = list(version.responsibilities.values_list("side", "order", "text"))
    steps = list(version.escalation_steps.values_list("level", "when", "who", "trigger", "contact"))
    return lines, counted, duties, steps


def test_the_next_version_is_a_copy_for_the_period_after(this_year, marieke):
    draft = start_next(this_year, by=marieke, now=NOW)

    assert (draft.number, draft.status) == (2, Status.DRAFTED)
    assert (draft.valid_from, draft.valid_until) == (date(2027, 1, 1), date(2027, 12, 31))
    assert content(draft) == content(this_year)
    said = ("needs", "support_hours", "satisfaction_target", "repair", "client_contact", "calendar")
    assert [getattr(draft, name) for name in said] == [getattr(this_year, name) for name in said]
    assert draft.agreed_on is None
    assert this_year.agreement.versions.in_force(NOW.date()).get() == this_year


def test_whoever_starts_second_finds_the_draft_of_the_first(this_year, marieke):
    draft = start_next(this_year, by=marieke, now=NOW)

    assert start_next(this_year, by=marieke, now=NOW) == draft
    assert draft.lines.count() == 1


def test_what_is_proposed_is_answered_first(this_year, marieke):
    start_next(this_year, by=marieke, now=NOW)
    AgreementVersion.objects.filter(number=2).update(status=Status.PROPOSED)

    with pytest.raises(Refused, match="proposed already"):
        start_next(this_year, by=marieke, now=NOW)


@pytest.mark.parametrize(
    ("until", "since"),
    [
        (date(2026, 12, 31), date(2027, 1, 1)),
        (date(2026, 3, 2), date(2026, 4, 1)),
        (date(2025, 12, 31), date(2026, 4, 1)),
        (date(2026, 3, 3), date(2026, 3, 4)),
    ],
)
def test_the_next_period_is_never_past(until, since):
    assert next_start(until, NOW.date()) == since


def test_a_year_ends_the_day_before_it_began():
    assert a_year_from(date(2027, 4, 1)) == date(2028, 3, 31)
    assert a_year_from(date(2028, 2, 29)) == date(2029, 2, 28)


def test_a_first_agreement_can_be_like_that_of_another_client(this_year, noord, marieke):
    other = a_client(noord, "HRM", name="Personeel")
    how = {"like": this_year, "example": False, "by": marieke, "now": NOW}
    draft = start_agreement(other, **how)

    assert draft.agreement.code == "SLA-2026-HRM"
    assert list(draft.agreement.pools.all()) == [noord]
    assert draft.valid_from == date(2026, 4, 1)
    lines, norms, duties, steps = content(draft)
    assert [(unit, why) for _service, _volume, unit, why in lines] == [("", "")]
    assert lines[0][1] is None  # how much is the other client's own
    assert (norms, duties) == content(this_year)[1:3]
    assert steps == [(1, "na 2 werkdagen", "coördinator", "days_after", None)]
    assert (draft.needs, draft.client_contact) == ("", None)
    assert (draft.repair, draft.provider_contact) == ("We bellen.", marieke)


def test_an_example_has_what_is_asked_most(zaal, noord, projecten, daan, fatima, marieke):
    rare = a_service("PO-11", "Borrel", effort_unit="borrel")
    mine = a_service("PO-12", "Datumprikker")
    elsewhere = a_service("PO-13", "Alleen voor HRM")
    other = a_client(noord, "HRM", name="Personeel")
    elsewhere.service.only_for.add(other)
    iris = a_manager(other, "Iris Blom")
    for service, by, times in (
        (zaal, daan, 18),
        (mine, daan, 3),
        (rare, iris, 2),
        (elsewhere, iris, 4),
    ):
        for _time in range(times):
            a_request(by, by=fatima, service=service)
    draft = start_agreement(projecten, like=None, example=True, by=marieke, now=later_today())

    volumes = {line.service.code: line.volume_per_month for line in draft.lines.all()}
    assert volumes == {"PO-10": Decimal("1.5"), "PO-11": None, "PO-12": Decimal("0.2")}
    urgent = draft.lines.get(service__code="PO-10").norms.filter(urgent=True)
    assert urgent.get().amount == 240
    assert draft.responsibilities.filter(side="client").count() == 3
    triggers = list(draft.escalation_steps.values_list("trigger", flat=True))
    assert triggers == ["share", "breach", "days_after"]
    assert draft.repair


def later_today():
    return NOW.replace(hour=17)


def test_an_empty_draft_has_a_plan_and_nothing_else(projecten, marieke):
    draft = start_agreement(projecten, like=None, example=False, by=marieke, now=NOW)

    assert content(draft) == ([], [], [], [])
    assert draft.drafting_steps.count() == 6
    assert {step.who for step in draft.drafting_steps.all()} == {marieke}


def test_a_client_has_one_agreement(this_year, projecten, marieke):
    with pytest.raises(Refused, match="Start a new version"):
        start_agreement(projecten, like=None, example=False, by=marieke, now=NOW)


def test_a_pool_without_a_calendar_promises_nothing(projecten, noord, marieke):
    noord.own_calendar.delete()

    with pytest.raises(Refused, match="no calendar"):
        start_agreement(projecten, like=None, example=False, by=marieke, now=NOW)


@pytest.mark.parametrize("since", [date(2026, 3, 9), date(2026, 4, 1), date(2027, 1, 1)])
def test_the_steps_are_spread_over_the_time_there_is(since):
    days = spread(6, NOW.date(), since)

    assert days == sorted(days)
    assert all(day.weekday() < 5 for day in days)
    assert days[0] > NOW.date() or since > date(2026, 6, 1)
    assert days[0] >= NOW.date()


def test_a_draft_is_thrown_away_and_what_holds_stays(this_year, marieke):
    draft = start_next(this_year, by=marieke, now=NOW)
    throw_away(draft, by=marieke, now=NOW)

    assert list(AgreementVersion.objects.all()) == [this_year]
    assert content(this_year)[0]


def test_a_draft_that_was_talked_about_stays(this_year, marieke):
    draft = start_next(this_year, by=marieke, now=NOW)
    a_talk(draft, marieke)

    with pytest.raises(Refused, match="talked about already"):
        throw_away(draft, by=marieke, now=NOW)
    assert draft.lines.count() == 1


def test_a_first_draft_takes_its_agreement_along(projecten, marieke):
    draft = start_agreement(projecten, like=None, example=True, by=marieke, now=NOW)
    throw_away(draft, by=marieke, now=NOW)

    assert not Agreement.objects.exists()


def test_what_is_agreed_is_not_thrown_away(this_year, marieke):
    with pytest.raises(Refused, match="no draft any more"):
        throw_away(this_year, by=marieke, now=NOW)


def test_a_draft_that_is_gone_is_said_to_be(this_year, marieke):
    draft = start_next(this_year, by=marieke, now=NOW)
    gone = AgreementVersion.objects.get(pk=draft.pk)
    throw_away(draft, by=marieke, now=NOW)

    with pytest.raises(Refused, match="threw this draft away"):
        throw_away(gone, by=marieke, now=NOW)


def test_a_secretary_starts_nothing(this_year, noord, fatima, projecten):
    with pytest.raises(Refused, match="coordinator"):
        start_next(this_year, by=fatima, now=NOW)
    other = a_client(noord, "HRM")
    with pytest.raises(Refused, match="coordinator"):
        start_agreement(other, like=None, example=True, by=a_secretary(noord, "X Y"), now=NOW)
