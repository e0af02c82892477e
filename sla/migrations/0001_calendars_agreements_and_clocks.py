import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import teams.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pdc', '0001_catalogue'),
        ('teams', '0001_people_and_pools'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=50, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('type', models.CharField(default='SLA', max_length=20, verbose_name='type')),
            ],
            options={
                'verbose_name': 'agreement',
                'verbose_name_plural': 'agreements',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='AgreementLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('volume_per_month', models.DecimalField(blank=True, decimal_places=1, max_digits=7, null=True, verbose_name='expected a month')),
                ('volume_unit', models.CharField(blank=True, max_length=100, verbose_name='counted in')),
                ('deviation', models.TextField(blank=True, help_text='Empty: the standard holds.', verbose_name='why it differs from the standard')),
            ],
            options={
                'verbose_name': 'agreement line',
                'verbose_name_plural': 'agreement lines',
                'ordering': ['service__code'],
            },
        ),
        migrations.CreateModel(
            name='AgreementVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('status', models.CharField(choices=[('drafted', 'drafted'), ('proposed', 'proposed'), ('agreed', 'agreed'), ('in_force', 'in force'), ('superseded', 'superseded'), ('ended', 'ended')], default='drafted', max_length=20, verbose_name='status')),
                ('valid_from', models.DateField(verbose_name='from')),
                ('valid_until', models.DateField(verbose_name='until and including')),
                ('agreed_on', models.DateField(blank=True, null=True, verbose_name='agreed on')),
                ('third_party_pauses', models.BooleanField(default=False, verbose_name='waiting for a third party stops the clock')),
                ('support_hours', models.TextField(blank=True, verbose_name='support hours')),
                ('outside_support_hours', models.TextField(blank=True, verbose_name='outside those hours')),
                ('review_cadence', models.CharField(blank=True, max_length=200, verbose_name='review')),
                ('review_month', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='review month')),
                ('reporting', models.CharField(blank=True, max_length=200, verbose_name='reporting')),
                ('satisfaction_target', models.DecimalField(blank=True, decimal_places=1, max_digits=3, null=True, verbose_name='satisfaction aimed at')),
                ('off_catalogue_hours', models.DecimalField(blank=True, decimal_places=1, max_digits=6, null=True, verbose_name='hours a month outside the catalogue')),
                ('notes', models.TextField(blank=True, verbose_name='notes')),
            ],
            options={
                'verbose_name': 'version of an agreement',
                'verbose_name_plural': 'versions of agreements',
                'ordering': ['agreement__name', '-number'],
            },
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rung', models.CharField(choices=[('warning', 'almost due'), ('breach', 'outside the agreement')], max_length=20, verbose_name='rung')),
                ('due_at', models.DateTimeField(verbose_name='passed at')),
                ('found_at', models.DateTimeField(verbose_name='found at')),
            ],
            options={
                'verbose_name': 'alert',
                'verbose_name_plural': 'alerts',
                'ordering': ['-due_at'],
            },
        ),
        migrations.CreateModel(
            name='Calendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('timezone', models.CharField(default='Europe/Amsterdam', max_length=50, verbose_name='time zone')),
                ('revision', models.PositiveIntegerField(default=0, editable=False, help_text='Counts the changes to the hours.', verbose_name='revision')),
            ],
            options={
                'verbose_name': 'calendar',
                'verbose_name_plural': 'calendars',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='CalendarException',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(verbose_name='date')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('hours', models.JSONField(blank=True, default=list, help_text='Empty is closed all day; else pairs such as [["08:30", "12:30"]].', verbose_name='hours')),
            ],
            options={
                'verbose_name': 'calendar exception',
                'verbose_name_plural': 'calendar exceptions',
                'ordering': ['date'],
            },
        ),
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('response', 'first reaction'), ('turnaround', 'ready'), ('update', 'sign of life')], max_length=20, verbose_name='about')),
                ('cycle', models.PositiveSmallIntegerField(default=1, verbose_name='cycle')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='started')),
                ('target', models.DurationField(blank=True, help_text='Known once it has started; days and cut-offs are kept as opening time.', null=True, verbose_name='opening time it has')),
                ('consumed', models.DurationField(default=datetime.timedelta, verbose_name='opening time used')),
                ('running_since', models.DateTimeField(blank=True, null=True, verbose_name='running since')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='due')),
                ('next_rung', models.CharField(blank=True, choices=[('warning', 'almost due'), ('breach', 'outside the agreement')], max_length=20, verbose_name='next alert')),
                ('next_rung_at', models.DateTimeField(blank=True, null=True, verbose_name='next alert at')),
                ('stopped_at', models.DateTimeField(blank=True, null=True, verbose_name='stopped')),
                ('without_outcome', models.BooleanField(default=False, verbose_name='stays out of the percentages')),
            ],
            options={
                'verbose_name': 'clock',
                'verbose_name_plural': 'clocks',
            },
        ),
        migrations.CreateModel(
            name='ClockEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('kind', models.CharField(choices=[('started', 'started'), ('waiting_to_start', 'waiting to start'), ('paused', 'paused'), ('resumed', 'resumed'), ('met', 'met'), ('ended', 'ended without outcome')], max_length=20, verbose_name='what')),
                ('due_before', models.DateTimeField(blank=True, null=True, verbose_name='due before')),
                ('due_after', models.DateTimeField(blank=True, null=True, verbose_name='due after')),
            ],
            options={
                'verbose_name': 'clock event',
                'verbose_name_plural': 'clock events',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='EscalationStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(verbose_name='level')),
                ('when', models.CharField(max_length=300, verbose_name='when')),
                ('who', models.CharField(max_length=200, verbose_name='who')),
            ],
            options={
                'verbose_name': 'escalation step',
                'verbose_name_plural': 'escalation steps',
                'ordering': ['level'],
            },
        ),
        migrations.CreateModel(
            name='Norm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('response', 'first reaction'), ('turnaround', 'ready'), ('update', 'sign of life')], max_length=20, verbose_name='about')),
                ('urgent', models.BooleanField(default=False, verbose_name='for urgent requests')),
                ('way', models.CharField(choices=[('working_time', 'working minutes'), ('working_days', 'working days'), ('cut_off', 'cut-off'), ('days_before', 'working days before the event'), ('time_before', 'working minutes before the event')], max_length=20, verbose_name='counts in')),
                ('amount', models.PositiveIntegerField(default=0, help_text='Minutes or days, as the way of counting says.', verbose_name='amount')),
                ('cut_off', models.TimeField(blank=True, null=True, verbose_name='received before')),
                ('same_day', models.TimeField(blank=True, null=True, verbose_name='then that day at')),
                ('next_day', models.TimeField(blank=True, null=True, verbose_name='else the next open day at')),
                ('starts', models.CharField(choices=[('received', 'when received'), ('intake_complete', 'when the intake is complete'), ('event_end', 'at the end of the event')], default='received', max_length=20, verbose_name='starts')),
                ('kpi_percent', models.PositiveSmallIntegerField(default=95, verbose_name='share that meets it, in %')),
                ('warning_percent', models.PositiveSmallIntegerField(default=75, verbose_name='warn at, in % of the time')),
            ],
            options={
                'verbose_name': 'norm',
                'verbose_name_plural': 'norms',
            },
        ),
        migrations.CreateModel(
            name='OpeningHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], verbose_name='day')),
                ('opens', models.TimeField(verbose_name='opens')),
                ('closes', models.TimeField(help_text='00:00 is midnight at the end of the day.', verbose_name='closes')),
            ],
            options={
                'verbose_name': 'opening hours',
                'verbose_name_plural': 'opening hours',
                'ordering': ['weekday', 'opens'],
            },
        ),
        migrations.CreateModel(
            name='PoolCalendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': 'calendar of a pool',
                'verbose_name_plural': 'calendars of pools',
            },
        ),
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('received_at', models.DateTimeField(verbose_name='received')),
                ('event_at', models.DateTimeField(blank=True, null=True, verbose_name='moment of the event')),
                ('urgent', models.BooleanField(default=False, verbose_name='urgent')),
                ('short_notice', models.BooleanField(default=False, help_text='Then the work is best effort and stays out of the percentages.', verbose_name='shorter notice than agreed')),
                ('next_due_at', models.DateTimeField(blank=True, null=True, verbose_name='due next')),
            ],
            options={
                'verbose_name': 'promise',
                'verbose_name_plural': 'promises',
            },
        ),
        migrations.CreateModel(
            name='Responsibility',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('client', 'client'), ('provider', 'pool')], max_length=20, verbose_name='side')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('text', models.TextField(verbose_name='text')),
            ],
            options={
                'verbose_name': 'responsibility',
                'verbose_name_plural': 'responsibilities',
                'ordering': ['side', 'order'],
            },
        ),
        migrations.AddField(
            model_name='agreement',
            name='client',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='teams.client', verbose_name='client'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='pools',
            field=models.ManyToManyField(related_name='agreements', to='teams.pool', verbose_name='pools'),
        ),
        migrations.AddField(
            model_name='agreementline',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pdc.service', verbose_name='service'),
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='agreement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='sla.agreement', verbose_name='agreement'),
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='client_contact',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='contact of the client'),
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='provider_contact',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='contact of the pool'),
        ),
        migrations.AddField(
            model_name='agreementline',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='sla.agreementversion', verbose_name='version'),
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='calendar',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sla.calendar', verbose_name='calendar'),
        ),
        migrations.AddField(
            model_name='calendarexception',
            name='calendar',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exceptions', to='sla.calendar', verbose_name='calendar'),
        ),
        migrations.AddField(
            model_name='clock',
            name='calendar',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='sla.calendar', verbose_name='calendar'),
        ),
        migrations.AddField(
            model_name='alert',
            name='clock',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='sla.clock', verbose_name='clock'),
        ),
        migrations.AddField(
            model_name='clockevent',
            name='clock',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='sla.clock', verbose_name='clock'),
        ),
        migrations.AddField(
            model_name='escalationstep',
            name='contact',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='escalationstep',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='escalation_steps', to='sla.agreementversion', verbose_name='version'),
        ),
        migrations.AddField(
            model_name='norm',
            name='agreement_line',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='norms', to='sla.agreementline', verbose_name='agreement line'),
        ),
        migrations.AddField(
            model_name='norm',
            name='calendar',
            field=models.ForeignKey(blank=True, help_text='Empty: the calendar of the agreement, or else of the pool.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sla.calendar', verbose_name='calendar'),
        ),
        migrations.AddField(
            model_name='norm',
            name='pool',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='norms', to='teams.pool', verbose_name='pool'),
        ),
        migrations.AddField(
            model_name='norm',
            name='service_version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='norms', to='pdc.serviceversion', verbose_name='version of a service'),
        ),
        migrations.AddField(
            model_name='clock',
            name='norm',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='sla.norm', verbose_name='norm'),
        ),
        migrations.AddField(
            model_name='openinghours',
            name='calendar',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opening_hours', to='sla.calendar', verbose_name='calendar'),
        ),
        migrations.AddField(
            model_name='poolcalendar',
            name='calendar',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pools', to='sla.calendar', verbose_name='calendar'),
        ),
        migrations.AddField(
            model_name='poolcalendar',
            name='pool',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='own_calendar', to='teams.pool', verbose_name='pool'),
        ),
        migrations.AddField(
            model_name='promise',
            name='agreement_version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='sla.agreementversion', verbose_name='version of an agreement'),
        ),
        migrations.AddField(
            model_name='promise',
            name='client',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='teams.client', verbose_name='client'),
        ),
        migrations.AddField(
            model_name='promise',
            name='pool',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='teams.pool', verbose_name='pool'),
        ),
        migrations.AddField(
            model_name='promise',
            name='service_version',
            field=models.ForeignKey(blank=True, help_text='Empty: outside the catalogue.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='pdc.serviceversion', verbose_name='version of a service'),
        ),
        migrations.AddField(
            model_name='clock',
            name='promise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clocks', to='sla.promise', verbose_name='promise'),
        ),
        migrations.AddField(
            model_name='responsibility',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='responsibilities', to='sla.agreementversion', verbose_name='version'),
        ),
        migrations.AddConstraint(
            model_name='agreementline',
            constraint=models.UniqueConstraint(fields=('version', 'service'), name='sla_line_service'),
        ),
        migrations.AddConstraint(
            model_name='agreementversion',
            constraint=models.UniqueConstraint(fields=('agreement', 'number'), name='sla_version_number'),
        ),
        migrations.AddConstraint(
            model_name='agreementversion',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__gte', models.F('valid_from'))), name='sla_version_period'),
        ),
        migrations.AddConstraint(
            model_name='agreementversion',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('status__in', ['agreed', 'in_force', 'superseded', 'ended'])), expressions=[('agreement', '='), (teams.models.Period(models.F('valid_from'), models.F('valid_until'), django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True)), '&&')], name='sla_version_one_in_force'),
        ),
        migrations.AddConstraint(
            model_name='calendarexception',
            constraint=models.UniqueConstraint(fields=('calendar', 'date'), name='sla_exception_once'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.UniqueConstraint(fields=('clock', 'rung'), name='sla_alert_once'),
        ),
        migrations.AddConstraint(
            model_name='escalationstep',
            constraint=models.UniqueConstraint(fields=('version', 'level'), name='sla_escalation_level'),
        ),
        migrations.AddConstraint(
            model_name='norm',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreement_line__isnull', True), ('pool__isnull', True), ('service_version__isnull', False)), models.Q(('agreement_line__isnull', False), ('pool__isnull', True), ('service_version__isnull', True)), models.Q(('agreement_line__isnull', True), ('pool__isnull', False), ('service_version__isnull', True)), _connector='OR'), name='sla_norm_one_owner'),
        ),
        migrations.AddConstraint(
            model_name='norm',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cut_off__isnull', False), ('next_day__isnull', False), ('same_day__isnull', False), ('way', 'cut_off')), models.Q(models.Q(('way', 'cut_off'), _negated=True), ('cut_off__isnull', True), ('next_day__isnull', True), ('same_day__isnull', True)), _connector='OR'), name='sla_norm_cut_off_whole'),
        ),
        migrations.AddConstraint(
            model_name='norm',
            constraint=models.CheckConstraint(condition=models.Q(('kpi_percent__range', (1, 100)), ('warning_percent__range', (1, 99))), name='sla_norm_percentages'),
        ),
        migrations.AddConstraint(
            model_name='norm',
            constraint=models.UniqueConstraint(fields=('service_version', 'agreement_line', 'pool', 'kind', 'urgent'), name='sla_norm_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='openinghours',
            constraint=models.UniqueConstraint(fields=('calendar', 'weekday', 'opens'), name='sla_openinghours_once'),
        ),
        migrations.AddConstraint(
            model_name='openinghours',
            constraint=models.CheckConstraint(condition=models.Q(('closes', datetime.time(0, 0)), ('closes__gt', models.F('opens')), _connector='OR'), name='sla_openinghours_forward'),
        ),
        migrations.AddConstraint(
            model_name='openinghours',
            constraint=models.CheckConstraint(condition=models.Q(('weekday__range', (0, 6))), name='sla_openinghours_weekday'),
        ),
        migrations.AddIndex(
            model_name='promise',
            index=models.Index(condition=models.Q(('next_due_at__isnull', False)), fields=['pool', 'next_due_at'], name='sla_promise_due'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('next_rung_at__isnull', False)), fields=['next_rung_at'], name='sla_clock_rungs'),
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due_at__isnull', False), ('running_since__isnull', False), ('stopped_at__isnull', True)), models.Q(('due_at__isnull', True), ('running_since__isnull', True), ('stopped_at__isnull', True)), models.Q(('next_rung_at__isnull', True), ('running_since__isnull', True), ('stopped_at__isnull', False)), _connector='OR'), name='sla_clock_runs_is_paused_or_stopped'),
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('next_rung', ''), ('next_rung_at__isnull', True)), models.Q(models.Q(('next_rung', ''), _negated=True), ('next_rung_at__isnull', False)), _connector='OR'), name='sla_clock_rung_has_moment'),
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=models.UniqueConstraint(condition=models.Q(('stopped_at__isnull', True)), fields=('promise', 'kind'), name='sla_clock_one_going'),
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=models.UniqueConstraint(fields=('promise', 'kind', 'cycle'), name='sla_clock_cycle'),
        ),
    ]
