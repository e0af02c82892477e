from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('pdc', '0017_words_in_names_of_before'),
    ]

    operations = [
        RemoveIndexConcurrently(
            model_name='searchdocument',
            name='pdc_document_known_as',
        ),
    ]
