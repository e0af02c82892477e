"""Pages about what was agreed, and how its time counts."""

from django.urls import path

from sla.views import (
    agreement_drafts,
    agreement_lines,
    agreements,
    backtest,
    calculator,
    calendar_drafts,
    calendars,
    catalogue,
    consenting,
    documents,
    drafting,
    exchange,
    filling,
    handbook,
    norms,
    surveys,
    talks,
)

app_name = "sla"

urlpatterns = [
    path("catalogue/<slug:code>/write/", drafting.start, name="start_draft"),
    path("catalogue/not-found/call/", drafting.call, name="call_missed"),
    path("catalogue/drafts/<slug:code>/norms/", drafting.norms, name="draft_norms"),
    path("agreements/", agreements.agreement_list, name="agreement_list"),
    path("agreements/<int:pk>/", agreements.agreement_detail, name="agreement_detail"),
    path("agreements/<int:pk>/how-it-went/", agreements.how_it_went, name="how_it_went"),
    path("agreements/<int:pk>/filling/", filling.filling, name="filling"),
    path("agreements/<int:pk>/lines/<int:line_pk>/backtest/", backtest.backtest, name="backtest"),
    path("agreements/<int:pk>/agree/<slug:name>/", consenting.agree, name="agree"),
    path("agreements/remarks/<int:pk>/", consenting.settle_remark, name="settle_remark"),
    path("agreements/<int:pk>/paper/", documents.paper, name="agreement_paper"),
    path("agreements/<int:pk>/in-short/", documents.in_short, name="agreement_in_short"),
    path("agreements/<int:pk>/in-short/paper/", documents.in_short_paper, name="in_short_paper"),
    path("agreements/conversations/", talks.talks, name="talks"),
    path("agreements/<int:pk>/conversations/", talks.talks, name="talks_of"),
    path("conversations/<int:pk>/", talks.conversation, name="conversation"),
    path("conversations/<int:pk>/share/", talks.share, name="share_talk"),
    path("conversations/<int:pk>/next-draft/", talks.next_draft, name="draft_of_talk"),
    path("conversations/<int:pk>/actions/", talks.add_action, name="add_talk_action"),
    path("conversations/<int:pk>/actions/<int:action>/", talks.tick, name="tick_talk_action"),
    path("agreements/new/", agreement_drafts.agreement_new, name="agreement_new"),
    *(
        path(f"agreements/<int:pk>/{address}", view, name=view.__name__)
        for address, view in (
            ("next/", agreement_drafts.agreement_next),
            ("draft/", agreement_drafts.agreement_draft),
            ("draft/beside/", agreement_drafts.agreement_beside),
            ("draft/throw-away/", agreement_drafts.agreement_discard),
            ("draft/lines/", agreement_lines.agreement_lines),
            ("draft/lines/<int:line>/", agreement_lines.agreement_line),
            ("draft/<slug:part>/", agreement_drafts.agreement_part),
        )
    ),
    path("agreements/<int:pk>/surveys/", surveys.surveys, name="surveys"),
    path("agreements/<int:pk>/surveys/open/", surveys.open_survey, name="open_survey"),
    path("surveys/<int:pk>/", surveys.survey, name="survey"),
    path("agreements/norms/<slug:code>/", agreements.service_norms, name="service_norms"),
    path("handbook/", handbook.handbook, name="handbook"),
    path("handbook/<int:pk>/", handbook.chapter, name="handbook_chapter"),
    path("handbook/paper/", handbook.paper, name="handbook_paper"),
    path("agreements/norms/<slug:code>/changes/", catalogue.norm_changes, name="norm_changes"),
    path("agreements/of/<slug:code>/", catalogue.agreed_lines, name="agreed_lines"),
    path("calculator/", calculator.calculator, name="calculator"),
    path("calendars/", calendars.calendar_list, name="calendar_list"),
    path("calendars/<slug:code>/", calendars.calendar_detail, name="calendar_detail"),
    path("calendars/<slug:code>/edit/", calendars.calendar_edit, name="calendar_edit"),
    path("calendars/<slug:code>/progress/", calendars.calendar_progress, name="calendar_progress"),
    *(
        path(f"calendars/<slug:code>/drafts/<int:pk>/{address}", view, name=view.__name__)
        for address, view in (
            ("", calendar_drafts.calendar_draft),
            ("apply/", calendar_drafts.calendar_apply),
            ("redo/", calendar_drafts.calendar_redo),
            ("discard/", calendar_drafts.calendar_discard),
        )
    ),
    path("exchange/", exchange.exchange, name="exchange"),
    path("exchange/<slug:what>.<slug:kind>", exchange.export, name="exchange_export"),
    path("exchange/<int:pk>/", exchange.exchange_file, name="exchange_file"),
    path("norms/", norms.norm_pools, name="norm_pools"),
    path("norms/<slug:code>/", norms.norm_defaults, name="norm_defaults"),
]
