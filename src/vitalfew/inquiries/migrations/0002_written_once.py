"""Where an inquiry came from, and when it was first answered, is written once: the database refuses another word."""

from django.db import migrations

MAKE = """
CREATE FUNCTION inquiries_written_once() RETURNS trigger LANGUAGE plpgsql AS $once$
BEGIN
    IF (NEW.source, NEW.source_detail, NEW.via, NEW.entered_by_id)
        IS DISTINCT FROM (OLD.source, OLD.source_detail, OLD.via, OLD.entered_by_id) THEN
        RAISE EXCEPTION 'the source of an inquiry is written once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.answered_at IS NOT NULL AND NEW.answered_at IS DISTINCT FROM OLD.answered_at THEN
        RAISE EXCEPTION 'the first answer is written once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $once$;
CREATE TRIGGER inquiries_written_once
BEFORE UPDATE OF source, source_detail, via, entered_by_id, answered_at ON inquiries_inquiry
FOR EACH ROW EXECUTE FUNCTION inquiries_written_once();
"""
DROP = """
DROP TRIGGER inquiries_written_once ON inquiries_inquiry;
DROP FUNCTION inquiries_written_once();
"""


class Migration(migrations.Migration):
    dependencies = [("inquiries", "0001_inquiries")]

    operations = [migrations.RunSQL(MAKE, DROP)]
