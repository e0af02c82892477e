from django.db import migrations

# What clients wanted to talk about before conversations were kept. Of what is confidential only
# that there is something.
POINTS = """
INSERT INTO sla_talkpoint (client_id, service_id, promise_id, text, said_at)
SELECT promise.client_id,
    CASE WHEN NOT request.confidential THEN version.service_id END,
    CASE WHEN NOT request.confidential THEN promise.id END,
    CASE WHEN request.confidential THEN '' ELSE event.text END,
    event.at
FROM requests_event AS event
JOIN requests_servicerequest AS request ON request.id = event.service_request_id
JOIN sla_promise AS promise ON promise.id = request.promise_id
LEFT JOIN pdc_serviceversion AS version ON version.id = promise.service_version_id
WHERE event.kind = 'to_discuss' ORDER BY event.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0026_messages_about_the_catalogue"),
        ("sla", "0015_talk_with_clients"),
    ]

    operations = [migrations.RunSQL(POINTS, migrations.RunSQL.noop)]
