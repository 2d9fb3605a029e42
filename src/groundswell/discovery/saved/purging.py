"""Forgetting what was deleted long enough ago, and what was found long ago."""

from groundswell.discovery.models import Finding, SavedSearch
from groundswell.discovery.saved import rules
from groundswell.kernel.clock import now


def purge() -> int:
    """Remove old findings, and searches deleted `rules.KEPT_DELETED` ago; how many searches."""
    moment = now()
    Finding.objects.filter(at__lt=moment - rules.KEPT_FINDINGS).delete()
    gone = SavedSearch.objects.filter(deleted_at__lt=moment - rules.KEPT_DELETED)
    count = gone.count()
    gone.delete()  # with memories, findings and followers
    return count
