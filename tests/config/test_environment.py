"""Production says no, in words, before it is unsafe; `.env.example` tells all there is."""

import ast
import os
import re
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import DEVELOPMENT, KNOWN_SECRET, PRODUCTION, Place, refuse_unsafe, unsafe
from tests.conftest import PROJECT

NEEDED = frozenset({"ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"})
SAFE = Place(
    debug=False,
    demo=False,
    secret_key="kX9_" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2,
    allowed_hosts=["pdc.example.org"],
    base_url="https://pdc.example.org",
    given=NEEDED,
)


def test_a_safe_place_starts_in_production():
    refuse_unsafe(PRODUCTION, SAFE)

    assert unsafe(SAFE) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"debug": True}, "DEBUG"),
        ({"demo": True}, "DEMO"),
        ({"secret_key": KNOWN_SECRET}, "SECRET_KEY"),
        ({"secret_key": SAFE.secret_key[:49]}, "SECRET_KEY"),
        ({"secret_key": "abcdefghi" * 10}, "SECRET_KEY"),
        ({"secret_key": "django-insecure-" + SAFE.secret_key}, "SECRET_KEY"),
        ({"allowed_hosts": ["*"]}, "ALLOWED_HOSTS"),
        ({"given": NEEDED - {"ALLOWED_HOSTS"}}, "ALLOWED_HOSTS"),
        ({"base_url": "http://pdc.example.org"}, "BASE_URL"),
        ({"given": NEEDED - {"DATABASE_URL"}}, "DATABASE_URL"),
        ({"given": NEEDED - {"REDIS_URL"}}, "REDIS_URL"),
        ({"given": NEEDED - {"EMAIL_URL"}}, "EMAIL_URL"),
    ],
)
def test_each_unsafe_thing_alone_stops_production(change, named):
    place = SAFE._replace(**change)

    with pytest.raises(ImproperlyConfigured, match=named):
        refuse_unsafe(PRODUCTION, place)
    assert len(unsafe(place)) == 1


def test_a_secret_of_exactly_the_length_is_enough():
    assert unsafe(SAFE._replace(secret_key=SAFE.secret_key[:50])) == []


def test_development_starts_with_nothing_given():
    refuse_unsafe(DEVELOPMENT, SAFE._replace(debug=True, demo=True, secret_key="x", given=set()))


def test_a_kind_of_place_nobody_knows_is_refused():
    with pytest.raises(ImproperlyConfigured, match="'live'"):
        refuse_unsafe("live", SAFE)


@pytest.mark.parametrize("program", ["config.wsgi", "config.asgi", "config.celery"])
def test_no_process_of_production_starts_with_the_settings_of_the_demo(program):
    code = f"import {program} as program; getattr(program, 'app', None) and program.app.loader"
    started = subprocess.run(
        [sys.executable, "-c", f"{code}; import config.settings"],
        env={**os.environ, "ENVIRONMENT": "production", "DEMO": "true"},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert started.returncode != 0
    assert "Not starting in production" in started.stderr


def test_the_example_explains_every_variable_and_no_other():
    lines = (PROJECT / ".env.example").read_text().splitlines()
    explained = [found[1] for line in lines if (found := re.match(r"#?([A-Z_]+)=", line))]

    assert sorted(explained) == sorted(variables_read())


def variables_read() -> set[str]:
    """Return the names that the wiring asks of the environment."""
    names = set()
    for path in (PROJECT / "config").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and asks_environment(node.func):
                names.add(ast.literal_eval(node.args[0]))
    return names


def asks_environment(function: ast.expr) -> bool:
    source = ast.unparse(function)
    return bool(re.fullmatch(r"env\.\w+|os\.environ\.get|os\.getenv", source))
