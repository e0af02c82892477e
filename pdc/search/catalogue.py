"""The catalogue as an index: made once for the versions in force, and kept in this process.

What is published never changes, so which versions are in force says everything: a list of keys
tells whether an index still holds, in every process and right after somebody publishes.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from threading import Lock

from django.db.models import Exists, OuterRef, Value, prefetch_related_objects

from pdc.models import ServiceVersion
from pdc.search.index import Counted, Index, Part, count
from pdc.words import everyday, listed_in

KEPT = 3

_indexes: OrderedDict[tuple[int, ...], Index] = OrderedDict()
_counted: dict[int, Counted] = {}
_making = Lock()


def index_of(keys: tuple[int, ...]) -> Index:
    """Return the index of these versions, in their order, and after them of what is outside any."""
    with _making:
        if keys not in _indexes:
            _read(keys)
            _indexes[keys] = Index([*(_counted[key] for key in keys), *_outside()])
            while len(_indexes) > KEPT:
                _indexes.popitem(last=False)
        _indexes.move_to_end(keys)
        return _indexes[keys]


def keys_on(day: date, client: int | None = None) -> list[tuple[int, int, str, bool]]:
    """Return of each version in force on a day its key, that of its service, and its code.

    And whether a client may ask for it; while nobody knows for whom it is, it may be anyone's.
    """
    theirs = ServiceVersion.objects.filter(pk=OuterRef("pk")).offered_to([client or 0])
    held = ServiceVersion.objects.in_force(day).annotate(
        offered=Exists(theirs) if client else Value(value=True)
    )
    in_order = held.order_by("service__code")
    return list(in_order.values_list("pk", "service_id", "service__code", "offered"))


def _read(keys: tuple[int, ...]) -> None:
    """Read the versions that were not read yet, and forget those no index needs any more."""
    needed = {*keys, *(key for kept in _indexes for key in kept)}
    for key in _counted.keys() - needed:
        del _counted[key]
    fresh = list(ServiceVersion.objects.filter(pk__in=set(keys) - _counted.keys()))
    prefetch_related_objects(fresh, "intake_fields", "process__steps")
    for version in fresh:
        _counted[version.pk] = count(_parts(version))


def _parts(version: ServiceVersion) -> Iterable[Part]:
    """Return what a version says, from what it is called to what it asks and how it is done."""
    yield Part([version.name], 2.5, telling=True)
    yield Part(version.keywords, 3, telling=True, phrases=True)
    said = _everyday([version.name, *version.keywords])
    yield Part(said, 2, telling=True, phrases=True)
    yield Part(version.typos, 2)
    yield Part([version.summary], 1.2, telling=True)
    yield Part(version.included, 0.8, telling=True)
    yield Part([*version.quality_criteria, *version.client_responsibilities], 0.2)
    questions = version.intake_fields.all()
    yield Part([question.label for question in questions], 0.5)
    details = [text for question in questions for text in (question.help, *question.choices)]
    yield Part(details, 0.25)
    if process := getattr(version, "process", None):
        about = [process.goal, process.trigger, process.input, process.output]
        yield Part([*about, *(step.action for step in process.steps.all())], 0.35)


def _everyday(names: Iterable[str]) -> list[str]:
    """Return how people say what a service is called, or is looked for by."""
    said = _means()
    return [phrase for name in names for phrase in said.get(_stems(name), ())]


@lru_cache(maxsize=1)
def _means() -> dict[frozenset[str], list[str]]:
    means: dict[frozenset[str], list[str]] = defaultdict(list)
    for name, phrases in everyday().means.items():
        means[_stems(name)] += phrases
    return means


@lru_cache(maxsize=1)
def _outside() -> list[Counted]:
    said = everyday().outside.values()
    return [count([Part(phrases, 2.5, telling=True, phrases=True)]) for phrases in said]


def _stems(text: str) -> frozenset[str]:
    return frozenset(token.stem for token in listed_in([text]))
