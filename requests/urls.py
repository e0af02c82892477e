"""Pages of the desk and of the portal."""

from django.urls import path

from requests.views import bell, detail, intake, portal, queue

app_name = "requests"

urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("search/", queue.search, name="search"),
    path("requests/new/", intake.new, name="new"),
    path("requests/new/people/", intake.people, name="people"),
    path("requests/new/services/", intake.services, name="services"),
    path("requests/new/promise/", intake.promise, name="promise"),
    path("requests/<int:pk>/", detail.detail, name="detail"),
    path("requests/<int:pk>/why/<int:clock_pk>/", detail.why, name="why"),
    path("requests/<int:pk>/pick-up/", detail.pick_up, name="pick_up"),
    path("requests/<int:pk>/hand-back/", detail.hand_back, name="hand_back"),
    path("requests/<int:pk>/contact/", detail.contact, name="contact"),
    path("requests/<int:pk>/note/", detail.note, name="note"),
    path("requests/<int:pk>/wait/", detail.wait, name="wait"),
    path("requests/<int:pk>/resume/", detail.resume, name="resume"),
    path("requests/<int:pk>/finish/", detail.finish, name="finish"),
    path("requests/<int:pk>/complete-intake/", detail.complete_intake, name="complete_intake"),
    path("portal/", portal.portal, name="portal"),
    path("portal/requests/<int:pk>/", portal.detail, name="portal_detail"),
    path("bell/", bell.bell, name="alerts"),
    path("bell/count/", bell.count, name="bell"),
    path("bell/read/", bell.read_all, name="alerts_read"),
    path("bell/<int:pk>/", bell.open_one, name="alert"),
]
