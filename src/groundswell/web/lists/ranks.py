"""Where engagement stands among peers, for the cards of a board.

Curves of peers are kept for long, but the first look at each platform and size takes its time: a
board waits only `PATIENCE` for them and shows the rest when it is looked at again.
"""

from collections.abc import Mapping
from time import perf_counter
from typing import Any

from groundswell.discovery import peers
from groundswell.workspaces.scope import Scope

PATIENCE = 0.06
"""Seconds for all the curves that one page needs anew."""


def ranks(
    scope: Scope, cards: Mapping[int, Mapping[str, Any]], *, patience: float = PATIENCE
) -> dict[int, int]:
    """Share of peers with a lower engagement rate, in percent (1 to 99), by key of the card.

    Left out: whose followers or rate are not known, who has too few peers, and who came too late.
    """
    started = perf_counter()
    curves: dict[tuple[str, int], Any] = {}
    found = {}
    for key, card in cards.items():
        rate, followers, platform = card.get("er"), card.get("followers"), card.get("platform")
        if rate is None or followers is None or platform is None:
            continue
        size = (str(platform), peers.band(int(followers)))
        if size not in curves:
            if perf_counter() - started > patience:
                continue
            curves[size] = peers.curves(scope, size[0], int(followers), ("er",)).curves.get("er")
        if curves[size] is not None:
            share = curves[size].percentile(float(rate))
            found[key] = min(max(round(100 * share), 1), 99)
    return found
