"""From documents (columns) to the JSON that Tantivy takes in; no Python per document."""

from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from groundswell.discovery.engines.tantivy import schema, terms
from groundswell.discovery.fields import KEYWORD, KEYWORDS, NUMERIC
from groundswell.discovery.shares import vocabulary

# an escaped quote inside a value is preceded by a backslash, which no key can hold
_UNKNOWN = r'"[a-z_0-9]+":null,?'


def encode(documents: pl.DataFrame) -> list[str]:
    """One JSON object per document (columns of `document.SCHEMA`)."""
    plain = [pl.col(field.name) for field in NUMERIC]
    plain += [pl.col(name) for name in schema.OWN]
    plain += [
        pl.col(schema.RANKED).list.get(slot, null_on_oob=True).alias(name)
        for slot, name in enumerate(schema.SLOTS)
    ]
    rest = pl.col(schema.RANKED).list.slice(len(schema.SLOTS))
    plain.append(_combined(rest).alias(schema.REST))
    plain += [_combined(pl.col(name)).alias(schema.combination(name)) for name in schema.SETS]
    some = documents.select(plain)
    known = some.select(name for name in some.columns if some[name].null_count() < len(some))
    head = known.select(pl.struct(pl.all()).struct.json_encode()).to_series()
    head = head.str.replace_all(_UNKNOWN, "").str.replace(r",?\}$", "")
    tail = pl.struct("row", "version", _terms(documents).alias("terms")).struct.json_encode()
    words = [pl.col(name).fill_null("") for name in schema.PHRASES]
    # words and base64 hold nothing that JSON would escape
    plain_tail = pl.format(
        ',"name":"{}","bio":"{}","caption":"{}","tags":"{}","text":"{}","card":"{}"}}',
        *words[:-1],
        words[-1].pipe(_phrases),
        pl.concat_str(words, separator=" "),
        pl.col("card").cast(pl.Binary).bin.encode("base64"),
    )
    parts = documents.select(
        head=head, tail=pl.concat_str(tail.str.slice(1).str.head(-1), plain_tail)
    )
    joined = parts.select(
        pl.when(pl.col("head").str.len_bytes() > 1)
        .then(pl.col("head") + "," + pl.col("tail"))
        .otherwise("{" + pl.col("tail"))
    )
    return joined.to_series().to_list()


def _phrases(tags: pl.Expr) -> pl.Expr:
    """The values of several words, as phrases look only there."""
    several = ("| " + tags + " |").str.replace_all(r"(?:\| [^ |]+ )+\|", "|")
    return several.str.strip_chars("| ")


def _combined(values: pl.Expr) -> pl.Expr:
    """A set as one value, null where it is empty."""
    joined = values.list.sort().list.join(schema.SPLIT)
    return pl.when(joined != "").then(joined)


def _terms(documents: pl.DataFrame) -> pl.Series:
    """All terms of each document, joined by blanks."""
    rows = documents["row"].to_numpy()
    columns = [
        pl.Series(".s" + pl.Series(terms.samples(rows)).cast(pl.String)),
        ".b" + pl.Series(rows >> terms.BAND_BITS).cast(pl.String),
        ".B" + pl.Series(rows >> terms.WIDE_BAND_BITS).cast(pl.String),
        _visibility(documents),
        *(_keyword_terms(documents, field.name) for field in KEYWORD if _is_term(field.name)),
        *(_list_terms(documents[field.name], field.name) for field in KEYWORDS),
        *(_bucket_terms(documents[name], name) for name in terms.GRIDS),
        _share_terms(documents["shares"]),
    ]
    frame = pl.DataFrame({str(number): column for number, column in enumerate(columns)})
    return frame.select(pl.concat_str(pl.all(), separator=" ", ignore_nulls=True)).to_series()


def _is_term(name: str) -> bool:
    return name not in schema.OWN


