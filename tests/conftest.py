"""What every test finds: servers that are up, and translations that are compiled."""

import os
from pathlib import Path

import pytest
from django.utils import translation

from core.translations import compile_catalogues

pytest_plugins = ["tests.cast"]

PROJECT = Path(__file__).resolve().parent.parent


def pytest_configure(config):
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        pytest.exit(
            "The tests need PostgreSQL and Redis: run `make test TESTS=path`, or give "
            "DATABASE_URL and REDIS_URL.",
            returncode=pytest.ExitCode.USAGE_ERROR,
        )
    compile_catalogues(PROJECT / "locale")


@pytest.fixture(autouse=True)
def _in_english():
    """Actions answer in the source language; a page still speaks that of who asks for it."""
    with translation.override("en"):
        yield
