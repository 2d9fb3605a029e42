"""What the catalog knows of all the profiles on a list, as columns to sort and add up.

Read from the cards of the index and kept in memory for a short while: a list is looked at many times
while its facts hardly change, and ten thousand cards take half a second.
"""

import hashlib
from collections import OrderedDict
from threading import Lock
from typing import Any

import numpy as np
import polars as pl

from groundswell.discovery.desk import Desk
from groundswell.kernel.clock import now
from groundswell.kernel.text import fold
from groundswell.relationships import layers
from groundswell.relationships.layers import Rows
from groundswell.web.lists.columns import Column

KEPT_SECONDS = 300
MOST_FRAMES = 24
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "profile": pl.Int64,
    "name": pl.String,
    "handle": pl.String,
    "country": pl.String,
    "city": pl.String,
    "language": pl.String,
    "currency": pl.String,
    "followers": pl.Float64,
    "er": pl.Float64,
    "avg_views": pl.Float64,
    "avg_likes": pl.Float64,
    "growth": pl.Float64,
    "sponsored_share": pl.Float64,
    "price": pl.Float64,
    "posted": pl.Float64,
    "seen": pl.Float64,
}
_frames: "OrderedDict[tuple[Any, ...], pl.DataFrame]" = OrderedDict()
_lock = Lock()


def facts(here: Desk, profiles: Rows) -> pl.DataFrame:
    """One row per profile (kept rows, as lists hold them) with the columns of `SCHEMA`.

    What is gone from the catalog, or not indexed yet, has nulls. Up to `KEPT_SECONDS` old.
    """
    digest = hashlib.sha256(np.sort(profiles).tobytes()).digest()
    period = int(now().timestamp()) // KEPT_SECONDS
    key = (here.scope.workspace, digest, period)
    with _lock:
        found = _frames.get(key)
        if found is not None:
            _frames.move_to_end(key)
            return found
    frame = _read(here, profiles)
    with _lock:
        _frames[key] = frame
        while len(_frames) > MOST_FRAMES:
            _frames.popitem(last=False)
    return frame


def forget() -> None:
    """Drop everything that is kept."""
    with _lock:
        _frames.clear()


def by_fact(here: Desk, profiles: Rows, column: Column, *, down: bool) -> Rows:
    """The profiles in order of a fact; those of which it is not known last, in the order given."""
    name = "followers" if column.key == "tier" else column.fact  # tiers are ranges of followers
    frame = pl.DataFrame({"profile": profiles}).join(
        facts(here, profiles), on="profile", how="left", maintain_order="left"
    )
    if name == "name":
        frame = frame.with_columns(pl.col("name").map_elements(fold, return_dtype=pl.String))
    return frame.sort(name, descending=down, nulls_last=True, maintain_order=True)[
        "profile"
    ].to_numpy()


def _read(here: Desk, profiles: Rows) -> pl.DataFrame:
    shown = layers.shown_rows(here.scope, profiles)
    found = here.reader.cards(list(shown.values()), here.scope.workspace)
    rows = profiles.tolist()
    cards = [found.get(shown.get(profile, -1), {}) for profile in rows]
    names = [card.get("name") or card.get("handle") for card in cards]
    data = {name: [card.get(name) for card in cards] for name in SCHEMA}
    return pl.DataFrame(data | {"profile": rows, "name": names}, schema=SCHEMA, strict=False)
