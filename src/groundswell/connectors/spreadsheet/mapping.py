"""Which column holds what: guessed from headers and values, shown, corrected, kept.

The guess goes by header first (`vocabulary`, `audiences`), is checked against the values, and falls
back on the values alone. Every column gets a reason; what the values leave open is a doubt that the
person sees before anything is stored.
"""

import hashlib
from collections.abc import Mapping as Named
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args

import polars as pl

from groundswell.connectors.spreadsheet import evidence, readings, vocabulary
from groundswell.connectors.spreadsheet.headers import hint
from groundswell.connectors.spreadsheet.targets import IGNORE, SEVERAL, Target, parse
from groundswell.connectors.spreadsheet.values import DEFAULT, Reading, decide
from groundswell.creators.platforms import Platform
from groundswell.kernel.errors import Invalid

RowKind = Literal["profiles", "posts", "audience", "contacts"]
KINDS: tuple[RowKind, ...] = get_args(RowKind)
SURE_ENOUGH = 0.5
_FINAL = frozenset(("a rank is not kept", "never stored here"))  # whatever the values look like


@dataclass(frozen=True, slots=True)
class Column:
    """One column and where it goes.

    Attributes:
        at: place in the table, from 0.
        header: as in the file.
        target: None where the column is left out.
        confidence: 0 to 1; 1 where a person said so.
        reason: why, in a sentence fragment.
        reading: how its values are read.
        doubts: what the values leave open.
        samples: a few values.
    """

    at: int
    header: str
    target: Target | None
    confidence: float
    reason: str
    reading: Reading = DEFAULT
    doubts: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a table is understood.

    Attributes:
        kind: what a row is.
        kind_reason: why it is taken for that.
        platform: of rows that do not say it themselves; None where every row does.
        platform_reason: where it comes from.
        columns: one per column of the table.
        notes: what a person should know before going on.
        fingerprint: the same for tables with the same headers.
    """

    kind: RowKind
    kind_reason: str
    platform: Platform | None
    platform_reason: str
    columns: tuple[Column, ...]
    notes: tuple[str, ...]
    fingerprint: str

    def mapped(self) -> list[Column]:
        """The columns that are used."""
        return [column for column in self.columns if column.target is not None]

    def by_name(self, name: str, platform: Platform | None = None) -> Column | None:
        """The column of a target, where there is one."""
        wanted = Target(name, platform)
        return next((one for one in self.columns if one.target == wanted), None)

    def doubts(self) -> list[str]:
        """What is open, column by column."""
        return [f"{one.header}: {doubt}" for one in self.mapped() for doubt in one.doubts]

    def choices(self) -> dict[str, str]:
        """The mapping as a person would give it: header to target."""
        return {one.header: str(one.target) if one.target else IGNORE for one in self.columns}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person (or an earlier import of the same source) said; None leaves it to the guess."""

    platform: Platform | None = None
    kind: RowKind | None = None
    profile: str | None = None
    columns: Named[str, str] | None = None
    saved: Named[str, str] | None = None
    readings: Named[str, Named[str, str]] | None = None


def fingerprint(headers: Sequence[str]) -> str:
    """The same for tables with the same headers, however they are cased or spaced."""
    words = "\x1f".join(vocabulary.normal(header) for header in headers)
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def guess(
    headers: Sequence[str],
    sample: pl.DataFrame,
    *,
    called: str,
    wishes: Wishes = Wishes(),
) -> Mapping:
    """Understand a table from its headers and a sample of its rows.

    Args:
        headers: of all columns.
        sample: String columns ``0``, ``1`` ... as `delimited.Batch` has them.
        called: name of the file or sheet, which may name the platform.
        wishes: what is known already.

    Raises:
        Invalid: a wish names no column or target; the rows are nothing that can be imported.
    """
    chosen = _chosen(headers, wishes)
    kind, kind_reason = _kind(headers, sample, wishes)
    columns = [
        _column(at, header, sample[str(at)], kind, chosen.get(at))
        for at, header in enumerate(headers)
    ]
    columns = _by_values(columns, sample, kind)
    columns = _adjusted(columns, sample, kind)
    columns = _once(columns)
    if kind == "contacts":
        columns = [_only_contacts(column) for column in columns]
    columns = _decided(columns, sample)
    columns = [readings.as_said(column, wishes.readings or {}) for column in columns]
    platform, reason = _platform(columns, sample, called, wishes.platform)
    result = Mapping(kind, kind_reason, platform, reason, tuple(columns), (), fingerprint(headers))
    return replace(result, notes=tuple(_notes(result, wishes)))


