"""Importing an organisation, its catalogue and its agreements from their own files."""

from datetime import date

from pdc.models import IntakeField, Service, ServiceVersion, Theme
from sla.filling import filling_of
from sla.models import (
    Agreement,
    AgreementVersion,
    Calendar,
    Norm,
    PoolCalendar,
    Starts,
    Way,
)
from teams.models import Client, ClientMembership, Pool, PoolMembership, User
from tests.sla.conftest import rows


def norm_of(owner, kind=Norm.Kind.TURNAROUND, *, urgent=False):
    return owner.norms.get(kind=kind, urgent=urgent)


def test_all_of_the_demo_is_there(imported):
    assert User.objects.count() == 65
    assert Pool.objects.count() == 3
    assert Client.objects.count() == 12
    assert Service.objects.count() == ServiceVersion.objects.count() == 64
    assert Theme.objects.filter(parent=None).count() == 5
    assert Agreement.objects.count() == 12
    assert AgreementVersion.objects.get(agreement__code="SLA-2026-DIR").lines.count() == 20


def test_a_second_run_changes_nothing(run, organisation, catalogue):
    before = rows()

    for command, data in (
        ("import_organisation", organisation),
        ("import_catalogue", catalogue),
        ("import_agreements", organisation),
    ):
        out, problems = run(command, data)

        assert problems == []
        assert "Nothing to do" in out
    assert rows() == before


def test_people_belong_where_the_file_says(imported):
    head = User.objects.get(code="M01")
    assert head.get_full_name() == "Hendrike van den Boogaard"
    assert head.client_memberships.get().may_sign
    assert not User.objects.get(code="M02").client_memberships.get().may_sign
    roles = dict(PoolMembership.objects.filter(user__code="C01").values_list("pool__code", "role"))
    assert roles == dict.fromkeys(["POOL-BD", "POOL-WP", "POOL-PB"], "coordinator")
    assert User.objects.get(code="S05").pool_memberships.get().role == "coordinator"
    secretary = User.objects.get(code="S06").pool_memberships.get()
    assert secretary.role == "secretary"
    assert [pattern["weeks"] for pattern in secretary.work_pattern] == ["even", "odd"]


def test_calendars_know_holidays_closures_and_other_hours(imported):
    calendar = Calendar.objects.get(code="pool_friday_short")
    friday = calendar.schedule().weekly[4]
    assert friday[-1].closes == 16 * 60
    exceptions = calendar.schedule().special_days
    assert exceptions[date(2026, 4, 27)].name == "Koningsdag"
    assert date(2026, 4, 3) not in exceptions  # Good Friday: open
    assert {date(2026, 12, day) for day in (28, 29, 30, 31)} <= exceptions.keys()
    assert exceptions[date(2026, 12, 24)].hours == ((510, 750), (780, 900))
    assert PoolCalendar.objects.get(pool__code="POOL-WP").calendar == calendar


def test_norms_count_as_the_catalogue_says(imported):
    version = ServiceVersion.objects.get(service__code="PO-02")
    assert version.urgent_condition
    turnaround, response = norm_of(version), norm_of(version, Norm.Kind.RESPONSE)
    assert (turnaround.way, turnaround.amount) == (Way.WORKING_DAYS, 2)
    assert (turnaround.starts, turnaround.calendar) == (Starts.INTAKE_COMPLETE, None)
    assert (response.way, response.amount, response.starts) == ("working_time", 240, "received")
    assert norm_of(version, Norm.Kind.RESPONSE, urgent=True).amount == 30
    at_the_desk = norm_of(ServiceVersion.objects.get(service__code="FG-01"))
    assert at_the_desk.calendar == Calendar.objects.get(code="frontdesk")
    minutes = norm_of(ServiceVersion.objects.get(service__code="PO-13"))
    assert minutes.starts == Starts.EVENT_END


def test_pools_promise_a_reaction_and_a_sign_of_life_and_keep_to_two_norms_of_their_own(imported):
    for pool in Pool.objects.all():
        kinds = {norm.kind: (norm.way, norm.amount) for norm in pool.norms.all()}
        assert kinds == {
            "response": ("working_time", 240),
            "update": ("working_days", 2),
            "callback": ("working_time", 30),
            "decision": ("working_days", 1),
        }


def test_each_pool_knows_its_hours_and_what_it_keeps_free(run, organisation):
    pool = Pool.objects.get(code="POOL-BD")
    assert (pool.net_minutes_per_month, pool.flex_reserve_pct) == (35_341, 15)
    assert (pool.free_minutes, pool.available_pct) == (5_301, 78)

    del organisation["capacity"]
    organisation["norms"]["flex_reserve_pct"]["min"] = 20
    _out, problems = run("import_organisation", organisation)

    assert problems == []
    pool.refresh_from_db()
    assert (pool.net_minutes_per_month, pool.flex_reserve_pct) == (35_341, 20)


