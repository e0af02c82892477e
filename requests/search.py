"""Finding requests, and the people behind them, by what someone types.

Words are looked for as they stand in a request, in capitals or not; the indexes on
`UPPER(subject)` and `UPPER(text)` make that quick. People and clients are few.
"""

import re
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from requests.models import ServiceRequest
from teams.models import Client, ClientMembership, User

NUMBER = re.compile(r"(?:\d{4}-)?0*(\d{1,12})")
MOST_WORDS = 8  # each is looked for in every request of a queue, again at each refresh


def first_words(words: str) -> str:
    """Return the words that count of what somebody typed to filter a list by."""
    return " ".join(words.split()[:MOST_WORDS])


def are_too_many(words: str) -> bool:
    """Return whether more was typed than counts."""
    return len(words.split()) > MOST_WORDS


def said_in(words: str) -> Q:
    """Return the condition that a request has this number, or all of these words."""
    wanted = Q()
    for word in words.split():
        wanted &= Q(subject__icontains=word) | Q(text__icontains=word)
    number = NUMBER.fullmatch(words.strip())
    return wanted | Q(pk=int(number[1])) if number else wanted


def called(words: str) -> Q:
    """Return the condition that all of these words are in the name of a person."""
    wanted = Q()
    for word in words.split():
        wanted &= (
            Q(given_name__icontains=word)
            | Q(infix__icontains=word)
            | Q(family_name__icontains=word)
        )
    return wanted


def asked_by_who_is_called(words: str) -> Q | None:
    """Return the condition that all of these words are in the name of who or which unit asked.

    None when nobody is called that. Who that is, is read first: people and units are few.
    """
    wanted = Q()
    for word in words.split():
        people = list(User.objects.filter(called(word)).values_list("pk", flat=True))
        named = Client.objects.filter(Q(name__icontains=word) | Q(code__iexact=word))
        units = list(named.values_list("pk", flat=True))
        if not people and not units:
            return None
        either = Q(requested_by__in=people)
        wanted &= either | Q(promise__client__in=units) if units else either
    return wanted


def clients_called(words: str, *, by: User, on: date) -> "QuerySet[Client]":
    """Return the clients of someone's pools with all of these words in the name."""
    wanted = Q()
    for word in words.split():
        wanted &= Q(name__icontains=word) | Q(code__iexact=word)
    pools = by.pool_memberships.on(on).values("pool")
    return Client.objects.filter(wanted, pool__in=pools).select_related("pool")


def people_called(words: str, *, by: User, on: date) -> "QuerySet[User]":
    """Return who is served by someone's pools, with all of these words in the name."""
    wanted = Q()
    for word in words.split():
        wanted &= (
            Q(given_name__icontains=word)
            | Q(infix__icontains=word)
            | Q(family_name__icontains=word)
            | Q(phone__contains=word)
        )
    pools = by.pool_memberships.on(on).values("pool")
    current = ClientMembership.objects.on(on).select_related("client")
    served = current.filter(client__pool__in=pools).values("user")
    return User.objects.filter(wanted, pk__in=served).prefetch_related(
        Prefetch("client_memberships", queryset=current)
    )


def requests_matching(words: str, *, by: User, on: date) -> "QuerySet[ServiceRequest]":
    """Return what someone may see with this number or these words, newest first."""
    seen = ServiceRequest.objects.visible_to(by, on)
    return seen.filter(said_in(words)).with_people().order_by("-pk")
