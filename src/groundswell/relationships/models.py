"""Tables of relationships: lists and their entries, tags, notes."""

from functools import partial

from django.db import models
from django.db.models import Q

from groundswell.kernel.clock import now
from groundswell.kernel.ids import random_uid
from groundswell.workspaces.models import Workspace


class List(models.Model):
    """A named list of profiles.

    ``key`` is the folded name, unique among the lists of a workspace that are not deleted.
    ``version`` rises with every change of the entries, so that readers may keep what they read.
    ``size`` is the number of entries.
    A list is archived or deleted by its time stamp; a deleted one is purged after a while.
    """

    uid = models.CharField(max_length=24, unique=True, default=partial(random_uid, "lst"))
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=400)
    note = models.TextField(default="")
    version = models.PositiveBigIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(default=now)
    created_by = models.CharField(max_length=64)
    archived_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "key"], condition=Q(deleted_at=None), name="list_name_once"
            ),
        ]


class ListEntry(models.Model):
    """A profile on a list. ``profile`` is a row number of the catalog, see `layers`."""

    id = models.BigAutoField(primary_key=True)
    list = models.ForeignKey(List, on_delete=models.CASCADE, related_name="+", db_index=False)
    profile = models.BigIntegerField(db_index=True)
    added_at = models.DateTimeField(default=now)
    added_by = models.CharField(max_length=64)
    note = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "profile"], name="entry_once"),
        ]
        indexes = [models.Index(fields=["list", "id"], name="entry_by_age")]


class Tag(models.Model):
    """A word that a workspace put on a profile; ``tag`` is folded."""

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    tag = models.CharField(max_length=100)
    profile = models.BigIntegerField(db_index=True)
    added_at = models.DateTimeField(default=now)
    added_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "tag", "profile"], name="tag_once"),
        ]


class Note(models.Model):
    """A text about a profile or a creator (exactly one of both), by row number."""

    uid = models.CharField(max_length=24, unique=True, default=partial(random_uid, "nte"))
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    profile = models.BigIntegerField(null=True, db_index=True)
    creator = models.BigIntegerField(null=True, db_index=True)
    text = models.TextField()
    author = models.CharField(max_length=64)
    at = models.DateTimeField(default=now)
    edited_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(profile=None, creator__isnull=False)
                | Q(profile__isnull=False, creator=None),
                name="note_about_one",
            ),
        ]
