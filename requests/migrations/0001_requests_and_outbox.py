import uuid
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('sla', '0001_calendars_agreements_and_clocks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('logged', 'logged'), ('picked_up', 'picked up'), ('handed_back', 'handed back'), ('contact', 'contact with the client'), ('note', 'note'), ('answered', 'intake completed'), ('waiting', 'waiting'), ('resumed', 'resumed'), ('done', 'done')], max_length=20, verbose_name='what')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('channel', models.CharField(blank=True, choices=[('phone', 'telephone'), ('desk', 'desk'), ('email', 'e-mail'), ('portal', 'portal'), ('chat', 'chat')], max_length=20, verbose_name='channel')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('internal', models.BooleanField(default=False, verbose_name='only for the pool')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(blank=True, help_text='Empty: only in the bell.', max_length=254, verbose_name='mail to')),
                ('message_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='message id')),
                ('created_at', models.DateTimeField(verbose_name='made')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read')),
                ('send_at', models.DateTimeField(blank=True, null=True, verbose_name='mail at')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='mailed')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('last_error', models.TextField(blank=True, verbose_name='last error')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
            },
        ),
        migrations.CreateModel(
            name='ServiceRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contact_name', models.CharField(blank=True, help_text='Who called or wrote, when that was somebody else.', max_length=200, verbose_name='on their behalf')),
                ('subject', models.CharField(max_length=200, verbose_name='subject')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('answers', models.JSONField(blank=True, default=dict, verbose_name='answers')),
                ('intake_complete', models.BooleanField(default=True, verbose_name='all needed is known')),
                ('channel', models.CharField(choices=[('phone', 'telephone'), ('desk', 'desk'), ('email', 'e-mail'), ('portal', 'portal'), ('chat', 'chat')], max_length=20, verbose_name='channel')),
                ('urgent_reason', models.CharField(blank=True, max_length=300, verbose_name='why it is urgent')),
                ('callback_phone', models.CharField(blank=True, max_length=30, verbose_name='call back on')),
                ('confidential', models.BooleanField(default=False, verbose_name='confidential')),
                ('status', models.CharField(choices=[('new', 'new'), ('in_progress', 'in progress'), ('waiting', 'waiting'), ('done', 'done'), ('closed', 'closed'), ('cancelled', 'cancelled'), ('declined', 'declined'), ('merged', 'merged')], default='new', max_length=20, verbose_name='status')),
                ('waiting_for', models.CharField(blank=True, choices=[('client', 'the client'), ('third_party', 'a third party')], max_length=20, verbose_name='waiting for')),
                ('waiting_reason', models.CharField(blank=True, max_length=300, verbose_name='what we wait for')),
                ('follow_up_on', models.DateField(blank=True, null=True, verbose_name='follow up on')),
                ('logged_at', models.DateTimeField(verbose_name='logged')),
                ('changed_at', models.DateTimeField(verbose_name='changed')),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A form sent twice is one request.', unique=True, verbose_name='token of the form')),
                ('external_reference', models.CharField(blank=True, max_length=100, null=True, unique=True, verbose_name='reference elsewhere')),
            ],
            options={
                'verbose_name': 'request',
                'verbose_name_plural': 'requests',
            },
        ),
        migrations.AddField(
            model_name='event',
            name='by',
            field=models.ForeignKey(blank=True, help_text='Empty: the product itself.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='notification',
            name='alert',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='sla.alert', verbose_name='alert'),
        ),
        migrations.AddField(
            model_name='notification',
            name='event',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='requests.event', verbose_name='event'),
        ),
        migrations.AddField(
            model_name='notification',
            name='recipient',
            field=models.ForeignKey(blank=True, help_text='Empty: only mailed, to a shared mailbox.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to=settings.AUTH_USER_MODEL, verbose_name='recipient'),
        ),
        migrations.AddField(
            model_name='servicerequest',
            name='assignee',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assigned_requests', to=settings.AUTH_USER_MODEL, verbose_name='who has it'),
        ),
        migrations.AddField(
            model_name='servicerequest',
            name='named',
            field=models.ManyToManyField(blank=True, help_text='For a confidential request, besides who asked and who has it.', related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='may read it'),
        ),
        migrations.AddField(
            model_name='servicerequest',
            name='promise',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='service_request', to='sla.promise', verbose_name='promise'),
        ),
        migrations.AddField(
            model_name='servicerequest',
            name='requested_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asked_requests', to=settings.AUTH_USER_MODEL, verbose_name='asked by'),
        ),
        migrations.AddField(
            model_name='notification',
            name='service_request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to='requests.servicerequest', verbose_name='request'),
        ),
        migrations.AddField(
            model_name='event',
            name='service_request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='requests.servicerequest', verbose_name='request'),
        ),
        migrations.AddIndex(
            model_name='servicerequest',
            index=models.Index(condition=models.Q(('status__in', ['new', 'in_progress', 'waiting'])), fields=['status'], name='requests_open'),
        ),
        migrations.AddIndex(
            model_name='servicerequest',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('subject'), name='gin_trgm_ops'), name='requests_subject_words'),
        ),
        migrations.AddIndex(
            model_name='servicerequest',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('text'), name='gin_trgm_ops'), name='requests_text_words'),
        ),
        migrations.AddConstraint(
            model_name='servicerequest',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['new', 'in_progress', 'waiting', 'done', 'closed', 'cancelled', 'declined', 'merged'])), name='requests_status_known'),
        ),
        migrations.AddConstraint(
            model_name='servicerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'waiting'), ('waiting_for__in', ['client', 'third_party'])), models.Q(models.Q(('status', 'waiting'), _negated=True), ('waiting_for', '')), _connector='OR'), name='requests_waiting_says_for_whom'),
        ),
        migrations.AddConstraint(
            model_name='servicerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['in_progress', 'waiting']), _negated=True), ('assignee__isnull', False), _connector='OR'), name='requests_somebody_has_what_is_under_way'),
        ),
        migrations.AddConstraint(
            model_name='servicerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'new'), _negated=True), ('assignee', None), _connector='OR'), name='requests_new_is_nobodys'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(condition=models.Q(('send_at__isnull', False)), fields=['send_at'], name='requests_outbox'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(fields=['recipient', '-created_at'], name='requests_bell'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('alert__isnull', True), ('event__isnull', False)), models.Q(('alert__isnull', False), ('event__isnull', True)), _connector='OR'), name='requests_message_about_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.UniqueConstraint(fields=('event', 'alert', 'recipient', 'email'), name='requests_message_once', nulls_distinct=False),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['service_request', 'at'], name='requests_story'),
        ),
    ]
