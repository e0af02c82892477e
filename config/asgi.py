"""The web application, for servers that speak ASGI."""

import os

from django.core.asgi import get_asgi_application
from django.db import connections

from config.checks import refuse_demo_people

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_asgi_application()

from pdc.search import get_ready  # noqa: E402 - Django comes first

refuse_demo_people()
get_ready()
connections.close_all()  # of this thread, which serves nobody
