"""Hold in the database that what was put to a client stays as it was, and who consented to what."""

from django.db import migrations

# While something is added to a draft the version is locked against being proposed in between: a
# row that is added meanwhile waits for that, and is refused.
HOLD = """
CREATE FUNCTION sla_refuse_settled(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE held text;
BEGIN
  SELECT status INTO held FROM sla_agreementversion WHERE id = wanted FOR SHARE;
  IF held <> 'drafted' THEN
    RAISE EXCEPTION 'agreement version % is %: what it says stays as it is', wanted, held
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
END $$;

CREATE FUNCTION sla_hold_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  free text[] := ARRAY['status'];
  onward text[] := CASE OLD.status
    WHEN 'proposed' THEN ARRAY['proposed', 'drafted', 'agreed']
    WHEN 'agreed' THEN ARRAY['agreed', 'in_force', 'superseded', 'ended']
    WHEN 'in_force' THEN ARRAY['in_force', 'superseded', 'ended']
    ELSE ARRAY[OLD.status] END;
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM sla_refuse_settled(OLD.id);
    RETURN OLD;
  END IF;
  IF OLD.status = 'proposed' THEN
    free := free || ARRAY['agreed_on'];
  ELSE
    free := free || ARRAY['valid_until'];
  END IF;
  IF to_jsonb(NEW) - free <> to_jsonb(OLD) - free OR NEW.status <> ALL (onward)
    OR NEW.valid_until > OLD.valid_until
  THEN
    RAISE EXCEPTION 'agreement version % is %: what it says stays as it is', OLD.id, OLD.status
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION sla_hold_consented() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF 2 IS DISTINCT FROM (
    SELECT count(*) FROM sla_consent WHERE proposal_id = (
      SELECT max(id) FROM sla_agreementproposal WHERE version_id = NEW.id
    )
  ) THEN
    RAISE EXCEPTION 'agreement version % has not the consent of both sides', NEW.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER sla_version_stays BEFORE UPDATE ON sla_agreementversion
  FOR EACH ROW WHEN (OLD.status <> 'drafted') EXECUTE FUNCTION sla_hold_version();
CREATE TRIGGER sla_version_is_kept BEFORE DELETE ON sla_agreementversion
  FOR EACH ROW WHEN (OLD.status <> 'drafted') EXECUTE FUNCTION sla_hold_version();
CREATE TRIGGER sla_version_is_consented BEFORE UPDATE ON sla_agreementversion
  FOR EACH ROW WHEN (OLD.status = 'proposed' AND NEW.status = 'agreed')
  EXECUTE FUNCTION sla_hold_consented();

CREATE FUNCTION sla_hold_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM sla_refuse_settled(OLD.version_id); END IF;
  IF TG_OP <> 'DELETE' THEN PERFORM sla_refuse_settled(NEW.version_id); RETURN NEW; END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER sla_line_stays BEFORE INSERT OR UPDATE OR DELETE ON sla_agreementline
  FOR EACH ROW EXECUTE FUNCTION sla_hold_part();
CREATE TRIGGER sla_responsibility_stays BEFORE INSERT OR UPDATE OR DELETE ON sla_responsibility
  FOR EACH ROW EXECUTE FUNCTION sla_hold_part();
CREATE TRIGGER sla_escalation_stays BEFORE INSERT OR DELETE ON sla_escalationstep
  FOR EACH ROW EXECUTE FUNCTION sla_hold_part();
-- How a clock reads the words of a step may be bettered at any time; the words may not.
CREATE TRIGGER sla_escalation_words_stay BEFORE UPDATE ON sla_escalationstep
  FOR EACH ROW WHEN (
    (OLD.version_id, OLD.level, OLD."when", OLD.who, OLD.contact_id)
    IS DISTINCT FROM (NEW.version_id, NEW.level, NEW."when", NEW.who, NEW.contact_id))
  EXECUTE FUNCTION sla_hold_part();

CREATE OR REPLACE FUNCTION sla_hold_norm() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM pdc_refuse_settled(OLD.service_version_id);
    PERFORM sla_refuse_settled(version_id)
      FROM sla_agreementline WHERE id = OLD.agreement_line_id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM pdc_refuse_settled(NEW.service_version_id);
    PERFORM sla_refuse_settled(version_id)
      FROM sla_agreementline WHERE id = NEW.agreement_line_id;
    RETURN NEW;
  END IF;
  RETURN OLD;
END $$;

CREATE FUNCTION sla_hold_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ending text[] := ARRAY['outcome', 'ended_by_id', 'ended_at'];
BEGIN
  IF TG_OP = 'DELETE' OR OLD.outcome <> ''
    OR to_jsonb(NEW) - ending <> to_jsonb(OLD) - ending
  THEN
    RAISE EXCEPTION 'proposal % stays as it is', OLD.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sla_proposal_stays BEFORE UPDATE OR DELETE ON sla_agreementproposal
  FOR EACH ROW EXECUTE FUNCTION sla_hold_proposal();

CREATE FUNCTION sla_hold_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' OR NOT EXISTS (
    SELECT FROM sla_agreementproposal
    WHERE id = NEW.proposal_id AND outcome = '' AND digest = NEW.digest
    FOR SHARE
  ) THEN
    RAISE EXCEPTION 'a consent is given once, to what is proposed, and stays as it is'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sla_consent_stays BEFORE INSERT OR UPDATE OR DELETE ON sla_consent
  FOR EACH ROW EXECUTE FUNCTION sla_hold_consent();

CREATE FUNCTION sla_hold_endorsement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held sla_endorsement := CASE TG_OP WHEN 'INSERT' THEN NEW ELSE OLD END;
BEGIN
  IF EXISTS (
    SELECT FROM sla_agreementversion
    WHERE id = held.version_id AND status NOT IN ('drafted', 'proposed')
  ) THEN
    RAISE EXCEPTION 'the support for agreement version % stays as it is', held.version_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER sla_endorsement_stays BEFORE INSERT OR UPDATE OR DELETE ON sla_endorsement
  FOR EACH ROW EXECUTE FUNCTION sla_hold_endorsement();
"""
LET_GO = """
DROP TRIGGER sla_endorsement_stays ON sla_endorsement;
DROP TRIGGER sla_consent_stays ON sla_consent;
DROP TRIGGER sla_proposal_stays ON sla_agreementproposal;
DROP TRIGGER sla_escalation_words_stay ON sla_escalationstep;
DROP TRIGGER sla_escalation_stays ON sla_escalationstep;
DROP TRIGGER sla_responsibility_stays ON sla_responsibility;
DROP TRIGGER sla_line_stays ON sla_agreementline;
DROP TRIGGER sla_version_is_consented ON sla_agreementversion;
DROP TRIGGER sla_version_is_kept ON sla_agreementversion;
DROP TRIGGER sla_version_stays ON sla_agreementversion;
CREATE OR REPLACE FUNCTION sla_hold_norm() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM pdc_refuse_settled(OLD.service_version_id); END IF;
  IF TG_OP <> 'DELETE' THEN PERFORM pdc_refuse_settled(NEW.service_version_id); RETURN NEW; END IF;
  RETURN OLD;
END $$;
DROP FUNCTION sla_hold_endorsement(), sla_hold_consent(), sla_hold_proposal(), sla_hold_part(),
  sla_hold_consented(), sla_hold_version(), sla_refuse_settled(bigint);
"""


class Migration(migrations.Migration):

    dependencies = [
        ("sla", "0019_how_versions_are_agreed"),
    ]

    operations = [migrations.RunSQL(HOLD, LET_GO)]
