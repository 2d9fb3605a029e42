"""Where archives lie on this machine."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings

from groundswell.kernel.clock import now

KEPT = timedelta(days=7)


def going(job: str) -> Path:
    """Where the archive of an export lies."""
    return _folder() / f"{job}.zip"


def coming(job: str) -> Path:
    """Where an archive waits for its import."""
    return _folder() / f"in-{job}.zip"


def forget_old() -> int:
    """Delete archives that are older than a week; gives how many."""
    before = (now() - KEPT).timestamp()
    old = [path for path in _folder().glob("*.zip") if path.stat().st_mtime < before]
    for path in old:
        path.unlink()
    return len(old)


def _folder() -> Path:
    return Path(settings.HOME) / "exports"
