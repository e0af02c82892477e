"""The web application, for gunicorn and other WSGI servers."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

from config.checks import refuse_demo_people

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from pdc.search import get_ready  # noqa: E402 - Django comes first

refuse_demo_people()
get_ready()
connections.close_all()  # of this thread, which serves nobody