def test_what_else_people_do_is_known(imported):
    of = {
        member.user.code: (member.expert_share_pct, member.coordination_hours)
        for member in PoolMembership.objects.select_related("user")
    }
    assert of["S02"] == (20, 0)
    assert of["S05"] == (0, 8)  # the deputy
    assert of["C01"] == (0, 36)  # all of the week


def test_a_year_is_filled_about_as_planned(imported):
    """The plan knows no holidays: those are five percent of the hours."""
    planned = {"POOL-BD": 81.5, "POOL-WP": 87.5, "POOL-PB": 80.0}
    for code, percent in planned.items():
        version = AgreementVersion.objects.filter(agreement__pools__code=code)[0]
        filled = filling_of(Pool.objects.get(code=code), version, version.valid_from)

        assert len(filled.months) == 12
        assert percent < filled.whole.percent < percent + 6
        assert filled.unknown_lines == filled.unknown_people == 0


def test_an_import_leaves_the_norms_that_a_coordinator_chose(run, organisation):
    Norm.objects.filter(kind=Norm.Kind.CALLBACK).update(amount=15)

    run("import_organisation", organisation)

    called_back = Norm.objects.filter(kind=Norm.Kind.CALLBACK)
    assert set(called_back.values_list("amount", flat=True)) == {15}


def test_the_event_is_the_first_date_that_is_needed(imported):
    events = dict(
        IntakeField.objects.filter(is_event=True).values_list("version__service__code", "key")
    )

    assert events["PO-12"] == "datum_en_tijd"
    assert events["PO-21"] == "vertrek"
    assert "PO-02" not in events  # asks no notice
    assert ServiceVersion.objects.get(service__code="PO-21").min_notice


def test_a_line_has_its_own_norms_and_the_urgent_ones_of_the_standard(imported):
    version = AgreementVersion.objects.get(agreement__code="SLA-2026-DIR")
    line = version.lines.get(service__code="PO-02")
    assert line.deviation == "Directie heeft voorrang bij het plannen"
    own = norm_of(line)
    assert (own.way, own.amount, own.starts) == ("working_time", 240, "intake_complete")
    assert (own.kpi_percent, own.warnings) == (95, [80])
    assert norm_of(line, Norm.Kind.RESPONSE, urgent=True).amount == 30
    assert version.status == AgreementVersion.Status.IN_FORCE
    assert version.agreed_on == date(2025, 11, 4)
    assert version.escalation_steps.first().contact.code == "S01"
    assert version.responsibilities.filter(side="client").count() == 4


def test_a_published_version_never_changes(run, catalogue):
    catalogue["services"][0]["summary"] = "Anders"
    catalogue["services"][1]["response"]["value"] += 1
    catalogue["services"][2]["status"] = "draft"

    _out, problems = run("import_catalogue", catalogue)

    assert [line.split(": ")[1] for line in problems[:-1]] == [
        f"services[{number}].version" for number in range(3)
    ]


def test_a_higher_number_follows_the_version_before(run, catalogue):
    service = catalogue["services"][0]
    service |= {"version": 9, "valid_from": "2026-07-01", "summary": "Vanaf juli"}

    _out, problems = run("import_catalogue", catalogue)

    assert problems == []
    older, newer = ServiceVersion.objects.filter(service__code="PO-01").order_by("number")
    assert (older.valid_until, newer.valid_from) == (date(2026, 6, 30), date(2026, 7, 1))
    assert (newer.summary, newer.valid_until) == ("Vanaf juli", None)
    assert newer.intake_fields.count() == older.intake_fields.count() > 0
    out, _problems = run("import_catalogue", catalogue)
    assert "Nothing to do" in out


def test_a_new_version_begins_after_the_one_before(run, catalogue):
    catalogue["services"][0] |= {"version": 9, "valid_from": "2026-01-01"}

    _out, problems = run("import_catalogue", catalogue)

    assert "services[0].valid_from: must be after 2026-01-01" in problems[0]


def test_a_draft_may_change_until_it_is_published(run, catalogue):
    service = catalogue["services"][0]
    service |= {"version": 9, "status": "draft", "valid_from": None, "summary": "Eerst"}
    run("import_catalogue", catalogue)
    service["summary"] = "Toch anders"
    run("import_catalogue", catalogue)
    draft = ServiceVersion.objects.get(service__code="PO-01", number=9)
    assert (draft.summary, draft.status) == ("Toch anders", "draft")

    service |= {"status": "published", "valid_from": "2026-07-01"}
    _out, problems = run("import_catalogue", catalogue)

    assert problems == []
    draft.refresh_from_db()
    assert draft.status == "published"


