"""What webhooks can tell of saved searches."""

from groundswell.discovery.events import NewMatchesFound
from groundswell.workspaces.webhooks.kinds import sends

sends(
    "search.matched",
    NewMatchesFound,
    "A saved search has new matches",
    lambda fact: {"search": fact.search, "count": fact.count},
)
