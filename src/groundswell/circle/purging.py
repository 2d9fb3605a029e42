"""Forgetting sets for good."""

from datetime import timedelta

from django.db import transaction

from groundswell.circle import rules
from groundswell.circle.actions import throw_away
from groundswell.circle.models import CircleSet, Entry, Reject, Relative
from groundswell.kernel.clock import now


def purge() -> int:
    """Remove the sets that were taken out `rules.KEPT_DAYS` ago, with all they hold; how many."""
    gone = list(CircleSet.objects.filter(removed_at__lt=now() - timedelta(days=rules.KEPT_DAYS)))
    for one in gone:
        with transaction.atomic():
            # Straight from the tables: nobody must hear of each of a million rows.
            for table in (Entry, Relative, Reject):
                table.objects.filter(set=one)._raw_delete("default")  # noqa: SLF001
            one.delete()
        throw_away(one.uid)
    return len(gone)
