"""Pages of the catalogue, and of what is beside it."""

from django.urls import path

from pdc import (
    article_views,
    draft_views,
    inventory_views,
    keeping_views,
    missed_views,
    place_views,
    proposal_views,
    remark_views,
    service_views,
    signpost_views,
    version_views,
    views,
)
from pdc.publishing import views as publishing_views
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
    path(
        "catalogue/drafts/<slug:code>/throw-away/", draft_views.draft_discard, name="draft_discard"
    ),
    path("catalogue/manage/", keeping_views.manage, name="manage"),
    path("catalogue/<slug:code>/keeping/", keeping_views.keeping, name="keeping"),
    path("catalogue/<slug:code>/competence/", keeping_views.competence, name="competence"),
    path("catalogue/<slug:code>/still-right/", keeping_views.confirm, name="confirm"),
    path("catalogue/audits/", publishing_views.audits, name="audits"),
    path("catalogue/findings/<int:pk>/", publishing_views.mend, name="mend"),
    *(
        path(f"catalogue/drafts/<slug:code>/{address}/", view, name=view.__name__)
        for address, view in (
            ("audit", publishing_views.audit),
            ("audit/ask", publishing_views.ask_audit),
            ("audit/back", publishing_views.take_back),
            ("audit/verdict", publishing_views.give_verdict),
            ("publish", publishing_views.publish),
        )
    ),
    path("catalogue/<slug:code>/versions/", version_views.versions, name="versions"),
    path("catalogue/<slug:code>/compare/", version_views.compare_versions, name="compare"),
    path("catalogue/<slug:code>/retire/", publishing_views.retire, name="retire"),
    path("catalogue/drafts/<slug:code>/place/", place_views.place, name="draft_place"),
    path("catalogue/drafts/<slug:code>/remarks/", remark_views.remarks, name="draft_remarks"),
    path(
        "catalogue/drafts/<slug:code>/remarks/<int:pk>/", remark_views.remark, name="draft_remark"
    ),
    path("catalogue/not-found/", missed_views.missed, name="missed"),
    path("catalogue/not-found/add/", missed_views.miss, name="miss"),
    path("catalogue/not-found/settle/", missed_views.settle_missed, name="settle_missed"),
    path("catalogue/<slug:code>/", service_views.service_detail, name="service_detail"),
    path("inventory/", inventory_views.inventory, name="inventory"),
    path("inventory/<int:pk>/", inventory_views.inventory_round, name="inventory_round"),
    path("inventory/<int:pk>/ready/", inventory_views.ready, name="inventory_ready"),
    path("inventory/<int:pk>/results/", inventory_views.results, name="inventory_results"),
    path("inventory/services/", inventory_views.services, name="inventory_services"),
    path("inventory/<int:pk>/reopen/", inventory_views.reopen, name="inventory_reopen"),
    path("inventory/<int:pk>/close/", inventory_views.close, name="inventory_close"),
    path("proposals/", proposal_views.proposals, name="proposals"),
    path("proposals/new/", proposal_views.proposal_new, name="proposal_new"),
    path("proposals/<int:pk>/", proposal_views.proposal, name="proposal"),
    path("proposals/<int:pk>/decide/", proposal_views.proposal_decide, name="proposal_decide"),
    path("articles/", article_views.articles, name="articles"),
    path("articles/new/", article_views.article_edit, name="article_new"),
    path("articles/preview/", article_views.preview, name="article_preview"),
    path("articles/<int:pk>/", article_views.article, name="article"),
    path("articles/<int:pk>/edit/", article_views.article_edit, name="article_edit"),
    path("signpost/", signpost_views.signposts, name="signposts"),
    path("signpost/new/", signpost_views.signpost_edit, name="signpost_new"),
    path("signpost/<int:pk>/", signpost_views.signpost_edit, name="signpost_edit"),
]
