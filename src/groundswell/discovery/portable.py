"""Saved searches in a workspace's archive."""

from groundswell.discovery.models import (
    Finding,
    Follower,
    Memory,
    RecentSearch,
    SavedSearch,
    View,
)
from groundswell.kernel.clock import now
from groundswell.workspaces.portable.registry import carry, leave

carry(
    SavedSearch,
    without={
        "total": int, "looked_at": lambda: None, "next_at": now, "turn": int, "trouble": str,
    },
)  # fmt: skip
carry(
    Follower,
    within="search__workspace",
    without={"told": int, "mailed": int, "opened": int, "due_at": now},
)
carry(RecentSearch, counts=False, clears=True)
carry(View, points={"profile": "creators.Profile"}, counts=False, clears=True)
leave(Memory, "whom saved searches matched: they look again")
leave(Finding, "which matches of saved searches were new when")
