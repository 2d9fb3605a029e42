"""Tables of relationships: lists and their entries, stages, fields, tags, notes, votes, tasks."""

from functools import partial

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from groundswell.kernel.clock import now
from groundswell.kernel.ids import random_uid
from groundswell.relationships.places import GAP
from groundswell.workspaces.models import Brand, Member, Workspace


def no_words() -> list[str]:
    """The empty list that JSON columns begin with."""
    return []


class List(models.Model):
    """A named list of profiles.

    ``key`` is the folded name, unique among the lists of a workspace that are not deleted.
    ``version`` rises with every change of the entries, so that readers may keep what they read.
    ``size`` is the number of entries.
    A list is archived or deleted by its time stamp; a deleted one is purged after a while.
    ``undo`` is the reversal of the action that just gave this row, if it can be taken back.
    """

    undo: str | None = None

    uid = models.CharField(max_length=24, unique=True, default=partial(random_uid, "lst"))
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=400)
    brand = models.ForeignKey(Brand, null=True, on_delete=models.SET_NULL, related_name="+")
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


class StageKind(models.TextChoices):
    """What it means to stand in a stage."""

    OPEN = "open", "Open"  # still on the way
    AGREED = "agreed", "Agreed"  # bound to us: a conflict on another list
    CLOSED = "closed", "Closed"  # came to nothing; the board folds it away


class Stage(models.Model):
    """A step of the workspace's pipeline.

    ``initial``: the first stage, in which entries stand whose ``stage`` is null; it stays in front
    and cannot be archived, so that lists of millions need no value per entry.
    """

    uid = models.CharField(max_length=24, unique=True, default=partial(random_uid, "stg"))
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=6, choices=StageKind.choices, default=StageKind.OPEN)
    rank = models.PositiveIntegerField()
    initial = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "key"], condition=Q(archived_at=None), name="stage_name_once"
            ),
            models.UniqueConstraint(
                fields=["workspace"], condition=Q(initial=True), name="stage_initial_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["open", "agreed", "closed"]), name="stage_kind"
            ),
        ]


PLACE = Coalesce(F("rank"), F("id") * -GAP, output_field=models.BigIntegerField())
"""Where an entry stands within its stage: ascending, newest first as long as nobody moved it."""


class ListEntry(models.Model):
    """A profile on a list. ``profile`` is a row number of the catalog, see `layers`.

    ``stage`` null is the initial stage; ``rank`` null is the place by age, see `PLACE`.
    """

    id = models.BigAutoField(primary_key=True)
    list = models.ForeignKey(List, on_delete=models.CASCADE, related_name="+", db_index=False)
    profile = models.BigIntegerField(db_index=True)
    added_at = models.DateTimeField(default=now)
    added_by = models.CharField(max_length=64)
    note = models.TextField(default="")
    stage = models.ForeignKey(
        Stage, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    rank = models.BigIntegerField(null=True)
    owner = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "profile"], name="entry_once"),
        ]
        indexes = [
            models.Index(fields=["list", "id"], name="entry_by_age"),
            models.Index("list", "stage", PLACE, name="entry_by_place"),
            models.Index(fields=["stage"], condition=Q(stage__isnull=False), name="entry_staged"),
            models.Index(fields=["owner"], condition=Q(owner__isnull=False), name="entry_owned"),
        ]


class FieldKind(models.TextChoices):
    """What a field of one's own holds."""

    TEXT = "text", "Text"
    NUMBER = "number", "Number"
    MONEY = "money", "Money"
    DATE = "date", "Date"
    CHOICE = "choice", "Choice"
    FLAG = "flag", "Yes or no"
    PERSON = "person", "Person"


class Field(models.Model):
    """A column that the workspace made, of one list or (``list`` null) of all its lists.

    ``unit`` is what a number counts (``ml``), ``currency`` that of money typed without one,
    ``choices`` the words of a choice in their order. ``undo`` as for `List`.
    """

    undo: str | None = None

    uid = models.CharField(max_length=24, unique=True, default=partial(random_uid, "fld"))
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    list = models.ForeignKey(List, null=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=6, choices=FieldKind.choices)
    unit = models.CharField(max_length=20, default="")
    currency = models.CharField(max_length=3, default="")
    choices = models.JSONField(default=no_words)
    rank = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["list", "key"],
                condition=Q(archived_at=None, list__isnull=False),
                name="field_name_once",
            ),
            models.UniqueConstraint(
                fields=["workspace", "key"],
                condition=Q(archived_at=None, list=None),
                name="field_name_once_everywhere",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["text", "number", "money", "date", "choice", "flag", "person"]
                ),
                name="field_kind",
            ),
        ]