def _chosen(headers: Sequence[str], wishes: Wishes) -> dict[int, tuple[Target | None, str]]:
    """The columns that are settled: what a person said before what was saved."""
    settled: dict[int, tuple[Target | None, str]] = {}
    for given, reason in (
        (wishes.saved, "as in an earlier import"),
        (wishes.columns, "as you said"),
    ):
        for header, text in (given or {}).items():
            places = [at for at, one in enumerate(headers) if one == header] or [
                at
                for at, one in enumerate(headers)
                if vocabulary.normal(one) == vocabulary.normal(header)
            ]
            if not places:
                if given is wishes.saved:
                    continue
                raise Invalid(
                    f"There is no column {header!r}.",
                    field="map",
                    hint=f"The columns are {', '.join(headers)}.",
                )
            target = None if text.strip() == IGNORE else parse(text)
            settled |= dict.fromkeys(places, (target, reason))
    return settled


def _kind(headers: Sequence[str], sample: pl.DataFrame, wishes: Wishes) -> tuple[RowKind, str]:
    if wishes.kind is not None:
        return wishes.kind, "as you said"
    named = [*(wishes.saved or {}).values(), *(wishes.columns or {}).values()]
    if any(text.startswith("post.") for text in named):
        return "posts", "a column was said to be of posts"
    return evidence.kind_of_rows(headers, sample)


def _column(
    at: int,
    header: str,
    values: pl.Series,
    kind: RowKind,
    settled: tuple[Target | None, str] | None,
) -> Column:
    samples = tuple(values.drop_nulls().unique(maintain_order=True).head(3).to_list())
    if settled is not None:
        target, reason = settled
        reading = Reading(factor=hint(header, kind).factor)
        return Column(at, header, target, 1.0, reason, reading, samples=samples)
    said = hint(header, kind)
    reading = Reading(factor=said.factor)
    column = Column(at, header, said.target, said.confidence, said.reason, reading, samples=samples)
    if column.target is None or not samples:
        return column
    fits = evidence.fit(column.target, values)
    if fits < SURE_ENOUGH:
        shown = f"the header says {column.target}, but the values do not fit"
        return replace(column, target=None, confidence=round(fits, 2), reason=shown)
    confidence = round(column.confidence * (0.7 + 0.3 * fits), 2)
    return replace(column, confidence=confidence)


def _by_values(columns: Sequence[Column], sample: pl.DataFrame, kind: RowKind) -> list[Column]:
    """Columns that their header does not explain, told by their values."""
    taken = {one.target for one in columns}
    result = []
    for column in columns:
        known = column.target is not None or column.confidence == 1.0 or column.reason in _FINAL
        found = None if known else evidence.by_values(sample[str(column.at)], column.header, kind)
        if found is not None and Target(found[0]) not in taken:
            target = Target(found[0])
            taken.add(target)
            column = replace(column, target=target, confidence=found[1], reason=found[2])  # noqa: PLW2901
        result.append(column)
    return result


def _adjusted(columns: list[Column], sample: pl.DataFrame, kind: RowKind) -> list[Column]:
    """What only shows when columns are seen together."""
    adjusted = list(columns)
    if any(one.target == Target("joined_at.year") for one in columns):
        for column in columns:
            if vocabulary.normal(column.header) in {"created date", "created day"}:
                reason = "a day that goes with the year and month"
                adjusted[column.at] = replace(
                    column, target=Target("joined_at.day"), confidence=0.85, reason=reason
                )
    adjusted = [
        evidence.counted_engagement(one, sample) if one.confidence < 1.0 else one
        for one in adjusted
    ]
    if kind == "posts":
        adjusted = evidence.series_of_posts(adjusted, sample)
    return adjusted


def _once(columns: Sequence[Column]) -> list[Column]:
    """At most one column per target (lists may have several): the surest, else the first."""
    best: dict[Target | None, Column] = {}
    for column in columns:
        if column.target is None or column.target.name in SEVERAL or column.target.contact:
            continue
        rival = best.get(column.target)
        if rival is None or column.confidence > rival.confidence:
            best[column.target] = column
    result = []
    for column in columns:
        winner = best.get(column.target)
        if winner is not None and winner.at != column.at:
            reason = f"{winner.header!r} holds {column.target} already"
            column = replace(column, target=None, confidence=0.0, reason=reason)  # noqa: PLW2901
        result.append(column)
    return result


