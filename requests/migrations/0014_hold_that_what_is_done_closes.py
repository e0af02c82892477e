from importlib import import_module

from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    ValidateConstraint,
)
from django.db import migrations, models

give_a_week = import_module("requests.migrations.0013_when_what_is_done_closes").give_a_week


class Migration(migrations.Migration):
    atomic = False  # on a full table, while it is used

    dependencies = [
        ('requests', '0013_when_what_is_done_closes'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='servicerequest',
            index=models.Index(condition=models.Q(('status', 'done')), fields=['closes_at'], name='requests_closing'),
        ),
        AddConstraintNotValid(
            model_name='servicerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closes_at__isnull', False), ('status', 'done')), ('status', 'closed'), models.Q(models.Q(('status__in', ['done', 'closed']), _negated=True), ('closes_at', None)), _connector='OR'), name='requests_done_says_when_it_closes'),
        ),
        # What was done since the batches went by; from here on the database does not let it be.
        migrations.RunPython(give_a_week, migrations.RunPython.noop, elidable=True),
        ValidateConstraint(
            model_name='servicerequest',
            name='requests_done_says_when_it_closes',
        ),
    ]
