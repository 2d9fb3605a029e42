"""Columns of audience shares become one audience estimate per row."""

from collections.abc import Callable, Sequence

import polars as pl

from groundswell.connectors.spreadsheet.audiences import canonical_key, excess, read_list
from groundswell.connectors.spreadsheet.delimited import ROW
from groundswell.connectors.spreadsheet.mapping import Column
from groundswell.connectors.spreadsheet.problems import ODD, Problems
from groundswell.connectors.spreadsheet.targets import Target
from groundswell.connectors.spreadsheet.values import by_distinct, spoken
from groundswell.creators.frames import AUDIENCE

Reader = Callable[[Column, Target], pl.Series]

_PAIRS = pl.Struct({"keys": pl.List(pl.String), "shares": pl.List(pl.Float64)})
_OVERLAPPING = ("interest", "brand", "brand_category")
_DIMENSION_WORDS = {
    "country": "country",
    "countries": "country",
    "location": "country",
    "geo": "country",
    "city": "city",
    "cities": "city",
    "region": "region",
    "state": "region",
    "language": "language",
    "languages": "language",
    "gender": "gender",
    "sex": "gender",
    "age": "age",
    "ages": "age",
    "age group": "age",
    "age range": "age",
    "interest": "interest",
    "interests": "interest",
    "brand": "brand",
    "cell": "cell",
}


def audience(
    cells: pl.DataFrame, columns: Sequence[Column], parsed: Reader, problems: Problems
) -> pl.Series | None:
    """The estimate of each row as compact JSON (`frames.AUDIENCE`); None without such columns."""
    keys: list[pl.Expr] = []
    values: list[pl.Expr] = []
    frame = cells.select(ROW)
    for column in columns:
        target = column.target
        if target is None:
            continue
        name = f"v{column.at}"
        if target.share is not None:
            frame = frame.with_columns(parsed(column, target).alias(name))
            said = pl.col(name).is_not_null()
            keys.append(
                pl.when(said).then(pl.concat_list(pl.lit(target.share))).otherwise(_NO_KEYS)
            )
            values.append(pl.when(said).then(pl.concat_list(name)).otherwise(_NO_SHARES))
        elif target.shares is not None:
            frame = frame.with_columns(_listed(cells, column, target.shares, problems).alias(name))
            keys.append(pl.col(name).struct.field("keys").fill_null([]))
            values.append(pl.col(name).struct.field("shares").fill_null([]))
    long = _long(cells, columns, parsed, problems)
    if long is not None:
        frame = frame.with_columns(long.alias("long"))
        keys.append(pl.col("long").struct.field("keys").fill_null([]))
        values.append(pl.col("long").struct.field("shares").fill_null([]))
    if not keys:
        return None
    size = next((one for one in columns if one.target and one.target.name == "audience.n"), None)
    count = parsed(size, Target("audience.n")) if size is not None else None
    frame = frame.select(
        ROW, pl.concat_list(keys).alias("keys"), pl.concat_list(values).alias("shares")
    )
    if long is None:
        _check_sums(frame, problems)
    return encoded(frame, count)


_NO_KEYS = pl.lit([], pl.List(pl.String))
_NO_SHARES = pl.lit([], pl.List(pl.Float64))


def encoded(frame: pl.DataFrame, count: pl.Series | None) -> pl.Series:
    """Keys and shares as the JSON that profile frames carry."""
    said = pl.struct(
        pl.lit(None, pl.Int64).alias("as_of"),
        (pl.lit(count) if count is not None else pl.lit(None)).cast(pl.Int64).alias("n"),
        pl.lit(None, pl.String).alias("basis"),
        "keys",
        "shares",
    )
    return frame.select(
        pl.when(pl.col("keys").list.len() > 0).then(said.struct.json_encode()).alias("audience")
    )["audience"]


