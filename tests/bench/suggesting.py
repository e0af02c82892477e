"""`python -m tests.bench.suggesting`: how often a free text is understood, and how fast.

The labels say what the desk made of 150 requests of the demo. The vocabulary and the weights were
made with one half of them at hand, and the figures are those of the other half. That half is not
unseen any more: 38 of its 71 texts were read late in the work, and its scores were known while
weights were chosen. So the figures flatter, and nobody knows by how much.

They are measured twice: with the catalogue alone, and at a desk that chose the right service for
every labelled request that came in earlier. Beside both stands TF-IDF of the same catalogue, and
the half it was made with.
"""

import io
import json
import os
import time
import zlib
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from functools import partial
from statistics import median, quantiles
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - Django comes first
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from pdc.models import Service, ServiceVersion, Theme  # noqa: E402
from pdc.search import get_ready, learn, suggest  # noqa: E402
from tests.bench.tfidf import Tfidf  # noqa: E402

DATA = settings.BASE_DIR / "data" / "demo"
SURE = 0.5
MANY = 2_000
AIMS = {"top3": 0.95, "top1": 0.85, "off_catalogue_auc": 0.90}


@dataclass
class Asked:
    """A request with what the desk made of it."""

    text: str
    code: str | None
    right: set[str]
    held_out: bool


@dataclass
class Answer:
    """What was suggested for it: codes, best first, and how likely it is none of them."""

    asked: Asked
    codes: list[str]
    outside: float


def main() -> None:
    """Print how well texts are understood, and then how fast, at two sizes of the catalogue."""
    call_command("migrate", verbosity=0)
    for what in ("organisation", "catalogue"):
        call_command(f"import_{what}", DATA / f"{what}.json", stdout=io.StringIO())
    requests = labelled()
    answers = {
        "tfidf": by_tfidf(requests),
        "catalogue_alone": [suggested(each) for each in requests],
        "learning": [suggested_and_learned(each) for each in requests],
    }
    held_out = {name: measures(those, held_out=True) for name, those in answers.items()}
    seen = {name: measures(those, held_out=False) for name, those in answers.items()}
    for figure, value in held_out["learning"].items():
        beside = {name: measured[figure] for name, measured in held_out.items()}
        beside |= {"seen_while_made": seen["learning"][figure], "aim": AIMS.get(figure)}
        beside |= {"texts": sum(each.held_out for each in requests)}
        show(f"suggest.{figure}", value, "share", beside)
    few = speed([each.text for each in requests])
    multiply_the_catalogue()
    show("suggest.speed", *speed_beside(speed([each.text for each in requests]), few))


def labelled() -> list[Asked]:
    """Return the labelled requests as they came in; those of a series are in one half."""
    texts = {line["id"]: line for line in lines("requests.jsonl")}
    labels = sorted(lines("labels.jsonl"), key=lambda label: texts[label["id"]]["received_at"])
    return [
        Asked(
            text=texts[label["id"]]["text"],
            code=label["service_code"],
            right={*label["candidates"], label["service_code"]},
            held_out=bool(zlib.crc32((label["recurring_series"] or label["id"]).encode()) & 1),
        )
        for label in labels
    ]


def lines(name: str) -> list[dict[str, Any]]:
    """Read a file of JSON lines."""
    return [json.loads(line) for line in (DATA / name).read_text().splitlines()]


def suggested(asked: Asked) -> Answer:
    """Ask ours."""
    found = suggest(asked.text, 6)
    codes = [version.service.code for version in found.versions]
    return Answer(asked, codes, found.off_catalogue)


def suggested_and_learned(asked: Asked) -> Answer:
    """Ask ours, and then choose what is right, as the desk does."""
    answer = suggested(asked)
    if asked.code is not None:
        learn([asked.text], ServiceVersion.objects.get(service__code=asked.code))
    return answer


def by_tfidf(requests: Iterable[Asked]) -> list[Answer]:
    """Ask TF-IDF of all the catalogue says; what is far from everything is outside."""
    services = json.loads((DATA / "catalogue.json").read_text())["services"]
    codes, index = [service["code"] for service in services], Tfidf(services)

    def answer(asked: Asked) -> Answer:
        scored = sorted(zip(index.scores(asked.text), codes, strict=True), reverse=True)
        return Answer(asked, [code for _, code in scored], 1 - scored[0][0])

    return [answer(each) for each in requests]


def measures(answers: list[Answer], *, held_out: bool) -> dict[str, float]:
    """Return the shares that are right, and how well outside and inside are told apart."""
    ours = [each for each in answers if each.asked.held_out == held_out]
    inside = [each for each in ours if each.asked.code is not None]
    outside = [each.outside for each in ours if each.asked.code is None]
    apart = [
        (there > here.outside) + (there == here.outside) / 2 for there in outside for here in inside
    ]
    return {
        "top3": share(bool(each.asked.right & {*each.codes[:3]}) for each in inside),
        "top1": share(bool(each.asked.right & {*each.codes[:1]}) for each in inside),
        "off_catalogue_auc": share(apart),
        "false_certainty": share(each < SURE for each in outside),
    }


def share(values: Iterable[float]) -> float:
    """Return the mean, in three digits."""
    those = [float(value) for value in values]
    return round(sum(those) / len(those), 3)


def multiply_the_catalogue() -> None:
    """Publish copies of the services, each with words of its own, until there are many."""
    theme = Theme.objects.all()[0]
    versions = list(ServiceVersion.objects.order_by("pk"))
    for number in range(MANY - len(versions)):
        one = copy(versions[number % len(versions)])
        own = "".join(chr(97 + int(digit)) * 2 for digit in str(number))
        one.pk, one.keywords = None, [f"{word} {own}" for word in one.keywords]
        one.service = Service.objects.create(code=f"XX-{number}", theme=theme)
        one.name = f"{one.name} {own}"
        one._state.adding = True
        one.save()


def speed(texts: list[str]) -> dict[str, float]:
    """Return the milliseconds of a suggestion, of getting ready, and of the first thereafter."""
    ready = milliseconds(get_ready)
    first = milliseconds(partial(suggest, "nieuw", 6))
    spent = [milliseconds(partial(suggest, text, 6)) for text in texts]
    typed = [milliseconds(partial(suggest, text, 6, typing=text[:20])) for text in texts]
    return {
        "median": round(median(spent), 1),
        "p95": round(quantiles(spent, n=20)[-1], 1),
        "typing_median": round(median(typed), 1),
        "getting_ready": round(ready),
        "first": round(first, 1),
    }


def milliseconds(work: Callable[[], object]) -> float:
    """Return the time something takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def speed_beside(
    many: dict[str, float], few: dict[str, float]
) -> tuple[float, str, dict[str, Any]]:
    """Return the time at the larger size, with that at the smaller."""
    services = ServiceVersion.objects.in_force(timezone.localdate()).count()
    return many["median"], "ms", {"services": services, **many, "with_64": few, "aim": 100}


def show(figure: str, value: float, unit: str, beside: dict[str, Any]) -> None:
    """Print one figure."""
    print(
        json.dumps({"figure": figure, "value": value, "unit": unit, "beside": beside}), flush=True
    )


if __name__ == "__main__":
    main()
