from django.db import migrations

DROP = "DROP FUNCTION pdc_search_words(text, text[], text[])"
MAKE = """
CREATE FUNCTION pdc_search_words(name text, keywords text[], typos text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT lower(public.unaccent('public.unaccent'::regdictionary,
    name || ' ' || array_to_string(keywords, ' ') || ' ' || array_to_string(typos, ' ')))
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('pdc', '0009_search_documents'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='serviceversion',
            name='pdc_version_words',
        ),
        migrations.RemoveField(
            model_name='serviceversion',
            name='search_words',
        ),
        migrations.RunSQL(DROP, MAKE),
    ]
