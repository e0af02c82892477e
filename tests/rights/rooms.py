"""Every address of the product, and who may come in: whoever adds one says so here.

`args` names things of the `world` (see conftest.py). What is about a request is tried with a
confidential one too, where only who asked it and who is named on it (the secretary, and the
coordinator because nobody else was) remain.
"""

from typing import NamedTuple

from tests.rights.people import (
    CLIENTS,
    COORDINATORS,
    DESK,
    EVERYBODY,
    POOL,
    SIGNED_IN,
    SOMEBODY,
    UNIT,
)

OWNER = {"secretary"}


class Room(NamedTuple):
    """Who may come in, by which address, and whether by reading or by sending."""

    who: set[str]
    args: tuple[str, ...] = ()
    post: bool = False


def acts(*names: str) -> dict[str, Room]:
    """Return what can be sent about a request by who works on it."""
    return {f"requests:{name}": Room(POOL, ("request",), post=True) for name in names}


ROOMS = {
    "home": Room(SIGNED_IN),
    "core:set_theme": Room(EVERYBODY, post=True),
    "teams:sign_in": Room(EVERYBODY),
    "teams:choose_language": Room(EVERYBODY, post=True),
    "teams:sign_out": Room(EVERYBODY, post=True),
    "teams:absences": Room(SIGNED_IN),
    "teams:end_absence": Room(OWNER | {"coordinator"}, ("absence",), post=True),
    "teams:long_tasks": Room(SIGNED_IN),
    "teams:long_task": Room(OWNER, ("long_task",)),
    "teams:long_task_file": Room(OWNER, ("long_task",)),
    "teams:long_task_again": Room(OWNER, ("long_task",), post=True),
    "pdc:service_list": Room(SOMEBODY),
    "pdc:service_detail": Room(SOMEBODY, ("service",)),
    "pdc:articles": Room(SOMEBODY),
    "pdc:article": Room(DESK, ("article",)),
    "pdc:article_new": Room(DESK),
    "pdc:article_preview": Room(DESK, post=True),
    "pdc:article_edit": Room(DESK, ("article",)),
    "pdc:drafts": Room(DESK),
    "pdc:draft": Room(DESK, ("drafted_service",)),
    "pdc:draft_questions": Room(DESK, ("drafted_service",)),
    "pdc:draft_process": Room(DESK, ("drafted_service",)),
    "pdc:draft_place": Room(DESK, ("drafted_service",)),
    "pdc:draft_remarks": Room(DESK, ("drafted_service",)),
    "pdc:draft_remark": Room(DESK, ("drafted_service", "remark"), post=True),
    "sla:draft_norms": Room(DESK, ("drafted_service",)),
    "sla:start_draft": Room(DESK, ("service",), post=True),
    "requests:form_of_draft": Room(DESK, ("drafted_service",)),
    "pdc:manage": Room(COORDINATORS),
    "pdc:keeping": Room(DESK, ("service",)),
    "pdc:competence": Room(DESK, ("service",), post=True),
    "pdc:confirm": Room(DESK, ("service",), post=True),
    "requests:never_asked": Room(COORDINATORS),
    "pdc:audits": Room(DESK),
    "pdc:audit": Room(DESK, ("audited_service",)),
    "pdc:ask_audit": Room(DESK, ("audited_service",), post=True),
    "pdc:take_back": Room(DESK, ("audited_service",), post=True),
    "pdc:give_verdict": Room(DESK, ("audited_service",), post=True),
    "pdc:mend": Room(DESK, ("finding",), post=True),
    "pdc:publish": Room(COORDINATORS, ("audited_service",), post=True),
    "pdc:versions": Room(DESK, ("service",)),
    "pdc:compare": Room(DESK, ("service",)),
    "pdc:retire": Room(COORDINATORS, ("service",)),
    "pdc:missed": Room(COORDINATORS),
    "pdc:miss": Room(SOMEBODY, post=True),
    "pdc:settle_missed": Room(COORDINATORS, post=True),
    "sla:call_missed": Room(COORDINATORS, post=True),
    "pdc:inventory": Room(DESK),
    "pdc:inventory_round": Room(POOL, ("inventory",)),
    "pdc:inventory_ready": Room(POOL, ("inventory",), post=True),
    "pdc:inventory_results": Room({"coordinator"}, ("inventory",)),
    "pdc:inventory_close": Room({"coordinator"}, ("inventory",), post=True),
    "pdc:proposals": Room(SOMEBODY),
    "pdc:proposal_new": Room(SOMEBODY),
    "pdc:proposal": Room(DESK | {"asker"}, ("proposal",)),
    "pdc:proposal_decide": Room(COORDINATORS, ("proposal",), post=True),
    "pdc:signposts": Room(DESK),
    "pdc:signpost_new": Room(COORDINATORS),
    "pdc:signpost_edit": Room(COORDINATORS, ("signpost",)),
    "sla:agreement_list": Room(SOMEBODY),
    "sla:agreement_detail": Room(POOL | UNIT, ("agreement",)),
    "sla:how_it_went": Room(POOL | UNIT, ("agreement",)),
    "sla:filling": Room({"coordinator"}, ("agreement",)),
    "sla:agreement_paper": Room(POOL | UNIT, ("agreement",)),
    "sla:agreement_in_short": Room(POOL | UNIT, ("agreement",)),
    "sla:in_short_paper": Room(POOL | UNIT, ("agreement",)),
    "sla:talks": Room(SOMEBODY),
    "sla:talks_of": Room(POOL | UNIT, ("agreement",)),
    "sla:conversation": Room(POOL, ("talk",)),
    "sla:share_talk": Room(POOL, ("talk",), post=True),
    "sla:draft_of_talk": Room(POOL, ("talk",), post=True),
    "sla:add_talk_action": Room(POOL, ("talk",), post=True),
    "sla:tick_talk_action": Room(POOL, ("talk", "talk_action"), post=True),
    "sla:backtest": Room({"coordinator"}, ("agreement", "line")),
    "sla:agreement_new": Room(COORDINATORS),
    "sla:agreement_next": Room(POOL, ("agreement",), post=True),
    "sla:agreement_draft": Room(POOL, ("agreement_draft",)),
    "sla:agreement_beside": Room(POOL, ("agreement_draft",)),
    "sla:agreement_discard": Room(POOL, ("agreement_draft",)),
    "sla:agreement_lines": Room(POOL, ("agreement_draft",)),
    "sla:agreement_line": Room(POOL, ("agreement_draft", "agreement_line")),
    "sla:agreement_part": Room(POOL, ("agreement_draft", "agreement_part")),
    "sla:service_norms": Room(SOMEBODY, ("service",)),
    "sla:handbook": Room(DESK),
    "sla:handbook_chapter": Room(DESK, ("theme",)),
    "sla:handbook_paper": Room(DESK, post=True),
    "sla:norm_changes": Room(DESK, ("service",)),
    "sla:agreed_lines": Room(COORDINATORS, ("service",)),
    "sla:calculator": Room(DESK),
    "sla:calendar_list": Room(COORDINATORS | {"administrator"}),
    "sla:calendar_detail": Room({"coordinator", "administrator"}, ("calendar",)),
    "sla:calendar_edit": Room({"coordinator", "administrator"}, ("calendar",)),
    "sla:calendar_progress": Room({"coordinator", "administrator"}, ("calendar",)),
    "sla:calendar_draft": Room({"coordinator", "administrator"}, ("calendar", "draft")),
    **{
        f"sla:calendar_{name}": Room(
            {"coordinator", "administrator"}, ("calendar", "draft"), post=True
        )
        for name in ("apply", "redo", "discard")
    },
    "sla:exchange": Room(COORDINATORS),
    "sla:exchange_export": Room(COORDINATORS, ("exchanged", "file_kind")),
    "sla:exchange_file": Room({"coordinator"}, ("catalogue_file",)),
    "sla:norm_pools": Room(COORDINATORS | {"administrator"}),
    "sla:norm_defaults": Room({"coordinator", "administrator"}, ("pool",)),
    "requests:propose": Room(POOL | UNIT, ("request",)),
    "requests:queue": Room(DESK),
    "requests:export": Room(DESK, post=True),
    "requests:filters": Room(DESK),
    "requests:bulk": Room(DESK, post=True),
    "requests:columns": Room(DESK, post=True),
    "requests:saved_views": Room(DESK),
    "requests:view_counts": Room(DESK),
    "requests:saved_view": Room(OWNER, ("view",)),
    "requests:start_view": Room(OWNER, ("view",), post=True),
    "requests:remove_view": Room(OWNER, ("view",), post=True),
    "requests:answer_templates": Room(DESK),
    "requests:answer_template": Room(POOL, ("text",), post=True),
    "requests:remove_answer_template": Room(POOL, ("text",), post=True),
    "requests:search": Room(SIGNED_IN),
    "requests:new": Room(DESK),
    "requests:people": Room(DESK),
    "requests:services": Room(DESK),
    "requests:promise": Room(DESK, post=True),
    "requests:add_to": Room(POOL, ("request",), post=True),
    "requests:keep_draft": Room(DESK, post=True),
    "requests:forget_draft": Room(DESK, ("token",), post=True),
    "requests:of_promise": Room(POOL, ("promise",)),
    "requests:detail": Room(POOL, ("request",)),
    "requests:why": Room(POOL | UNIT, ("request",)),
    "requests:services_of": Room(POOL, ("request",)),
    "requests:pick_up": Room(POOL, ("request",), post=True),
    **acts("contact", "note", "complete_intake", "wait", "hand_back", "resume", "finish"),
    **acts("say_why_late"),
    **acts("reopen", "correct_service", "make_urgent", "agree_date", "cancel", "decline"),
    "requests:signposts": Room(POOL, ("request",)),
    "requests:outside": Room(DESK),
    "requests:outside_decide": Room(POOL, ("request",), post=True),
    **acts("merge", "decide", "assign", "link", "unlink", "take_step"),
    **acts("split", "ask_help", "answer_help", "withdraw_help", "let_read", "no_longer_read"),
    **acts("tick", "add_item", "remove_item", "start_timer", "book_time"),
    **acts("attach"),
    "requests:portal_attach": Room(UNIT, ("request",), post=True),
    "requests:attachment": Room(POOL | UNIT, ("attachment",)),
    "requests:remove_attachment": Room(POOL | UNIT, ("attachment",), post=True),
    "requests:time_of_pool": Room({"coordinator"}, ("pool",)),
    "requests:time": Room(POOL, ("request",)),
    "requests:stop_timer": Room(SIGNED_IN, post=True),
    "requests:correct_time": Room(OWNER, ("time_entry",), post=True),
    "requests:outside_quarter": Room(DESK),
    "requests:outside_export": Room(DESK),
    "requests:outside_take": Room(POOL, ("request",), post=True),
    "requests:outside_decline": Room(POOL, ("request",), post=True),
    "requests:portal": Room(CLIENTS),
    "requests:asked": Room(CLIENTS),
    "requests:history": Room(CLIENTS),
    "requests:ask": Room(CLIENTS),
    "requests:ask_services": Room(CLIENTS),
    "requests:ask_promise": Room(CLIENTS, post=True),
    "requests:ask_keep_draft": Room(CLIENTS, post=True),
    "requests:ask_forget_draft": Room(CLIENTS, ("token",), post=True),
    "requests:portal_detail": Room(UNIT, ("request",)),
    **{
        f"requests:portal_{name}": Room(UNIT, ("request",), post=True)
        for name in (
            *("answer", "answer_intake", "confirm", "ask_again", "discuss", "rate", "say_more"),
        )
    },
    # Without a signature these say to everybody that the link is not whole.
    "requests:mailed_rate": Room(EVERYBODY, ("pool",)),
    "requests:mailed_confirm": Room(EVERYBODY, ("pool",)),
    "requests:why_offer": Room(CLIENTS, ("service",)),
    "requests:my_mail": Room(SIGNED_IN),
    "requests:guide": Room(COORDINATORS, ("guide",)),
    "requests:alerts": Room(SIGNED_IN),
    "requests:bell": Room(SIGNED_IN),
    "requests:alerts_read": Room(SIGNED_IN, post=True),
    "requests:alert": Room(OWNER, ("notification",)),
}

# Only where the demo runs, or about the machine: each has tests of its own.
ELSEWHERE = {"teams:sign_in_as", "healthz", "metrics"}
