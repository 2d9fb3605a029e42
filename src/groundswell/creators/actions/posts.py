"""Recording posts and their metrics, and what follows from them for the profile."""

from typing import Any

import orjson
import polars as pl
from django.db import transaction

from groundswell.creators import bulk, feed
from groundswell.creators.actions.derivation import derive
from groundswell.creators.actions.incoming import encode
from groundswell.creators.actions.profiles import Outcome, Recorded, record_profiles
from groundswell.creators.actions.reposting import (
    project_post,
    snapshots_of,
    update_posts,
    written,
)
from groundswell.creators.actions.sources import check_source
from groundswell.creators.errors import BadFrame
from groundswell.creators.frames import POST_DTYPES, POST_IDENTITY
from groundswell.creators.models import Post, Snapshot, Source
from groundswell.workspaces.scope import Right, Scope

_REQUIRED = ("platform", "key", "post_key", "observed_at")
_KNOWN: dict[str, Any] = {
    "profile": pl.Int64,
    "post_key": pl.String,
    "post": pl.Int64,
    "facts": pl.String,
    "seen_at": pl.Int64,
}
_SNAPSHOT: dict[str, Any] = {
    "id": pl.Int64,
    "post_id": pl.Int64,
    "source_id": pl.Int64,
    "batch": pl.Int64,
    "observed_at": pl.Int64,
    "document": pl.String,
}


def record_posts(
    scope: Scope,
    source: Source,
    frame: pl.DataFrame,
    *,
    owner: int,
    batch: int | None = None,
    dry_run: bool = False,
) -> Recorded:
    """Store what ``source`` says of posts, in one transaction; profiles not known are made.

    Args:
        scope: needs the right to import; for the public layer, to administer.
        source: who says so.
        frame: a posts frame (`frames.POST_IDENTITY`, `frames.POST_DTYPES`).
        owner: the layer of visibility.
        batch: the import that brings it.
        dry_run: look only.

    Returns:
        Counts and outcomes are of posts; ``rows`` are the profiles they belong to.

    Raises:
        BadFrame: a column is missing, unknown or of another type.
    """
    scope.require(Right.IMPORT)
    check_source(scope, source, owner)
    _check(frame)
    with transaction.atomic():
        bulk.lock_platforms(frame["platform"].unique().to_list())
        home = _homes(scope, source, frame, owner=owner, batch=batch, dry_run=dry_run)
        said = _prepared(frame, home)
        done = _record(said.filter(~pl.col("refused")), source, batch or 0, dry_run=dry_run)
        if not dry_run:
            touched = done.filter(pl.col("outcome") != Outcome.UNCHANGED)["profile"].unique()
            feed.tell(derive(touched.to_list(), owner), touched.to_list())
    return _recorded(said, done)


def _homes(
    scope: Scope,
    source: Source,
    frame: pl.DataFrame,
    *,
    owner: int,
    batch: int | None,
    dry_run: bool,
) -> pl.DataFrame:
    """``profile`` and ``refused`` per post; profiles not known are made, known ones left alone."""
    names = [name for name in POST_IDENTITY if name in frame.columns and name != "post_key"]
    same = [name for name in names if name != "observed_at"]
    # Of the many posts of a profile the first and the last moment say all that there is of it.
    whose = (
        frame.select(names)
        .group_by(same, maintain_order=True)
        .agg(pl.col("observed_at").min(), pl.col("observed_at").max().alias("last"))
    )
    later = whose.filter(pl.col("last") > pl.col("observed_at")).with_columns(observed_at="last")
    whose = pl.concat([whose, later]).drop("last")
    home = record_profiles(scope, source, whose, owner=owner, dry_run=True)
    unknown = home.outcomes == Outcome.CREATED
    if not dry_run and unknown.any():
        record_profiles(scope, source, whose.filter(unknown), owner=owner, batch=batch)
        home = record_profiles(scope, source, whose, owner=owner, dry_run=True)
    found = whose.select(same).with_columns(
        home.rows.alias("profile"), (home.outcomes == Outcome.REFUSED).alias("refused")
    )
    found = found.unique(same, keep="first")
    return frame.select(same).join(
        found, on=same, how="left", nulls_equal=True, maintain_order="left"
    )


def _check(frame: pl.DataFrame) -> None:
    known = {**POST_IDENTITY, **POST_DTYPES}
    for name in _REQUIRED:
        if name not in frame.columns or frame[name].null_count():
            raise BadFrame(f"Each post needs its {name}.", field=name)
    for name, dtype in frame.schema.items():
        if name not in known:
            raise BadFrame(f"{name} is nothing that is known of posts.", field=name)
        if dtype not in {known[name], pl.Null}:
            raise BadFrame(f"{name} is {dtype}, but should be {known[name]}.", field=name)


def _prepared(frame: pl.DataFrame, home: pl.DataFrame) -> pl.DataFrame:
    """row, profile, platform, key, post_key, at, document, published_at, refused."""
    published = "published_at" if "published_at" in frame.columns else pl.lit(None, pl.Int64)
    return frame.select(
        pl.int_range(pl.len(), dtype=pl.Int64).alias("row"),
        home["profile"],
        home["refused"],
        "platform",
        "key",
        "post_key",
        pl.col("observed_at").alias("at"),
        encode(frame, POST_DTYPES).alias("document"),
        (pl.col(published) if isinstance(published, str) else published).alias("published_at"),
    )


