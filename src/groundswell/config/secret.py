"""The secret of the instance: made once, kept in a file that only its owner reads."""

import os
import secrets
import tempfile
from pathlib import Path

from groundswell.config.env import SettingError

FILE = "secret_key"


def instance_secret(home: Path) -> str:
    """The secret in ``home``, made on first use; safe when several processes start at once.

    Raises:
        SettingError: the folder cannot be written, or the file holds no usable secret.
    """
    path = home / FILE
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _create(path)
        secret = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(
            f"GROUNDSWELL_HOME is {str(home)!r}, where the secret cannot be kept ({error}); "
            "expected a folder that this user may write.",
            field="GROUNDSWELL_HOME",
        ) from error
    if len(secret) < 32:
        raise SettingError(
            f"{path} is too short to be a secret; expected at least 32 characters. "
            "Put it back from a backup.",
            field="GROUNDSWELL_SECRET_KEY",
        )
    return secret


def _create(path: Path) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secret_key-")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(name, path)  # fails where another process was first; then theirs holds
        except FileExistsError:
            return
    finally:
        Path(name).unlink(missing_ok=True)
