"""What a message says, for a line in the bell."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from requests.mail import sentences
from requests.mentions import with_mentions
from requests.models import Event, Notification
from sla.models import Alert, Norm, Rung

register = template.Library()


@register.filter
def sentence(notification: Notification) -> str:
    """Say what happened or what is due, in one sentence."""
    return sentences.sentence(notification)


@register.filter
def mentioning(text: str, event: Event) -> SafeString:
    """Return what was written for the pool, escaped, with those who are mentioned standing out."""
    return with_mentions(text, event.mentioned.all())


@register.inclusion_tag("core/_state.html")
def state_of_alert(alert: Alert) -> dict[str, str]:
    """Draw what an alert is: how far its ladder is climbed, or that it was withdrawn."""
    kind, word = _kind_and_word(alert)
    return {"kind": kind, "word": word}


def _kind_and_word(alert: Alert) -> tuple[str, str]:
    if alert.withdrawn_at is not None:
        return "done", _("withdrawn")
    if alert.rung == Rung.ESCALATION:
        before = alert.clock.due_at is not None and alert.due_at < alert.clock.due_at
        return "near" if before else "late", _("escalation %(level)d") % {"level": alert.level}
    if alert.clock.kind == Norm.Kind.CALLBACK:
        return "urgent", _("call back")
    if alert.rung == Rung.WARNING:
        return "near", _("nearly due")
    if alert.clock.kind == Norm.Kind.UPDATE:
        return "late", _("silence")
    return "late", _("past due")
