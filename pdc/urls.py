"""Pages of the catalogue, and of what is beside it."""

from django.urls import path

from pdc import article_views, draft_views, signpost_views, views
from pdc.writing.actions import PROCESS, QUESTIONS

app_name = "pdc"

urlpatterns = [
    path("catalogue/", views.service_list, name="service_list"),
    path("catalogue/drafts/", draft_views.drafts, name="drafts"),
    path("catalogue/drafts/<slug:code>/", draft_views.draft, name="draft"),
    *(
        path(
            f"catalogue/drafts/<slug:code>/{name}/",
            draft_views.draft,
            {"name": name},
            f"draft_{name}",
        )
        for name in (QUESTIONS, PROCESS)
    ),
    path("catalogue/<slug:code>/", views.service_detail, name="service_detail"),
    path("articles/", article_views.articles, name="articles"),
    path("articles/new/", article_views.article_edit, name="article_new"),
    path("articles/preview/", article_views.preview, name="article_preview"),
    path("articles/<int:pk>/", article_views.article, name="article"),
    path("articles/<int:pk>/edit/", article_views.article_edit, name="article_edit"),
    path("signpost/", signpost_views.signposts, name="signposts"),
    path("signpost/new/", signpost_views.signpost_edit, name="signpost_new"),
    path("signpost/<int:pk>/", signpost_views.signpost_edit, name="signpost_edit"),
]
