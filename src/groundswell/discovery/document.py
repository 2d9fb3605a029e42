"""What is indexed: the neutral document, as columns.

A batch of documents is a Polars frame with `SCHEMA`. Engines take batches, never single objects,
because the catalog is loaded by the million. The generator makes the same frames, so benchmarks
exercise the path that real catalogs take.
"""

import polars as pl

from groundswell.discovery.fields import KEYWORD, KEYWORDS, NUMERIC, TEXT

SHARE = pl.Struct(
    {
        "dimension": pl.String,  # country, city, language, gender, age, interest, brand, cell
        "key": pl.String,  # age holds every run of neighbouring bands: 18-24, 18-34 ...
        "share": pl.Int16,  # thousandths, rounded half to even
        "low": pl.Int16,  # lower end of the 95 % Wilson interval; null without a sample size
        "high": pl.Int16,
    }
)

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.Int64,
    "version": pl.Int64,
    "owner": pl.Int64,
    "hidden_for": pl.List(pl.Int64),
    **{field.name: pl.Int64 for field in NUMERIC},
    **{field.name: pl.String for field in KEYWORD},
    **{field.name: pl.List(pl.String) for field in KEYWORDS},
    **{field.name: pl.String for field in TEXT},
    "shares": pl.List(SHARE),
    "card": pl.String,  # JSON of what a result shows
}
