"""The words of a request: how it came in, where it is, and whose move it is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """The way in, and the way we answered."""

    PHONE = "phone", _("telephone")
    DESK = "desk", _("desk")
    EMAIL = "email", _("e-mail")
    PORTAL = "portal", _("portal")
    CHAT = "chat", _("chat")


class Status(models.TextChoices):
    """Where a request is. The moves between them are in `requests.actions`."""

    NEW = "new", _("new")
    IN_PROGRESS = "in_progress", _("in progress")
    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")
    DECLINED = "declined", _("declined")
    MERGED = "merged", _("merged")


OPEN = (Status.NEW, Status.IN_PROGRESS, Status.WAITING)


class WaitingFor(models.TextChoices):
    """Whose move it is while a request waits."""

    CLIENT = "client", _("the client")
    THIRD_PARTY = "third_party", _("a third party")
    DATE = "date", _("a date")


class Decision(models.TextChoices):
    """What the coordinator decides on a request outside the catalogue."""

    DO_ONCE = "do_once", _("do it this once")
    PROPOSE_SERVICE = "propose_service", _("do it, and propose it for the catalogue")
    REFER = "refer", _("refer to who can help")
    DECLINE = "decline", _("decline, with an alternative")


class OffCatalogueKind(models.TextChoices):
    """What a request outside the catalogue is, as far as its decision does not say so."""

    TREAT = "treat", _("a treat: fun to do")
