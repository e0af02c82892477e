"""Messages in words: what happened or what is due, and what comes next. For mail and the bell."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise as Words
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pdc.models import News
from requests.models import Decision, Event, Notification, ServiceRequest, Status
from sla import wording
from sla.models import Alert, Norm, Rung

ALMOST: dict[str, Words] = {
    Norm.Kind.RESPONSE: gettext_lazy("“%(subject)s” needs a first reaction soon."),
    Norm.Kind.TURNAROUND: gettext_lazy("“%(subject)s” is due soon."),
    Norm.Kind.UPDATE: gettext_lazy("Let the client hear something about “%(subject)s” soon."),
    Norm.Kind.CALLBACK: gettext_lazy("Call %(caller)s back on %(phone)s about “%(subject)s”."),
    Norm.Kind.DECISION: gettext_lazy("Decide soon what happens with “%(subject)s”."),
}
PAST_DUE: dict[str, Words] = {
    Norm.Kind.RESPONSE: gettext_lazy("“%(subject)s” has had no first reaction in the agreed time."),
    Norm.Kind.TURNAROUND: gettext_lazy(
        "“%(subject)s” is later than agreed. Tell the client when it will be ready."
    ),
    Norm.Kind.UPDATE: gettext_lazy(
        "The client has heard nothing about “%(subject)s” for %(amount)s."
    ),
    Norm.Kind.CALLBACK: gettext_lazy(
        "%(caller)s still waits for your call on %(phone)s about “%(subject)s”."
    ),
    Norm.Kind.DECISION: gettext_lazy("“%(subject)s” still waits for a decision."),
}
ESCALATED_BEFORE = gettext_lazy(
    "As agreed you hear this: the agreed time for “%(subject)s” is almost up."
)
ESCALATED: dict[str, Words] = {
    Norm.Kind.RESPONSE: gettext_lazy(
        "As agreed you hear this: “%(subject)s” has had no first reaction yet."
    ),
    Norm.Kind.TURNAROUND: gettext_lazy(
        "As agreed you hear this: “%(subject)s” is later than agreed and not ready yet."
    ),
}
WITHDRAWN = gettext_lazy("“%(subject)s”: an earlier alert no longer holds. %(because)s")
HAPPENED: dict[str, Words] = {
    Event.Kind.LOGGED: gettext_lazy("We received your request “%(subject)s”."),
    Event.Kind.PICKED_UP: gettext_lazy("%(who)s picked up your request “%(subject)s”."),
    Event.Kind.ASSIGNED: gettext_lazy("%(whom)s takes up your request “%(subject)s”."),
    Event.Kind.WAITING: gettext_lazy("We are waiting before we can go on with “%(subject)s”."),
    Event.Kind.RESUMED: gettext_lazy("We go on with your request “%(subject)s”."),
    Event.Kind.CORRECTED: gettext_lazy("Your request “%(subject)s” is now “%(service)s”."),
    Event.Kind.MADE_URGENT: gettext_lazy(
        "Your request “%(subject)s” is now urgent. We do our best."
    ),
    Event.Kind.AGREED: gettext_lazy("We agreed with you when “%(subject)s” is ready: %(agreed)s."),
    Event.Kind.MOVED: gettext_lazy("“%(subject)s” has another date."),
    Event.Kind.SPLIT: gettext_lazy("%(who)s made two of your request “%(subject)s”. The other is:"),
    Event.Kind.DONE: gettext_lazy("Your request “%(subject)s” is done."),
    Event.Kind.REOPENED: gettext_lazy("We go on with “%(subject)s”, which was done before."),
    Event.Kind.CANCELLED: gettext_lazy("Your request “%(subject)s” is cancelled."),
    Event.Kind.DECLINED: gettext_lazy(
        "We can't do “%(subject)s” for you. This is what you can do instead."
    ),
    Event.Kind.MERGED: gettext_lazy("Your request “%(subject)s” goes on as %(into)s."),
}
TO_YOU: dict[str, Words] = {
    Event.Kind.ASSIGNED: gettext_lazy("%(who)s gave you “%(subject)s”."),
    Event.Kind.PASSED_ON: gettext_lazy("%(who)s gave you “%(subject)s”."),
}
TO_COLLEAGUES: dict[str, Words] = {
    Event.Kind.ASSIGNED: gettext_lazy("%(whom)s has “%(subject)s” now (through %(who)s)."),
    Event.Kind.PASSED_ON: gettext_lazy("%(whom)s has “%(subject)s” now (through %(who)s)."),
    Event.Kind.NOTE: gettext_lazy("%(who)s mentions you in a note on “%(subject)s”."),
    Event.Kind.HELP_ASKED: gettext_lazy("%(who)s asks for your help with “%(subject)s”."),
    Event.Kind.HELPED: gettext_lazy("%(who)s helped you with “%(subject)s”."),
    Event.Kind.HELP_DECLINED: gettext_lazy("%(who)s can't help you with “%(subject)s”."),
    Event.Kind.HELP_WITHDRAWN: gettext_lazy(
        "%(who)s does not need your help with “%(subject)s” any more."
    ),
    Event.Kind.FOLLOW_UP: gettext_lazy("Ask again about “%(subject)s”: it still waits."),
    Event.Kind.DATE_CAME: gettext_lazy("The date that “%(subject)s” waited for has come."),
}
FROM_CLIENT: dict[str, Words] = {
    Event.Kind.RESUMED: gettext_lazy("%(who)s answered about “%(subject)s”."),
    Event.Kind.ANSWERED: gettext_lazy("%(who)s filled in what was missing for “%(subject)s”."),
    Event.Kind.REOPENED: gettext_lazy("%(who)s still needs something for “%(subject)s”."),
    Event.Kind.TO_DISCUSS: gettext_lazy(
        "%(who)s wants to talk about “%(subject)s” in the next conversation."
    ),
}
DECIDED: dict[str, Words] = {
    Decision.DO_ONCE: gettext_lazy("We do “%(subject)s” for you this once."),
    Decision.PROPOSE_SERVICE: gettext_lazy(
        "We do “%(subject)s” for you, and propose it for the catalogue."
    ),
    Decision.REFER: gettext_lazy("Somebody else can help you with “%(subject)s”."),
    Decision.DECLINE: HAPPENED[Event.Kind.DECLINED],
}
IN_CATALOGUE: dict[str, Words] = {
    News.Kind.AUDIT_ASKED: gettext_lazy("%(who)s asks you to audit “%(what)s”."),
    News.Kind.AUDIT_WITHDRAWN: gettext_lazy(
        "%(who)s took “%(what)s” back: you need not audit it now."
    ),
    News.Kind.FOUND_GOOD: gettext_lazy("%(who)s found “%(what)s” good to publish."),
    News.Kind.TO_REWORK: gettext_lazy("%(who)s read “%(what)s” and found things to work on."),
    News.Kind.PUBLISHED: gettext_lazy("%(who)s published “%(what)s”, which you wrote."),
    News.Kind.CHANGED: gettext_lazy("“%(what)s” changes from %(day)s."),
    News.Kind.RETIRED: gettext_lazy("“%(what)s” stops: you can't ask for it from %(day)s."),
    News.Kind.REVIEW: gettext_lazy(
        "In %(month)s “%(what)s” is looked at again: is it still right?"
    ),
    News.Kind.REVIEW_PAST: gettext_lazy(
        "“%(what)s” was to be looked at again in %(month)s. Is it still right?"
    ),
    News.Kind.PROPOSAL_SAID: gettext_lazy("%(who)s says something about the proposal “%(what)s”."),
    News.Kind.PROPOSAL_TAKEN: gettext_lazy("%(who)s takes over what you proposed: “%(what)s”."),
    News.Kind.PROPOSAL_DECLINED: gettext_lazy(
        "%(who)s does not take over what you proposed, and says why: “%(what)s”."
    ),
    News.Kind.ROUND_OPENED: gettext_lazy("%(who)s asks you to write down what you do: “%(what)s”."),
}
REFERRED = gettext_lazy("%(signpost)s can help you with “%(subject)s”.")
WROTE = gettext_lazy("%(who)s wrote to you about “%(subject)s”.")


class Facts:
    """What a sentence may name, by name; looked up only when it does, as it can cost a query."""

    def __init__(self, notification: Notification) -> None:
        self.service_request = notification.of_request
        self.event, self.alert = notification.event, notification.alert

    def __getitem__(self, name: str) -> object:
        return getattr(self, name)

    @property
    def subject(self) -> str:
        """What was asked, in short."""
        return self.service_request.subject

    @property
    def who(self) -> object:
        """Who did it; for what the product did itself, the pool."""
        who = self.event.who if self.event else ""
        return who or self.service_request.promise.pool

    @property
    def whom(self) -> object:
        """The colleague it was for; the pool where nobody was named."""
        whom = self.event.whom if self.event else None
        return whom.get_short_name() if whom else self.service_request.promise.pool

    @property
    def caller(self) -> object:
        """Whom to call back."""
        return self.service_request.contact_name or self.service_request.requested_by

    @property
    def phone(self) -> str:
        """The number to call."""
        return self.service_request.callback_phone or "–"

    @property
    def amount(self) -> str:
        """How much time the norm gives, in words."""
        return wording.norm_in_words(self.alert.clock.norm) if self.alert else ""

    @property
    def because(self) -> str:
        """Why an alert was withdrawn."""
        return self.alert.withdrawn_because if self.alert else ""

    @property
    def service(self) -> str:
        """What it is in the catalogue now."""
        version = self.service_request.promise.service_version
        return version.name if version else _("outside the catalogue")

    @property
    def agreed(self) -> str:
        """The date that was agreed."""
        return moment(self.service_request.promise.agreed_at)

    @property
    def signpost(self) -> object:
        """Who helps instead."""
        return self.service_request.signpost or "–"

    @property
    def into(self) -> str:
        """The number of the request in which it goes on."""
        merged_into = self.service_request.merged_into
        return merged_into.number if merged_into else "–"


def sentence(notification: Notification) -> str:
    """Return what a message says, in one sentence, in the language of the moment."""
    alert, event = notification.alert, notification.event
    if notification.news is not None:
        return news_in_words(notification.news)
    if alert is not None:
        words = _of_alert(alert)
    else:
        assert event is not None  # a constraint: it is about one of the two
        words = _of_event(event, notification)
    return str(words) % Facts(notification)


def news_in_words(news: News) -> str:
    """Return what happened in the catalogue, in one sentence."""
    facts = {"who": news.by or "", "what": news.title}
    if news.day is not None:
        facts["day"] = date_format(news.day, "j F Y")
        facts["month"] = date_format(news.day, "F")
    return str(IN_CATALOGUE[news.kind]) % facts


def _of_alert(alert: Alert) -> Words:
    about, due_at = alert.clock.kind, alert.clock.due_at
    if alert.withdrawn_at is not None:
        return WITHDRAWN
    if alert.rung == Rung.WARNING:
        return ALMOST[about]
    if alert.rung == Rung.BREACH:
        return PAST_DUE[about]
    if due_at is not None and alert.due_at < due_at:
        return ESCALATED_BEFORE
    return ESCALATED.get(about, ESCALATED[Norm.Kind.TURNAROUND])


def _of_event(event: Event, notification: Notification) -> Words:
    service_request = notification.of_request
    if event.is_from_client and not is_to_client(notification):
        return FROM_CLIENT.get(event.kind, WROTE)
    if event.kind in TO_YOU and event.whom_id and notification.recipient_id == event.whom_id:
        return TO_YOU[event.kind]
    if event.kind in TO_COLLEAGUES and not is_to_client(notification):
        return TO_COLLEAGUES[event.kind]
    referred = service_request.decision == Decision.REFER and event.kind == Event.Kind.DECLINED
    if referred and service_request.signpost_id is not None:
        return REFERRED
    if referred or event.kind == Event.Kind.DECIDED:
        return DECIDED.get(service_request.decision, WROTE)
    return HAPPENED.get(event.kind, WROTE)


def is_to_client(notification: Notification) -> bool:
    """Return whether a message about an event is to who asked, not to a colleague at the desk."""
    event, recipient = notification.event, notification.recipient_id
    if event is None or event.internal:
        return False
    if event.is_from_client:
        return recipient == notification.of_request.requested_by_id
    asked_it = recipient in (None, notification.of_request.requested_by_id)
    return recipient != (event.whom_id or 0) and (asked_it or event.kind not in TO_COLLEAGUES)


def what_next(notification: Notification) -> str:
    """Return who has it, for an alert; for the client by when they hear from us, if that runs."""
    service_request = notification.of_request
    if notification.alert is not None:
        if service_request.assignee is None:
            return _("Nobody has picked it up yet.")
        return _("%(name)s has it.") % {"name": service_request.assignee}
    due_at = service_request.promise.next_due_at
    if not is_to_client(notification):
        return _("Due %(moment)s.") % {"moment": moment(due_at)} if due_at else ""
    if service_request.next_step:
        return step_in_words(service_request)
    if due_at is None or service_request.status == Status.WAITING:
        return ""
    return _("You hear from us by %(moment)s at the latest.") % {"moment": moment(due_at)}


def moment(at: datetime | None) -> str:
    """Return a local moment as a mail writes it: Monday 2 March 14:30."""
    return date_format(timezone.localtime(at), "l j F H:i") if at else "–"


def step_in_words(service_request: ServiceRequest) -> str:
    """Return the next step that the client was told, with its day where there is one."""
    if service_request.next_step_on is None:
        return _("Next: %(step)s.") % {"step": service_request.next_step}
    return _("Next: %(step)s, on %(day)s at the latest.") % {
        "step": service_request.next_step,
        "day": date_format(service_request.next_step_on, "l j F"),
    }
