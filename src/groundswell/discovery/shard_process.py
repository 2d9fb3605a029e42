"""What a process that builds one shard runs.

Nothing of Django may be imported here before it is set up: a new process imports this module first.
"""

import os
from pathlib import Path
from typing import Any


def run(path: Path, shard: int, shards: int, database: dict[str, Any], told: Any) -> None:
    """Fill one shard over a connection of its own; ends with its parent.

    Args:
        path: the generation.
        shard: which of its shards to fill.
        shards: how many there are.
        database: Django's settings of the database to read.
        told: queue that hears how many profiles were added, batch by batch.
    """
    parent = os.getppid()
    import django

    django.setup()
    from django.db import connections

    connections.databases["default"] = database
    connections["default"] = connections.create_connection("default")
    from groundswell.discovery.building import fill

    for count in fill(path, shard, shards):
        told.put(count)
        if os.getppid() != parent:
            os._exit(1)