def _record(said: pl.DataFrame, source: Source, batch: int, *, dry_run: bool) -> pl.DataFrame:
    """Store posts pass by pass (one row of each); gives row, profile, outcome."""
    answers = [pl.DataFrame(schema=_ANSWER)]
    rest = said.sort("at", "row")
    while not rest.is_empty():
        part = rest.unique(["platform", "key", "post_key"], keep="first", maintain_order=True)
        answers.append(_pass(part, source, batch, dry_run=dry_run))
        rest = rest.join(part.select("row"), on="row", how="anti", maintain_order="left")
    return pl.concat(answers)


_ANSWER: dict[str, Any] = {"row": pl.Int64, "profile": pl.Int64, "outcome": pl.UInt8}


def _pass(part: pl.DataFrame, source: Source, batch: int, *, dry_run: bool) -> pl.DataFrame:
    posts = part.join(
        _known_posts(part), on=["profile", "post_key"], how="left", maintain_order="left"
    )
    new = posts.filter(pl.col("post").is_null())
    if not dry_run and not new.is_empty():
        _insert(new, source, batch)
    made = new.select("row", "profile", pl.lit(Outcome.CREATED, pl.UInt8).alias("outcome"))
    known = posts.filter(pl.col("post").is_not_null())
    if known.is_empty():
        return made
    return pl.concat([made, _update(known, source, batch, dry_run=dry_run)])


def _known_posts(part: pl.DataFrame) -> pl.DataFrame:
    table, value = bulk.given(part["profile"].drop_nulls().unique().to_list())
    posts = bulk.fetch(
        "SELECT p.profile_id, p.key, p.id, p.facts, p.seen_at "  # noqa: S608
        f"FROM {table} CROSS JOIN creators_post p WHERE p.profile_id = given.value",
        [value],
        _KNOWN,
    )
    return posts.join(part, on=["profile", "post_key"], how="semi")


def _insert(new: pl.DataFrame, source: Source, batch: int) -> None:
    rows = new.sort("profile", "post_key").with_columns(
        pl.Series("post", bulk.reserve(Post, new.height)),
        pl.Series("snapshot", bulk.reserve(Snapshot, new.height)),
    )
    bulk.insert(
        Post,
        rows.select(
            pl.col("post").alias("id"),
            pl.col("profile").alias("profile_id"),
            pl.col("post_key").alias("key"),
            "published_at",
            pl.col("document").alias("facts"),
            pl.col("at").alias("seen_at"),
        ),
    )
    bulk.insert(
        Snapshot,
        rows.select(
            pl.col("snapshot").alias("id"),
            pl.col("post").alias("post_id"),
            pl.lit(source.pk, pl.Int64).alias("source_id"),
            pl.lit(batch, pl.Int64).alias("batch"),
            pl.col("at").alias("observed_at"),
            "document",
        ),
    )


def _update(known: pl.DataFrame, source: Source, batch: int, *, dry_run: bool) -> pl.DataFrame:
    """Add a snapshot where something new is said, and project the post from all of its own."""
    before = snapshots_of(known["post"].to_list())
    added: list[tuple[Any, ...]] = []
    merged: list[tuple[str, int]] = []
    answers = []
    writes = []
    for row in known.iter_rows(named=True):
        mine = before.get(row["post"], [])
        document = orjson.loads(row["document"])
        moment = [one for one in mine if one[1:3] == (source.pk, row["at"])]
        if any(orjson.loads(one[4]) == document for one in moment):
            answers.append((row["row"], row["profile"], Outcome.UNCHANGED))
            continue
        own = [one for one in moment if one[3] == batch]
        if own:
            text = orjson.dumps({**orjson.loads(own[0][4]), **document}).decode()
            merged.append((text, own[0][0]))
            mine = [(*one[:4], text) if one is own[0] else one for one in mine]
        else:
            added.append((row["post"], source.pk, batch, row["at"], row["document"]))
            mine = [*mine, (2**62, source.pk, row["at"], batch, row["document"])]
        facts, seen_at = project_post(mine)
        changed = facts != orjson.loads(row["facts"])
        writes.append(written(facts, seen_at, row["post"]))
        outcome = Outcome.UPDATED if changed else Outcome.UNCHANGED
        answers.append((row["row"], row["profile"], outcome))
    if not dry_run:
        _write(added, merged, writes)
    return pl.DataFrame(answers, schema=_ANSWER, orient="row")


def _write(
    added: list[tuple[Any, ...]], merged: list[tuple[str, int]], posts: list[tuple[Any, ...]]
) -> None:
    if added:
        ids = bulk.reserve(Snapshot, len(added)).tolist()
        rows = [(number, *row) for number, row in zip(ids, added, strict=True)]
        bulk.insert(Snapshot, pl.DataFrame(rows, schema=_SNAPSHOT, orient="row"))
    bulk.update(Snapshot, [("document", "text")], merged)
    update_posts(posts)


def _recorded(said: pl.DataFrame, done: pl.DataFrame) -> Recorded:
    each = said.join(done.select("row", "outcome"), on="row", how="left", maintain_order="left")
    each = each.with_columns(
        pl.col("outcome").fill_null(Outcome.REFUSED).max().over("platform", "key", "post_key")
    )
    one = each.unique(["platform", "key", "post_key"])["outcome"]
    counts = dict(one.value_counts().iter_rows())
    return Recorded(
        created=counts.get(Outcome.CREATED, 0),
        updated=counts.get(Outcome.UPDATED, 0),
        unchanged=counts.get(Outcome.UNCHANGED, 0),
        refused=counts.get(Outcome.REFUSED, 0),
        rows=each["profile"],
        outcomes=each["outcome"],
    )
