"""Strings are found where they are, kept when they stay, and missed when they lack."""

import gettext

import polib
import pytest

from core.extraction import find_strings
from core.translations import compile_catalogues, fill, problems

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy

greeting = _("Good morning")
letter = pgettext_lazy("key", "q")
count = ngettext("%(n)s request", "%(n)s requests", n)
"""
TEMPLATE = """
    {% load i18n %}
<p>{% translate "Good morning" %} it's {% translate 'late' context "clock" %}</p>
      {% blocktranslate count n=n trimmed %}
        One day
      {% plural %}
        {{ n }} days
      {% endblocktranslate %}
  <p>unbalanced ( and "</p>
"""


@pytest.fixture
def source(tmp_path):
    (tmp_path / "app" / "migrations").mkdir(parents=True)
    (tmp_path / "app" / "views.py").write_text(PYTHON)
    (tmp_path / "app" / "migrations" / "0001_initial.py").write_text('_("never")')
    (tmp_path / "app" / "page.html").write_text(TEMPLATE)
    return tmp_path


def test_strings_are_found_in_python_and_templates(source):
    found = find_strings(source, ["app"])

    assert {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in found} == {
        (None, "Good morning", ""),
        ("key", "q", ""),
        (None, "%(n)s request", "%(n)s requests"),
        ("clock", "late", ""),
        (None, "One day", "%(n)s days"),
    }
    (greeting,) = [entry for entry in found if entry.msgid.startswith("Good")]
    assert greeting.occurrences == [("app/page.html", ""), ("app/views.py", "")]


def test_what_is_translated_stays_and_what_is_gone_goes(source):
    found = find_strings(source, ["app"])
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="q", msgctxt="key", msgstr="w"))
    catalogue.append(polib.POEntry(msgid="gone", msgstr="weg"))

    fill(catalogue, found)

    assert catalogue.find("q", msgctxt="key").msgstr == "w"
    assert catalogue.find("gone") is None
    assert len(catalogue) == len(found)


def test_a_complete_catalogue_has_no_problems():
    found = [polib.POEntry(msgid="Hello %(name)s")]
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="Hello %(name)s", msgstr="Dag %(name)s"))

    assert problems(catalogue, found) == []


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (polib.POEntry(msgid="Hello %(name)s"), "not translated"),
        (polib.POEntry(msgid="Hello %(name)s", msgstr="Dag"), "other placeholders"),
        (polib.POEntry(msgid="Hello %(name)s", msgstr="Dag %(name)s", flags=["fuzzy"]), "fuzzy"),
        (polib.POEntry(msgid="Bye", msgstr="Tot ziens"), "not in the catalogue: 'Hello"),
        (
            polib.POEntry(
                msgid="Hello %(name)s",
                msgid_plural="Hello all",
                msgstr_plural={0: "Dag %(nam)s", 1: "Dag allemaal"},
            ),
            "other placeholders",
        ),
    ],
)
def test_each_lack_is_reported(entry, problem):
    catalogue = polib.POFile()
    catalogue.append(entry)

    report = problems(catalogue, [polib.POEntry(msgid="Hello %(name)s")])

    assert any(line.startswith(problem) for line in report)


def test_a_catalogue_is_compiled_when_it_changed_and_only_then(tmp_path):
    path = tmp_path / "nl" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    catalogue.append(polib.POEntry(msgid="Good day", msgstr="Goedendag"))
    catalogue.save(str(path))

    assert compile_catalogues(tmp_path) == [path]
    assert compile_catalogues(tmp_path) == []
    translation = gettext.translation("django", tmp_path, ["nl"])
    assert translation.gettext("Good day") == "Goedendag"
