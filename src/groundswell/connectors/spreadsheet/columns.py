"""The columns of one batch as facts: read one by one, joined where several make one fact."""

import re

import polars as pl

from groundswell.connectors.spreadsheet import amounts, shares
from groundswell.connectors.spreadsheet.delimited import ROW
from groundswell.connectors.spreadsheet.mapping import Column, Mapping
from groundswell.connectors.spreadsheet.moments import month_number
from groundswell.connectors.spreadsheet.places import country
from groundswell.connectors.spreadsheet.problems import Problems
from groundswell.connectors.spreadsheet.targets import Target
from groundswell.connectors.spreadsheet.values import by_distinct, read, spoken
from groundswell.creators.platforms import Platform


class FactReader:
    """Reads the columns of one batch into facts."""

    def __init__(
        self, cells: pl.DataFrame, mapping: Mapping, as_of: int | None, problems: Problems
    ) -> None:
        self.cells = cells
        self.mapping = mapping
        self.as_of = as_of
        self.problems = problems

    def text(self, column: Column) -> pl.Series:
        """The cells of a column."""
        return self.cells[str(column.at)]

    def parsed(self, column: Column, target: Target) -> pl.Series:
        """The values of a column; what cannot be read is noted."""
        text = self.text(column)
        found = read(target, text, column.reading, self.as_of)
        self.problems.of_column(column.header, text, found)
        return found.values

    def observed(self, otherwise: int) -> pl.Series:
        """When each row was true; ``otherwise`` where it does not say."""
        default = pl.Series("observed_at", [otherwise], pl.Int64)
        default = default.new_from_index(0, self.cells.height)
        column = self.mapping.by_name("observed_at")
        if column is None:
            return default
        assert column.target is not None
        return self.parsed(column, column.target).fill_null(otherwise)

    def read(self, platform: Platform | None) -> dict[str, pl.Series]:
        """The facts that the columns of a platform (or of none) state, and the audience."""
        facts: dict[str, list[pl.Series]] = {}
        mine = [
            one for one in self.mapping.mapped() if one.target and one.target.platform == platform
        ]
        for column in mine:
            target = column.target
            assert target is not None
            if target.kind is None or target.share or target.name == "observed_at":
                continue
            if target.name.startswith("audience."):
                continue
            name = target.name
            facts.setdefault(name, []).append(self.parsed(column, target))
        said = {name: _together(values) for name, values in facts.items()}
        said |= self.composed(mine, said)
        audience = shares.audience(self.cells, mine, self.parsed, self.problems)
        if audience is not None:
            said["audience"] = audience
        return said

    def composed(self, mine: list[Column], said: dict[str, pl.Series]) -> dict[str, pl.Series]:
        """Facts that are made of several columns, or several that are made of one."""
        by = {one.target.name: one for one in mine if one.target}
        made: dict[str, pl.Series] = {}
        if "name" not in said and by.keys() & {"first_name", "last_name"}:
            names = [
                spoken(self.text(by[part]), free=True)
                for part in ("first_name", "last_name")
                if part in by
            ]
            made["name"] = (
                pl.select(pl.concat_str(names, separator=" ", ignore_nulls=True))
                .to_series()
                .replace("", None)
            )
        if "name_or_handle" in by and "name" not in said:
            made["name"] = spoken(self.text(by["name_or_handle"]), free=True).str.strip_chars_start(
                "@"
            )
        if "location" in by:
            made |= self.place(by["location"], said)
        if "price" in by:
            made |= self.price(by, said)
        for end in ("price_min", "price_max"):
            if end in by:
                found = self.money(by[end], said)
                made[end] = found["low"]
                made.setdefault("price_currency", found["currency"])
        if "joined_at.year" in by:
            joined = self.date_of_parts(by)
            made["joined_at"] = (
                _together([said["joined_at"], joined]) if "joined_at" in said else joined
            )
        contacts = [self.contact(one) for one in mine if one.target and one.target.contact]
        if contacts:
            if "contacts" in said:
                contacts.append(said["contacts"])
            made["contacts"] = _together(contacts)
        return made

    def place(self, column: Column, said: dict[str, pl.Series]) -> dict[str, pl.Series]:
        """City and country out of ``Berlin, Germany``."""
        parts = spoken(self.text(column)).str.split(",")
        last = parts.list.get(-1, null_on_oob=True).str.strip_chars()
        found = by_distinct(last, country, pl.String)
        one = pl.DataFrame(
            {
                "n": parts.list.len(),
                "first": parts.list.get(0, null_on_oob=True).str.strip_chars(),
                "country": found,
            }
        )
        city = one.select(
            pl.when((pl.col("n") > 1) | pl.col("country").is_null()).then("first").alias("city")
        )["city"].replace("", None)
        made = {"city": city, "country": found}
        return {
            name: _together([said[name], values]) if name in said else values
            for name, values in made.items()
        }

    def price(self, by: dict[str, Column], said: dict[str, pl.Series]) -> dict[str, pl.Series]:
        """Both ends of a price, which are the same for a single amount."""
        found = self.money(by["price"], said)
        return {
            "price_min": found["low"],
            "price_max": found["high"],
            "price_currency": found["currency"],
        }

    def money(self, column: Column, said: dict[str, pl.Series]) -> pl.DataFrame:
        """The amounts of a column (`amounts.read_amounts`)."""
        text = self.text(column)
        reading = column.reading
        found, refused = amounts.read_amounts(
            spoken(text), reading.mark, reading.currency, said.get("price_currency")
        )
        self.problems.where(column.header, text, refused, amounts.WHY)
        return found

    def date_of_parts(self, by: dict[str, Column]) -> pl.Series:
        """Seconds of a date whose year, month and day have columns of their own."""
        numbers = {}
        for part in ("year", "month", "day"):
            column = by.get(f"joined_at.{part}")
            if column is None:
                numbers[part] = pl.Series(part, [None], pl.Int32).new_from_index(
                    0, self.cells.height
                )
            elif part == "month":
                numbers[part] = by_distinct(spoken(self.text(column)), month_number, pl.Int32)
            else:
                text = spoken(self.text(column))
                numbers[part] = text.cast(pl.Float64, strict=False).cast(pl.Int32, strict=False)
        frame = pl.DataFrame(numbers)
        year = pl.col("year")
        padded = pl.when(year.is_between(1990, 2100)).then(
            pl.format("{}-{}-{}", year, pl.col("month").fill_null(1), pl.col("day").fill_null(1))
        )
        date = frame.select(padded.alias("d"))["d"].str.to_date("%Y-%m-%d", strict=False)
        seconds = date.cast(pl.Datetime("us")).dt.epoch("s")
        column = by["joined_at.year"]
        text = self.text(column)
        odd = spoken(text).is_not_null() & seconds.is_null()
        self.problems.where(
            column.header, text, odd, "The parts of the date make no date after 1990."
        )
        return seconds

    def contact(self, column: Column) -> pl.Series:
        """Contacts as ``kind:value``."""
        assert column.target is not None
        kind = column.target.contact
        text = self.text(column)
        if kind in {"email", "phone"}:
            values = by_distinct(
                spoken(text), _emails if kind == "email" else _phones, pl.List(pl.String)
            )
            refused = spoken(text).is_not_null() & values.is_null()
            what = "an e-mail address" if kind == "email" else "a phone number"
            self.problems.where(column.header, text, refused, f"This is not {what}.")
            return values
        one = spoken(text, free=True)
        return (
            one.to_frame("t")
            .select(
                pl.when(pl.col("t").is_not_null()).then(
                    pl.concat_list(pl.lit(f"{kind}:") + pl.col("t"))
                )
            )
            .to_series()
        )

    def groups(self, frame: pl.DataFrame, *, several: bool) -> list[pl.Expr]:
        """Rows with the same creator, and the profiles of one row, belong together."""
        column = self.mapping.by_name("creator")
        if column is None and not several:
            return []
        own = pl.concat_str(pl.lit("row:"), pl.col(ROW)) if several else pl.lit(None, pl.String)
        if column is None:
            return [own.alias("creator_group")]
        said = frame.select(ROW).join(
            self.cells.select(ROW, spoken(self.text(column)).alias("said")),
            on=ROW,
            how="left",
            maintain_order="left",
        )["said"]
        return [pl.coalesce(pl.lit(said), own).alias("creator_group")]