class Value(models.Model):
    """What a field says of a profile on a list.

    Kept by list and profile, not by entry: a profile taken off a list and put back has its values.
    ``data`` is JSON by kind: text, choice and date (ISO) as text, number as number, money as
    ``{"minor": 45000, "currency": "USD"}``, yes or no as boolean, person as the member's uid.
    ``number`` and ``word`` are what columns are sorted and summed by.
    """

    id = models.BigAutoField(primary_key=True)
    field = models.ForeignKey(Field, on_delete=models.CASCADE, related_name="+", db_index=False)
    list = models.ForeignKey(List, on_delete=models.CASCADE, related_name="+", db_index=False)
    profile = models.BigIntegerField(db_index=True)
    data = models.JSONField()
    number = models.FloatField(null=True)
    word = models.CharField(max_length=100, default="")
    at = models.DateTimeField(default=now)
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "profile", "field"], name="value_once"),
        ]
        indexes = [models.Index(fields=["field", "list"], name="value_of_field")]


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


class ShareLink(models.Model):
    """A way for outsiders to look at a list; the token is in the link, here is its keyed hash.

    ``columns`` names what is shown beside the creator (`rules.SHARE_COLUMNS` and uids of fields).
    """

    uid = models.CharField(max_length=24, unique=True, default=partial(random_uid, "shr"))
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    list = models.ForeignKey(List, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=100, default="")
    votes = models.BooleanField(default=False)
    comments = models.BooleanField(default=False)
    columns = models.JSONField(default=no_words)
    created_at = models.DateTimeField(default=now)
    created_by = models.CharField(max_length=64)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    views = models.PositiveIntegerField(default=0)
    viewed_at = models.DateTimeField(null=True)


class Note(models.Model):
    """A text about a profile or a creator (exactly one of both), by row number.

    ``list`` is the list on which it was said, if any. ``guest`` is the name an outsider gave
    (``author`` then is ``share:<row of the link>``); ``shared`` notes are shown through the list's
    share links, all others only to members. ``undo`` as for `List`.
    """

    undo: str | None = None

    uid = models.CharField(max_length=24, unique=True, default=partial(random_uid, "nte"))
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    profile = models.BigIntegerField(null=True, db_index=True)
    creator = models.BigIntegerField(null=True, db_index=True)
    list = models.ForeignKey(List, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField()
    author = models.CharField(max_length=64)
    guest = models.CharField(max_length=80, default="")
    shared = models.BooleanField(default=False)
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


class Vote(models.Model):
    """Somebody's word for or against a profile on a list.

    ``voter`` is an actor (``person:12``), or for an outsider the link and the folded name; ``guest``
    is the name as the outsider gave it.
    """

    id = models.BigAutoField(primary_key=True)
    list = models.ForeignKey(List, on_delete=models.CASCADE, related_name="+", db_index=False)
    profile = models.BigIntegerField(db_index=True)
    voter = models.CharField(max_length=200)
    guest = models.CharField(max_length=80, default="")
    up = models.BooleanField()
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "profile", "voter"], name="vote_once"),
        ]


class Task(models.Model):
    """Something to do, about a list, a profile, or both; ``undo`` as for `List`."""

    undo: str | None = None

    uid = models.CharField(max_length=24, unique=True, default=partial(random_uid, "tsk"))
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    list = models.ForeignKey(List, null=True, on_delete=models.CASCADE, related_name="+")
    profile = models.BigIntegerField(null=True, db_index=True)
    text = models.CharField(max_length=500)
    due_on = models.DateField(null=True)
    assignee = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=now)
    created_by = models.CharField(max_length=64)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=64, default="")
    told_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(done_at=None, due_on__isnull=False),
                name="task_open_by_day",
            ),
        ]


class Deed(models.Model):
    """One line of the activity that members read: who did what with which list or profile.

    The audit trail answers who may be held to account and is the administrator's; this answers what
    happened here lately, and knows the profile. A deed on many profiles is one line with their
    ``count``; where they are few, each also has a line of its own that only its feed shows
    (``listed`` false). ``detail`` holds names as they were then: stage, field, guest.
    """

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    list = models.ForeignKey(
        List, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    profile = models.BigIntegerField(null=True)
    creator = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=now)
    actor = models.CharField(max_length=64)
    verb = models.CharField(max_length=40)
    count = models.PositiveBigIntegerField(default=1)
    listed = models.BooleanField(default=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "id"], name="deed_of_workspace"),
            models.Index(
                fields=["list", "id"], condition=Q(list__isnull=False), name="deed_of_list"
            ),
            models.Index(
                fields=["profile", "id"], condition=Q(profile__isnull=False), name="deed_of_profile"
            ),
            models.Index(
                fields=["creator", "id"], condition=Q(creator__isnull=False), name="deed_of_creator"
            ),
        ]
