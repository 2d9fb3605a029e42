"""A batch of cells becomes staged rows: whose they are, and what they say."""

from dataclasses import dataclass

import polars as pl

from groundswell.connectors.spreadsheet import identities
from groundswell.connectors.spreadsheet.columns import FactReader
from groundswell.connectors.spreadsheet.delimited import ROW, BadRow, Batch
from groundswell.connectors.spreadsheet.mapping import Column, Mapping
from groundswell.connectors.spreadsheet.problems import REJECTED, SCHEMA, Problems
from groundswell.connectors.spreadsheet.values import by_distinct
from groundswell.creators.platforms import Platform

# Facts of the person, which hold for every profile in the row; the others belong to one profile.
_OF_THE_PERSON = frozenset(
    (
        *("name", "gender", "age", "country", "region", "city", "language", "languages"),
        *("topics", "interests", "brands", "website", "minor", "contacts", "category"),
        *("hashtags", "bio"),
    )
)


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for every row of a table.

    Attributes:
        mapping: how the table is understood.
        profile: handle or address of the one profile all rows are about, where a person gave it.
        as_of: seconds since 1970 the person says the file is of; None where nobody does.
        observed_at: when rows that do not say so themselves were true.
        forced: the platform was said by a person, so an address elsewhere is an error.
        source: name of the source, part of the key of posts that nothing else names.
    """

    mapping: Mapping
    profile: str | None
    as_of: int | None
    observed_at: int
    forced: bool
    source: str = ""


@dataclass(frozen=True, slots=True)
class Built:
    """A batch, ready to be staged.

    Attributes:
        frame: profile frame columns, `ROW`, ``creator_group`` where rows say it; posts have
            ``post_key`` and ``post.<field>`` besides.
        problems: rejected rows, values left out, odd ones (`problems.SCHEMA`).
        rejected: how many rows are rejected.
        rows: how many rows there were.
        weak: how many rows are known by name alone.
    """

    frame: pl.DataFrame
    problems: pl.DataFrame
    rejected: int
    rows: int
    weak: int


def build(batch: Batch, context: Context) -> Built:
    """Read every mapped column of a batch and find out whose each row is."""
    cells = batch.frame
    problems = Problems(cells[ROW])
    facts = FactReader(cells, context.mapping, context.as_of, problems)
    observed = facts.observed(context.observed_at)
    main = facts.read(None)
    parts = []
    platforms = _platforms_in_row(context.mapping)
    whose = _whose(cells, context)
    if whose is not None:
        parts.append(_staged(cells, whose, observed, main))
    person = {name: values for name, values in main.items() if name in _OF_THE_PERSON}
    for platform in platforms:
        here = _whose_on(cells, context.mapping, platform)
        shared = main if whose is None and len(platforms) == 1 else person
        parts.append(_staged(cells, here, observed, {**shared, **facts.read(platform)}))
    frame = pl.concat(parts, how="diagonal") if parts else _nobody(cells)
    frame, rejected = _judged(frame, cells, context.mapping, problems)
    frame = frame.with_columns(facts.groups(frame, several=len(parts) > 1))
    if context.mapping.kind == "posts":
        frame = frame.with_columns(_post_keys(frame, context.source))
    bad = _unread(batch.bad)
    listed = pl.concat([bad, problems.frame()]).sort(ROW, maintain_order=True)
    weak = frame.filter(pl.col("key").str.starts_with("name:"))[ROW].n_unique()
    return Built(frame, listed, rejected + len(batch.bad), cells.height + len(batch.bad), weak)


def _platforms_in_row(mapping: Mapping) -> list[Platform]:
    """The platforms that have identity columns of their own."""
    found = {
        one.target.platform
        for one in mapping.mapped()
        if one.target and one.target.platform and one.target.name in identities_named()
    }
    return sorted(platform for platform in found if platform is not None)


def identities_named() -> frozenset[str]:
    """The targets that say whose a row is."""
    return frozenset(("handle", "url", "platform_id", "name_or_handle"))


def _whose(cells: pl.DataFrame, context: Context) -> pl.DataFrame | None:
    """Identity of the row's own profile; None where only prefixed columns name profiles."""
    mapping = context.mapping
    if context.profile is not None:
        assert mapping.platform is not None
        return identities.constant(mapping.platform, context.profile, cells.height)
    texts = _texts(cells, mapping, None)
    if mapping.kind == "posts":
        ids, links = (mapping.by_name(f"post.{name}") for name in ("id", "url"))
        owners = identities.owner_in_post(
            mapping.platform,
            cells[str(ids.at)] if ids else None,
            cells[str(links.at)] if links else None,
        )
        if not texts.keys() - {"name"}:
            texts |= owners
    named = texts.keys() - {"name"}
    if not texts or (not named and _platforms_in_row(mapping)):
        return None
    return identities.identities(texts, _platforms(cells, context))


