import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import teams.models
from django.db import migrations, models


# Generated columns take immutable functions only; unaccent is not one, as its rules can be
# replaced, but with the dictionary named it gives the same answer every time.
SEARCH_WORDS = """
CREATE FUNCTION pdc_search_words(name text, keywords text[], typos text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT lower(public.unaccent('public.unaccent'::regdictionary,
    name || ' ' || array_to_string(keywords, ' ') || ' ' || array_to_string(typos, ' ')))
$$
"""
DROP_SEARCH_WORDS = "DROP FUNCTION pdc_search_words(text, text[], text[])"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('teams', '0001_people_and_pools'),  # for the extensions
    ]

    operations = [
        migrations.RunSQL(SEARCH_WORDS, DROP_SEARCH_WORDS),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True, verbose_name='code')),
                ('owner', models.CharField(blank=True, help_text='The expert team that keeps it up.', max_length=200, verbose_name='owner')),
                ('related', models.ManyToManyField(blank=True, to='pdc.service', verbose_name='related services')),
            ],
            options={
                'verbose_name': 'service',
                'verbose_name_plural': 'services',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='ServiceVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('status', models.CharField(choices=[('draft', 'draft'), ('in_audit', 'in audit'), ('published', 'published'), ('retired', 'retired')], default='draft', max_length=20, verbose_name='status')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='in force from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='until and including')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('summary', models.TextField(blank=True, verbose_name='summary')),
                ('included', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None, verbose_name='included')),
                ('excluded', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None, verbose_name='not included')),
                ('requesters', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None, verbose_name='who may ask')),
                ('channels', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None, verbose_name='channels')),
                ('client_responsibilities', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None, verbose_name='what the client does')),
                ('quality_criteria', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None, verbose_name='quality')),
                ('keywords', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None, verbose_name='search words')),
                ('typos', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None, verbose_name='common mistakes in writing')),
                ('urgent_condition', models.TextField(blank=True, verbose_name='when it can be urgent')),
                ('min_notice', models.PositiveSmallIntegerField(blank=True, help_text='How long before the event the request must be in.', null=True, verbose_name='notice in working days')),
                ('effort_minutes', models.PositiveIntegerField(blank=True, null=True, verbose_name='effort in minutes')),
                ('effort_unit', models.CharField(blank=True, max_length=100, verbose_name='effort is per')),
                ('review_month', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='review month')),
                ('search_words', models.GeneratedField(db_persist=True, expression=models.Func(models.F('name'), models.F('keywords'), models.F('typos'), function='pdc_search_words'), output_field=models.TextField())),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='pdc.service', verbose_name='service')),
            ],
            options={
                'verbose_name': 'version of a service',
                'verbose_name_plural': 'versions of services',
                'ordering': ['service__code', '-number'],
            },
        ),
        migrations.CreateModel(
            name='ProcessDescription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('goal', models.TextField(blank=True, verbose_name='goal')),
                ('trigger', models.TextField(blank=True, verbose_name='trigger')),
                ('input', models.TextField(blank=True, verbose_name='input')),
                ('output', models.TextField(blank=True, verbose_name='output')),
                ('owner_role', models.CharField(blank=True, max_length=200, verbose_name='process owner')),
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='process', to='pdc.serviceversion', verbose_name='version')),
            ],
            options={
                'verbose_name': 'process description',
                'verbose_name_plural': 'process descriptions',
            },
        ),
        migrations.CreateModel(
            name='IntakeField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=100, verbose_name='key')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('label', models.CharField(max_length=200, verbose_name='question')),
                ('type', models.CharField(choices=[('text', 'one line'), ('textarea', 'several lines'), ('date', 'date'), ('datetime', 'date and time'), ('time', 'time'), ('number', 'number'), ('choice', 'choice'), ('boolean', 'yes or no'), ('email', 'e-mail'), ('phone', 'telephone'), ('person', 'person')], default='text', max_length=20, verbose_name='type')),
                ('required', models.BooleanField(default=False, verbose_name='needed to start')),
                ('choices', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None, verbose_name='choices')),
                ('help', models.TextField(blank=True, verbose_name='help')),
                ('is_event', models.BooleanField(default=False, help_text='The date that notice is counted back from and work after it starts at.', verbose_name='moment of the event')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='intake_fields', to='pdc.serviceversion', verbose_name='version')),
            ],
            options={
                'verbose_name': 'intake question',
                'verbose_name_plural': 'intake questions',
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='categories', to='pdc.theme', verbose_name='part of')),
            ],
            options={
                'verbose_name': 'theme',
                'verbose_name_plural': 'themes',
                'ordering': ['order', 'name'],
            },
        ),
        migrations.AddField(
            model_name='service',
            name='theme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='pdc.theme', verbose_name='theme'),
        ),
        migrations.CreateModel(
            name='ProcessStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                ('role', models.CharField(max_length=100, verbose_name='role')),
                ('action', models.TextField(verbose_name='action')),
                ('process', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='pdc.processdescription', verbose_name='process')),
            ],
            options={
                'verbose_name': 'process step',
                'verbose_name_plural': 'process steps',
                'ordering': ['order'],
                'constraints': [models.UniqueConstraint(fields=('process', 'order'), name='pdc_processstep_order')],
            },
        ),
        migrations.AddIndex(
            model_name='serviceversion',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('search_words', name='gin_trgm_ops'), name='pdc_version_words'),
        ),
        migrations.AddConstraint(
            model_name='serviceversion',
            constraint=models.UniqueConstraint(fields=('service', 'number'), name='pdc_version_number'),
        ),
        migrations.AddConstraint(
            model_name='serviceversion',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'in_audit']), ('valid_from__isnull', False), _connector='OR'), name='pdc_version_published_has_date'),
        ),
        migrations.AddConstraint(
            model_name='serviceversion',
            constraint=models.CheckConstraint(condition=models.Q(('review_month__isnull', True), ('review_month__range', (1, 12)), _connector='OR'), name='pdc_version_review_month'),
        ),
        migrations.AddConstraint(
            model_name='serviceversion',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('status__in', ['published', 'retired'])), expressions=[('service', '='), (teams.models.Period(models.F('valid_from'), models.F('valid_until'), django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True)), '&&')], name='pdc_version_one_in_force'),
        ),
        migrations.AddConstraint(
            model_name='intakefield',
            constraint=models.UniqueConstraint(fields=('version', 'key'), name='pdc_intakefield_key'),
        ),
        migrations.AddConstraint(
            model_name='intakefield',
            constraint=models.UniqueConstraint(condition=models.Q(('is_event', True)), fields=('version',), name='pdc_intakefield_one_event'),
        ),
    ]
