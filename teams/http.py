"""What a view is handed once someone has signed in."""

from core.htmx import HtmxRequest
from teams.models import User


class SignedInRequest(HtmxRequest):
    """A request of a person: the middleware lets nobody else through to most views."""

    user: User
