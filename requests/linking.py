"""Which requests go with one, for who may see both."""

from datetime import date
from typing import NamedTuple

from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _

from requests.models import Link, ServiceRequest
from teams.models import User

FROM_HERE: dict[str, Words] = {
    Link.Kind.FROM_ONE_CALL: _("asked in one call with"),
    Link.Kind.FOLLOWS_ON: _("follows on from"),
    Link.Kind.BELONGS_WITH: _("belongs with"),
}
FROM_THERE = FROM_HERE | {Link.Kind.FOLLOWS_ON: _("was followed by")}


class Linked(NamedTuple):
    """Another request, and how this one goes with it."""

    how: str | Words
    other: ServiceRequest


def links_of(service_request: ServiceRequest, user: User, on: date) -> list[Linked]:
    """Return what a request that somebody works on is linked with, of what they work on too.

    Most is linked with nothing, which one query tells; else another says what is theirs.
    """
    links = Link.objects.of(service_request).select_related("service_request", "other")
    found = [_seen_from(service_request, link) for link in links]
    if not found:
        return []
    others = [linked.other.pk for linked in found]
    worked = ServiceRequest.objects.worked_by(user, on).filter(pk__in=others)
    theirs = set(worked.values_list("pk", flat=True))
    return [linked for linked in found if linked.other.pk in theirs]


def _seen_from(service_request: ServiceRequest, link: Link) -> Linked:
    if link.service_request_id == service_request.pk:
        return Linked(FROM_HERE[link.kind], link.other)
    return Linked(FROM_THERE[link.kind], link.service_request)
