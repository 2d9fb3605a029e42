"""Tables of imports: each run with its checkpoints, and the mappings people corrected."""

from functools import partial

from django.db import models

from groundswell.creators.models import PUBLIC, Source
from groundswell.kernel.clock import now
from groundswell.kernel.ids import random_uid
from groundswell.workspaces.models import Workspace


class State(models.TextChoices):
    """Where an import stands; `MOVES` says what may follow."""

    READING = "reading", "Reading the file"
    READY = "ready", "Read; waiting for a yes"
    RECORDING = "recording", "Recording"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    DROPPED = "dropped", "Not wanted"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"


MOVES: dict[State, frozenset[State]] = {
    State.READING: frozenset((State.READY, State.FAILED, State.DROPPED)),
    State.READY: frozenset((State.RECORDING, State.DROPPED)),
    State.RECORDING: frozenset((State.DONE, State.UNDOING)),
    State.DONE: frozenset((State.UNDOING,)),
    State.FAILED: frozenset((State.READING, State.DROPPED)),
    State.DROPPED: frozenset(),
    State.UNDOING: frozenset((State.UNDONE,)),
    State.UNDONE: frozenset(),
}
UNFINISHED = (State.READING, State.READY, State.RECORDING)


class Import(models.Model):
    """One table of one file on its way into the catalog.

    ``id`` is the batch that `creators` stores with every observation. ``digest`` and ``request``
    together say what is being done, so that the same command finds an import that was cut short.
    ``chunks`` pieces are staged on disk; those below ``next_chunk`` are in the catalog.
    ``problem`` says why it failed; while it is read, what has to be answered first. ``replaced_by``
    is the import that reads the same table with a corrected mapping.
    ``rows`` = created + updated + unchanged + rejected + repeated once it is done.
    """

    uid = models.CharField(max_length=24, unique=True, default=partial(random_uid, "imp"))
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    owner = models.PositiveIntegerField(default=PUBLIC)
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="+")
    source_name = models.CharField(max_length=200)
    called = models.CharField(max_length=500)
    path = models.TextField()
    table = models.CharField(max_length=500)
    digest = models.CharField(max_length=64)
    request = models.JSONField(default=dict)
    request_key = models.CharField(max_length=64)
    understood = models.JSONField(default=dict)
    observed_at = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=12, choices=State.choices, default=State.READING)
    chunks = models.PositiveIntegerField(default=0)
    next_chunk = models.PositiveIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)
    created = models.PositiveBigIntegerField(default=0)
    updated = models.PositiveBigIntegerField(default=0)
    unchanged = models.PositiveBigIntegerField(default=0)
    rejected = models.PositiveBigIntegerField(default=0)
    repeated = models.PositiveBigIntegerField(default=0)
    warnings = models.PositiveBigIntegerField(default=0)
    weak = models.PositiveBigIntegerField(default=0)
    rejects_file = models.CharField(max_length=200, default="")
    problem = models.TextField(default="")
    replaced_by = models.CharField(max_length=24, default="")
    actor = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "digest", "request_key"], name="import_of_file"),
        ]


class ColumnMapping(models.Model):
    """What a person said of the columns of tables with these headers, kept for the next time."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=32)
    columns = models.JSONField(default=dict)
    readings = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "fingerprint"], name="mapping_once"),
        ]
