"""How often one asker may ask: so many requests in each minute, counted in a cache."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse

from groundswell.kernel.clock import now
from groundswell.kernel.errors import TryLater

WINDOW = 60


class TooMany(TryLater):
    """The asker has used up the requests of this minute."""

    code = "rate-limited"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What an asker has left.

    Attributes:
        limit: requests per window.
        remaining: left in this window.
        reset: when the next window begins, in seconds since 1970 UTC.
    """

    limit: int
    remaining: int
    reset: int

    def announce(self, response: HttpResponse) -> None:
        """Put it into the headers of a response."""
        response["X-RateLimit-Limit"] = str(self.limit)
        response["X-RateLimit-Remaining"] = str(max(0, self.remaining))
        response["X-RateLimit-Reset"] = str(self.reset)


def count(asker: str) -> Allowance:
    """Count one request; the allowance is overdrawn where ``remaining`` is negative."""
    second = int(now().timestamp())
    window = second // WINDOW
    cache, key = caches["limits"], f"api:{asker}:{window}"
    limit: int = settings.API_LIMIT
    cache.add(key, 0, timeout=2 * WINDOW)
    try:
        used = cache.incr(key)
    except ValueError:  # thrown out between the two because the cache is full
        used = 1
    return Allowance(limit, limit - used, (window + 1) * WINDOW)


def require(allowance: Allowance) -> None:
    """Raise TooMany where the allowance is overdrawn."""
    if allowance.remaining < 0:
        wait = timedelta(seconds=allowance.reset - now().timestamp())
        raise TooMany(
            wait, f"At most {allowance.limit} requests a minute; the next one begins shortly."
        )