def _only_contacts(column: Column) -> Column:
    target = column.target
    wanted = target is None or target.contact or target.name in evidence.IDENTIFYING
    if wanted:
        return column
    return replace(column, target=None, reason="not a contact, and the rows are contacts")


def _decided(columns: Sequence[Column], sample: pl.DataFrame) -> list[Column]:
    """How the values of each column are read."""
    usual = evidence.usual_mark(columns, sample)
    result = []
    for column in columns:
        if column.target is not None:
            reading, doubts, said = decide(
                column.target, column.header, sample[str(column.at)], column.reading, usual
            )
            reason = f"{column.reason}; {said}" if said else column.reason
            doubts = (*column.doubts, *doubts)
            column = replace(column, reading=reading, doubts=doubts, reason=reason)  # noqa: PLW2901
        result.append(column)
    return result


def _platform(
    columns: Sequence[Column], sample: pl.DataFrame, called: str, wish: Platform | None
) -> tuple[Platform | None, str]:
    """The platform of rows that do not say it themselves."""
    if wish is not None:
        return wish, "as you said"
    names = {one.target.name: one for one in columns if one.target and one.target.platform is None}
    if "platform" in names:
        return None, f"the column {names['platform'].header!r} says it"
    for name in ("url", "post.url"):
        if name in names:
            found = evidence.platform_of_addresses(sample[str(names[name].at)])
            if found is not None:
                return found[0], f"the addresses in {names[name].header!r} are of {found[1]}"
    prefixed = {one.target.platform for one in columns if one.target and one.target.platform}
    if prefixed and not evidence.IDENTIFYING.intersection(names) - {"name"}:
        return None, "the headers name it"
    if (named := vocabulary.platform_in(called)) is not None:
        return named, f"the name {called!r} says so"
    return evidence.platform_of_header(columns) or evidence.platform_by_headers(columns)


def _notes(mapping: Mapping, wishes: Wishes) -> list[str]:
    notes = []
    identified = any(
        one.target and one.target.name in evidence.IDENTIFYING for one in mapping.columns
    )
    names = {one.target.name for one in mapping.columns if one.target}
    if not identified and wishes.profile is None:
        notes.append("No column says whose rows these are.")
    elif wishes.profile is None and not names & {"handle", "url", "platform_id", "name_or_handle"}:
        notes.append(
            "Profiles are told apart by their name alone, which is weak: two creators of the same "
            "name become one, and a changed name becomes a new creator."
        )
    if mapping.kind == "posts" and not names & {"post.id", "post.url"}:
        notes.append(
            "No column names the post, so posts are told apart by their place in the file: import "
            "it again only as it is."
        )
    return notes


def as_json(mapping: Mapping) -> dict[str, Any]:
    """The mapping as JSON, for people and for `restore`."""
    return {
        "kind": mapping.kind,
        "kind_reason": mapping.kind_reason,
        "platform": mapping.platform.slug if mapping.platform else None,
        "platform_reason": mapping.platform_reason,
        "columns": [
            {
                "column": one.header,
                "target": str(one.target) if one.target else None,
                "confidence": one.confidence,
                "reason": one.reason,
                "reading": asdict(one.reading),
                "doubts": list(one.doubts),
                "samples": list(one.samples),
            }
            for one in mapping.columns
        ],
        "notes": list(mapping.notes),
        "fingerprint": mapping.fingerprint,
    }


def restore(document: Named[str, Any]) -> Mapping:
    """The mapping that `as_json` wrote."""
    columns = tuple(
        Column(
            at=at,
            header=one["column"],
            target=parse(one["target"]) if one["target"] else None,
            confidence=one["confidence"],
            reason=one["reason"],
            reading=Reading(**one["reading"]),
            doubts=tuple(one["doubts"]),
            samples=tuple(one["samples"]),
        )
        for at, one in enumerate(document["columns"])
    )
    platform = document["platform"]
    return Mapping(
        document["kind"],
        document["kind_reason"],
        Platform.from_slug(platform) if platform else None,
        document["platform_reason"],
        columns,
        tuple(document["notes"]),
        document["fingerprint"],
    )
