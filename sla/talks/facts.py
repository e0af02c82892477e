"""The facts a conversation begins with: of each service what was agreed and how it went."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F

from pdc.models import ServiceVersion
from sla.figures import HowItWent, Timespan, Went, how_it_went, of_agreement
from sla.models import Cause, Conversation, LateCause, TalkPoint
from sla.reading import ReadLine, read_lines

MOST_WORDS = 200


@dataclass(frozen=True)
class ServiceFacts:
    """What one service was to be, and was."""

    name: str
    went: Went
    agreed: ReadLine | None = None
    points: list[TalkPoint] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def a_month(self) -> float:
        """How many were asked a month: a conversation looks back on twelve."""
        return self.went.received / 12


@dataclass(frozen=True)
class Facts:
    """All that is on the table."""

    went: HowItWent
    services: Mapping[int, ServiceFacts]
    points: list[TalkPoint]


def facts_of(conversation: Conversation, *, for_pool: bool, now: datetime) -> Facts:
    """Return the facts of a conversation: as they are, or were when it was shared.

    In which words the pool said why something was late is for the pool alone; the client reads
    the causes, of enough of them.
    """
    at = conversation.shared_at or now
    span = Timespan(conversation.since, conversation.until)
    agreement = conversation.version.agreement
    went = how_it_went(of_agreement(agreement), span, at)
    agreed = {
        read.line.service_id: read
        for read in read_lines(conversation.version, conversation.until, went)
    }
    services = [row.service_id for row in conversation.services.all()]
    names = _names(services, conversation)
    words = _words(conversation, span) if for_pool else {}
    points: dict[int | None, list[TalkPoint]] = defaultdict(list)
    for point in TalkPoint.objects.of(conversation):
        points[point.service_id if point.service_id in names else None].append(point)
    found = {
        service: ServiceFacts(
            names[service],
            went.of(service),
            agreed.get(service),
            points[service],
            words.get(service, []),
        )
        for service in services
    }
    return Facts(went, found, points[None])


def _names(services: list[int], conversation: Conversation) -> dict[int, str]:
    """Return what services are called, by the newest version that was published by then."""
    versions = (
        ServiceVersion.objects.filter(
            service__in=services,
            status__in=(ServiceVersion.Status.PUBLISHED, ServiceVersion.Status.RETIRED),
        )
        .order_by("number")
        .values_list("service", "name")
    )
    codes = conversation.services.values_list("service", "service__code")
    return dict(codes) | dict(versions)


def _words(conversation: Conversation, span: Timespan) -> dict[int | None, list[str]]:
    """Return what the pool wrote where the cause was something else, once each."""
    begins, ends = span.moments()
    of_service = F("clock__promise__service_version__service")
    said = (
        LateCause.objects.filter(
            clock__promise__in=of_agreement(conversation.version.agreement).values("pk"),
            clock__promise__received_at__gte=begins,
            clock__promise__received_at__lt=ends,
            cause=Cause.OTHER,
        )
        .exclude(word="")
        .order_by("said_at", "pk")
        .values_list(of_service, "word")
    )
    found: dict[int | None, list[str]] = defaultdict(list)
    for service, word in said[:MOST_WORDS]:
        if word not in found[service]:
            found[service].append(word)
    return found