def _together(values: list[pl.Series]) -> pl.Series:
    """Several columns of one fact: lists are joined, of single values the first counts."""
    if len(values) == 1:
        return values[0]
    frame = pl.DataFrame({str(at): one for at, one in enumerate(values)})
    if values[0].dtype == pl.List(pl.String):
        filled = [pl.col(name).fill_null([]) for name in frame.columns]
        joined = frame.select(pl.concat_list(filled).list.unique(maintain_order=True).alias("w"))
        return joined.select(pl.when(pl.col("w").list.len() > 0).then("w"))["w"]
    return frame.select(pl.coalesce(pl.all()).alias("v"))["v"]


def _emails(text: str) -> list[str] | None:
    parts = re.split(r"[\s,;/|]+", text.strip().removeprefix("mailto:"))
    found = [part.strip("<>()\"'").lower() for part in parts if part.strip("<>()\"'")]
    if not found or any(not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", one) for one in found):
        return None
    return [f"email:{one}" for one in dict.fromkeys(found)]


def _phones(text: str) -> list[str] | None:
    found = []
    for part in re.split(r"[,;|]|\s/\s", text):
        digits = re.sub(r"(?!^\+)\D", "", re.sub(r"\(0\)", "", part.strip()))
        if not re.fullmatch(r"\+?\d{6,15}", digits):
            return None
        found.append(f"phone:{digits}")
    return list(dict.fromkeys(found)) or None
