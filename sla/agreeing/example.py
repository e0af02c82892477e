"""An example to begin with: what is asked most, and what the sides usually expect of each other."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from pdc.models import ServiceVersion
from sla.agreeing.lines import standard_services, with_standard_norms
from sla.importing.steps import read_words
from sla.models import AgreementLine, AgreementVersion, EscalationStep, Promise, Responsibility

MOST = 12  # lines
A_YEAR, MONTHS = timedelta(days=365), 12
Side = Responsibility.Side


def fill_in_example(draft: AgreementVersion, *, now: datetime) -> None:
    """Fill in a draft with what can be a beginning, to be changed in every part."""
    _fill_in_texts(draft)
    on = timezone.localdate(now)
    offered = {service.service_id: service for service in standard_services(draft, on)}
    asked = most_asked(draft, offered, now=now)
    lines = [
        AgreementLine(
            version=draft,
            service_id=service,
            volume_per_month=volume,
            volume_unit=offered[service].effort_unit,
        )
        for service, volume in asked.items()
    ]
    with_standard_norms(lines, offered)
    for side, texts in duties():
        Responsibility.objects.bulk_create(
            Responsibility(version=draft, side=side, order=order, text=text)
            for order, text in enumerate(texts)
        )
    EscalationStep.objects.bulk_create(
        EscalationStep(version=draft, level=level, when=when, who=who, **read_words(when, who))
        for level, (when, who) in enumerate(steps(), start=1)
    )


def most_asked(
    draft: AgreementVersion, offered: dict[int, ServiceVersion], *, now: datetime
) -> dict[int, Decimal | None]:
    """Return what the client asked most in a year with how often a month, then what others did."""
    year = Promise.objects.filter(
        received_at__gte=now - A_YEAR, received_at__lt=now, service_version__isnull=False
    )
    client = draft.agreement.client
    own, pool = (
        promises.values_list("service_version__service")
        .annotate(times=Count("pk"))
        .order_by("-times", "service_version__service")
        for promises in (year.filter(client=client), year.filter(pool=client.pool_id))
    )
    found: dict[int, Decimal | None] = {}
    for service, times in own:
        if service in offered:
            found[service] = round(Decimal(times) / MONTHS, 1)
    for service, _times in pool:
        if service in offered:
            found.setdefault(service, None)
    return dict(list(found.items())[:MOST])


def _fill_in_texts(draft: AgreementVersion) -> None:
    draft.contact_routes = _("Ask in the portal, by mail or by phone. Urgent: always by phone.")
    draft.repair = _(
        "We call before a date passes and say when it will be ready. "
        "Afterwards we tell what went wrong and what we change."
    )
    draft.reporting = _("every quarter: how much, how quick, what went otherwise")
    draft.review_cadence = _("once a quarter, and a talk about the year in autumn")
    draft.review_month = 10
    draft.satisfaction_target = Decimal("7.5")
    draft.save()


def duties() -> Iterable[tuple[Side, list[str]]]:
    """Return what each side usually does to make the norms possible."""
    return [
        (
            Side.PROVIDER,
            [
                _("one person who knows the unit, and a stand-in"),
                _("call before a date passes, with a new one"),
                _("say when a question belongs elsewhere, and where"),
            ],
        ),
        (
            Side.CLIENT,
            [
                _("ask with all that is needed, in good time"),
                _("answer questions within two working days"),
                _("say at once when something is not needed any more"),
            ],
        ),
    ]


def steps() -> list[tuple[str, str]]:
    """Return who is told when it does not go as agreed."""
    return [
        (_("at 75 percent of the time"), _("the assignee")),
        (_("when it is overdue"), _("the coordinator")),
        (_("after 2 working days"), _("the coordinator and the manager talk")),
    ]
