from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('requests', '0013_when_what_is_done_closes'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='servicerequest',
            index=models.Index(condition=models.Q(('status', 'done')), fields=['closes_at'], name='requests_closing'),
        ),
        migrations.AddConstraint(
            model_name='servicerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closes_at__isnull', False), ('status', 'done')), ('status', 'closed'), models.Q(models.Q(('status__in', ['done', 'closed']), _negated=True), ('closes_at', None)), _connector='OR'), name='requests_done_says_when_it_closes'),
        ),
    ]
