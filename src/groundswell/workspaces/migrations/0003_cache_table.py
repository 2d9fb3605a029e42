"""The table of the database cache, so that `migrate` is all that an instance needs.

Rate limits count there: processes that each counted alone would multiply every limit.
"""

from django.core.management import call_command
from django.db import migrations

TABLE = "groundswell_cache"


def add(apps, schema_editor):
    call_command(
        "createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0
    )


def remove(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {schema_editor.quote_name(TABLE)}")


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0002_audit_only_grows")]
    operations = [migrations.RunPython(add, remove)]
