"""Pages of the catalogue."""

from django.urls import path

from pdc import views

app_name = "pdc"

urlpatterns = [
    path("catalogue/", views.service_list, name="service_list"),
    path("catalogue/<slug:code>/", views.service_detail, name="service_detail"),
]
