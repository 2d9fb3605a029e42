"""Posts projected afresh from what their snapshots say."""

from typing import Any

import orjson
import polars as pl

from groundswell.creators import bulk
from groundswell.creators.models import Post


def update_posts(rows: list[tuple[Any, ...]]) -> None:
    """Write what is known of posts: ``(published_at, facts, seen_at, id)`` each."""
    bulk.update(Post, [("published_at", "bigint"), ("facts", "text"), ("seen_at", "bigint")], rows)


def written(facts: dict[str, Any], seen_at: int, post: int) -> tuple[Any, ...]:
    """A row for `update_posts`."""
    return (facts.get("published_at"), orjson.dumps(facts).decode(), seen_at, post)


def project_post(snapshots: list[tuple[Any, ...]]) -> tuple[dict[str, Any], int]:
    """Newest value of each fact over ``(id, source, observed_at, batch, document)``; newest time."""
    facts: dict[str, Any] = {}
    ordered = sorted(snapshots, key=lambda one: (one[2], one[0]))
    for one in ordered:
        facts |= orjson.loads(one[4])
    return facts, ordered[-1][2]


def reproject_posts(posts: list[int]) -> list[int]:
    """Project posts afresh from their snapshots; gives those that have none left."""
    said = snapshots_of(posts)
    rows = [written(*project_post(said[post]), post) for post in posts if post in said]
    update_posts(rows)
    return [post for post in posts if post not in said]


def snapshots_of(posts: list[int]) -> dict[int, list[tuple[Any, ...]]]:
    """``(id, source, observed_at, batch, document)`` of each snapshot, by post."""
    table, value = bulk.given(posts)
    rows = bulk.fetch(
        "SELECT s.post_id, s.id, s.source_id, s.observed_at, s.batch, s.document "  # noqa: S608
        f"FROM {table} CROSS JOIN creators_snapshot s WHERE s.post_id = given.value",
        [value],
        {
            "post": pl.Int64, "id": pl.Int64, "source": pl.Int64,
            "at": pl.Int64, "batch": pl.Int64, "document": pl.String,
        },
    )  # fmt: skip
    grouped: dict[int, list[tuple[Any, ...]]] = {}
    for post, *rest in rows.iter_rows():
        grouped.setdefault(post, []).append(tuple(rest))
    return grouped
