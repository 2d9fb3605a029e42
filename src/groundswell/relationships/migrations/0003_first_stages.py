"""Give each workspace that is there already the pipeline that new ones begin with."""

from django.db import migrations

from groundswell.kernel.ids import random_uid
from groundswell.kernel.text import fold
from groundswell.relationships.rules import FIRST_STAGES


def fill(apps, schema_editor):
    Stage = apps.get_model("relationships", "Stage")
    Workspace = apps.get_model("workspaces", "Workspace")
    Stage.objects.bulk_create(
        Stage(
            uid=random_uid("stg"), workspace_id=workspace, name=name, key=fold(name), kind=kind,
            rank=rank, initial=rank == 0,
        )
        for workspace in Workspace.objects.values_list("pk", flat=True)
        for rank, (name, kind) in enumerate(FIRST_STAGES)
    )


class Migration(migrations.Migration):

    dependencies = [
        ("relationships", "0002_stages_fields_tasks_sharing"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
