"""What comes back: the requests outside the catalogue of a quarter, grouped by likeness.

What is confidential is only counted. Time is shown of so many requests and people that nobody
can be read from it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from core.likeness import groups, shared_words, telling_words
from pdc.models import Proposal
from requests.importing import subject_of
from requests.models import Decision, ServiceRequest, Status, TimeEntry
from requests.models.time_entries import ENOUGH_PEOPLE, ENOUGH_REQUESTS
from requests.outside.quarters import Quarter
from teams.models import User

MOST = 5_000
EXAMPLES, SEARCH_WORDS = 3, 6
IN_TEXT = 0.4  # what a word weighs that stands only in the text, not in the subject
LONGEST_NAME = 200

COLUMNS = {
    "pk": F("pk"),
    "subject": F("subject"),
    "text": F("text"),
    "on_behalf": F("contact_name"),
    "given_name": F("requested_by__given_name"),
    "family_name": F("requested_by__family_name"),
    "client": F("promise__client"),
    "client_name": F("promise__client__name"),
    "pool": F("promise__pool"),
    "received_at": F("promise__received_at"),
    "logged_at": F("logged_at"),
    "decision": F("decision"),
    "kind": F("off_catalogue_kind"),
    "proposal": F("proposal"),
    "proposed": F("proposal__status"),
    "title": F("proposal__title"),
    "reason": F("proposal__reason"),
    "service": F("proposal__service__code"),
}


@dataclass
class Asked:
    """One request outside the catalogue, what it says, and its telling words with their weight."""

    row: dict[str, Any]
    said: str
    words: dict[str, float]

    @property
    def number(self) -> str:
        """The number people say."""
        return f"{timezone.localtime(self.row['logged_at']):%Y}-{self.row['pk']:06d}"


@dataclass
class Group:
    """Requests that are alike, newest last, with what was spent on them and what became of it."""

    asked: list[Asked]
    minutes: int | None = None
    effort: int | None = None
    words: list[str] = field(default_factory=list)
    may_decide: bool = False

    @property
    def key(self) -> int:
        """What it is called by in an address: any of its requests would do."""
        return int(self.asked[0].row["pk"])

    @property
    def times(self) -> int:
        """How often it was asked."""
        return len(self.asked)

    @property
    def clients(self) -> int:
        """By how many clients."""
        return len({one.row["client"] for one in self.asked})

    @property
    def pools(self) -> set[int]:
        """Of which pools, by their ids."""
        return {one.row["pool"] for one in self.asked}

    @property
    def latest(self) -> list[Asked]:
        """The latest examples, newest first."""
        return self.asked[: -EXAMPLES - 1 : -1]

    @property
    def decisions(self) -> list[tuple[str, int]]:
        """How often what was decided, in the order of the decisions; what was not, last."""
        counted = Counter(one.row["decision"] for one in self.asked)
        return [(str(each), counted[each]) for each in (*Decision.values, "") if counted[each]]

    @property
    def proposal(self) -> dict[str, Any] | None:
        """The proposal that matters most: taken over, else open, else declined."""
        order = (Proposal.Status.TAKEN, Proposal.Status.OPEN, Proposal.Status.DECLINED)
        rows = [one.row for one in self.asked if one.row["proposal"]]
        return min(rows, key=lambda row: order.index(row["proposed"]), default=None)

    @property
    def comes_back(self) -> bool:
        """Whether it was asked more than once, or was proposed."""
        return self.times > 1 or self.proposal is not None

    @property
    def name(self) -> str:
        """What to call it: the title of its proposal, or its most telling subject."""
        proposal = self.proposal
        return str(proposal["title"]) if proposal else self._typical().rstrip("?.! …")

    def _typical(self) -> str:
        spread = Counter(word for one in self.asked for word in one.words)

        def telling(one: Asked) -> tuple[int, int, int]:
            total = sum(spread[word] for word, weight in one.words.items() if weight == 1)
            return (-total, len(one.said), one.row["pk"])

        return min(self.asked, key=telling).said


@dataclass(frozen=True)
class Returned:
    """All of a quarter: what came back, what was asked once, and how many are confidential."""

    groups: list[Group]
    once: list[Group]
    confidential: int
    is_whole: bool

    @property
    def requests(self) -> int:
        """How many requests these are."""
        return sum(group.times for group in (*self.groups, *self.once))


def outside_in(quarter: Quarter) -> Q:
    """Return the condition of what was received outside the catalogue in a quarter."""
    begins, ends = quarter.moments()
    return ~Q(status=Status.MERGED) & Q(
        promise__service_version=None,
        promise__received_at__gte=begins,
        promise__received_at__lt=ends,
    )


def returned(user: User, quarter: Quarter, now: datetime) -> Returned:
    """Return what came back in a quarter in the pools of someone."""
    on = timezone.localdate(now)
    asked = outside_in(quarter)
    theirs = ServiceRequest.objects.worked_by(user, on).filter(asked, confidential=False)
    newest = theirs.order_by("-promise__received_at", "-pk").values(**_new_names())
    rows: list[dict[str, Any]] = list(newest[: MOST + 1])  # type: ignore[arg-type]
    found = grouped(rows[:MOST][::-1])
    add_time(found, theirs)
    pools = user.pool_memberships.on(on).values("pool")
    secret = ServiceRequest.objects.filter(asked, confidential=True, promise__pool__in=pools)
    ordered = sorted(found, key=lambda group: (-group.times, -group.asked[-1].row["pk"]))
    return Returned(
        groups=[group for group in ordered if group.comes_back],
        once=[group for group in ordered if not group.comes_back],
        confidential=secret.count(),
        is_whole=len(rows) <= MOST,
    )


def _new_names() -> dict[str, F]:
    """Return the columns under names that differ from those of the model."""
    return {f"row_{name}": column for name, column in COLUMNS.items()}


def grouped(rows: Iterable[dict[str, Any]]) -> list[Group]:
    """Return requests, oldest first, in groups of those that are alike."""
    asked = [_asked({name[4:]: value for name, value in row.items()}) for row in rows]
    found = [
        Group([asked[place] for place in places]) for places in groups([one.words for one in asked])
    ]
    for group in found:
        group.words = shared_words([one.words for one in group.asked], SEARCH_WORDS)
    return found


def _asked(row: dict[str, Any]) -> Asked:
    """Return a request with its telling words, without the names of who asked."""
    names = (row["given_name"], row["family_name"], row["on_behalf"])
    said = row["subject"]
    if not telling_words(said) and row["text"]:  # a mail that is called "Question"
        said = subject_of("", row["text"])
    in_text = dict.fromkeys(telling_words(row["text"], without=names), IN_TEXT)
    in_subject = dict.fromkeys(telling_words(said, without=names), 1.0)
    return Asked(row, said, in_text | in_subject)


def add_time(found: Iterable[Group], theirs: "QuerySet[ServiceRequest]") -> None:
    """Let groups know what was spent on them, where that says nothing of one person."""
    spent: dict[int, dict[int, int]] = defaultdict(dict)
    booked = TimeEntry.objects.booked().filter(service_request__in=theirs.values("pk"))
    rows = booked.order_by().values("service_request", "by").annotate(spent=Sum("minutes"))
    for row in rows:
        spent[row["service_request"]][row["by"]] = row["spent"]
    for group in found:
        of_group = [spent[pk] for one in group.asked if (pk := one.row["pk"]) in spent]
        people = {person for of_one in of_group for person in of_one}
        if len(of_group) >= ENOUGH_REQUESTS and len(people) >= ENOUGH_PEOPLE:
            group.minutes = sum(sum(of_one.values()) for of_one in of_group)
            group.effort = group.minutes // len(of_group)
