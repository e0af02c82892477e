import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


# Generated columns take immutable functions only: see 0001. The longest text that is read is far
# below what makes a tsvector refuse, for nothing may keep somebody from saving what was typed.
FUNCTIONS = """
CREATE FUNCTION pdc_plain(said text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT lower(public.unaccent('public.unaccent'::regdictionary, said))
$$;
CREATE FUNCTION pdc_known_as(title text, words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT public.pdc_plain(left(title || E'\\n' || words, 5000))
$$;
CREATE FUNCTION pdc_named(title text, words text, slips text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT setweight(to_tsvector('pg_catalog.dutch', public.pdc_plain(left(title, 5000))), 'A')
      || setweight(to_tsvector('pg_catalog.dutch', public.pdc_plain(left(words, 50000))), 'B')
      || setweight(to_tsvector('pg_catalog.dutch', public.pdc_plain(left(slips, 50000))), 'C')
$$;
CREATE FUNCTION pdc_told(body text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT to_tsvector('pg_catalog.dutch', public.pdc_plain(left(body, 200000)))
$$;
"""
DROP_FUNCTIONS = """
DROP FUNCTION pdc_told(text);
DROP FUNCTION pdc_named(text, text, text);
DROP FUNCTION pdc_known_as(text, text);
DROP FUNCTION pdc_plain(text);
"""

# All there is to find. What a version excludes is left out: nobody looks for what is not offered.
VIEW = """
CREATE VIEW pdc_document AS
SELECT 'service' AS kind, v.id AS version_id, NULL::bigint AS step_id,
    NULL::bigint AS article_id, NULL::bigint AS signpost_id, v.name::text AS title,
    concat_ws(E'\\n', v.summary, array_to_string(v.included, E'\\n')) AS body,
    array_to_string(v.keywords, E'\\n') AS words,
    array_to_string(v.typos, E'\\n') AS slips,
    true AS for_clients, daterange(v.valid_from, v.valid_until, '[]') AS period
FROM pdc_serviceversion v WHERE v.status IN ('published', 'retired')
UNION ALL
SELECT 'step', v.id, s.id, NULL, NULL, '', s.action, '', '', false,
    daterange(v.valid_from, v.valid_until, '[]')
FROM pdc_processstep s
JOIN pdc_processdescription p ON p.id = s.process_id
JOIN pdc_serviceversion v ON v.id = p.version_id AND v.status IN ('published', 'retired')
UNION ALL
SELECT 'article', NULL, NULL, a.id, NULL, a.title, a.body,
    array_to_string(a.keywords, E'\\n'), '', a.for_clients, daterange(NULL, NULL)
FROM pdc_article a WHERE a.published
UNION ALL
SELECT 'signpost', NULL, NULL, NULL, g.id, g.name, g.belongs,
    array_to_string(g.keywords, E'\\n'), '', false, daterange(NULL, NULL)
FROM pdc_signpost g WHERE g.active
"""
DROP_VIEW = "DROP VIEW pdc_document"

