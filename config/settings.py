"""Settings, all from the environment; `.env.example` explains each variable.

In production there are no defaults for what must be secret or chosen: `config.environment`
refuses to start with demo data, a known secret or debugging on.
"""

import os
from pathlib import Path
from typing import Any

import environ
from bootstrap_wrapper import get_bootstrap_dir
from csp.constants import NONE, SELF

from config.environment import DEVELOPMENT, KNOWN_SECRET, PRODUCTION, Place, refuse_unsafe
from config.logs import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# What kind of place this is
ENVIRONMENT: str = env.str("ENVIRONMENT", default=DEVELOPMENT)
DEBUG: bool = env.bool("DEBUG", default=False)
DEMO: bool = env.bool("DEMO", default=False)
SECRET_KEY: str = env.str("SECRET_KEY", default=KNOWN_SECRET)
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL: str = env.str("BASE_URL", default="http://127.0.0.1:8000")
IN_PRODUCTION = ENVIRONMENT == PRODUCTION
refuse_unsafe(
    ENVIRONMENT,
    Place(DEBUG, DEMO, SECRET_KEY, ALLOWED_HOSTS, BASE_URL, given=frozenset(os.environ)),
)

# Where things are
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".data")))
# Each question is small and its pages are in memory: reading one here and there costs little more
# than reading on, and starting helpers or compiling costs more than the answer.
PLANNER = "-c random_page_cost=1.1 -c max_parallel_workers_per_gather=0 -c jit=off"
# How much of a mistyped word must be in another to be looked at: of a short word little is left.
LIKENESS = "-c pg_trgm.word_similarity_threshold=0.4"
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **env.db_url("DATABASE_URL", default="postgres://127.0.0.1/pdc"),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 3, "options": f"{PLANNER} {LIKENESS}"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL: str = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "csp",
    "django_htmx",
    "django_filters",
    "template_partials",
    "crispy_forms",
    "crispy_bootstrap5",
    "core",
    "teams",
    "pdc",
    "sla",
    "requests",
    "config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.look",
                "core.context_processors.backlog",
                "teams.context_processors.shell",
                "requests.context_processors.timer",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# People
AUTH_USER_MODEL = "teams.User"
LOGIN_URL = "teams:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "teams:sign_in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Whose it is, as it stands on paper
ORGANISATION: str = env.str("ORGANISATION", default="")

# Language and time
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE: str = env.str("TIME_ZONE", default="Europe/Amsterdam")
USE_TZ = True

# Files: hashed and collected in production, as they lie in the source elsewhere
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static" if IN_PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", get_bootstrap_dir())]
WHITENOISE_USE_FINDERS = not IN_PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IN_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# What people attach: outside the static files, and never shown by a web server itself
ATTACHMENTS_DIR = Path(env.str("ATTACHMENTS_DIR", default=str(DATA_DIR / "media")))
ATTACHMENT_MEGABYTES: int = env.int("ATTACHMENT_MEGABYTES", default=20)
ATTACHMENTS_MEGABYTES: int = env.int("ATTACHMENTS_MEGABYTES", default=100)
FILE_UPLOAD_HANDLERS = [
    "core.uploads.CuttingUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Safety in the browser; pictures inside a stylesheet are data: addresses
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = IN_PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]
SECURE_HSTS_SECONDS: int = env.int("HSTS_SECONDS", default=31_536_000) if IN_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IN_PRODUCTION
SECURE_HSTS_PRELOAD = IN_PRODUCTION
SESSION_COOKIE_SECURE = IN_PRODUCTION
CSRF_COOKIE_SECURE = IN_PRODUCTION
LANGUAGE_COOKIE_SECURE = IN_PRODUCTION
LANGUAGE_COOKIE_SAMESITE = "Lax"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Work in the background; Celery has a name of its own for a Redis on a socket
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 5}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_BEAT_SCHEDULER = "config.beat:SteadyScheduler"
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "requests.tasks.sweep_clocks",
        "schedule": 1.0,
        "options": {"expires": 1.0},
    },
    "outbox": {
        "task": "requests.tasks.send_outbox",
        "schedule": 1.0,
        "options": {"expires": 1.0},
    },
    "calendars": {
        "task": "requests.tasks.recount_calendars",
        "schedule": 2.0,
        "options": {"expires": 2.0},
    },
    "closing": {
        "task": "requests.tasks.close_done",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "waited": {
        "task": "requests.tasks.return_what_waited",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "files": {
        "task": "requests.tasks.sweep_files",
        "schedule": 3600.0,
        "options": {"expires": 600.0},
    },
    "long_work": {
        "task": "teams.tasks.do_long_work",
        "schedule": 2.0,
        "options": {"expires": 2.0},
    },
    "long_work_files": {
        "task": "teams.tasks.sweep_long_work",
        "schedule": 3600.0,
        "options": {"expires": 600.0},
    },
    "backlog": {
        "task": "requests.tasks.watch_backlog",
        "schedule": 60.0,
        "options": {"expires": 30.0},
    },
    "quarters": {
        "task": "requests.tasks.tell_of_quarter",
        "schedule": 60.0,
        "options": {"expires": 30.0},
    },
    "reviews": {
        "task": "pdc.tasks.remind_of_reviews",
        "schedule": 3600.0,
        "options": {"expires": 600.0},
    },
    "catalogue": {
        "task": "requests.tasks.announce_catalogue",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "learned_words": {
        "task": "pdc.tasks.add_up_learned_words",
        "schedule": 600.0,
        "options": {"expires": 300.0},
    },
    "articles": {
        "task": "pdc.tasks.remind_owners_of_articles",
        "schedule": 3600.0,
        "options": {"expires": 600.0},
    },
    "conversations": {
        "task": "sla.tasks.remind_of_conversations",
        "schedule": 3600.0,
        "options": {"expires": 600.0},
    },
    "surveys": {
        "task": "sla.tasks.invite_to_surveys",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
}

# What takes longer to make than somebody waits for a page
LONG_WORK = {
    "queue": "requests.exporting.QUEUE",
    "handbook": "sla.handbook.paper.HANDBOOK",
}

# What a supervisor, a monitoring system and the administrators watch
HEALTH_CHECKS = {
    "alerts": "requests.backlog.alerts_keep_up",
    "mail": "requests.backlog.mail_keeps_up",
}
METRICS = ["core.metrics.heartbeat_age", "requests.backlog.gauges"]
METRICS_TOKEN: str = env.str("METRICS_TOKEN", default="")

# Mail
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default="pdc@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Logs
LOGGING = logging_config(as_json=IN_PRODUCTION, level=env.str("LOG_LEVEL", default="INFO"))