def _visibility(documents: pl.DataFrame) -> pl.Series:
    private = pl.when(pl.col("owner") != 0).then(
        pl.lit(f"{terms.PRIVATE} .o") + pl.col("owner").cast(pl.String)
    )
    hidden = pl.when(pl.col("hidden_for").list.len() > 0).then(
        pl.col("hidden_for").list.eval(".h" + pl.element().cast(pl.String)).list.join(" ")
    )
    return documents.select(
        pl.concat_str(private, hidden, separator=" ", ignore_nulls=True)
    ).to_series()


def _keyword_terms(documents: pl.DataFrame, name: str) -> pl.Series:
    return f"{name}:" + documents[name].str.replace_all(" ", terms.JOIN, literal=True)


def _list_terms(values: pl.Series, name: str) -> pl.Series:
    if not values.list.len().sum():
        return pl.Series([None], dtype=pl.String).new_from_index(0, len(values))
    # joined first and marked after: one pass over text instead of one over elements
    joined = values.list.join("\x1f").str.replace_all(" ", terms.JOIN, literal=True)
    marked = f"{name}:" + joined.str.replace_all("\x1f", f" {name}:", literal=True)
    return (
        marked.to_frame("it").select(pl.when(values.list.len() > 0).then(pl.col("it"))).to_series()
    )


def _bucket_terms(values: pl.Series, name: str) -> pl.Series:
    """The runs of buckets of each value; the same few bucket numbers come again and again."""
    grid = terms.GRIDS[name]
    known = values.is_not_null()
    buckets = pl.Series(grid.bucket(values.fill_null(0).to_numpy()))
    distinct = buckets.unique()
    table = pl.Series(
        [" ".join(terms.buckets_of(name, bucket)) for bucket in distinct],
        dtype=pl.String,
    )
    found = buckets.replace_strict(distinct, table, return_dtype=pl.String)
    return found.to_frame("it").select(pl.when(known).then(pl.col("it"))).to_series()


def _share_terms(shares: pl.Series) -> pl.Series:
    """The terms of all shares; each (key, thousandths) of the batch is spelt out once."""
    size = len(shares)
    counts = shares.list.len().fill_null(0).to_numpy()
    flat = shares.list.explode(empty_as_null=False, keep_nulls=False).struct.unnest()
    if flat.is_empty():
        return pl.Series([None], dtype=pl.String).new_from_index(0, size)
    codes, words = vocabulary(flat["key"])
    pairs = codes.astype(np.int64) * 1_001 + flat["share"].to_numpy()
    distinct, places = np.unique(pairs, return_inverse=True)
    spelt = _spelt(words, distinct).gather(places)
    return (
        pl.DataFrame(
            {"at": pl.Series(np.repeat(np.arange(size), counts)).set_sorted(), "it": spelt}
        )
        .group_by("at", maintain_order=True)
        .agg(pl.col("it").str.join(" "))
        .pipe(
            lambda found: pl.DataFrame({"at": np.arange(size)}).join(
                found, on="at", how="left", maintain_order="left"
            )
        )["it"]
    )


def _spelt(words: pl.Series, pairs: npt.NDArray[np.int64]) -> pl.Series:
    """The terms of each pair of word and thousandths."""
    heads = [f"+{word}".replace(" ", terms.JOIN) for word in words]
    tails = [_tails(sums=terms.is_sum(word)) for word in words]
    halves = (part.tolist() for part in np.divmod(pairs, 1_001))
    return pl.Series(
        [
            tails[word][share].replace("\0", heads[word])
            for word, share in zip(*halves, strict=True)
        ],
        dtype=pl.String,
    )


@cache
def _tails(*, sums: bool) -> tuple[str, ...]:
    """For each share in thousandths its terms, NUL standing for the key."""
    grid = terms.COARSE if sums else terms.FINE
    return tuple(
        " ".join((f"\0={share}", *(f"\0>{edge}" for edge in grid if edge <= share)))
        for share in range(1_001)
    )
