"""What a pool really spent, month by month, beside what its agreements ask."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.htmx import render_page
from requests.models import TimeEntry
from teams.http import SignedInRequest
from teams.models import Pool

MONTHS = 12


@require_GET
def pool_time(request: SignedInRequest, code: str) -> HttpResponse:
    """Show the time a pool booked in each of the last months, to who coordinates it.

    A month is only there when enough requests and people booked in it (`TimeEntry.per_month`).
    """
    on = timezone.localdate()
    mine = Pool.objects.filter(pk__in=request.user.roles_on(on).coordinates)
    pool = get_object_or_404(mine, code=code)
    months = [on.replace(day=1)]
    while len(months) < MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    spent = TimeEntry.objects.of_pool(pool).between(months[-1], on).per_month()
    booked: dict[object, int] = {row["of"]: row["minutes"] for row in spent}
    context = {"pool": pool, "months": [(month, booked.get(month)) for month in months]}
    return render_page(request, "requests/pool_time.html", context, partial="time")
