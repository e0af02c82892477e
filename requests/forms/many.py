"""What people fill in once for many requests: the same forms, with words that fit."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests import actions
from requests.forms.desk import ActForm, HandBackForm, WaitForm, long_text
from requests.forms.together import AssignForm, offer
from requests.models import ServiceRequest
from requests.policies import AlreadyPickedUp
from requests.together import colleagues_in
from teams.models import User


class PickUpManyForm(ActForm):
    """Nothing to fill in: somebody takes them all."""

    title = _("Pick up")
    button = _("Pick up")

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Take it; what one has already is fine."""
        try:
            actions.pick_up(service_request, by=by, now=now)
        except AlreadyPickedUp:
            if service_request.assignee_id != by.pk:
                raise


class AssignManyForm(AssignForm):
    """Who gets them all: a colleague of the pool of the first."""

    def __init__(self, *args: Any, **about: Any) -> None:
        super().__init__(*args, **about)
        on = timezone.localdate(self.now)
        offer(self, "to", colleagues_in(self.about.promise.pool_id, on), on)
        del self.fields[
            "held_by"
        ]  # of each the holder is known when it is read, and looked at anew

    def clean(self) -> dict[str, Any]:
        """Accept whoever was chosen: who has each of them is looked at when it is given."""
        return self.cleaned_data


class NoteManyForm(ActForm):
    """A note that stands in the story of each."""

    title = _("Add a note to each")
    button = _("Add the note")

    text = long_text(label=_("Note for the pool"))

    def perform(self, service_request: ServiceRequest, *, by: User, now: datetime) -> None:
        """Write it down."""
        actions.note(service_request, text=self.cleaned_data["text"], by=by, now=now)


# What can be done with many at once.
MANY: dict[str, type[ActForm]] = {
    "pick_up": PickUpManyForm,
    "assign": AssignManyForm,
    "wait": WaitForm,
    "note": NoteManyForm,
    "hand_back": HandBackForm,
}

# The same on the bar, in few words.
BAR = [
    ("pick_up", _("Pick up")),
    ("assign", _("Give")),
    ("wait", _("Wait")),
    ("note", _("Note")),
    ("hand_back", _("Hand back")),
]
