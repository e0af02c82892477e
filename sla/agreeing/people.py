"""Who can be named in a draft of an agreement."""

from datetime import date
from functools import cached_property

from django.db.models import Q

from pdc.writing.forms import WrittenForm
from sla.agreeing.fields import choice
from sla.models import AgreementVersion
from teams.models import ClientMembership, PoolMembership, User

Named = list[tuple[int, str]]


class People:
    """Those of the client and of the pools of a draft on a day, and who is named in it already."""

    def __init__(self, version: AgreementVersion, on: date) -> None:
        self.version, self.on = version, on

    @cached_property
    def of_client(self) -> Named:
        """Those of the client."""
        members = ClientMembership.objects.on(self.on)
        now = members.filter(client=self.version.agreement.client_id)
        return _named(Q(pk__in=now.values("user")) | Q(pk=self.version.client_contact_id))

    @cached_property
    def of_pools(self) -> Named:
        """Those of the pools."""
        members = PoolMembership.objects.on(self.on)
        now = members.filter(pool__agreements=self.version.agreement_id)
        return _named(Q(pk__in=now.values("user")) | Q(pk=self.version.provider_contact_id))

    @cached_property
    def all(self) -> Named:
        """Everybody who can be named in a row."""
        steps, plan = self.version.escalation_steps, self.version.drafting_steps
        named = _named(Q(pk__in=steps.values("contact")) | Q(pk__in=plan.values("who")))
        everybody = {*self.of_client, *self.of_pools, *named}
        return sorted(everybody, key=lambda person: (person[1], person[0]))

    def named_in(self, form: type[WrittenForm], field: str, label: str) -> type[WrittenForm]:
        """Return the form of a row in which one of them can be named."""
        return type(form.__name__, (form,), {field: choice(label, self.all)})


def _named(who: Q) -> Named:
    people = User.objects.filter(who).order_by("family_name", "given_name", "pk")
    return [(person.pk, str(person)) for person in people]
