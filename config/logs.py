"""Logs: JSON with one object a line in production, readable lines elsewhere."""

import logging
from typing import Any

HEALTH = "/healthz"


def is_not_about_health(record: logging.LogRecord) -> bool:
    """Drop lines about the health page, save for a crash: a supervisor asks all the time.

    The answer says what is wrong, and whoever asked acts on it.
    """
    return bool(record.exc_info) or HEALTH not in record.getMessage()


def logging_config(*, as_json: bool, level: str) -> dict[str, Any]:
    """Return the logging configuration of every process: web, worker, beat and commands."""
    formatters = {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "{asctime}{levelname}{name}{message}{process}",
            "style": "{",
            "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
        },
        "line": {"format": "{levelname:<7} {name} {message}", "style": "{"},
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": formatters,
        "filters": {
            "not_health": {
                "()": "django.utils.log.CallbackFilter",
                "callback": is_not_about_health,
            },
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "filters": ["not_health"],
                "formatter": "json" if as_json else "line",
            },
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            "gunicorn.error": {"handlers": [], "level": level, "propagate": True},
            # A beat that ticks every second would fill the log with "due" and "received".
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
        },
    }
