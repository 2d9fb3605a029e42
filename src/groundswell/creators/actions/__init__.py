"""What can be done to the catalog; every action takes the scope first and is one transaction."""

from groundswell.creators.actions.posts import record_posts
from groundswell.creators.actions.profiles import Outcome, Recorded, record_profiles
from groundswell.creators.actions.sources import ensure_source
from groundswell.creators.actions.withdrawal import Withdrawn, withdraw_batch

__all__ = [
    "Outcome",
    "Recorded",
    "Withdrawn",
    "ensure_source",
    "record_posts",
    "record_profiles",
    "withdraw_batch",
]
