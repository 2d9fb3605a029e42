"""What the catalog announces."""

from django.dispatch import Signal

profiles_changed = Signal()
"""Profiles show something else: sent inside the transaction, when they are written to the feed, with
``rows`` (their numbers, ascending)."""

profiles_united = Signal()
"""Two rows turned out to be one profile: sent inside the transaction, before the row ``gone`` is
deleted, with ``gone`` and ``kept`` (row numbers), so that what points at ``gone`` can be moved."""

profiles_removed = Signal()
"""Profiles of which nothing is known any more: sent inside the transaction, before they are deleted,
with ``rows`` (their numbers, ascending)."""
