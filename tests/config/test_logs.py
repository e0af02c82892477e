"""Logs are for machines in production and for eyes elsewhere."""

import json
import logging
import logging.config
import sys

import pytest

from config.logs import logging_config


@pytest.fixture
def log(capsys):
    """Write one line with a configuration of ours, and give back what came out."""
    before = logging.root.handlers[:], logging.root.level

    def write(level=logging.INFO, message="alerts written: %d", **extra):
        logging.getLogger("requests.tasks").log(level, message, 3, **extra)
        return capsys.readouterr().err

    yield write
    logging.root.handlers[:], logging.root.level = before


def test_production_writes_one_object_a_line(log):
    logging.config.dictConfig(logging_config(as_json=True, level="INFO"))

    written = json.loads(log())

    assert written["message"] == "alerts written: 3"
    assert written["level"] == "INFO"
    assert written["logger"] == "requests.tasks"
    assert {"time", "process"} <= set(written)


def test_elsewhere_a_line_reads_as_a_line(log):
    logging.config.dictConfig(logging_config(as_json=False, level="INFO"))

    assert log() == "INFO    requests.tasks alerts written: 3\n"


def test_the_level_holds_back_what_is_below_it(log):
    logging.config.dictConfig(logging_config(as_json=False, level="WARNING"))

    assert log() == ""
    assert log(logging.WARNING) != ""


def test_the_health_page_fills_no_log_unless_it_crashes(log):
    logging.config.dictConfig(logging_config(as_json=False, level="INFO"))
    refused = "Service Unavailable: /healthz %s"

    assert log(logging.ERROR, refused) == ""
    try:
        raise RuntimeError("broken")
    except RuntimeError:
        assert "RuntimeError: broken" in log(logging.ERROR, refused, exc_info=sys.exc_info())
