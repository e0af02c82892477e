from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0005_callback_and_decision_norms"),
    ]

    operations = [
        migrations.AddField(
            model_name="calendarversion",
            name="made_from",
            field=models.PositiveIntegerField(
                default=0,
                help_text="Another that came into force since was not seen by who made this one.",
                verbose_name="made from version",
            ),
        ),
        migrations.AddField(
            model_name="clockevent",
            name="untold",
            field=models.BooleanField(
                default=False,
                help_text="The date moved with the calendar, and a worker tells the client.",
                verbose_name="still to be told",
            ),
        ),
        migrations.AddIndex(
            model_name="clockevent",
            index=models.Index(
                condition=Q(untold=True), fields=["id"], name="sla_clockevent_untold"
            ),
        ),
        migrations.AddField(
            model_name="norm",
            name="retired_at",
            field=models.DateTimeField(
                blank=True,
                help_text="A default that was replaced; what was promised under it stays.",
                null=True,
                verbose_name="held until",
            ),
        ),
        migrations.RemoveConstraint(model_name="norm", name="sla_norm_once"),
        migrations.AddConstraint(
            model_name="norm",
            constraint=models.UniqueConstraint(
                condition=Q(retired_at=None),
                fields=["service_version", "agreement_line", "pool", "kind", "urgent"],
                name="sla_norm_once",
                nulls_distinct=False,
            ),
        ),
    ]
