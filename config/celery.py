"""The Celery app: workers that watch every deadline, and the beat that wakes them."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("pdc")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
