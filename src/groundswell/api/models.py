"""What the API itself remembers."""

from django.db import models

from groundswell.kernel.clock import now


class KeptAnswer(models.Model):
    """The answer to a write that carried an Idempotency-Key; written in that write's transaction.

    ``asker`` is workspace and actor of the scope, ``request`` the SHA-256 of method, path and body.
    """

    asker = models.CharField(max_length=80)
    key = models.CharField(max_length=255)
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    at = models.DateTimeField(default=now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asker", "key"], name="answer_kept_once"),
        ]
