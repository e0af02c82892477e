"""An organisation's file: who there is, when desks are open, and what every pool promises."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.importing import Progress, Source, Tally
from sla.actions import replace_default
from sla.importing.calendars import read_calendars, write_calendars
from sla.importing.norms import OWN_AFFAIRS, Percentages, read_norm
from sla.models import Norm, PoolCalendar
from teams.importing import read_organisation, write_organisation
from teams.models import Pool


@transaction.atomic
def import_organisation(source: Source, *, on: date, progress: Progress) -> Tally:
    """Import people, units, pools and calendars; `on` is the day of the import.

    Raises `ImportRefused` with every problem, before anything is written.
    """
    tally = Tally()
    if not isinstance(source.value, dict):
        source.note(_("must be an object"))
        source.refuse_problems()
    organisation = read_organisation(source, on=on)
    calendars = read_calendars(source)
    opens = {
        str(pool.value.get("code")): pool.pick("calendar", calendars) and pool.text("calendar")
        for pool in source.each("pools")
    }
    percentages = Percentages.of(source)
    update = None
    if source.at("norms").has("update"):
        update = read_norm(source.at("norms").at("update"), Norm.Kind.UPDATE, percentages)
    source.refuse_problems()
    write_organisation(organisation, on=on, tally=tally, progress=progress)
    written = write_calendars(calendars, now=timezone.now(), tally=tally)
    for pool in Pool.objects.filter(code__in=opens):
        tally.put(PoolCalendar, {"pool": pool}, {"calendar": written[str(opens[pool.code])]})
        if update:
            there = pool.norms.filter(kind=update["kind"], urgent=False, retired_at=None).exists()
            changed = replace_default(
                pool, update["kind"], Norm(**update), urgent=False, now=timezone.now()
            )
            tally.made += not there
            if there:
                tally.count(changed=changed)
        for kind, norm in OWN_AFFAIRS.items():
            pool.norms.get_or_create(kind=kind, urgent=False, retired_at=None, defaults=norm)
    return tally
