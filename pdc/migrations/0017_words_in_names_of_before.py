from django.db import migrations

FILL = """
INSERT INTO pdc_searchword (word)
SELECT DISTINCT said FROM pdc_searchdocument, regexp_split_to_table(known_as, '\\W+') AS said
WHERE length(said) BETWEEN 3 AND 50
"""


class Migration(migrations.Migration):

    dependencies = [
        ('pdc', '0016_know_the_words_in_names'),
    ]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
