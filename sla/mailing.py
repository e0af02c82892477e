"""A letter about an agreement: what it asks, and where; sent with the row that says so."""

from collections.abc import Iterable
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from teams.models import User


def mail(person: User, subject: str, asks: str, lines: Iterable[tuple[str, str]]) -> None:
    """Mail somebody what is asked of them, with texts and the path each leads to.

    In the language of now. Raises what the mail server raises, so that nothing is written then.
    """
    said = [f"{text}\n{urljoin(settings.BASE_URL, path)}" for text, path in lines]
    hello = _("Hello %(name)s,") % {"name": person.get_short_name()}
    EmailMessage(subject=subject, body="\n\n".join([hello, asks, *said]), to=[person.email]).send()
