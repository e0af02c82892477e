from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('pdc', '0014_talk_about_proposals'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='searchdocument',
            index=models.Index(fields=['kind'], name='pdc_document_kind'),
        ),
    ]
