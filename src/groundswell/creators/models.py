"""Tables of the catalog.

Catalog rows belong to the instance. ``owner`` is the visibility of a layer: 0 is public, any other
number is the one workspace that may see it. A private layer of a profile stands beside the public
one and is laid over it when its workspace looks (newest value of each field wins).
"""

from django.db import models

from groundswell.creators.platforms import Platform
from groundswell.kernel.clock import now

PUBLIC = 0


class Basis(models.TextChoices):
    """How a source came to know."""

    FIRST_PARTY = "first_party", "First party (authorised by the creator)"
    PUBLIC = "public", "Public"
    IMPORTED = "imported", "Imported"
    INFERRED = "inferred", "Inferred"
    ENTERED = "entered", "Entered by hand"


class Source(models.Model):
    """Where facts come from, and under which terms they may be kept and used.

    ``keep_days`` None means without limit. Terms are dated data: ``terms_as_of`` says when they
    were read and ``terms_note`` where.
    """

    uid = models.CharField(max_length=24, unique=True)
    owner = models.PositiveIntegerField(default=PUBLIC)
    kind = models.CharField(max_length=32)
    name = models.CharField(max_length=200)
    basis = models.CharField(max_length=12, choices=Basis.choices)
    keep_days = models.PositiveIntegerField(null=True)
    may_derive = models.BooleanField(default=True)
    may_mix = models.BooleanField(default=True)
    may_show = models.BooleanField(default=True)
    terms_as_of = models.DateField(null=True)
    terms_note = models.TextField(default="")
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "kind", "name"], name="source_once"),
        ]


class Creator(models.Model):
    """A person or team. ``merged_into`` is the projection of the open merges (None: stands alone)."""

    owner = models.PositiveIntegerField(default=PUBLIC)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=now)

    class Meta:
        indexes = [
            models.Index(
                fields=["merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="creator_merged",
            ),
        ]


class CreatorMerge(models.Model):
    """One reversible decision that two creators are the same."""

    owner = models.PositiveIntegerField(default=PUBLIC)
    absorbed = models.ForeignKey(Creator, on_delete=models.CASCADE, related_name="+")
    kept = models.ForeignKey(Creator, on_delete=models.CASCADE, related_name="+")
    reason = models.TextField()
    actor = models.CharField(max_length=64)
    batch = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField(default=now)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"],
                condition=models.Q(undone_at__isnull=True),
                name="creator_merged_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["batch"], condition=models.Q(batch__gt=0), name="creator_merge_batch"
            ),
        ]


class Profile(models.Model):
    """A creator's presence on one platform, as one layer of visibility knows it.

    ``key`` identifies it within the platform: the normalised handle, else ``id:<platform id>``,
    else ``name:<folded name>`` where a source gives nothing better.
    ``facts`` is the projection: newest value per fact (compact JSON, see ``creators.facts``).
    ``origins`` says where each came from: ``{"": [observation, seconds], "followers": [...]}``,
    the empty key standing for all facts not named.
    ``audience`` is the newest audience estimate in compact JSON (see ``creators.frames``).
    ``version`` rises with every change of what discovery shows.
    ``seen_at`` is the time of the newest observation, in seconds since 1970 UTC, and ``source``
    who made it.
    """

    id = models.BigAutoField(primary_key=True)
    creator = models.ForeignKey(Creator, on_delete=models.CASCADE, related_name="profiles")
    owner = models.PositiveIntegerField(default=PUBLIC)
    platform = models.PositiveSmallIntegerField(choices=Platform.choices)
    key = models.CharField(max_length=255)
    handle = models.CharField(max_length=255)
    platform_id = models.CharField(max_length=128, null=True)
    facts = models.TextField(default="{}")
    origins = models.TextField(default="{}")
    audience = models.TextField(null=True)
    version = models.PositiveIntegerField(default=1)
    seen_at = models.BigIntegerField()
    source = models.ForeignKey(
        Source, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["platform", "key", "owner"], name="profile_once"),
        ]
        indexes = [
            models.Index(
                fields=["platform", "platform_id"],
                condition=models.Q(platform_id__isnull=False),
                name="profile_platform_id",
            ),
            models.Index(fields=["owner"], condition=models.Q(owner__gt=0), name="profile_private"),
        ]


class Observation(models.Model):
    """What one source said of a profile at one time; added, never edited.

    ``document`` is compact JSON (UTF-8) of facts. ``batch`` names the import that brought it, so
    that the import can be withdrawn; 0 where none did. ``confirmed_at`` is the last time the source
    said exactly the same again (at first ``observed_at``), so that a source that is asked every day
    adds a row only when its answer changes.
    """

    id = models.BigAutoField(primary_key=True)
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+", db_index=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)
    batch = models.PositiveBigIntegerField(default=0)
    observed_at = models.BigIntegerField()
    confirmed_at = models.BigIntegerField()
    document = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "source", "observed_at", "batch"], name="observation_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["batch"], condition=models.Q(batch__gt=0), name="observation_batch"
            ),
        ]


class Post(models.Model):
    """One published item; ``facts`` is the newest value per field (caption, kind, metrics ...)."""

    id = models.BigAutoField(primary_key=True)
    profile = models.ForeignKey(
        Profile, on_delete=models.CASCADE, related_name="posts", db_index=False
    )
    key = models.CharField(max_length=255)
    published_at = models.BigIntegerField(null=True)
    facts = models.TextField(default="{}")
    seen_at = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "key"], name="post_once"),
        ]


class Snapshot(models.Model):
    """The metrics of a post as one source gave them at one time; added, never edited."""

    id = models.BigAutoField(primary_key=True)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+", db_index=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)
    batch = models.PositiveBigIntegerField(default=0)
    observed_at = models.BigIntegerField()
    document = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "source", "observed_at", "batch"], name="snapshot_once"
            ),
        ]
        indexes = [
            models.Index(fields=["batch"], condition=models.Q(batch__gt=0), name="snapshot_batch"),
        ]


class AudienceEstimate(models.Model):
    """Shares of an audience by country, city, age, gender, language, interest and joint cells.

    ``shares`` is compact JSON ``{"keys": ["country:US", ...], "shares": [0.41, ...]}``; dimensions and
    their keys are those of `creators.facts.AUDIENCE_DIMENSIONS`.
    """

    id = models.BigAutoField(primary_key=True)
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+", db_index=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)
    batch = models.PositiveBigIntegerField(default=0)
    as_of = models.BigIntegerField()
    basis = models.CharField(max_length=12, default="followers")
    method = models.CharField(max_length=64, default="")
    sample_size = models.PositiveIntegerField(null=True)
    shares = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "source", "as_of", "basis", "batch"], name="audience_once"
            ),
        ]
        indexes = [
            models.Index(fields=["batch"], condition=models.Q(batch__gt=0), name="audience_batch"),
        ]


class ProfileChange(models.Model):
    """The change feed: profiles that discovery must look at again.

    Written in the same transaction as the change. ``profiles`` is a packed array of little-endian
    int64 row numbers (one row per action, however many profiles it touched). ``applied`` is set
    instead of deleting the row while a new index is being built beside the live one.
    """

    id = models.BigAutoField(primary_key=True)
    profiles = models.BinaryField()
    at = models.DateTimeField(default=now)
    applied = models.BooleanField(default=False)


class Tombstone(models.Model):
    """A person who was erased and must not come back with the next file.

    ``digest`` is a keyed hash of what identifies the person (platform and handle, platform and id,
    or an e-mail address), so that the row itself tells nobody who it was.
    """

    digest = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField(default=now)
