"""Give each pool the norms it has by default for calling back and for deciding."""

from django.db import migrations

DEFAULTS = {  # half an hour, and one working day (docs/time.md)
    "callback": {"way": "working_time", "amount": 30},
    "decision": {"way": "working_days", "amount": 1},
}


def forwards(apps, schema_editor):
    norms = apps.get_model("sla", "Norm")
    for pool in apps.get_model("teams", "Pool").objects.all():
        for kind, fields in DEFAULTS.items():
            norms.objects.get_or_create(pool=pool, kind=kind, urgent=False, defaults=fields)


def backwards(apps, schema_editor):
    norms = apps.get_model("sla", "Norm")
    norms.objects.filter(pool__isnull=False, kind__in=DEFAULTS, clocks=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0004_drop_opening_hours_and_warning_percent"),
    ]

    operations = [
        migrations.RunPython(forwards, backwards),
    ]
