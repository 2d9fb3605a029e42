"""How much may be written through a share link: by one address, and by all together."""

from datetime import timedelta

from django.core.cache import caches
from django.http import HttpRequest
from django.utils.translation import gettext as _

from groundswell.kernel.clock import now
from groundswell.kernel.errors import TryLater
from groundswell.relationships.models import ShareLink

WINDOW = 600
"""Seconds in which writes are counted together."""

EACH, ALL = 60, 600
"""Votes and comments in a window: from one address, and on one link."""


class TooMany(TryLater):
    """Too much was written through a link lately."""

    code = "share-limited"


def count_write(request: HttpRequest, link: ShareLink) -> None:
    """Count one vote, name or comment; TooMany where there were too many in this window."""
    second = int(now().timestamp())
    window = second // WINDOW
    address = request.META.get("REMOTE_ADDR", "")
    for asker, most in ((f"{link.pk}:{address}", EACH), (f"{link.pk}", ALL)):
        if _counted(f"share:{asker}:{window}") > most:
            wait = timedelta(seconds=(window + 1) * WINDOW - second)
            minutes = max(1, round(wait.total_seconds() / 60))
            raise TooMany(
                wait,
                _("That was a lot at once. Go on in %(minutes)s minutes.") % {"minutes": minutes},
            )


def _counted(key: str) -> int:
    cache = caches["default"]  # shared by all processes: who writes here is nobody we know
    cache.add(key, 0, timeout=2 * WINDOW)
    try:
        return int(cache.incr(key))
    except ValueError:  # thrown out between the two because the cache is full
        return 1
