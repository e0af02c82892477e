"""Pages of the desk and of the portal."""

from django.urls import path

from requests.views import (
    attachments,
    bell,
    bulk,
    checklist,
    detail,
    drafts,
    intake,
    mailed,
    moved,
    my_mail,
    outside,
    portal,
    quarter,
    queue,
    saved_views,
    time_spent,
    why,
)

app_name = "requests"

urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("queue/export/", queue.export, name="export"),
    path("queue/filters/", queue.filters, name="filters"),
    path("queue/bulk/", bulk.bulk, name="bulk"),
    path("queue/columns/", saved_views.columns, name="columns"),
    path("queue/views/", saved_views.saved_views, name="saved_views"),
    path("queue/views/counts/", saved_views.view_counts, name="view_counts"),
    path("queue/views/<int:pk>/", saved_views.saved_view, name="saved_view"),
    path("queue/views/<int:pk>/start/", saved_views.start_view, name="start_view"),
    path("queue/views/<int:pk>/remove/", saved_views.remove_view, name="remove_view"),
    path("search/", queue.search, name="search"),
    path("requests/new/", intake.new, name="new"),
    path("requests/new/people/", intake.people, name="people"),
    path("requests/new/services/", intake.services, name="services"),
    path("requests/new/promise/", intake.promise, name="promise"),
    path("requests/new/add-to/<int:pk>/", intake.add_to, name="add_to"),
    path("requests/new/draft/", drafts.keep, name="keep_draft"),
    path("requests/new/draft/<uuid:token>/forget/", drafts.forget, name="forget_draft"),
    path("requests/of-promise/<int:pk>/", moved.of_promise, name="of_promise"),
    path("requests/<int:pk>/", detail.detail, name="detail"),
    path("requests/<int:pk>/why/", why.why, name="why"),
    path("requests/<int:pk>/why/<int:clock_pk>/", why.why, name="why"),
    path("requests/<int:pk>/pick-up/", detail.pick_up, name="pick_up"),
    path("requests/<int:pk>/services/", detail.services, name="services_of"),
    *(
        path(f"requests/<int:pk>/{name.replace('_', '-')}/", detail.act, {"name": name}, name=name)
        for name in detail.SAID
    ),
    path("requests/<int:pk>/signposts/", outside.signposts, name="signposts"),
    path("outside/", outside.outside, name="outside"),
    path("outside/<int:pk>/decide/", outside.decide, name="outside_decide"),
    path("requests/<int:pk>/checklist/", checklist.tick, name="tick"),
    path("requests/<int:pk>/checklist/add/", checklist.add, name="add_item"),
    path("requests/<int:pk>/checklist/remove/", checklist.remove, name="remove_item"),
    path("requests/<int:pk>/time/", time_spent.time, name="time"),
    path("requests/<int:pk>/time/start/", time_spent.start, name="start_timer"),
    path("requests/<int:pk>/time/book/", time_spent.book, name="book_time"),
    path("me/time/stop/", time_spent.stop, name="stop_timer"),
    path("me/time/<int:entry_pk>/", time_spent.correct, name="correct_time"),
    path("outside/quarter/", quarter.quarter, name="outside_quarter"),
    path("outside/quarter/export/", quarter.export, name="outside_export"),
    path("outside/<int:pk>/take/", quarter.take_in, name="outside_take"),
    path("outside/<int:pk>/decline/", quarter.decline, name="outside_decline"),
    path("requests/<int:pk>/files/", attachments.attach, name="attach"),
    path("files/<int:pk>/", attachments.download, name="attachment"),
    path("files/<int:pk>/remove/", attachments.remove, name="remove_attachment"),
    path("portal/requests/<int:pk>/files/", attachments.portal_attach, name="portal_attach"),
    path("portal/", portal.portal, name="portal"),
    path("portal/requests/<int:pk>/", portal.detail, name="portal_detail"),
    *(
        path(
            f"portal/requests/<int:pk>/{name.replace('_', '-')}/",
            portal.act,
            {"name": name},
            name=f"portal_{name}",
        )
        for name in portal.SAID
    ),
    path("mailed/rate/<str:token>/", mailed.rate, name="mailed_rate"),
    path("mailed/confirm/<str:token>/", mailed.confirm, name="mailed_confirm"),
    path("portal/why/<slug:code>/", why.offer, name="why_offer"),
    path("me/messages/", my_mail.my_mail, name="my_mail"),
    path("bell/", bell.bell, name="alerts"),
    path("bell/count/", bell.count, name="bell"),
    path("bell/read/", bell.read_all, name="alerts_read"),
    path("bell/<int:pk>/", bell.open_one, name="alert"),
]
