"""What a person asks for with a file."""

import hashlib
from collections.abc import Mapping as Named
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson

from groundswell.connectors.spreadsheet import readings as ways
from groundswell.connectors.spreadsheet.mapping import KINDS, RowKind, Wishes
from groundswell.connectors.spreadsheet.reading import Options
from groundswell.connectors.spreadsheet.targets import IGNORE, parse
from groundswell.creators.platforms import Platform
from groundswell.kernel.errors import Invalid


@dataclass(frozen=True, slots=True)
class Request:
    """A file and what was said of it; None leaves it to the guess.

    Attributes:
        path: the file.
        platform: slug of the platform of rows that do not say it.
        kind: what a row is.
        columns: header to target (`targets`), for columns that are guessed wrongly.
        readings: header to how its values are read (`readings.READINGS`), where the values leave it
            open: ``{"Last post": {"order": "mdy"}}``.
        repairs: header to the texts that mean another text: ``{"Fans": {"none given": ""}}``.
        profile: handle or address of the one profile that all rows are about.
        as_of: seconds since 1970; the day the file is of, else the file's own time counts.
        source: name of the source, else the file's name.
        public: for every workspace of the instance; else for this one only.
        options: separator, encoding, header and sheet.
    """

    path: Path
    platform: str | None = None
    kind: str | None = None
    columns: Named[str, str] = field(default_factory=dict)
    readings: Named[str, Named[str, str]] = field(default_factory=dict)
    repairs: Named[str, Named[str, str]] = field(default_factory=dict)
    profile: str | None = None
    as_of: int | None = None
    source: str | None = None
    public: bool = False
    options: Options = field(default_factory=Options)

    def wishes(
        self, saved: Named[str, str], readings: Named[str, Named[str, str]] | None = None
    ) -> Wishes:
        """The part that guides the guess; raises Invalid for words that are none.

        ``saved`` and ``readings`` are what was said before of tables with these headers.
        """
        for text in self.columns.values():
            if text.strip() != IGNORE:
                parse(text)
        ways.check(self.readings)
        return Wishes(
            _platform(self.platform),
            _kind(self.kind),
            self.profile,
            self.columns,
            saved,
            {**(readings or {}), **self.readings},
        )

    def document(self) -> dict[str, Any]:
        """What is asked, without where the file lies.

        Readings and repairs are only named where there are some, so that imports which were begun
        before these existed are found again by their key.
        """
        said = asdict(self)
        said.pop("path")
        said["columns"] = dict(self.columns)
        for name in ("readings", "repairs"):
            if not said[name]:
                said.pop(name)
        return said

    def key(self) -> str:
        """The same for the same wishes."""
        text = orjson.dumps(self.document(), option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(text).hexdigest()


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _platform(slug: str | None) -> Platform | None:
    if slug is None:
        return None
    try:
        return Platform.from_slug(slug.strip())
    except KeyError as error:
        raise Invalid(
            f"{slug!r} is not a platform.",
            field="platform",
            hint=f"Platforms are {', '.join(one.slug for one in Platform)}.",
        ) from error


def _kind(word: str | None) -> RowKind | None:
    if word is None:
        return None
    for kind in KINDS:
        if word == kind:
            return kind
    raise Invalid(
        f"{word!r} is not a kind of rows.", field="kind", hint=f"Kinds are {', '.join(KINDS)}."
    )
