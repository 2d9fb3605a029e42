"""The one place that reads the time."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment as an aware UTC datetime."""
    return datetime.now(UTC)
