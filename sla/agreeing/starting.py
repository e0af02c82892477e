"""Starting a draft: the next version of an agreement, or the first one with a client."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from pdc.policies import refuse
from sla.agreeing.copying import OF_CLIENT, copy_parts, said_by
from sla.agreeing.drafting import why_not_coordinate
from sla.agreeing.example import fill_in_example
from sla.agreeing.plan import make_plan
from sla.models import Agreement, AgreementVersion, PoolCalendar
from teams.models import Client, User

Status = AgreementVersion.Status
A_DAY = timedelta(days=1)


@transaction.atomic
def start_next(source: AgreementVersion, *, by: User, now: datetime) -> AgreementVersion:
    """Start the next version of an agreement as a copy, or find the one that was started."""
    on = timezone.localdate(now)
    agreement = Agreement.objects.select_for_update(no_key=True).get(pk=source.agreement_id)
    refuse(why_not_coordinate(agreement.pools.all(), by, on))
    versions = AgreementVersion.objects.filter(agreement=agreement)
    begun = versions.filter(status=Status.DRAFTED).first()
    if begun is not None:
        return begun
    if versions.filter(status=Status.PROPOSED).exists():
        refuse(_("A version is proposed already. Wait for the answer, or take it back first."))
    last = versions.aggregate(number=Max("number"), until=Max("valid_until"))
    since = next_start(last["until"], on)
    draft = AgreementVersion.objects.create(
        agreement=agreement,
        number=last["number"] + 1,
        valid_from=since,
        valid_until=a_year_from(since),
        written_at=now,
        written_by=by,
        **said_by(source),
    )
    copy_parts(source, draft)
    make_plan(draft, by=by, on=on)
    return draft


@transaction.atomic
def start_agreement(
    client: Client,
    *,
    like: AgreementVersion | None,
    example: bool,
    by: User,
    now: datetime,
) -> AgreementVersion:
    """Start the first agreement with a client: like that of another, as an example, or empty.

    Of another client's it takes what is promised, not what that client needs, asks and argued.
    """
    on = timezone.localdate(now)
    client = Client.objects.select_for_update(no_key=True).select_related("pool").get(pk=client.pk)
    refuse(why_not_coordinate([client.pool], by, on))
    if Agreement.objects.filter(client=client).exists():
        refuse(_("There is an agreement with this client. Start a new version of it."))
    hours = PoolCalendar.objects.filter(pool=client.pool).first()
    if hours is None:
        refuse(_("The pool has no calendar yet. Give it one first, under administration."))
        raise AssertionError
    since = next_start(on, on)
    said = said_by(like, without=OF_CLIENT) if like else {}
    draft = AgreementVersion.objects.create(
        **said,
        agreement=_agreement(client, since.year),
        number=1,
        valid_from=since,
        valid_until=a_year_from(since),
        calendar=hours.calendar,
        provider_contact=by,
        written_at=now,
        written_by=by,
    )
    if like is not None:
        copy_parts(like, draft)
    elif example:
        fill_in_example(draft, now=now)
    make_plan(draft, by=by, on=on)
    return draft


def _agreement(client: Client, year: int) -> Agreement:
    """Make the agreement itself, under a code that no other has."""
    code = f"SLA-{year}-{client.code}"
    used = set(Agreement.objects.filter(code__startswith=code).values_list("code", flat=True))
    numbered = (f"{code}-{number}" for number in range(2, len(used) + 3))
    agreement = Agreement.objects.create(
        code=next(free for free in (code, *numbered) if free not in used),
        name=_("Service agreement %(client)s") % {"client": client.name[:150]},
        client=client,
    )
    agreement.pools.add(client.pool)
    return agreement


def next_start(until: date, on: date) -> date:
    """Return when a next period begins: after the last one; the next month if that is past."""
    following = until + A_DAY
    if following > on + A_DAY:
        return following
    return (on.replace(day=1) + timedelta(days=32)).replace(day=1)


def a_year_from(since: date) -> date:
    """Return the last day of a year that begins on a day."""
    try:
        return since.replace(year=since.year + 1) - A_DAY
    except ValueError:  # the 29th of February
        return since.replace(year=since.year + 1, day=28)