def _whose_on(cells: pl.DataFrame, mapping: Mapping, platform: Platform) -> pl.DataFrame:
    constant = pl.Series("platform", [int(platform)], pl.UInt8).new_from_index(0, cells.height)
    return identities.identities(_texts(cells, mapping, platform), constant)


def _texts(
    cells: pl.DataFrame, mapping: Mapping, platform: Platform | None
) -> dict[str, pl.Series]:
    """The identity columns of a platform; the name only counts for the row's own profile."""
    texts: dict[str, pl.Series] = {}
    for name in ("handle", "url", "platform_id", "name_or_handle", "name"):
        column = mapping.by_name(name, platform)
        if column is not None:
            texts[name] = cells[str(column.at)]
    return texts


def _platforms(cells: pl.DataFrame, context: Context) -> pl.Series:
    """The platform of each row: its own word, its address, the table's."""
    mapping = context.mapping
    default = pl.lit(int(mapping.platform) if mapping.platform else None, pl.UInt8)
    said = [default]
    link = mapping.by_name("url") or (
        mapping.by_name("post.url") if mapping.kind == "posts" else None
    )
    if link is not None and not context.forced:
        said.insert(0, pl.lit(identities.platform_of_links(cells[str(link.at)])))
    if (column := mapping.by_name("platform")) is not None:
        said.insert(0, pl.lit(identities.platform_column(cells[str(column.at)])))
    return cells.select(ROW, pl.coalesce(said).alias("platform"))["platform"]


def _staged(
    cells: pl.DataFrame, whose: pl.DataFrame, observed: pl.Series, facts: dict[str, pl.Series]
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            ROW: cells[ROW],
            "platform": whose["platform"],
            "key": whose["key"],
            "handle": whose["handle"],
            "platform_id": whose["platform_id"],
            "observed_at": observed,
            "error": whose["error"],
            **facts,
        }
    )


def _nobody(cells: pl.DataFrame) -> pl.DataFrame:
    nothing = pl.lit(None, pl.String)
    return cells.select(
        ROW,
        pl.lit(None, pl.UInt8).alias("platform"),
        *(nothing.alias(name) for name in ("key", "handle", "platform_id")),
        pl.lit(0, pl.Int64).alias("observed_at"),
        pl.lit(identities.NOBODY).alias("error"),
    )


def _judged(
    frame: pl.DataFrame, cells: pl.DataFrame, mapping: Mapping, problems: Problems
) -> tuple[pl.DataFrame, int]:
    """Keep what has an identity. A row of several profiles is rejected only when none has one."""
    good = frame.filter(pl.col("key").is_not_null())
    lost = frame.filter(pl.col("key").is_null() & ~pl.col(ROW).is_in(good[ROW].implode()))
    lost = lost.unique(ROW, keep="first", maintain_order=True)
    kept_rows = frame.filter(
        pl.col("key").is_null()
        & pl.col(ROW).is_in(good[ROW].implode())
        & ~pl.col("error").is_in([identities.NOBODY, identities.NOWHERE])
    )
    column = _identity_column(mapping)
    header = column.header if column else ""
    for part, what in ((lost, REJECTED), (kept_rows, "value left out")):
        if part.height:
            texts = pl.Series([""], dtype=pl.String).new_from_index(0, part.height)
            if column is not None:
                joined = part.select(ROW).join(
                    cells.select(ROW, pl.col(str(column.at)).alias("text")),
                    on=ROW,
                    how="left",
                    maintain_order="left",
                )
                texts = joined["text"].fill_null("")
            problems.add(part[ROW], header, texts, part["error"], what)
    return good.drop("error"), lost.height


def _identity_column(mapping: Mapping) -> Column | None:
    for name in ("handle", "name_or_handle", "url", "platform_id", "name", "platform"):
        for column in mapping.mapped():
            if column.target is not None and column.target.name == name:
                return column
    return None


def _post_keys(frame: pl.DataFrame, source: str) -> pl.Series:
    """The key of each post: its id, else what its address carries, else its place in the file."""
    known = [name for name in ("post.id", "post.url") if name in frame.columns]
    keys = frame.select(
        ROW,
        *(
            by_distinct(frame[name], identities.post_key, pl.String).alias(name)
            if name == "post.url"
            else pl.col(name).str.slice(0, 255)
            for name in known
        ),
    )
    place = pl.concat_str(pl.lit(f"row:{source[:200]}:"), pl.col(ROW))
    return keys.select(pl.coalesce(*known, place).alias("post_key"))["post_key"]


def _unread(bad: tuple[BadRow, ...]) -> pl.DataFrame:
    rows = [(one.row, "", one.text[:500], one.reason, REJECTED) for one in bad]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