def test_an_agreement_changes_by_a_higher_number_only(run, organisation):
    agreement = organisation["agreements"][0]
    agreement["lines"][0]["turnaround"]["value"] = 9
    _out, problems = run("import_agreements", organisation)
    assert "agreements[0].version: this version is agreed" in problems[0]

    agreement |= {"version": 3, "valid_from": "2026-07-01"}
    _out, problems = run("import_agreements", organisation)

    assert problems == []
    old, new = AgreementVersion.objects.filter(agreement__code=agreement["code"]).order_by("number")
    assert (old.status, old.valid_until) == ("superseded", date(2026, 6, 30))
    assert (new.status, norm_of(new.lines.get(service__code="PO-01")).amount) == ("in_force", 9)


def test_what_was_agreed_here_since_is_no_other_text(run, organisation):
    """The next version cuts the one in the file short; a draft with the client stays as it is."""
    version = AgreementVersion.objects.get(agreement__code="SLA-2026-DIR")
    nextone = version.agreement.versions.create(
        number=9,
        valid_from=date(2026, 12, 1),
        valid_until=date(2027, 11, 30),
        calendar=version.calendar,
    )
    AgreementVersion.objects.filter(pk=version.pk).update(valid_until=date(2026, 11, 30))
    _out, problems = run("import_agreements", organisation)
    assert "this version is agreed" in problems[0]

    AgreementVersion.objects.filter(pk=nextone.pk).update(status="agreed")

    out, problems = run("import_agreements", organisation)
    assert (problems, "Nothing to do" in out) == ([], True)


def test_a_draft_that_is_with_the_client_is_not_written_over(run, organisation):
    agreement = organisation["agreements"][0]
    agreement |= {"code": "SLA-2027-DIR", "status": "concept"}
    run("import_agreements", organisation)
    AgreementVersion.objects.filter(agreement__code="SLA-2027-DIR").update(status="proposed")
    assert run("import_agreements", organisation)[1] == []

    agreement["notes"] = "Anders"

    assert "is with the client" in run("import_agreements", organisation)[1][0]


def test_other_statuses_are_drafts(run, organisation):
    organisation["agreements"][0] |= {"code": "SLA-2027-DIR", "status": "concept"}

    _out, problems = run("import_agreements", organisation)

    assert problems == []
    drafted = AgreementVersion.objects.get(agreement__code="SLA-2027-DIR")
    assert drafted.status == AgreementVersion.Status.DRAFTED


def test_someone_who_moves_leaves_where_they_were(run, organisation):
    organisation["secretaries"][0]["pool"] = "POOL-PB"
    organisation["managers"][0]["department"] = "FIN"

    run("import_organisation", organisation)

    pools = PoolMembership.objects.filter(user__code="S01").order_by("since")
    assert [(each.pool.code, each.until is None) for each in pools] == [
        ("POOL-BD", False),
        ("POOL-PB", True),
    ]
    units = ClientMembership.objects.filter(user__code="M01").order_by("since")
    assert [(each.client.code, each.until is None) for each in units] == [
        ("DIR", False),
        ("FIN", True),
    ]


def test_who_left_works_nowhere_and_can_not_sign_in(run, organisation):
    organisation["secretaries"][0]["active"] = False

    run("import_organisation", organisation)

    person = User.objects.get(code="S01")
    assert not person.is_active
    assert person.pool_memberships.get().until is not None


def test_changed_hours_count_at_once(run, organisation):
    calendar = Calendar.objects.get(code="pool")
    before = calendar.schedule()
    organisation["calendars"][1]["hours"]["mon"] = [["07:00", "24:00"]]
    organisation["holidays"][0]["name"] = "Eerste dag van het jaar"

    run("import_organisation", organisation)

    calendar.refresh_from_db()
    assert [tuple(hours) for hours in before.weekly[0]] == [(510, 750), (780, 1020)]
    assert [tuple(hours) for hours in calendar.schedule().weekly[0]] == [(420, 1440)]
    assert calendar.schedule().note_on(date(2025, 1, 1)) == "Eerste dag van het jaar"


def test_the_percentages_of_the_standard_can_be_chosen(run, catalogue):
    catalogue["services"] = [catalogue["services"][0] | {"code": "NEW-01", "related": []}]

    run("import_catalogue", catalogue, "--kpi-percent=90", "--warning-percent=60")

    standard = Norm.objects.filter(service_version__service__code="NEW-01")
    assert set(standard.values_list("kpi_percent", "warnings__0")) == {(90, 60)}
