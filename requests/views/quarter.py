"""What comes back outside the catalogue, quarter by quarter: read, taken in, declined, exported."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.sheets import Sheet, spreadsheet
from pdc.models import Proposal
from requests.actions.taking import decline_proposals, take
from requests.models import Decision, ServiceRequest
from requests.outside import returning
from requests.outside.quarters import Quarter
from requests.outside.returning import Group, Returned
from requests.policies import Refused
from requests.views.outside import desk_of
from teams.http import SignedInRequest

GROUPS, ONCE = 20, 40
WORDS = dict(Decision.choices)


@require_GET
def quarter(request: SignedInRequest) -> HttpResponse:
    """Show the groups of a quarter, what came back most first."""
    now = timezone.now()
    roles = desk_of(request, now)
    chosen = _quarter(request, now)
    told = request.user.quarter_notices.filter(quarter=str(chosen), read_at=None)
    told.update(read_at=now)
    found = returning.returned(request.user, chosen, now)
    page = Paginator(found.groups, GROUPS).get_page(request.GET.get("page"))
    for group in page:
        group.may_decide = bool(group.pools & roles.coordinates)
    context = {
        "quarter": chosen,
        "current": Quarter.of(timezone.localdate(now)),
        "found": found,
        "page": page,
        "once": found.once[:ONCE],
        "more_once": max(len(found.once) - ONCE, 0),
        "now": now,
    }
    return render(request, "requests/quarter.html", context)


@require_GET
def export(request: SignedInRequest) -> HttpResponse:
    """Send the groups and their requests as a spreadsheet."""
    now = timezone.now()
    desk_of(request, now)
    chosen = _quarter(request, now)
    found = returning.returned(request.user, chosen, now)
    sheets = [_groups_sheet(found), _requests_sheet(found)]
    return spreadsheet(_("outside-the-catalogue-%(quarter)s") % {"quarter": chosen}, sheets)


@require_POST
def take_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make a draft of a service from all that is like a request, and go to the draft."""
    now = timezone.now()
    chosen, group = _group_of(request, pk, now)
    try:
        how: dict[str, Any] = {"by": request.user, "now": now}
        if group is None:
            raise Refused(_("This request is not outside the catalogue any more."))
        proposal = take(
            [one.row["pk"] for one in group.asked],
            name=group.name,
            keywords=group.words,
            effort=group.effort,
            **how,
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(_address(chosen))
    assert proposal.service is not None  # a constraint: it was taken
    messages.success(request, _("It is in the catalogue as a draft."))
    return redirect("pdc:draft", proposal.service.code)


@require_POST
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say why what was proposed does not come into the catalogue."""
    now = timezone.now()
    chosen, group = _group_of(request, pk, now)
    reason = request.POST.get("reason", "").replace("\0", "").strip()
    try:
        if not reason:
            raise Refused(_("Write down why it does not come into the catalogue."))
        asked = [one.row["pk"] for one in group.asked] if group else []
        decline_proposals(asked, reason=reason, by=request.user, now=now)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It does not come into the catalogue; the reason is kept."))
    return redirect(_address(chosen))


def _quarter(request: SignedInRequest, now: datetime) -> Quarter:
    asked = Quarter.read(request.GET.get("quarter", ""))
    return asked or Quarter.of(timezone.localdate(now))


def _address(chosen: Quarter) -> str:
    return f"{reverse('requests:outside_quarter')}?quarter={chosen}"


def _group_of(request: SignedInRequest, pk: int, now: datetime) -> tuple[Quarter, Group | None]:
    """Return the group a request of theirs is in now, in the quarter it was received."""
    theirs = ServiceRequest.objects.worked_by(request.user, timezone.localdate(now))
    one = get_object_or_404(theirs.select_related("promise"), pk=pk)
    chosen = Quarter.of(timezone.localdate(one.promise.received_at))
    found = returning.returned(request.user, chosen, now)
    for group in (*found.groups, *found.once):
        if any(each.row["pk"] == pk for each in group.asked):
            return chosen, group
    return chosen, None


def _groups_sheet(found: Returned) -> Sheet:
    columns = [
        (_("What"), 50),
        (_("Search words"), 40),
        (_("Times"), 10),
        (_("Clients"), 10),
        (_("Minutes"), 10),
        *((str(words), 16) for words in WORDS.values()),
        (_("undecided"), 12),
        (_("Proposal"), 30),
    ]
    return Sheet(_("Groups"), columns, [_group_row(each) for each in (*found.groups, *found.once)])


def _group_row(group: Group) -> list[object]:
    counted = dict(group.decisions)
    words = ", ".join(group.words)
    figures: list[object] = [group.times, group.clients, group.minutes]
    decisions: list[object] = [counted.get(decision, 0) for decision in (*WORDS, "")]
    return [group.name, words, *figures, *decisions, _proposal(group)]


def _proposal(group: Group) -> str:
    proposal = group.proposal
    if proposal is None:
        return ""
    status = Proposal.Status(proposal["proposed"]).label
    return f"{status}: {proposal['service'] or proposal['reason'] or proposal['title']}"


def _requests_sheet(found: Returned) -> Sheet:
    columns = [
        (_("Number"), 14),
        (_("Received"), 18),
        (_("Subject"), 60),
        (_("Unit"), 30),
        (_("Decision"), 30),
        (_("Group"), 50),
    ]
    rows = [
        [
            one.number,
            one.row["received_at"],
            one.row["subject"],
            one.row["client_name"],
            WORDS.get(one.row["decision"], ""),
            group.name,
        ]
        for group in (*found.groups, *found.once)
        for one in group.asked
    ]
    return Sheet(_("Requests"), columns, rows)
