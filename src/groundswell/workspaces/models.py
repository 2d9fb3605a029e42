"""Tables of people, workspaces and what was done in them."""

from functools import partial
from typing import Any, NoReturn

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from groundswell.kernel.clock import now
from groundswell.kernel.ids import random_uid

ROLE_NAMES = ("owner", "manager", "analyst", "finance", "viewer")


class Role(models.TextChoices):
    """What a member is in a workspace; `rules.RIGHTS_OF_ROLE` says what each may do."""

    OWNER = "owner", "Owner"
    MANAGER = "manager", "Manager"
    ANALYST = "analyst", "Analyst"
    FINANCE = "finance", "Finance"
    VIEWER = "viewer", "Viewer"


class InvitationState(models.TextChoices):
    """Where an invitation stands; an open one past `expires_at` counts as expired."""

    OPEN = "open", "Open"
    ACCEPTED = "accepted", "Accepted"
    REVOKED = "revoked", "Revoked"


class Theme(models.TextChoices):
    """Light or dark; `SYSTEM` follows the device."""

    SYSTEM = "", "As the system"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class PersonManager(BaseUserManager["Person"]):
    """Finds people by e-mail whatever its case."""

    def get_by_natural_key(self, email: str | None) -> "Person":
        """The person who signs in with this e-mail address."""
        return self.get(email=normal_email(email or ""))


def normal_email(email: str) -> str:
    """The one spelling under which an e-mail address is stored: trimmed, lower case."""
    return email.strip().lower()


class Person(AbstractBaseUser):
    """Somebody who can sign in. The e-mail address is the login; there is no user name.

    ``erased_at`` is set when the person's data was erased: the row stays so that the audit trail
    still names one actor, without saying who that was.
    ``locale`` is how they read numbers and dates (a babel locale such as ``de_CH``; empty: as the
    browser asks), ``theme`` light or dark (empty: as the system is).
    """

    uid = models.CharField(max_length=24, unique=True, default=partial(random_uid, "per"))
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200, default="", blank=True)
    locale = models.CharField(max_length=16, default="", blank=True)
    theme = models.CharField(max_length=8, choices=Theme.choices, default=Theme.SYSTEM, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now)
    erased_at = models.DateTimeField(null=True)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="email_is_lower"),
        ]

    def get_full_name(self) -> str:
        """How the person is called on screens and in mail."""
        return self.name or self.email


class Workspace(models.Model):
    """A tenant: a brand, or an agency with several brands.

    ``benchmark_preset`` names the published figures that its creators are compared with.
    """

    uid = models.CharField(max_length=24, unique=True, default=partial(random_uid, "wsp"))
    slug = models.SlugField(max_length=48, unique=True)
    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3, default="USD")
    time_zone = models.CharField(max_length=64, default="UTC")
    tier_scheme = models.CharField(max_length=32, default="hypeauditor")
    benchmark_preset = models.CharField(max_length=32, default="hypeauditor_2026")
    created_at = models.DateTimeField(default=now)


class Brand(models.Model):
    """A brand that a workspace works for; ``key`` is the folded name."""

    uid = models.CharField(max_length=24, unique=True, default=partial(random_uid, "brd"))
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=400)
    created_at = models.DateTimeField(default=now)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="brand_name_once"),
        ]


class Member(models.Model):
    """A person in a workspace, with a role."""

    uid = models.CharField(max_length=24, unique=True, default=partial(random_uid, "mem"))
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "person"], name="member_once"),
            models.CheckConstraint(condition=models.Q(role__in=ROLE_NAMES), name="member_role"),
        ]


class Invitation(models.Model):
    """An open door for one e-mail address; the token is in the mail, here is its keyed hash."""

    uid = models.CharField(max_length=24, unique=True, default=partial(random_uid, "inv"))
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=12, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(
        max_length=10, choices=InvitationState.choices, default=InvitationState.OPEN
    )
    invited_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "email"],
                condition=models.Q(state="open"),
                name="invitation_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "accepted", "revoked"]),
                name="invitation_state",
            ),
            models.CheckConstraint(condition=models.Q(role__in=ROLE_NAMES), name="invitation_role"),
        ]


