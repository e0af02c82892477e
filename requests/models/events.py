"""The story of a request, that is only ever added to."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Subquery
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from requests.models.choices import Channel
from requests.models.service_requests import ServiceRequest
from teams.models import User


class EventQuerySet(models.QuerySet["Event"]):
    """The story of requests."""

    def seen_by_client(self) -> Self:
        """Return what the client may read: everything but what is internal."""
        return self.filter(internal=False)

    def fingerprint(self) -> tuple[int, ...]:
        """Return what changes as soon as anything happens in these stories.

        Not only the newest, for a number handed out earlier can be committed later; and of
        the last thousand only, so that it costs the same however long the stories are.
        """
        newest = Event.objects.order_by("-pk").values("pk")[:1]
        recent = self.filter(pk__gt=Subquery(newest) - 1000)
        return tuple(recent.order_by("-pk").values_list("pk", flat=True)[:30])


class Event(models.Model):
    """One line of a request's story: who did what, when. Only ever added."""

    class Kind(models.TextChoices):
        """What happened."""

        LOGGED = "logged", _("logged")
        PICKED_UP = "picked_up", _("picked up")
        ASSIGNED = "assigned", _("assigned")
        PASSED_ON = "passed_on", _("passed on")
        HANDED_BACK = "handed_back", _("handed back")
        CONTACT = "contact", _("contact with the client")
        NOTE = "note", _("note")
        ANSWERED = "answered", _("intake completed")
        WAITING = "waiting", _("waiting")
        RESUMED = "resumed", _("resumed")
        FOLLOW_UP = "follow_up", _("time to ask again")
        DATE_CAME = "date_came", _("the date came")
        NEXT_STEP = "next_step", _("next step promised")
        STEP_TAKEN = "step_taken", _("next step taken")
        CORRECTED = "corrected", _("service corrected")
        MADE_URGENT = "made_urgent", _("made urgent")
        AGREED = "agreed", _("date agreed")
        MOVED = "moved", _("date moved")
        DECIDED = "decided", _("decided")
        DONE = "done", _("done")
        LATE_CAUSE = "late_cause", _("cause of being late")
        CONFIRMED = "confirmed", _("confirmed by the client")
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("reopened")
        RATED = "rated", _("rated by the client")
        TO_DISCUSS = "to_discuss", _("to be discussed")
        CANCELLED = "cancelled", _("cancelled")
        DECLINED = "declined", _("declined")
        MERGED = "merged", _("merged")
        ATTACHED = "attached", _("files added")
        UNATTACHED = "unattached", _("file removed")
        TICKED = "ticked", _("step done")
        UNTICKED = "unticked", _("step not done after all")
        SPLIT = "split", _("split")
        SPLIT_OFF = "split_off", _("split off")
        LINKED = "linked", _("linked")
        UNLINKED = "unlinked", _("link removed")
        HELP_ASKED = "help_asked", _("help asked")
        HELPED = "helped", _("helped")
        HELP_DECLINED = "help_declined", _("could not help")
        HELP_WITHDRAWN = "help_withdrawn", _("help not needed any more")
        NAMED = "named", _("may read it")
        UNNAMED = "unnamed", _("may not read it any more")

    service_request = models.ForeignKey(
        ServiceRequest,
        verbose_name=_("request"),
        on_delete=models.PROTECT,
        related_name="events",
        db_index=False,  # the index of the story begins with it
    )
    kind = models.CharField(_("what"), max_length=20, choices=Kind.choices)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        User,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: the product itself."),
    )
    whom = models.ForeignKey(
        User,
        verbose_name=_("to whom"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # only read with the story
        help_text=_("The colleague it was for."),
    )
    on_behalf_of = models.ForeignKey(
        User,
        verbose_name=_("on behalf of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # only read with the story
        help_text=_("The manager a delegate did it for."),
    )
    channel = models.CharField(_("channel"), max_length=20, choices=Channel.choices, blank=True)
    text = models.TextField(_("text"), blank=True)
    internal = models.BooleanField(_("only for the pool"), default=False)

    mentioned = models.ManyToManyField(
        User, verbose_name=_("mentioned"), blank=True, related_name="+"
    )

    objects: ClassVar[models.Manager[Self]] = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["service_request", "at"], name="requests_story")]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M} {self.get_kind_display()}"

    @property
    def text_for_client(self) -> str:
        """What was said, as far as it was said to the client: not why colleagues do something."""
        return "" if self.internal or self.kind in AMONG_COLLEAGUES else self.text

    @property
    def who(self) -> str:
        """Who did it, by the name they go by; a delegate with the manager they act for."""
        if self.by is None:
            return ""
        name = self.by.get_short_name()
        if self.on_behalf_of is None or (self.kind == self.Kind.LOGGED and not self.is_asked):
            return name
        return _acting(name, self.on_behalf_of.get_short_name())

    @property
    def asker(self) -> str:
        """Who asked what was logged, by their whole name; a delegate with their manager."""
        name = str(self.service_request.requested_by)
        return name if self.on_behalf_of is None else _acting(name, str(self.on_behalf_of))

    @property
    def is_asked(self) -> bool:
        """Whether it was logged by who asked it, in the portal."""
        by_asker = self.by_id == self.service_request.requested_by_id
        return self.kind == self.Kind.LOGGED and self.channel == Channel.PORTAL and by_asker

    @property
    def is_from_client(self) -> bool:
        """Whether somebody did it as the client, after it was logged."""
        as_client = self.kind in (self.Kind.CONFIRMED, self.Kind.RATED)
        return as_client or (self.channel == Channel.PORTAL and self.kind != self.Kind.LOGGED)


def _acting(name: str, manager: str) -> str:
    return gettext("%(name)s on behalf of %(manager)s") % {"name": name, "manager": manager}


# The client may know that these happened; what was said with it is for the pool.
AMONG_COLLEAGUES = frozenset(
    {
        Event.Kind.ASSIGNED,
        Event.Kind.PASSED_ON,
        Event.Kind.HANDED_BACK,
        Event.Kind.NOTE,
        Event.Kind.UNATTACHED,
        Event.Kind.CORRECTED,
        Event.Kind.MADE_URGENT,
    }
)
