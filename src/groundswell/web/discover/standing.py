"""Where a creator's engagement stands among peers: same platform, nearly the same size.

Curves are kept by `discovery.peers`; one that is not kept takes a count over all peers, which on a
catalog of millions is longer than a page may take. So a page waits a little and asks for the rest
when it is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from django.utils.translation import gettext as _

from groundswell.discovery import peers
from groundswell.discovery.peers import Peers
from groundswell.ui import formats
from groundswell.web.discover.found import Found
from groundswell.workspaces.scope import Scope

PATIENCE = 0.03
"""Seconds that a page of results waits for curves."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A place among peers.

    Attributes:
        density: the curve of the peers, for the ridge.
        at: where on its axis the value stands, 0..1.
        percentile: share of peers with a lower value, in percent.
        n: peers whose value is known.
        low, high: followers of the peers; ``high`` None is without end.
        peers: who they are, in words.
    """

    density: tuple[float, ...]
    at: float
    percentile: int
    n: int
    low: int
    high: int | None
    peers: str


def standings(
    scope: Scope, rows: Sequence[Found], *, patience: float | None = PATIENCE
) -> tuple[dict[str, Standing | None], list[str]]:
    """Standings by profile, and the profiles for which there was no time.

    A profile without followers or rate, or with too few peers, stands nowhere: None.
    """
    started = perf_counter()
    known: dict[str, Standing | None] = {}
    late = []
    curves: dict[tuple[str, int], tuple[Peers, str]] = {}  # one per platform and size on a page
    for row in rows:
        rate, followers = row.card.get("engagement_rate"), row.card.get("followers")
        if rate is None or followers is None:
            known[row.id] = None
            continue
        size = (row.platform, peers.band(int(followers)))
        if size not in curves:
            if patience is not None and perf_counter() - started > patience:
                late.append(row.id)
                continue
            found = peers.curves(scope, row.platform, int(followers), ("er",))
            curves[size] = found, _said(found)
        known[row.id] = _place(*curves[size], float(rate))
    return known, late


def _place(found: Peers, said: str, rate: float) -> Standing | None:
    curve = found.curves.get("er")
    if curve is None:
        return None
    percent = min(max(round(100 * curve.percentile(rate)), 1), 99)
    at = curve.position(rate)
    return Standing(curve.density, at, percent, curve.n, found.low, found.high, said)


def _said(found: Peers) -> str:
    """``1,204 Instagram profiles with 10k to 25k followers``."""
    curve = found.curves.get("er")
    words = {
        "n": formats.count(curve.n if curve else 0),
        "platform": formats.platform(found.platform),
        "low": formats.short(found.low),
        "high": formats.short(found.high),
    }
    if found.high is None:
        return _("%(n)s %(platform)s profiles with %(low)s followers and more") % words
    return _("%(n)s %(platform)s profiles with %(low)s to %(high)s followers") % words
