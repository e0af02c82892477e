import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

ABOUT_ONE_THING = models.CheckConstraint(
    condition=Q(event__isnull=False, alert=None, news=None, service_request__isnull=False)
    | Q(event=None, alert__isnull=False, news=None, service_request__isnull=False)
    | Q(event=None, alert=None, news__isnull=False, service_request=None),
    name="requests_message_about_one_thing",
)
NEWS_ONCE = models.UniqueConstraint(
    fields=["news", "recipient"], condition=Q(news__isnull=False), name="requests_news_told_once"
)
TOLD_ONCE = models.UniqueConstraint(
    fields=["event", "alert", "recipient", "email", "news"],
    nulls_distinct=False,
    name="requests_told_once",
)


class Migration(migrations.Migration):
    atomic = False  # on a full table, while it is used

    dependencies = [
        ("pdc", "0011_news_and_reviews"),
        ("requests", "0025_quarters_are_told"),
    ]

    operations = [
        migrations.AddField(
            model_name="notification",
            name="news",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                to="pdc.news",
                verbose_name="news of the catalogue",
            ),
        ),
        migrations.AlterField(
            model_name="notification",
            name="service_request",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty: it is about the catalogue.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notifications",
                to="requests.servicerequest",
                verbose_name="request",
            ),
        ),
        migrations.RemoveConstraint("notification", "requests_message_about_one_thing"),
        AddConstraintNotValid("notification", ABOUT_ONE_THING),
        ValidateConstraint("notification", "requests_message_about_one_thing"),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint("notification", "requests_message_once"),
                migrations.AddConstraint("notification", TOLD_ONCE),
                migrations.AddConstraint("notification", NEWS_ONCE),
            ],
            database_operations=[
                migrations.RunSQL(
                    "CREATE UNIQUE INDEX CONCURRENTLY requests_told_once ON requests_notification "
                    "(event_id, alert_id, recipient_id, email, news_id) NULLS NOT DISTINCT",
                    "ALTER TABLE requests_notification DROP CONSTRAINT requests_told_once",
                ),
                migrations.RunSQL(
                    "ALTER TABLE requests_notification "
                    "ADD CONSTRAINT requests_told_once UNIQUE USING INDEX requests_told_once, "
                    "DROP CONSTRAINT requests_message_once",
                    "ALTER TABLE requests_notification ADD CONSTRAINT requests_message_once "
                    "UNIQUE NULLS NOT DISTINCT (event_id, alert_id, recipient_id, email)",
                ),
                migrations.RunSQL(
                    "CREATE UNIQUE INDEX CONCURRENTLY requests_news_told_once "
                    "ON requests_notification (news_id, recipient_id) WHERE news_id IS NOT NULL",
                    "DROP INDEX requests_news_told_once",
                ),
            ],
        ),
    ]
