"""Addresses for coming in, going out and being away."""

from django.urls import path

from teams import views

app_name = "teams"

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/as/<int:pk>/", views.sign_in_as, name="sign_in_as"),
    path("language/", views.choose_language, name="choose_language"),
    path("me/absences/", views.absences, name="absences"),
    path("me/absences/<int:pk>/end/", views.end_absence, name="end_absence"),
    path("sign-out/", views.sign_out, name="sign_out"),
]
