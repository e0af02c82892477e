"""Hold in the database that a version is written as a draft, and stays as it was from then on."""

from django.db import migrations

# While it is written the version is locked against being published in between: a row that is
# added meanwhile waits for that, and is refused. Generated columns are empty in a trigger.
HOLD = """
CREATE FUNCTION pdc_refuse_settled(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE held text;
BEGIN
  SELECT status INTO held FROM pdc_serviceversion WHERE id = wanted FOR SHARE;
  IF held <> 'draft' THEN
    RAISE EXCEPTION 'version % is %: what it says stays as it is', wanted, held
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
END $$;

CREATE FUNCTION pdc_hold_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  free text[] := ARRAY['search_words', 'status', 'valid_until'];
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM pdc_refuse_settled(OLD.id);
    RETURN OLD;
  END IF;
  IF OLD.status = 'in_audit' THEN
    free := free || ARRAY['valid_from', 'note', 'published_by_id', 'published_at'];
  END IF;
  IF to_jsonb(NEW) - free <> to_jsonb(OLD) - free
    OR OLD.status = 'published' AND NEW.status NOT IN ('published', 'retired')
    OR OLD.status = 'retired' AND NEW.status <> 'retired'
  THEN
    RAISE EXCEPTION 'version % is %: what it says stays as it is', OLD.id, OLD.status
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION pdc_hold_audited() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wanted text := CASE NEW.status WHEN 'in_audit' THEN '' ELSE 'good' END;
BEGIN
  IF wanted IS DISTINCT FROM (
    SELECT verdict FROM pdc_audit WHERE version_id = NEW.id ORDER BY id DESC LIMIT 1
  ) THEN
    RAISE EXCEPTION 'version % has no audit for this: it can not become %', NEW.id, NEW.status
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER pdc_version_stays BEFORE UPDATE ON pdc_serviceversion
  FOR EACH ROW WHEN (OLD.status <> 'draft') EXECUTE FUNCTION pdc_hold_version();
CREATE TRIGGER pdc_version_is_kept BEFORE DELETE ON pdc_serviceversion
  FOR EACH ROW WHEN (OLD.status <> 'draft') EXECUTE FUNCTION pdc_hold_version();
CREATE TRIGGER pdc_version_is_audited BEFORE UPDATE ON pdc_serviceversion
  FOR EACH ROW WHEN (OLD.status = 'draft' AND NEW.status = 'in_audit'
    OR OLD.status = 'in_audit' AND NEW.status IN ('published', 'retired'))
  EXECUTE FUNCTION pdc_hold_audited();

CREATE FUNCTION pdc_hold_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM pdc_refuse_settled(OLD.version_id); END IF;
  IF TG_OP <> 'DELETE' THEN PERFORM pdc_refuse_settled(NEW.version_id); RETURN NEW; END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER pdc_question_stays BEFORE INSERT OR UPDATE OR DELETE ON pdc_intakefield
  FOR EACH ROW EXECUTE FUNCTION pdc_hold_part();
CREATE TRIGGER pdc_process_stays BEFORE INSERT OR UPDATE OR DELETE ON pdc_processdescription
  FOR EACH ROW EXECUTE FUNCTION pdc_hold_part();

CREATE FUNCTION pdc_hold_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM pdc_refuse_settled(version_id)
      FROM pdc_processdescription WHERE id = OLD.process_id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM pdc_refuse_settled(version_id)
      FROM pdc_processdescription WHERE id = NEW.process_id;
    RETURN NEW;
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER pdc_step_stays BEFORE INSERT OR UPDATE OR DELETE ON pdc_processstep
  FOR EACH ROW EXECUTE FUNCTION pdc_hold_step();

CREATE FUNCTION pdc_audit_of_the_author() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pdc_serviceversion WHERE id = NEW.version_id AND author_id = NEW.author_id
  ) THEN
    RAISE EXCEPTION 'version % was not written by %', NEW.version_id, NEW.author_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER pdc_audit_names_the_author BEFORE INSERT OR UPDATE OF version_id, author_id
  ON pdc_audit FOR EACH ROW EXECUTE FUNCTION pdc_audit_of_the_author();
"""
LET_GO = """
DROP TRIGGER pdc_audit_names_the_author ON pdc_audit;
DROP TRIGGER pdc_step_stays ON pdc_processstep;
DROP TRIGGER pdc_process_stays ON pdc_processdescription;
DROP TRIGGER pdc_question_stays ON pdc_intakefield;
DROP TRIGGER pdc_version_is_audited ON pdc_serviceversion;
DROP TRIGGER pdc_version_is_kept ON pdc_serviceversion;
DROP TRIGGER pdc_version_stays ON pdc_serviceversion;
DROP FUNCTION pdc_audit_of_the_author(), pdc_hold_step(), pdc_hold_part(), pdc_hold_version(),
  pdc_hold_audited(), pdc_refuse_settled(bigint);
"""


class Migration(migrations.Migration):

    dependencies = [
        ("pdc", "0004_a_living_catalogue"),
    ]

    operations = [migrations.RunSQL(HOLD, LET_GO)]
