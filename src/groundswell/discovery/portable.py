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
leave(Memory, "what a search matched is found again by looking")
leave(Finding, "what was new once is known by the row numbers of this instance")
