"""`python -m tests.bench.finding`: how long the catalogue takes to find what people type.

The catalogue has 2,000 services and 20,000 articles, made of the words of the demo. A secretary,
who may find everything, types; each answer is the part of the page that changes, made by the
whole of Django in this process.
"""

import io
import os
import random
import time
from statistics import median, quantiles

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django comes first
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from pdc.models import Article, SearchDocument, ServiceVersion  # noqa: E402
from teams.models import PoolMembership, User  # noqa: E402
from tests.bench.suggesting import DATA, MANY, multiply_the_catalogue, show  # noqa: E402

ARTICLES = 20_000
AIM, TIMES = 50, 15
TYPED = [
    *("ve", "verg", "vergaderz", "vergaderzaal", "vergadrzaal", "lunch voor 12", "notulen mt"),
    *("bloemen voor een zieke collega", "wie kan er iets regelen voor de bestuursvergadering"),
    *("hotle", "declaratie", "afspraak verzetten", "olifantenpaadje", "reis", "PO-10"),
]


def main() -> None:
    """Print what a search takes at that size, and for each of what is typed."""
    call_command("migrate", verbosity=0)
    for what in ("organisation", "catalogue"):
        call_command(f"import_{what}", DATA / f"{what}.json", stdout=io.StringIO())
    multiply_the_catalogue()
    secretary = PoolMembership.objects.select_related("user")[0].user
    write_articles(secretary)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client(headers={"HX-Request": "true", "Host": "localhost"})
    client.force_login(secretary)
    spent = {words: [answer(client, words) for _ in range(TIMES)] for words in TYPED}
    every = [each for times in spent.values() for each in times]
    beside = {
        "p95": round(quantiles(every, n=20)[-1], 1),
        "aim": AIM,
        "services": MANY,
        "articles": ARTICLES,
        "documents": SearchDocument.objects.count(),
        "of_each": {words: round(median(times), 1) for words, times in spent.items()},
    }
    show("search.catalogue", round(median(every), 1), "ms", beside)


def write_articles(by: User) -> None:
    """Write articles of some hundred words, out of what the services say."""
    dice = random.Random(5)
    versions = ServiceVersion.objects.all()
    said = [text for one in versions for text in (one.summary, *one.included, *one.keywords)]
    Article.objects.bulk_create(
        Article(
            title=" ".join(dice.sample(said, 2))[:200],
            body="\n\n".join(dice.choices(said, k=25)),
            published=True,
            written_at=timezone.now(),
            written_by=by,
        )
        for _ in range(ARTICLES)
    )


def answer(client: Client, words: str) -> float:
    """Return the milliseconds of one answer."""
    began = time.perf_counter()
    found = client.get(reverse("pdc:service_list"), {"q": words})
    spent = (time.perf_counter() - began) * 1000
    assert found.status_code == 200, found.status_code
    return spent


if __name__ == "__main__":
    main()
