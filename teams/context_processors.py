"""The shell around every page: which rooms someone may enter, and for which pools they work."""

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.models import Pool, Roles, User

IN_THE_TOPBAR = {
    "requests:search",
    "requests:alerts",
    "requests:bell",
    "requests:my_calendar",
    "requests:my_mail",
    "requests:guide",
}


@dataclass(frozen=True)
class Room:
    """A place in the sidebar, with the letter that goes there after `g`."""

    view: str
    name: Promise
    icon: str
    key: Promise
    also: tuple[str, ...] = ()  # how the names of its other pages begin
    short: Promise | None = None  # what a phone has place for


QUEUE = Room("requests:queue", _("Queue"), "queue", pgettext_lazy("key", "q"))
PORTAL = Room("requests:portal", _("My requests"), "hand", pgettext_lazy("key", "r"))
OUTSIDE = Room(
    "requests:outside",
    pgettext_lazy("room", "Outside the catalogue"),
    "outside",
    pgettext_lazy("key", "o"),
    also=("requests:outside_", "pdc:signpost"),
    short=pgettext_lazy("room", "Outside"),
)
CATALOGUE = Room("pdc:service_list", _("Catalogue"), "book", pgettext_lazy("key", "c"))
HANDBOOK = Room(
    "sla:handbook",
    _("Handbook"),
    "pages",
    pgettext_lazy("key", "h"),
    also=("sla:handbook_",),
)
KEEPING = Room(
    "pdc:manage",
    _("Catalogue management"),
    "knobs",
    pgettext_lazy("key", "m"),
    also=("pdc:audit", "pdc:draft", "pdc:keeping", "sla:exchange"),
)
OUR_AGREEMENTS = Room("sla:agreement_list", _("Our agreements"), "deal", pgettext_lazy("key", "a"))
AGREEMENTS = Room("sla:agreement_list", _("Agreements"), "deal", pgettext_lazy("key", "a"))
CALENDARS = Room(
    "sla:calendar_list",
    _("Calendars"),
    "day",
    pgettext_lazy("key", "k"),
    also=("sla:calendar_", "sla:norm_"),
)
ADMIN = Room("admin:index", _("Admin"), "admin", pgettext_lazy("key", "b"))


@dataclass
class Shell:
    """What the shell shows one person; nothing is asked until it is drawn."""

    user: User
    view: str
    pool_code: str

    @cached_property
    def roles(self) -> Roles:
        """What they are today."""
        return self.user.roles_on(timezone.localdate())

    @property
    def pools(self) -> tuple[Pool, ...]:
        """The pools they work for."""
        return self.roles.teams

    @property
    def pool(self) -> Pool | None:
        """The one pool they look at now, out of more."""
        return next((pool for pool in self.pools if pool.code == self.pool_code), None)

    @cached_property
    def rooms(self) -> list[Room]:
        """The rooms they may enter, in the order of the sidebar."""
        roles = self.roles
        doors = [
            (QUEUE, roles.is_secretary),
            (OUTSIDE, roles.is_secretary),
            (PORTAL, roles.is_client),
            (CATALOGUE, roles.is_secretary or roles.is_client),
            (KEEPING, roles.is_coordinator),
            (HANDBOOK, roles.is_secretary),
            (AGREEMENTS, roles.is_coordinator),
            (OUR_AGREEMENTS, roles.is_client and not roles.is_coordinator),
            (CALENDARS, roles.is_coordinator or self.user.is_staff),
            (ADMIN, self.user.is_staff),
        ]
        return [room for room, is_open in doors if is_open]

    @cached_property
    def here(self) -> Room | None:
        """The room this page belongs to: one that names it, or else the first of the same app."""
        if self.view in IN_THE_TOPBAR:
            return None
        app = self.view.split(":")[0]
        same_app = [room for room in self.rooms if room.view.split(":")[0] == app]
        exact = [room for room in same_app if room.view == self.view]
        named = [room for room in self.rooms if self.view.startswith(room.also)]
        main = [room for room in same_app if not room.also]
        return next(iter(exact or named or main), None)


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Give every page of someone who signed in its shell."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {}
    view = request.resolver_match.view_name if request.resolver_match else ""
    return {"shell": Shell(user, view, pool_code=request.GET.get("pool", ""))}
