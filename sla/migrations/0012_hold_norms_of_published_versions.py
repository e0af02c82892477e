"""Hold in the database that the standard norms of a published version stay as they were."""

from django.db import migrations

HOLD = """
CREATE FUNCTION sla_hold_norm() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM pdc_refuse_settled(OLD.service_version_id); END IF;
  IF TG_OP <> 'DELETE' THEN PERFORM pdc_refuse_settled(NEW.service_version_id); RETURN NEW; END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER sla_norm_stays BEFORE INSERT OR UPDATE OR DELETE ON sla_norm
  FOR EACH ROW EXECUTE FUNCTION sla_hold_norm();
"""
LET_GO = """
DROP TRIGGER sla_norm_stays ON sla_norm;
DROP FUNCTION sla_hold_norm();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("pdc", "0005_hold_what_is_published"),
        ("sla", "0011_read_promises_of_a_client_in_order"),
    ]

    operations = [migrations.RunSQL(HOLD, LET_GO)]
