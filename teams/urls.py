"""Addresses for coming in, going out and being away."""

from django.urls import path

from teams import views, work_views

app_name = "teams"

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/as/<int:pk>/", views.sign_in_as, name="sign_in_as"),
    path("language/", views.choose_language, name="choose_language"),
    path("me/absences/", views.absences, name="absences"),
    path("me/absences/<int:pk>/end/", views.end_absence, name="end_absence"),
    path("me/files/", work_views.long_tasks, name="long_tasks"),
    path("me/files/<int:pk>/", work_views.long_task, name="long_task"),
    path("me/files/<int:pk>/file/", work_views.long_task_file, name="long_task_file"),
    path("me/files/<int:pk>/again/", work_views.long_task_again, name="long_task_again"),
    path("sign-out/", views.sign_out, name="sign_out"),
]
