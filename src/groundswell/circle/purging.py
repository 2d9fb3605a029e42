"""Forgetting sets for good."""

from datetime import timedelta

from django.db import transaction

from groundswell.circle import rules
from groundswell.circle.models import CircleSet, Entry, Reject, Relative
from groundswell.circle.sealing import throw_away
from groundswell.kernel import files
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
    _sweep()
    return len(gone)


def _sweep() -> None:
    """Remove sealed files that nobody will read: of uploads that broke off, of sets that failed."""
    folder = files.home() / "files" / "circle"
    awaited = set(CircleSet.objects.exclude(file="").values_list("file", flat=True))
    yesterday = (now() - timedelta(days=1)).timestamp()
    for path in folder.glob("*.sealed"):
        if f"circle/{path.name}" not in awaited and path.stat().st_mtime < yesterday:
            path.unlink(missing_ok=True)
