"""An inventory round at the same moment: one line, one draft, and nothing lost unseen."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from pdc.inventory import actions
from pdc.models import InventoryLine, ServiceVersion
from pdc.policies import Refused
from tests.factories import NOW, a_round

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*things):
    """Let each thing be done at the same moment; return what each gave, None where refused."""
    together = Barrier(len(things))

    def do(thing):
        together.wait()
        try:
            return thing()
        except Refused:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(len(things)) as people:
        return list(people.map(do, things))


def test_what_is_written_while_it_closes_is_kept_or_told(noord, marieke, fatima):
    said = {"text": "Bloemen"}
    for _round in range(10):
        inventory = a_round(noord, marieke)
        written, _closed = at_once(
            lambda inventory=inventory: actions.write_line(
                inventory, uuid4(), said, by=fatima, now=NOW
            ),
            lambda inventory=inventory: actions.close_round(inventory, by=marieke, now=NOW),
        )

        kept = InventoryLine.objects.filter(part__round=inventory).count()
        assert kept == (written is not None)


def test_two_clicks_make_one_draft_and_one_line(noord, marieke, fatima):
    inventory = a_round(noord, marieke)
    key = uuid4()
    at_once(
        *(
            lambda: actions.write_line(inventory, key, {"text": "Bloemen"}, by=fatima, now=NOW)
            for _click in range(4)
        )
    )
    lines = [InventoryLine.objects.get().pk]
    actions.close_round(inventory, by=marieke, now=NOW)

    made = at_once(
        *(
            lambda: actions.make_draft(inventory, lines, name="Bloemen", by=marieke, now=NOW)
            for _click in range(4)
        )
    )

    assert len(set(made)) == 1
    assert ServiceVersion.objects.being_written().count() == 1


def test_two_coordinators_open_one_round(noord, marieke):
    opened = at_once(*(lambda: a_round(noord, marieke) for _click in range(2)))

    assert sum(1 for one in opened if one) == 1
