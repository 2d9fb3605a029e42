"""Writes that may be repeated: the same Idempotency-Key gets the same answer, the effect once.

The key's row, the effect and the kept answer are one transaction. A second request with the key
that comes while the first is still at work waits for it (the unique row makes it), then gets the
kept answer. A write that fails keeps nothing, so it can be repeated.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from groundswell.api.models import KeptAnswer
from groundswell.kernel.errors import Conflict, Invalid
from groundswell.workspaces.scope import Scope

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
_KEPT_HEADERS = ("Content-Type", "Location")


class KeyReused(Conflict):
    """The key came before with another request."""

    code = "idempotency-key-reused"


def once(
    scope: Scope, key: str, request: HttpRequest, answer: Callable[[], HttpResponse]
) -> HttpResponse:
    """Answer a write, or repeat the answer that its key got before.

    Raises:
        Invalid: the key is not 1 to 255 printable characters of ASCII.
        KeyReused: another request had this key.
    """
    if not (1 <= len(key) <= 255 and key.isascii() and key.isprintable()):
        raise Invalid("An idempotency key has 1 to 255 printable characters.", field=HEADER)
    asker, digest = f"{scope.workspace}:{scope.actor}", _digest(request)
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = KeptAnswer.objects.create(asker=asker, key=key, request=digest)
        except IntegrityError:
            return _replay(KeptAnswer.objects.get(asker=asker, key=key), digest)
        response = answer()
        if response.status_code >= 400:
            transaction.set_rollback(True)
            return response
        row.status = response.status_code
        row.headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
        row.body = response.content
        row.save(update_fields=["status", "headers", "body"])
    return response


def forget_before(moment: datetime) -> int:
    """Delete the kept answers older than this moment; returns how many."""
    removed, _ = KeptAnswer.objects.filter(at__lt=moment).delete()
    return removed


def _replay(row: KeptAnswer, digest: str) -> HttpResponse:
    if row.request != digest:
        raise KeyReused(
            "This idempotency key was used for another request.",
            field=HEADER,
            hint="Use a new key for every request that is not a repeat.",
        )
    response = HttpResponse(bytes(row.body), status=row.status)
    for name, value in row.headers.items():
        response[name] = value
    response[REPLAYED] = "true"
    return response


def _digest(request: HttpRequest) -> str:
    """SHA-256 of method, address and body; of an upload, of its fields and files."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        digest.update(request.body)
        return digest.hexdigest()
    for name, values in sorted(request.POST.lists()):
        digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(repr((name, file.name, file.size)).encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()
