"""What the parts of a page about files need to know."""

from django import template
from django.conf import settings
from django.utils import timezone

from requests.attachments.types import accepted, allowed_in_words
from requests.models import Attachment
from teams.models import User

register = template.Library()


@register.filter
def is_fresh_of(attachment: Attachment, user: User) -> bool:
    """Say whether somebody added a file themselves, not longer than a day ago."""
    return attachment.is_fresh_of(user, timezone.now())


@register.simple_tag
def attachment_limits() -> dict[str, str | int]:
    """Return what may be added: how much, and of which types."""
    return {
        "each": settings.ATTACHMENT_MEGABYTES,
        "all": settings.ATTACHMENTS_MEGABYTES,
        "types": allowed_in_words(),
        "accept": accepted(),
    }
