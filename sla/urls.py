"""Pages about what was agreed."""

from django.urls import path

from sla import views

app_name = "sla"

urlpatterns = [
    path("agreements/", views.agreement_list, name="agreement_list"),
    path("agreements/<int:pk>/", views.agreement_detail, name="agreement_detail"),
    path("agreements/norms/<slug:code>/", views.service_norms, name="service_norms"),
]