def joined(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows in long form, one share each, as one row per profile: the last word on each key.

    The frame is staged rows of one (platform, key) or many; what is not audience comes from the
    last row.
    """
    told = frame.with_columns(pl.col("audience").str.json_decode(AUDIENCE).alias("told"))
    part = told.select(
        "platform",
        "key",
        ROW,
        pl.col("told").struct.field("keys").alias("of"),
        pl.col("told").struct.field("shares").alias("share"),
        pl.col("told").struct.field("n").alias("n"),
    ).explode("of", "share", empty_as_null=False, keep_nulls=False)
    whose = ["platform", "key"]
    each = part.sort(ROW).unique([*whose, "of"], keep="last", maintain_order=True)
    grouped = each.group_by(whose, maintain_order=True).agg(
        pl.col("of").alias("keys"), pl.col("share").alias("shares"), pl.col("n").max()
    )
    last = frame.sort("observed_at", ROW).unique(whose, keep="last", maintain_order=True)
    both = last.drop("audience").join(grouped, on=whose, how="left", maintain_order="left")
    texts = encoded(
        both.select(pl.col("keys").fill_null([]), pl.col("shares").fill_null([])), both["n"]
    )
    return both.drop("keys", "shares", "n").with_columns(texts)


def _listed(cells: pl.DataFrame, column: Column, dimension: str, problems: Problems) -> pl.Series:
    text = cells[str(column.at)]
    texts = spoken(text)
    reasons: dict[str, str] = {}

    def answer(one: str) -> dict[str, list[object]] | None:
        found, wrong = read_list(one, dimension, column.reading.mark)
        if wrong is not None:
            reasons[one] = wrong
            return None
        return {
            "keys": [f"{dimension}:{key}" for key, _ in found],
            "shares": [share for _, share in found],
        }

    values = by_distinct(texts, answer, _PAIRS)
    refused = texts.is_not_null() & values.is_null()
    problems.where(column.header, texts, refused, lambda one: reasons.get(one, ""))
    return values


def _long(
    cells: pl.DataFrame, columns: Sequence[Column], parsed: Reader, problems: Problems
) -> pl.Series | None:
    by = {one.target.name: one for one in columns if one.target}
    if not {"audience.dimension", "audience.key", "audience.share"} <= by.keys():
        return None
    share = parsed(by["audience.share"], Target("audience.share"))
    dimension = (
        spoken(cells[str(by["audience.dimension"].at)])
        .str.to_lowercase()
        .str.strip_prefix("audience ")
        .str.strip_prefix("audience_")
    )
    key = spoken(cells[str(by["audience.key"].at)])
    frame = pl.DataFrame({"dimension": dimension, "key": key})
    glued = frame.select((pl.col("dimension") + "\x1f" + pl.col("key")).alias("t"))["t"]
    names = by_distinct(glued, _name, pl.String)
    column = by["audience.key"]
    problems.where(
        column.header,
        key,
        glued.is_not_null() & names.is_null(),
        "This is not known as a part of an audience.",
    )
    both = pl.DataFrame({"of": names, "share": share})
    said = pl.col("of").is_not_null() & pl.col("share").is_not_null()
    return both.select(
        pl.when(said)
        .then(
            pl.struct(pl.concat_list("of").alias("keys"), pl.concat_list("share").alias("shares"))
        )
        .alias("long")
    )["long"]


def _name(glued: str) -> str | None:
    dimension, _, key = glued.partition("\x1f")
    known = _DIMENSION_WORDS.get(dimension.replace("_", " ").strip())
    found = canonical_key(known, key) if known else None
    return f"{known}:{found}" if found else None


def _check_sums(frame: pl.DataFrame, problems: Problems) -> None:
    """Flag rows whose shares of one dimension add up to more than everybody."""
    parts = (
        frame.explode("keys", "shares", empty_as_null=False, keep_nulls=False)
        .with_columns(pl.col("keys").str.split(":").list.get(0).alias("dimension"))
        .filter(~pl.col("dimension").is_in(list(_OVERLAPPING)))
        .group_by(ROW, "dimension")
        .agg(pl.col("shares").sum())
        .filter(pl.col("shares") > 1.05)
        .sort(ROW)
    )
    for row, dimension, total in parts.iter_rows():
        reason = excess([("", total)], dimension) or ""
        problems.add(
            pl.Series([row], dtype=pl.Int64),
            f"audience {dimension}",
            pl.Series([f"{total:.0%}"]),
            pl.Series([reason]),
            ODD,
        )
