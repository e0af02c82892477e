"""The web application, for gunicorn and other WSGI servers."""

import os

from django.core.wsgi import get_wsgi_application

from config.checks import refuse_demo_people

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
refuse_demo_people()
