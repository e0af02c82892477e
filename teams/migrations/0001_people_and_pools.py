import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.text
import teams.models
from django.conf import settings
from django.contrib.postgres.operations import (
    BtreeGistExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.CreateModel(
            name='Pool',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='mailbox')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='telephone')),
                ('location', models.CharField(blank=True, max_length=200, verbose_name='location')),
            ],
            options={
                'verbose_name': 'pool',
                'verbose_name_plural': 'pools',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('code', models.CharField(blank=True, help_text="As in the organisation's own administration; imports match on it.", max_length=30, verbose_name='personnel number')),
                ('given_name', models.CharField(max_length=100, verbose_name='given name')),
                ('infix', models.CharField(blank=True, max_length=30, verbose_name='name prefix')),
                ('family_name', models.CharField(max_length=100, verbose_name='family name')),
                ('job_title', models.CharField(blank=True, max_length=200, verbose_name='job title')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='telephone')),
                ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English')], default='nl', max_length=2, verbose_name='language')),
                ('is_active', models.BooleanField(default=True, verbose_name='may sign in')),
                ('is_staff', models.BooleanField(default=False, verbose_name='may administer')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'ordering': ['family_name', 'given_name'],
            },
        ),
        migrations.CreateModel(
            name='Client',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('external', models.BooleanField(default=False, verbose_name='outside the organisation')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='teams.client', verbose_name='part of')),
                ('pool', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clients', to='teams.pool', verbose_name='served by')),
            ],
            options={
                'verbose_name': 'client',
                'verbose_name_plural': 'clients',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='ClientMembership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('manager', 'manager'), ('delegate', 'delegate')], default='manager', max_length=20, verbose_name='role')),
                ('may_sign', models.BooleanField(default=False, verbose_name='may sign agreements')),
                ('since', models.DateField(verbose_name='from')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until and including')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='teams.client', verbose_name='client')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='client_memberships', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'membership of a client',
                'verbose_name_plural': 'memberships of clients',
            },
        ),
        migrations.CreateModel(
            name='PoolMembership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('secretary', 'secretary'), ('coordinator', 'coordinator')], default='secretary', max_length=20, verbose_name='role')),
                ('contract_hours', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True, verbose_name='contract hours a week')),
                ('work_pattern', models.JSONField(blank=True, default=list, help_text='Hours per weekday; a pattern may hold in odd or even weeks only.', verbose_name='work pattern')),
                ('since', models.DateField(verbose_name='from')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until and including')),
                ('pool', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='teams.pool', verbose_name='pool')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pool_memberships', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'membership of a pool',
                'verbose_name_plural': 'memberships of pools',
            },
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='teams_user_email_small'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('code',), name='teams_user_code'),
        ),
        migrations.AddConstraint(
            model_name='clientmembership',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(teams.models.Period(models.F('since'), models.F('until'), django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True)), '&&'), ('user', '='), ('client', '=')], name='teams_clientmembership_once'),
        ),
        migrations.AddConstraint(
            model_name='poolmembership',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(teams.models.Period(models.F('since'), models.F('until'), django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True)), '&&'), ('user', '='), ('pool', '=')], name='teams_poolmembership_once'),
        ),
    ]
