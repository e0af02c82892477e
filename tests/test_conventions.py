"""The rules of the house that no other tool can see."""

import ast
import re
from collections import Counter
from importlib.metadata import distributions
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from tests.conftest import PROJECT

LAYERS = ["core", "teams", "pdc", "sla", "requests", "config"]
OPEN = {
    "admin:login",
    "teams:choose_language",
    "core:set_theme",
    "healthz",
    "metrics",
    "requests:feed",
    "requests:mailed_confirm",
    "requests:mailed_rate",
    "teams:sign_in",
    "teams:sign_in_as",
    "teams:sign_out",
}
MAX_LINES = 400
WRITTEN = {".py", ".html", ".js", ".css"}
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=|\bhx-on\b|javascript:", re.IGNORECASE
)


def source(*suffixes: str) -> list[Path]:
    """Return the project's own files, without what was installed or generated."""
    folders = [PROJECT / name for name in (*LAYERS, "templates", "static", "tests")]
    found = [path for folder in folders for path in folder.rglob("*") if path.suffix in suffixes]
    return [path for path in found if "migrations" not in path.parts]


def views(resolver: URLResolver, prefix: str = "") -> list[tuple[str, URLPattern]]:
    """Return every address with the name by which it is known."""
    found = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            found += views(pattern, space)
        else:
            found.append((f"{prefix}{pattern.name or pattern.pattern}", pattern))
    return found


def test_foreign_keys_point_down():
    wrong = [
        str(field)
        for model in apps.get_models()
        if model._meta.app_label in LAYERS
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model
        if (target := field.related_model._meta.app_label) in LAYERS
        if LAYERS.index(target) > LAYERS.index(model._meta.app_label)
    ]

    assert wrong == []


def test_every_view_is_closed_or_listed_as_open():
    found = views(get_resolver())
    opened = {name for name, view in found if not getattr(view.callback, "login_required", True)}

    assert opened == OPEN


def test_every_folder_of_tests_is_a_package():
    folders = {path.parent for path in (PROJECT / "tests").rglob("*.py")}

    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_the_library_that_bears_the_name_of_our_app_is_not_installed():
    assert "requests" not in {one.metadata["Name"].lower() for one in distributions()}


def test_the_name_requests_means_our_app_everywhere():
    requirements = [path.read_text() for path in PROJECT.glob("requirements*")]
    wrong = [text for text in requirements if re.search(r"^requests\b", text, re.MULTILINE)]
    own = {path.stem for path in (PROJECT / "requests").iterdir()}
    for path in source(".py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                wrong += [path.name for name in node.names if name.name == "requests"]
            elif isinstance(node, ast.ImportFrom) and node.module == "requests":
                wrong += [f"{path}: {one.name}" for one in node.names if one.name not in own]

    assert wrong == []


@pytest.mark.parametrize("suffix", sorted(WRITTEN))
def test_no_file_grows_past_what_one_reads_at_once(suffix):
    long = {
        str(path): lines
        for path in source(suffix)
        if (lines := len(path.read_text().splitlines())) > MAX_LINES
    }

    assert long == {}


def test_no_page_has_a_style_or_script_inside():
    wrong = [
        f"{path.relative_to(PROJECT)}: {found[0]!r}"
        for path in source(".html")
        if "email" not in path.parts
        for found in INLINE.finditer(path.read_text())
    ]

    assert wrong == []


def test_scripts_that_share_a_page_share_no_name():
    """A script that is no module shares its names with all others, and the last one wins."""
    declared = re.compile(r"^(?:async )?(?:function\*?|const|let|class|var) ([\w$]+)", re.MULTILINE)
    shared = re.compile(r"<script src=\"{% static \"(js/[\w.-]+)\" %}\" defer>")
    scripts = {name for page in source(".html") for name in shared.findall(page.read_text())}
    names = Counter(
        name
        for script in scripts
        for name in declared.findall((PROJECT / "static" / script).read_text())
    )

    assert "js/combobox.js" in scripts
    assert [name for name, many in names.items() if many > 1] == []


def test_no_import_hides_inside_a_function():
    wrong = [
        f"{path.relative_to(PROJECT)}:{inner.lineno}"
        for path in source(".py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert wrong == []


def test_no_function_grows_past_what_one_reads_at_once():
    wrong = [
        f"{path.relative_to(PROJECT)}:{node.lineno} {node.name}"
        for path in source(".py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (node.end_lineno or 0) - node.lineno >= 40
    ]

    assert wrong == []
