"""A batch of cells becomes staged rows: whose they are, and what they say."""

from dataclasses import dataclass

import polars as pl

from groundswell.connectors.spreadsheet import identities, shares
from groundswell.connectors.spreadsheet.delimited import ROW, BadRow, Batch
from groundswell.connectors.spreadsheet.mapping import Column, Mapping
from groundswell.connectors.spreadsheet.moments import month_number
from groundswell.connectors.spreadsheet.places import country
from groundswell.connectors.spreadsheet.problems import REJECTED, SCHEMA, Problems
from groundswell.connectors.spreadsheet.targets import Target
from groundswell.connectors.spreadsheet.values import (
    MONEY_WHY,
    Parsed,
    by_distinct,
    read,
    read_money,
    spoken,
)
from groundswell.creators.platforms import Platform

# Facts of the person, which hold for every profile in the row; the others belong to one profile.
_OF_THE_PERSON = frozenset(
    ("name", "gender", "age", "country", "region", "city", "language", "languages", "topics")
    + ("interests", "brands", "website", "minor", "contacts", "category", "hashtags", "bio")
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
    facts = _Facts(cells, context, problems)
    observed = facts.observed()
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


class _Facts:
    """Reads the columns of one batch into facts."""

    def __init__(self, cells: pl.DataFrame, context: Context, problems: Problems) -> None:
        self.cells = cells
        self.context = context
        self.mapping = context.mapping
        self.problems = problems

    def text(self, column: Column) -> pl.Series:
        return self.cells[str(column.at)]

    def parsed(self, column: Column, target: Target) -> pl.Series:
        text = self.text(column)
        found = read(target, text, column.reading, self.context.as_of)
        self.problems.of_column(column.header, text, found)
        return found.values

    def observed(self) -> pl.Series:
        """When each row was true."""
        default = pl.Series("observed_at", [self.context.observed_at], pl.Int64)
        default = default.new_from_index(0, self.cells.height)
        column = self.mapping.by_name("observed_at")
        if column is None:
            return default
        assert column.target is not None
        return self.parsed(column, column.target).fill_null(self.context.observed_at)

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
        for name, values in self.composed(mine, said).items():
            said[name] = values
        audience = shares.audience(self.cells, mine, self.parsed, self.problems)
        if audience is not None:
            said["audience"] = audience
        for name in [name for name in said if name.startswith("post.")]:
            said[f"{name}"] = said.pop(name)
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
                amounts = self.money(by[end], said)
                made[end] = amounts["low"]
                made.setdefault("price_currency", amounts["currency"])
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
        amounts = self.money(by["price"], said)
        return {
            "price_min": amounts["low"],
            "price_max": amounts["high"],
            "price_currency": amounts["currency"],
        }

    def money(self, column: Column, said: dict[str, pl.Series]) -> pl.DataFrame:
        text = self.text(column)
        amounts, refused = read_money(text, column.reading, said.get("price_currency"))
        self.problems.of_column(column.header, text, Parsed(text, refused, lambda _: MONEY_WHY))
        return amounts

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
    import re

    parts = re.split(r"[\s,;/|]+", text.strip().removeprefix("mailto:"))
    found = [part.strip("<>()\"'").lower() for part in parts if part.strip("<>()\"'")]
    if not found or any(not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", one) for one in found):
        return None
    return [f"email:{one}" for one in dict.fromkeys(found)]


def _phones(text: str) -> list[str] | None:
    import re

    found = []
    for part in re.split(r"[,;|]|\s/\s", text):
        digits = re.sub(r"(?!^\+)\D", "", re.sub(r"\(0\)", "", part.strip()))
        if not re.fullmatch(r"\+?\d{6,15}", digits):
            return None
        found.append(f"phone:{digits}")
    return list(dict.fromkeys(found)) or None
