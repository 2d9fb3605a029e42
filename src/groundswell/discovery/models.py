"""Tables of discovery: searches that were saved or made lately, and whom members have viewed.

The index itself is no table; it is built from the catalog and can be built again.
"""

from functools import partial

from django.db import models
from django.db.models import Q

from groundswell.kernel.clock import now
from groundswell.kernel.ids import random_uid
from groundswell.workspaces.models import Person, Workspace


class Cadence(models.TextChoices):
    """How often a follower of a saved search is told of new matches."""

    NEVER = "", "No alert"
    NOW = "now", "As soon as known"
    DAILY = "daily", "Every day"
    WEEKLY = "weekly", "Every Monday"


class SavedSearch(models.Model):
    """A query kept under a name.

    ``query`` is its canonical text. ``owner`` is whom ``viewed:me`` means when nobody looks, and
    the only one who sees the search unless it is ``shared``; None where a program saved it.
    ``total`` is the number of matches at ``looked_at``. ``turn`` rises with every look and every
    change of the query, so that a look that was overtaken changes nothing. ``next_at`` is when to
    look again. A deleted search is kept for a while, to be brought back.
    """

    uid = models.CharField(max_length=24, unique=True, default=partial(random_uid, "sav"))
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=400)
    query = models.TextField()
    shared = models.BooleanField(default=False)
    total = models.PositiveBigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(default=now)
    turn = models.PositiveBigIntegerField(default=0)
    trouble = models.CharField(max_length=500, default="")
    created_at = models.DateTimeField(default=now)
    edited_at = models.DateTimeField(default=now)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "owner", "key"],
                condition=Q(deleted_at=None),
                name="saved_search_name_once",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(deleted_at=None), name="saved_search_due"),
        ]


class Memory(models.Model):
    """Which rows a saved search matched when it was last looked at (see `saved.rowset`)."""

    search = models.OneToOneField(
        SavedSearch, on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    rows = models.BinaryField()


class Finding(models.Model):
    """What one look found that the look before had not: ``count`` rows in the form of `saved.rowset`."""

    id = models.BigAutoField(primary_key=True)
    search = models.ForeignKey(
        SavedSearch, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    at = models.DateTimeField(default=now)
    count = models.PositiveBigIntegerField()
    rows = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["search", "id"], name="finding_of_search"),
            models.Index(fields=["at"], name="finding_by_age"),
        ]


class Follower(models.Model):
    """One person and one saved search: what they have seen of it, and how they want to be told.

    ``told``, ``mailed`` and ``opened`` are numbers of findings: the last one told of, the last one
    of which mail went out, and the last one there was when they opened the search. ``due_at`` is the
    next time an alert may go out.
    """

    uid = models.CharField(max_length=24, unique=True, default=partial(random_uid, "fol"))
    search = models.ForeignKey(
        SavedSearch, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    cadence = models.CharField(
        max_length=8, choices=Cadence.choices, default=Cadence.NEVER, blank=True
    )
    by_mail = models.BooleanField(default=True)
    told = models.BigIntegerField(default=0)
    mailed = models.BigIntegerField(default=0)
    opened = models.BigIntegerField(default=0)
    due_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["search", "person"], name="follower_once"),
        ]


class RecentSearch(models.Model):
    """A query that a person ran lately; ``key`` is the digest of its canonical text."""

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=32)
    query = models.TextField()
    total = models.PositiveBigIntegerField(null=True)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "person", "key"], name="recent_search_once"
            ),
        ]


class View(models.Model):
    """A member has seen a profile: opened it, or marked it as seen. ``profile`` is a row number."""

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    profile = models.BigIntegerField(db_index=True)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "person", "profile"], name="view_once"),
        ]
