"""Keeping what is typed in a conversation, each field for itself, while it is typed."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.http import QueryDict

from pdc.writing.actions import Sheet, asked
from pdc.writing.forms import WrittenForm
from sla.models import Conversation
from sla.talks.actions import begin
from sla.talks.forms import ConversationForm, TalkedForm, TopicForm
from teams.models import User

TALK = "talk"


def read_talk(conversation: Conversation) -> Sheet:
    """Return a conversation as it is kept."""
    return _sheet(conversation, None, {})


@transaction.atomic
def write_talk(conversation: Conversation, sent: QueryDict, *, by: User, now: datetime) -> Sheet:
    """Keep what was typed, as far as nobody wrote the same meanwhile."""
    begin(conversation, by=by, now=now)
    _do, decided = asked(sent)
    sheet = _sheet(conversation, sent, decided)
    for form in sheet.forms:
        if form.keep():
            form.row.save(update_fields=form.kept)
    return sheet


def _sheet(
    conversation: Conversation, sent: QueryDict | None, decided: Mapping[str, str | None]
) -> Sheet:
    services = conversation.services.select_related("service")
    lines: list[WrittenForm] = [
        *(TalkedForm(row, sent, prefix=f"s{row.pk}", decided=decided) for row in services),
        *(
            TopicForm(row, sent, prefix=f"t{row.pk}", decided=decided)
            for row in conversation.topics.all()
        ),
    ]
    form = ConversationForm(conversation, sent, prefix=TALK, decided=decided)
    return Sheet(TALK, form, lines=lines, app="sla")
