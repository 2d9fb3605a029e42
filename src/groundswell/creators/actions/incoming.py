"""Making a profile frame ready to be stored: checked, one JSON document per row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from groundswell.creators.errors import BadFrame
from groundswell.creators.frames import AUDIENCE, DTYPES, IDENTITY

_REQUIRED = ("platform", "key", "observed_at")
_OPTIONAL = ("audience", "creator_group")
# A null member of a JSON object. It cannot match inside a string, where quotes are escaped.
_NULL_MEMBER = r'"[a-z0-9_]+":null,?'


@dataclass(frozen=True, slots=True)
class Prepared:
    """A frame ready to be stored.

    ``rows``: row (position in the input), platform, key, handle, platform_id, at, document,
    audience (struct, null where nothing is said) and group, in the order of the input.
    ``has_audience``, ``has_groups``: whether any row has one, so that the others cost nothing.
    """

    rows: pl.DataFrame
    has_audience: bool
    has_groups: bool


def prepare(frame: pl.DataFrame) -> Prepared:
    """Check a profile frame and make its documents."""
    _check(frame)
    height = frame.height
    rows = frame.select(
        pl.int_range(height, dtype=pl.Int64).alias("row"),
        pl.col("platform").cast(pl.Int64),
        "key",
        _handle(frame),
        _platform_id(frame),
        pl.col("observed_at").cast(pl.Int64).alias("at"),
        documents(frame).alias("document"),
        _audience(frame),
        (
            pl.col("creator_group").cast(pl.String)
            if "creator_group" in frame.columns
            else pl.lit(None, pl.String)
        ).alias("group"),
    )
    broken = rows.filter(
        pl.col("key").is_null() | pl.col("at").is_null() | pl.col("platform").is_null()
    )
    if not broken.is_empty():
        raise BadFrame(f"Row {broken['row'][0] + 1} lacks its platform, key or time.", field="key")
    has_audience = rows["audience"].null_count() < height
    has_groups = rows["group"].null_count() < height
    return Prepared(rows, has_audience, has_groups)


def rounds(rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The rows in passes of at most one per profile, oldest first, so that each pass is plain.

    Rows that carry the same platform id under different keys are one profile too.
    """
    if rows.is_empty():
        return
    same_key = rows.select("platform", "key").is_unique().all()
    with_id = rows.filter(pl.col("platform_id").is_not_null()).select("platform", "platform_id")
    if same_key and with_id.is_unique().all():
        yield rows
        return
    rest = rows.sort("at", "row")
    while not rest.is_empty():
        part = rest.unique(["platform", "key"], keep="first", maintain_order=True)
        named = pl.coalesce("platform_id", pl.format("row {}", "row"))
        part = part.unique(["platform", named], keep="first", maintain_order=True)
        yield part
        rest = rest.join(part.select("row"), on="row", how="anti", maintain_order="left")


def documents(frame: pl.DataFrame) -> pl.Series:
    """One compact JSON object per row: the facts that are known, in the order of the vocabulary."""
    return encode(frame, DTYPES)


def encode(frame: pl.DataFrame, dtypes: Mapping[str, pl.DataType | type[pl.DataType]]) -> pl.Series:
    """One compact JSON object per row from the columns named in ``dtypes``, without nulls."""
    said = [
        name for name in dtypes if name in frame.columns and frame[name].null_count() < frame.height
    ]
    if not said:
        return pl.Series("document", ["{}"] * frame.height, dtype=pl.String)
    text = pl.struct(_tidy(name, dtypes[name]) for name in said).struct.json_encode()
    return frame.select(
        text.str.replace_all(_NULL_MEMBER, "").str.replace(r",\}$", "}").alias("document")
    )["document"]


def _tidy(name: str, dtype: pl.DataType | type[pl.DataType]) -> pl.Expr:
    """A column without values that say nothing: empty texts and lists, infinities."""
    column = pl.col(name)
    if dtype == pl.Float64:
        return pl.when(column.is_finite()).then(column).alias(name)
    if dtype == pl.String:
        return pl.when(column != "").then(column).alias(name)
    if dtype == pl.List(pl.String):
        return pl.when(column.list.len() > 0).then(column).alias(name)
    return column


def _check(frame: pl.DataFrame) -> None:
    missing = [name for name in _REQUIRED if name not in frame.columns]
    if missing:
        raise BadFrame(f"The frame lacks the column {missing[0]}.", field=missing[0])
    known = {**IDENTITY, **DTYPES}
    for name, dtype in frame.schema.items():
        if name in _OPTIONAL:
            continue
        if name not in known:
            raise BadFrame(f"{name} is not a fact.", field=name)
        if dtype != known[name] and dtype != pl.Null:
            raise BadFrame(f"{name} is {dtype}, but facts of it are {known[name]}.", field=name)


def _handle(frame: pl.DataFrame) -> pl.Expr:
    if "handle" not in frame.columns:
        return pl.col("key").alias("handle")
    return pl.coalesce(pl.col("handle").cast(pl.String), "key").alias("handle")


def _platform_id(frame: pl.DataFrame) -> pl.Expr:
    """The id as given, else the one in the key."""
    in_key = pl.col("key").str.extract("^id:(.+)$", 1)
    if "platform_id" not in frame.columns:
        return in_key.alias("platform_id")
    given = pl.col("platform_id").cast(pl.String).replace("", None)
    return pl.coalesce(given, in_key).alias("platform_id")


def _audience(frame: pl.DataFrame) -> pl.Expr:
    if "audience" not in frame.columns or frame["audience"].null_count() == frame.height:
        return pl.lit(None, AUDIENCE).alias("audience")
    told = pl.col("audience").str.json_decode(AUDIENCE)
    part = told.struct.field
    basis = part("basis").fill_null("followers")
    fits = part("keys").list.len() == part("shares").list.len()
    return (
        pl.when(pl.col("audience").is_not_null() & fits & (part("keys").list.len() > 0))
        .then(
            pl.struct(
                part("as_of").fill_null(pl.col("observed_at")).alias("as_of"),
                part("n").alias("n"),
                basis.alias("basis"),
                part("keys").alias("keys"),
                part("shares").alias("shares"),
            )
        )
        .alias("audience")
    )