# Who writes steps holds the version against being published meanwhile: the later of the two reads
# what the other wrote. Else a step that is added at that moment would never be found.
KEEP = """
CREATE FUNCTION pdc_keep_documents() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  of_what text := TG_ARGV[0];
  keys bigint[] := ARRAY[
    (to_jsonb(OLD) ->> TG_ARGV[1])::bigint, (to_jsonb(NEW) ->> TG_ARGV[1])::bigint
  ];
BEGIN
  IF TG_TABLE_NAME = 'pdc_processstep' THEN
    PERFORM 1 FROM pdc_serviceversion v JOIN pdc_processdescription p ON p.version_id = v.id
    WHERE p.id IN (OLD.process_id, NEW.process_id) FOR SHARE OF v;
  ELSIF TG_TABLE_NAME = 'pdc_processdescription' THEN
    PERFORM 1 FROM pdc_serviceversion v WHERE v.id = ANY (keys) FOR SHARE;
  END IF;
  EXECUTE format('DELETE FROM pdc_searchdocument WHERE %I = ANY ($1)', of_what) USING keys;
  EXECUTE format('
    INSERT INTO pdc_searchdocument (kind, version_id, step_id, article_id, signpost_id,
        title, body, words, slips, for_clients, period)
    SELECT kind, version_id, step_id, article_id, signpost_id,
        title, body, words, slips, for_clients, period
    FROM pdc_document WHERE %I = ANY ($1)', of_what) USING keys;
  RETURN NULL;
END
$$;
CREATE TRIGGER pdc_documents AFTER INSERT OR UPDATE OR DELETE ON pdc_serviceversion
FOR EACH ROW EXECUTE FUNCTION pdc_keep_documents('version_id', 'id');
CREATE TRIGGER pdc_documents AFTER UPDATE OR DELETE ON pdc_processdescription
FOR EACH ROW EXECUTE FUNCTION pdc_keep_documents('version_id', 'version_id');
CREATE TRIGGER pdc_documents AFTER INSERT OR UPDATE OR DELETE ON pdc_processstep
FOR EACH ROW EXECUTE FUNCTION pdc_keep_documents('step_id', 'id');
CREATE TRIGGER pdc_documents AFTER INSERT OR UPDATE OR DELETE ON pdc_article
FOR EACH ROW EXECUTE FUNCTION pdc_keep_documents('article_id', 'id');
CREATE TRIGGER pdc_documents AFTER INSERT OR UPDATE OR DELETE ON pdc_signpost
FOR EACH ROW EXECUTE FUNCTION pdc_keep_documents('signpost_id', 'id');
"""
DROP_KEEP = """
DROP TRIGGER pdc_documents ON pdc_signpost;
DROP TRIGGER pdc_documents ON pdc_article;
DROP TRIGGER pdc_documents ON pdc_processstep;
DROP TRIGGER pdc_documents ON pdc_processdescription;
DROP TRIGGER pdc_documents ON pdc_serviceversion;
DROP FUNCTION pdc_keep_documents();
"""
FILL = """
INSERT INTO pdc_searchdocument (kind, version_id, step_id, article_id, signpost_id,
    title, body, words, slips, for_clients, period)
SELECT kind, version_id, step_id, article_id, signpost_id,
    title, body, words, slips, for_clients, period
FROM pdc_document
"""


class Migration(migrations.Migration):

    dependencies = [
        ('pdc', '0008_who_wrote_in_a_draft'),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.CreateModel(
            name='SearchDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('service', 'Services'), ('article', 'Articles'), ('step', 'How it is done'), ('signpost', 'Signpost')], max_length=10, verbose_name='kind')),
                ('title', models.TextField(verbose_name='title')),
                ('body', models.TextField(verbose_name='text')),
                ('words', models.TextField(verbose_name='search words')),
                ('slips', models.TextField(verbose_name='common mistakes in writing')),
                ('for_clients', models.BooleanField(verbose_name='for clients too')),
                ('period', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='in force')),
                ('known_as', models.GeneratedField(db_persist=True, expression=models.Func(models.F('title'), models.F('words'), function='pdc_known_as'), output_field=models.TextField())),
                ('named', models.GeneratedField(db_persist=True, expression=models.Func(models.F('title'), models.F('words'), models.F('slips'), function='pdc_named'), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('told', models.GeneratedField(db_persist=True, expression=models.Func(models.F('body'), function='pdc_told'), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('article', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pdc.article', verbose_name='article')),
                ('signpost', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pdc.signpost', verbose_name='signpost')),
                ('step', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pdc.processstep', verbose_name='process step')),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pdc.serviceversion', verbose_name='version')),
            ],
            options={
                'verbose_name': 'what can be found',
                'verbose_name_plural': 'what can be found',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['named'], name='pdc_document_named'), django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['told'], name='pdc_document_told'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('known_as', name='gin_trgm_ops'), fastupdate=False, name='pdc_document_known_as')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'service')), fields=('version',), name='pdc_document_of_version')],
            },
        ),
        migrations.RunSQL(VIEW, DROP_VIEW),
        migrations.RunSQL(KEEP, DROP_KEEP),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
