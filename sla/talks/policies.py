"""May you prepare, write and share a conversation, and tick what was agreed in it."""

from datetime import date

from django.utils.translation import gettext as _

from pdc.policies import NOT_THE_COORDINATOR, Reason
from sla.models import Agreement, Conversation, TalkAction
from teams.models import User


def why_not_hold(agreement: Agreement, by: User, on: date) -> Reason:
    """Return why somebody can't prepare a conversation about an agreement, if they can't."""
    pools = {pool.pk for pool in agreement.pools.all()}
    return None if by.roles_on(on).coordinates & pools else NOT_THE_COORDINATOR


def why_not_write(conversation: Conversation, by: User, on: date) -> Reason:
    """Return why somebody can't write in a conversation, if they can't."""
    if conversation.shared_at is not None:
        return _("This was shared with the client, so it stays as it is. Actions can be added.")
    return why_not_hold(conversation.version.agreement, by, on)


def why_not_share(conversation: Conversation, by: User, on: date) -> Reason:
    """Return why somebody can't share a conversation with the client, if they can't."""
    if (why_not := why_not_write(conversation, by, on)) is not None:
        return why_not
    if conversation.kind == Conversation.Kind.REVIEW and not conversation.conclusion:
        return _("Write the conclusion of the review first: what both sides take from it.")
    return None


def why_not_make_draft(conversation: Conversation, by: User, on: date) -> Reason:
    """Return why somebody can't make the next draft from a conversation, if they can't."""
    if (why_not := why_not_hold(conversation.version.agreement, by, on)) is not None:
        return why_not
    if conversation.shared_at is None:
        return _("Share the conversation first: the draft follows from what both sides said.")
    return None


def why_not_tick(action: TalkAction, by: User, on: date) -> Reason:
    """Return why somebody can't say that an action is done, if they can't."""
    if action.owner_id == by.pk:
        return None
    if why_not_hold(action.conversation.version.agreement, by, on) is None:
        return None
    return _("Who does it, or the coordinator, says that it is done.")
