"""Every address of the product, app by app."""

from django.contrib import admin
from django.urls import include, path

from core.health import healthz
from core.metrics import metrics
from teams.views import home

urlpatterns = [
    path("", home, name="home"),
    path("", include("core.urls")),
    path("", include("teams.urls")),
    path("", include("pdc.urls")),
    path("", include("sla.urls")),
    path("", include("requests.urls")),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
]
