"""A whole result as a file: CSV, XLSX, JSON Lines or Parquet, page by page.

Memory does not grow with the result: a few thousand cards are held at a time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Literal

import polars as pl
from django.db import transaction

from groundswell.discovery.desk import Desk, desk, excluded, identifiers
from groundswell.discovery.engines.base import Plan
from groundswell.discovery.language import parse
from groundswell.discovery.leaves import near, share_key
from groundswell.discovery.query import Query
from groundswell.discovery.shares import share_of
from groundswell.discovery.writing import format_query
from groundswell.kernel.errors import Invalid
from groundswell.kernel.money import exponent
from groundswell.kernel.tables import Format, open_table
from groundswell.measures import tiers
from groundswell.workspaces.audit import record
from groundswell.workspaces.scope import Right, Scope

Order = Literal["query", "row"]

_PAGE = 2_000
_AUDIENCE = "audience."
_WORDS = pl.List(pl.String)
_MOMENT = pl.Datetime("us", "UTC")

# What stands on a card, in human units, in the order of the file.
COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "id": pl.String,
    "creator": pl.String,
    "platform": pl.String,
    "handle": pl.String,
    "name": pl.String,
    "url": pl.String,
    "followers": pl.Int64,
    "tier": pl.String,
    "engagement_rate": pl.Float64,
    "engagement_base": pl.String,
    "country": pl.String,
    "region": pl.String,
    "city": pl.String,
    "language": pl.String,
    "languages": _WORDS,
    "gender": pl.String,
    "account": pl.String,
    "category": pl.String,
    "bio": pl.String,
    "topics": _WORDS,
    "hashtags": _WORDS,
    "mentions": _WORDS,
    "brands": _WORDS,
    "interests": _WORDS,
    "games": _WORDS,
    "is": _WORDS,
    "has": _WORDS,
    "also_on": _WORDS,
    "following": pl.Int64,
    "posts": pl.Int64,
    "avg_likes": pl.Float64,
    "avg_comments": pl.Float64,
    "avg_views": pl.Float64,
    "er_followers": pl.Float64,
    "er_views": pl.Float64,
    "growth": pl.Float64,
    "posts_per_week": pl.Float64,
    "sponsored_share": pl.Float64,
    "price": pl.Float64,
    "currency": pl.String,
    "credibility": pl.Float64,
    "quality": pl.Float64,
    "audience_n": pl.Int64,
    "audience_basis": pl.String,
    "audience_at": _MOMENT,
    "posted": _MOMENT,
    "joined": _MOMENT,
    "seen": _MOMENT,
    "source": pl.String,
    "basis": pl.String,
    "picture": pl.String,
}

USUAL = (
    "id", "platform", "handle", "name", "url", "followers", "tier", "engagement_rate",
    "engagement_base", "country", "city", "language", "topics", "avg_likes", "avg_views",
    "growth", "price", "currency", "posted", "seen", "source",
)  # fmt: skip
"""The columns of a file when none are chosen."""

_ON_CARD = {"engagement_rate": "er", "engagement_base": "er_base"}


def export(  # noqa: PLR0913 - one call, one file
    scope: Scope,
    query: Query | str,
    target: Path | BinaryIO,
    kind: Format,
    *,
    columns: Sequence[str] = (),
    order: Order = "query",
    exclude: Sequence[str] = (),
    exclude_lists: Sequence[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Write every profile that matches to a file; gives how many there were.

    Args:
        scope: who asks; needs the right to export, and the trail says that it did.
        query: text of the language, or a value.
        target: a path (written whole or not at all) or a binary stream.
        kind: format of the table.
        columns: out of `COLUMNS`, or ``audience.country:US`` for one share of the audience (a
            fraction); `USUAL` where none are named.
        order: ``query`` keeps the order of the result; ``row`` is by row number and faster by far
            for millions.
        exclude: public identifiers to leave out, like ``exclude_lists``.
        exclude_lists: lists whose profiles are left out.
        progress: called with profiles written and profiles in all.

    Raises:
        Refused: without the right to export.
        Invalid: an unknown column.
    """
    scope.require(Right.EXPORT)
    value = parse(query) if isinstance(query, str) else query
    chosen = schema_of(columns or USUAL)
    here = desk(scope)
    plan = here.resolve(value, excluded(here, exclude, exclude_lists)).plan
    pages = _in_order(here, plan) if order == "query" else _by_row(here, plan)
    total, done = here.reader.count(plan), 0
    with open_table(target, kind, chosen) as table:
        for rows, cards in pages:
            table.frame(frame_of(rows, cards, chosen, here.setting.scheme))
            done += len(rows)
            if progress is not None:
                progress(done, total)
    with transaction.atomic():
        record(scope, "search.exported", query=format_query(value), rows=done, format=kind)
    return done


