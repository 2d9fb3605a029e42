"""The one place that draws at random (identifiers have their own, `kernel.ids`)."""

import secrets

_SOURCE = secrets.SystemRandom()


def between(low: float, high: float) -> float:
    """A number drawn evenly from low..high."""
    return _SOURCE.uniform(low, high)