class ApiKey(models.Model):
    """A key for programs; shown once, here is its keyed hash.

    ``hint`` is the start of the key, enough to recognise it and no help in guessing the rest.
    ``rights`` are the words of `scope.Right`, separated by spaces. ``made_by`` None means that
    the operator made it at the machine's own command line.
    """

    uid = models.CharField(max_length=24, unique=True, default=partial(random_uid, "key"))
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    hint = models.CharField(max_length=16)
    key_hash = models.CharField(max_length=64, unique=True)
    rights = models.CharField(max_length=200)
    made_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class AuditLineQuerySet(models.QuerySet["AuditLine"]):
    """Audit lines are added and read, nothing else."""

    def update(self, **_values: Any) -> NoReturn:
        """Refused: a line is never changed."""
        raise TypeError("audit lines are never changed")

    def delete(self) -> NoReturn:
        """Refused: a line is never removed."""
        raise TypeError("audit lines are never removed")


class AuditLine(models.Model):
    """One thing that was done. Added in the transaction of the deed; the database refuses UPDATE.

    ``workspace`` None is a deed on the whole instance. ``actor`` is that of the scope, ``subject``
    the uid of what it was done to. ``detail`` holds no personal data (names are looked up when
    lines are shown), so that erasing a person leaves the trail whole.
    """

    workspace = models.ForeignKey(Workspace, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    actor = models.CharField(max_length=64)
    verb = models.CharField(max_length=64)
    subject = models.CharField(max_length=80, default="")
    detail = models.JSONField(default=dict)

    objects = AuditLineQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["workspace", "id"], name="audit_by_workspace")]

    def save(self, *_args: Any, using: str | None = None, **_kwargs: Any) -> None:
        """Add the line; changing one that exists is refused."""
        if not self._state.adding:
            raise TypeError("audit lines are never changed")
        super().save(force_insert=True, using=using)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refused: a line is never removed."""
        raise TypeError("audit lines are never removed")


class Reversal(models.Model):
    """One deed that can be taken back; see `reversals`.

    ``payload`` is compressed JSON, emptied once it has served or can serve no more.
    """

    uid = models.CharField(max_length=24, unique=True, default=partial(random_uid, "rev"))
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=64)
    payload = models.BinaryField()
    actor = models.CharField(max_length=64)
    at = models.DateTimeField(default=now, db_index=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=64, default="")


class Notification(models.Model):
    """One thing that a member should know of.

    ``link`` is where to look: an address inside the workspace such as ``lists/lst_…/``, or empty.
    """

    uid = models.CharField(max_length=24, unique=True, default=partial(random_uid, "ntf"))
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=64)
    text = models.CharField(max_length=500)
    link = models.CharField(max_length=500, default="")
    at = models.DateTimeField(default=now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "person", "-id"], name="notification_latest"),
        ]


class WebhookEndpoint(models.Model):
    """An address that is told what happens in a workspace; see `webhooks`.

    ``kinds`` are names of `webhooks.kinds.KINDS`. ``secret`` is encrypted, and so is
    ``old_secret``, which still signs until ``old_secret_until`` so that receivers can change over.
    ``failing_since`` is the first failed try after the last one that worked. ``paused_why`` says
    who paused it: ``member``, or ``failures`` where it did not answer for too long.
    """

    uid = models.CharField(max_length=24, unique=True, default=partial(random_uid, "whk"))
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    url = models.CharField(max_length=2000)
    kinds = models.JSONField(default=list)
    secret = models.TextField()
    old_secret = models.TextField(default="")
    old_secret_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now)
    created_by = models.CharField(max_length=64)
    paused_at = models.DateTimeField(null=True)
    paused_why = models.CharField(max_length=8, default="")
    failing_since = models.DateTimeField(null=True)
    last_ok_at = models.DateTimeField(null=True)


class DeliveryState(models.TextChoices):
    """Where a delivery stands; replaying puts any of them back to waiting."""

    WAITING = "waiting", "Waiting"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Given up"
    HELD = "held", "Held while paused"


class WebhookDelivery(models.Model):
    """One event on its way to one endpoint. Its uid is the ``webhook-id`` of every try.

    ``attempts`` are all tries, oldest first: ``at``, ``status`` (None where nothing answered),
    ``ms``, ``error`` and ``answer`` (the first 2 kB). ``tries`` counts those since it was last put
    on its way, ``status`` and ``ms`` are those of the last one.
    """

    id = models.BigAutoField(primary_key=True)
    uid = models.CharField(max_length=24, unique=True, default=partial(random_uid, "msg"))
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=64)
    body = models.TextField()
    at = models.DateTimeField(default=now)
    state = models.CharField(
        max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    tries = models.PositiveSmallIntegerField(default=0)
    attempts = models.JSONField(default=list)
    status = models.PositiveSmallIntegerField(null=True)
    ms = models.PositiveIntegerField(null=True)
    next_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "-id"], name="delivery_latest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=DeliveryState.values), name="delivery_state"
            ),
        ]