def schema_of(columns: Iterable[str]) -> dict[str, pl.DataType | type[pl.DataType]]:
    """The types of these columns; raises Invalid for one that there is not."""
    chosen: dict[str, pl.DataType | type[pl.DataType]] = {}
    for name in columns:
        if name.startswith(_AUDIENCE) and ":" in name:
            chosen[name] = pl.Float64
        elif name in COLUMNS:
            chosen[name] = COLUMNS[name]
        else:
            raise Invalid(
                f'There is no column "{name}" to export.', field="columns", hint=near(name, COLUMNS)
            )
    return chosen


def frame_of(
    rows: Sequence[int],
    cards: Sequence[Mapping[str, Any]],
    columns: Mapping[str, pl.DataType | type[pl.DataType]],
    scheme: str,
) -> pl.DataFrame:
    """One page as a frame: cards in human units, prices in whole currency, times as moments."""
    data: dict[str, list[Any]] = {}
    names = identifiers(rows, cards) if {"id", "creator"} & columns.keys() else []
    for name, dtype in columns.items():
        if name in {"id", "creator"}:
            data[name] = [pair[name == "creator"] for pair in names]
        elif name == "tier":
            data[name] = [
                tiers.tier(scheme, card.get("platform"), card.get("followers")) for card in cards
            ]
        elif name == "price":
            data[name] = [_price(card) for card in cards]
        elif name.startswith(_AUDIENCE):
            data[name] = [_share(card, name.removeprefix(_AUDIENCE)) for card in cards]
        else:
            values = [card.get(_ON_CARD.get(name, name)) for card in cards]
            if dtype == pl.Float64:  # JSON writes 3.0 as 3
                values = [None if value is None else float(value) for value in values]
            data[name] = values
    stored = {name: pl.Int64 if dtype == _MOMENT else dtype for name, dtype in columns.items()}
    frame = pl.DataFrame(data, schema=stored)
    moments = [
        pl.from_epoch(name, time_unit="s").dt.replace_time_zone("UTC").cast(_MOMENT)
        for name, dtype in columns.items()
        if dtype == _MOMENT
    ]
    return frame.with_columns(moments) if moments else frame


_Page = tuple[Sequence[int], Sequence[Mapping[str, Any]]]


def _in_order(here: Desk, plan: Plan) -> Iterator[_Page]:
    cursor = None
    while True:
        page = here.reader.search(plan, limit=_PAGE, cursor=cursor)
        yield [hit.row for hit in page.hits], [hit.card for hit in page.hits]
        cursor = page.cursor
        if cursor is None:
            return


def _by_row(here: Desk, plan: Plan) -> Iterator[_Page]:
    for batch in here.reader.rows(plan, batch=_PAGE):
        cards = here.reader.cards(batch.tolist(), plan.viewer)
        rows = [row for row in batch.tolist() if row in cards]
        yield rows, [cards[row] for row in rows]


def _price(card: Mapping[str, Any]) -> float | None:
    minor = card.get("price")
    if minor is None:
        return None
    return float(minor) / float(10 ** exponent(str(card.get("currency", ""))))


def _share(card: Mapping[str, Any], name: str) -> float | None:
    dimension, _, key = name.partition(":")
    share = share_of(card.get("audience") or {}, f"{dimension}:{share_key(dimension, key)}")
    return None if share is None else share / 1000
