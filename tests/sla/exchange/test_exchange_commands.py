"""The catalogue out and in from the command line."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from pdc.models import ServiceVersion
from sla.exchange import as_json, stored
from tests.sla.exchange.books import a_catalogue, empty


@pytest.fixture
def catalogue(noord):
    return a_catalogue(noord)


def run(command, *arguments):
    out = io.StringIO()
    call_command(command, *map(str, arguments), stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.mark.parametrize("name", ["catalogue.xlsx", "catalogue.json"])
def test_what_is_exported_is_imported_again(catalogue, tmp_path, name):
    before = as_json(stored())
    assert "2 services" in run("export_catalogue", tmp_path / name)
    assert "Nothing to do" in run("import_catalogue", tmp_path / name)
    empty()

    assert "new" in run("import_catalogue", tmp_path / name, "--publish")

    assert as_json(stored()) == before


def test_without_publishing_it_brings_drafts(catalogue, tmp_path):
    run("export_catalogue", tmp_path / "catalogue.json")
    empty()

    run("import_catalogue", tmp_path / "catalogue.json")

    assert {*ServiceVersion.objects.values_list("status", flat=True)} == {"draft"}


def test_a_file_with_a_mistake_changes_nothing(catalogue, tmp_path):
    file = tmp_path / "catalogue.json"
    run("export_catalogue", file)
    held = json.loads(file.read_text())
    held["services"][0]["theme"] = "NERGENS"
    file.write_text(json.dumps(held))

    with pytest.raises(CommandError, match="nothing was written"):
        run("import_catalogue", file)


def test_another_kind_of_file_is_not_written(catalogue, tmp_path):
    with pytest.raises(CommandError, match="xlsx or"):
        run("export_catalogue", tmp_path / "catalogue.csv")


def test_a_file_that_is_not_there_is_said_so(db, tmp_path):
    with pytest.raises(CommandError, match="nothing was written"):
        run("import_catalogue", tmp_path / "nergens.xlsx")
