"""Who may audit, publish and let stop: every action, tried by everybody."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from django.db import transaction

from pdc.models import Audit, Service, ServiceVersion
from pdc.policies import Refused
from pdc.publishing import actions, auditing
from pdc.writing.actions import throw_away
from tests.factories import NOW, a_person, a_secretary, a_service
from tests.rights.people import COORDINATORS, DESK, everybody

GOOD = {"verdict": Audit.Verdict.GOOD, "found": [], "said": ""}


class Deed(NamedTuple):
    """Something done to a draft, how far that has come, and who may."""

    do: Callable[..., object]
    come: str
    who: set[str]


def ask(draft, **by):
    auditing.ask_audit(draft, auditor=a_secretary(draft.pool, "Nog Iemand"), **by)


def discard(draft, **by):
    throw_away(ServiceVersion.objects.get(pk=draft.pk), **by)


def mend(draft, **by):
    auditing.mend(draft.audits.get().findings.get(), mended=True, **by)


def publish(draft, **by):
    actions.publish(draft, valid_from=NOW.date(), note="", **by)


def retire(_draft, **by):
    service = Service.objects.get(code="PO-10")
    actions.retire(service, stops=NOW.date(), successor=None, **by)


def judge(draft, **by):
    auditing.give_verdict(draft, **GOOD, **by)


DEEDS = {
    "throw away": Deed(discard, "draft", DESK),
    "throw away in audit": Deed(discard, "asked", set()),
    "ask": Deed(ask, "draft", DESK),
    "take back": Deed(auditing.take_back, "asked", {"secretary"} | COORDINATORS),
    "take back what was good": Deed(auditing.take_back, "good", {"secretary"} | COORDINATORS),
    "judge": Deed(judge, "asked", {"colleague"}),
    "mend": Deed(mend, "rework", DESK),
    "publish": Deed(publish, "good", COORDINATORS),
    "retire": Deed(retire, "draft", COORDINATORS),
}


def brought(draft, come, people):
    """Bring a draft so far that the deed is possible."""
    if come != "draft":
        who = {"auditor": people["colleague"], "by": people["secretary"], "now": NOW}
        auditing.ask_audit(draft, **who)
    if come in ("good", "rework"):
        said = GOOD | {"verdict": come, "found": [("name", "Te lang")]}
        auditing.give_verdict(draft, **said, by=people["colleague"], now=NOW)


@pytest.mark.parametrize("name", DEEDS)
def test_who_may_do_what_with_a_draft(name, noord, projecten, zuid):
    people = everybody(noord, projecten, zuid)
    a_service("PO-10")
    draft = a_service("PO-88", status="draft", author=people["secretary"])
    draft.pool = noord
    deed = DEEDS[name]
    brought(draft, deed.come, people)
    may = set()

    for who, person in people.items():
        if person is None:
            continue
        with transaction.atomic():
            try:
                deed.do(draft, by=person, now=NOW)
            except Refused:
                pass
            else:
                may.add(who)
            transaction.set_rollback(True)

    assert may == deed.who


def test_a_client_is_not_asked_to_audit(noord, daan, fatima):
    draft = a_service("PO-88", status="draft", author=fatima)

    for nobody in (daan, a_person("Niek Nergens"), a_secretary(noord, "Weg", is_active=False)):
        with pytest.raises(Refused, match="colleague of the pools"):
            auditing.ask_audit(draft, auditor=nobody, by=fatima, now=NOW)
