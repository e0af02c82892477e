from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("sla", "0003_hours_to_versions_and_warnings_to_ladders"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='norm',
            name='sla_norm_percentages',
        ),
        migrations.RemoveField(
            model_name='calendar',
            name='timezone',
        ),
        migrations.RemoveField(
            model_name='norm',
            name='warning_percent',
        ),
        migrations.AddConstraint(
            model_name='norm',
            constraint=models.CheckConstraint(condition=models.Q(('kpi_percent__range', (1, 100)), ('warnings__contained_by', list(range(1, 100)))), name='sla_norm_percentages'),
        ),
        migrations.DeleteModel(
            name='CalendarException',
        ),
        migrations.DeleteModel(
            name='OpeningHours',
        ),
    ]
