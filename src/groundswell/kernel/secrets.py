"""What hangs on the instance's secret: keys, keyed hashes, encryption at rest.

Every use has a purpose of its own, and HKDF-SHA256 (RFC 5869) makes an independent key for each,
so that a value made for one purpose is worthless for another.
"""

import hmac
from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from groundswell.kernel.errors import GroundswellError


class Unreadable(GroundswellError):
    """A stored secret was encrypted under another key than this instance has."""

    code = "secret-unreadable"


def identifier_key() -> bytes:
    """The 16-byte key of public identifiers (`ids.public_id`)."""
    return derive("identifiers", 16)


def derive(purpose: str, length: int = 32) -> bytes:
    """A key of ``length`` bytes for one purpose; always the same for the same instance secret."""
    return _hkdf(settings.SECRET_KEY, purpose, length)


def keyed_hash(purpose: str, value: str) -> str:
    """HMAC-SHA256 in hex (64 characters), for secrets that are looked up and never read again."""
    return hmac.new(derive(f"hash:{purpose}"), value.encode(), SHA256.name).hexdigest()


def matches(purpose: str, value: str, stored: str) -> bool:
    """Whether ``stored`` is the keyed hash of ``value``, in constant time."""
    return hmac.compare_digest(keyed_hash(purpose, value), stored)


def encrypt(purpose: str, value: str) -> str:
    """The value encrypted and authenticated (Fernet), for secrets that are read again."""
    return _boxes(purpose).encrypt(value.encode()).decode("ascii")


def decrypt(purpose: str, token: str) -> str:
    """The value behind `encrypt` with the same purpose.

    Former secrets in ``SECRET_KEY_FALLBACKS`` are tried too.

    Raises:
        Unreadable: it was made under another secret or purpose, or was changed.
    """
    try:
        return _boxes(purpose).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise Unreadable(
            "A stored secret cannot be read with this instance's secret key.",
            hint="Put back the secret key of the backup, or enter the secret again.",
        ) from error


def _boxes(purpose: str) -> MultiFernet:
    masters = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = (_hkdf(master, f"encrypt:{purpose}", 32) for master in masters)
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in keys])


@lru_cache(maxsize=256)
def _hkdf(master: str, purpose: str, length: int) -> bytes:
    info = f"groundswell:{purpose}".encode()
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info).derive(master.encode())
