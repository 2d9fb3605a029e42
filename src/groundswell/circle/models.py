"""Tables of the circle."""

from functools import partial

from django.db import models
from django.db.models import Q

from groundswell.kernel.clock import now
from groundswell.kernel.ids import random_uid
from groundswell.workspaces.models import Workspace

EMAIL = 0
"""In place of a platform: the entry is the keyed hash of an e-mail address."""


class Relation(models.TextChoices):
    """What the people of a set are to the workspace; the words of ``relation:``."""

    CUSTOMER = "customer", "Customers"
    EMPLOYEE = "employee", "Employees"
    FOLLOWS_US = "follows-us", "Followers"
    FOLLOWS_COMPETITOR = "follows-competitor", "Followers of a competitor"


class State(models.TextChoices):
    """Where a set stands: reading -> matching -> ready; or failed, from either of the first two."""

    READING = "reading", "Reading"
    MATCHING = "matching", "Matching"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"


class CircleSet(models.Model):
    """The people of one file, in one relation.

    ``competitor`` is the name as typed and ``key`` its folded form (both empty but for
    `Relation.FOLLOWS_COMPETITOR`). ``digest`` is a keyed hash of the file's content, so that the
    same file is taken in once. ``file`` is the sealed content, empty once it is read.
    ``read``, ``known``, ``rejected`` and ``repeated`` count its rows; ``reached`` the creators that
    match. ``version`` rises with every change of what it reaches. A removed set counts for nothing
    and is kept for a while, to be brought back.
    """

    uid = models.CharField(max_length=24, unique=True, default=partial(random_uid, "cir"))
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    relation = models.CharField(max_length=20, choices=Relation.choices)
    competitor = models.CharField(max_length=200, default="", blank=True)
    key = models.CharField(max_length=400, default="", blank=True)
    name = models.CharField(max_length=200)
    platform = models.PositiveSmallIntegerField(null=True)
    digest = models.CharField(max_length=64)
    file = models.CharField(max_length=120, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    trouble = models.CharField(max_length=500, default="")
    job = models.CharField(max_length=24, default="")
    emails = models.BooleanField(default=False)
    read = models.PositiveBigIntegerField(default=0)
    known = models.PositiveBigIntegerField(default=0)
    repeated = models.PositiveBigIntegerField(default=0)
    rejected = models.PositiveBigIntegerField(default=0)
    reached = models.PositiveBigIntegerField(default=0)
    version = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(default=now)
    created_by = models.CharField(max_length=64)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "relation", "key", "digest"],
                condition=Q(removed_at=None),
                name="circle_file_once",
            ),
        ]


class Entry(models.Model):
    """One person of a set.

    ``platform`` and ``key`` are those of `creators.models.Profile` (the key of an id is
    ``id:<platform id>``), or `EMAIL` and the keyed hash of the address.
    """

    id = models.BigAutoField(primary_key=True)
    set = models.ForeignKey(CircleSet, on_delete=models.CASCADE, related_name="+")
    platform = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=255)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["platform", "key", "set"], name="circle_entry_once"),
        ]


class Relative(models.Model):
    """A profile that a set reaches: one of its people, or another profile of the same creator."""

    id = models.BigAutoField(primary_key=True)
    set = models.ForeignKey(CircleSet, on_delete=models.CASCADE, related_name="+", db_index=False)
    profile = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["set", "profile"], name="circle_relative_once"),
        ]


class Reject(models.Model):
    """A row that names nobody. ``shown`` is the cell with all but the first letters hidden."""

    id = models.BigAutoField(primary_key=True)
    set = models.ForeignKey(CircleSet, on_delete=models.CASCADE, related_name="+", db_index=False)
    row = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=300)
    shown = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["set", "row"], name="circle_reject_once"),
        ]


class Change(models.Model):
    """Profiles of the catalog that have to be matched again: packed row numbers, as in the feed."""

    id = models.BigAutoField(primary_key=True)
    profiles = models.BinaryField()
    at = models.DateTimeField(default=now)
