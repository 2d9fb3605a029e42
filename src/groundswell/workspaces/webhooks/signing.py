"""Signatures as in Standard Webhooks: what both sides can compute, and nobody else."""

import base64
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

PREFIX = "whsec_"


def new_secret() -> str:
    """A new secret: ``whsec_`` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def headers(uid: str, moment: datetime, body: bytes, keys: Iterable[str]) -> dict[str, str]:
    """The three headers of a message, signed with each of the keys (`new_secret`)."""
    stamp = str(int(moment.timestamp()))
    signed = " ".join(signature(key, uid, stamp, body) for key in keys)
    return {"webhook-id": uid, "webhook-timestamp": stamp, "webhook-signature": signed}


def signature(key: str, uid: str, stamp: str, body: bytes) -> str:
    """``v1,`` and the HMAC-SHA256 of ``id.timestamp.body`` in base64."""
    raw = base64.b64decode(key.removeprefix(PREFIX))
    content = f"{uid}.{stamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(raw, content, sha256).digest()).decode("ascii")
