"""The demo's files, imported once for a module, and the commands to import changed ones."""

import io
import json

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction

from pdc.models import ServiceVersion
from sla import actions
from sla.terms import terms_for
from tests.conftest import PROJECT
from tests.factories import NOW

DATA = PROJECT / "data" / "demo"


@pytest.fixture(scope="module")
def stored(django_db_setup, django_db_blocker):
    """The demo's files, imported once: each test changes the rows and takes that back."""
    with django_db_blocker.unblock(), transaction.atomic():
        for command, name in (
            ("import_organisation", "organisation.json"),
            ("import_catalogue", "catalogue.json"),
            ("import_agreements", "organisation.json"),
        ):
            call_command(command, str(DATA / name), stdout=io.StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def imported(stored, db):
    return stored


@pytest.fixture
def organisation():
    return json.loads((DATA / "organisation.json").read_text())


@pytest.fixture
def catalogue():
    return json.loads((DATA / "catalogue.json").read_text())


@pytest.fixture
def run(tmp_path, imported):
    def run(command, data, *options):
        path = tmp_path / f"{command}.json"
        path.write_text(json.dumps(data))
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command(command, str(path), *options, stdout=out, stderr=err)
        except CommandError as refused:
            return out.getvalue(), [*err.getvalue().splitlines(), str(refused)]
        return out.getvalue(), []

    return run


def rows():
    """Return how many rows there are of everything that is imported."""
    models = [
        model
        for name in ("teams", "pdc", "sla")
        for model in apps.get_app_config(name).get_models()
    ]
    return {model._meta.label: model.objects.count() for model in models}


@pytest.fixture
def promise_of(projecten, noord):
    """Promise a service, as the desk would."""

    def make(version: ServiceVersion | None, *, received_at=NOW, urgent=False, **how):
        terms = terms_for(projecten, noord, version, urgent=urgent, received_at=received_at)
        how = {"complete": True} | how
        return actions.make_promise(terms, received_at=received_at, urgent=urgent, **how)

    return make


@pytest.fixture
def calendar(noord):
    return noord.own_calendar.calendar


@pytest.fixture
def coordinator(client, noord, marieke):
    """The browser of Marieke, who coordinates Noord."""
    client.force_login(marieke)
    return client
