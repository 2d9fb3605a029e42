"""The database refuses to change an audit line.

SQLite drops triggers when Django rebuilds a table: a later migration that alters AuditLine must
run these statements again (tests/workspaces/test_models.py notices when it does not).
"""

from django.db import migrations

SQLITE = """
CREATE TRIGGER audit_line_is_final BEFORE UPDATE ON workspaces_auditline
BEGIN SELECT RAISE(ABORT, 'audit lines are never changed'); END
"""
POSTGRESQL = """
CREATE FUNCTION audit_line_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'audit lines are never changed' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER audit_line_is_final BEFORE UPDATE ON workspaces_auditline
FOR EACH ROW EXECUTE FUNCTION audit_line_is_final();
"""


def add(apps, schema_editor):
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER audit_line_is_final")
    else:
        schema_editor.execute("DROP TRIGGER audit_line_is_final ON workspaces_auditline")
        schema_editor.execute("DROP FUNCTION audit_line_is_final()")


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
