"""What could not be taken as it stood, row by row, for the person to mend."""

from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from groundswell.connectors.spreadsheet.delimited import ROW
from groundswell.connectors.spreadsheet.values import Parsed

REJECTED, LEFT_OUT, ODD = "row rejected", "value left out", "kept, but odd"
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    ROW: pl.Int64,
    "column": pl.String,
    "value": pl.String,
    "reason": pl.String,
    "what": pl.String,
}
_LONGEST = 500


@dataclass(slots=True)
class Problems:
    """Collects the problems of one batch; ``rows`` are the row numbers of its frame."""

    rows: pl.Series
    parts: list[pl.DataFrame] = field(default_factory=list)

    def of_column(self, header: str, text: pl.Series, parsed: Parsed) -> None:
        """Note the refused and the flagged values of a column."""
        self.where(header, text, parsed.refused, parsed.why)
        if parsed.flagged is not None:
            self.where(header, text, parsed.flagged, parsed.odd, what=ODD)

    def where(
        self,
        header: str,
        text: pl.Series,
        mask: pl.Series,
        why: str | Callable[[str], str],
        *,
        what: str = LEFT_OUT,
    ) -> None:
        """Note the values of a column under a mask; ``why`` is a sentence or answers one."""
        at = mask.fill_null(value=False).arg_true()
        if not len(at):
            return
        texts = text.gather(at).cast(pl.String)
        if callable(why):
            answers = {one: why(one) for one in texts.unique() if one is not None}
            reasons = pl.Series("reason", [answers.get(one) for one in texts], pl.String)
        else:
            reasons = pl.Series("reason", [why], pl.String).new_from_index(0, len(at))
        self.add(self.rows.gather(at), header, texts, reasons, what)

    def add(
        self, rows: pl.Series, header: str, texts: pl.Series, reasons: pl.Series, what: str
    ) -> None:
        """Note values of a column with their reasons."""
        self.parts.append(
            pl.DataFrame(
                {
                    ROW: rows,
                    "column": pl.Series([header], dtype=pl.String).new_from_index(0, len(rows)),
                    "value": texts.str.slice(0, _LONGEST),
                    "reason": reasons,
                    "what": pl.Series([what], dtype=pl.String).new_from_index(0, len(rows)),
                },
                schema=SCHEMA,
            )
        )

    def frame(self) -> pl.DataFrame:
        """All problems, by row."""
        return pl.concat([pl.DataFrame(schema=SCHEMA), *self.parts]).sort(ROW, maintain_order=True)
