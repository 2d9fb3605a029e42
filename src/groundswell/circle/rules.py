"""Pure decisions: which columns name people, and whom a cell names."""

import hmac
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from groundswell.circle.errors import BadFile
from groundswell.circle.models import EMAIL, Relation
from groundswell.creators.handles import LONGEST, clean, guess_platform, identify, identify_column
from groundswell.creators.handles.single import INVISIBLE
from groundswell.creators.platforms import Platform
from groundswell.kernel.errors import Invalid
from groundswell.kernel.text import fold, tidy

LONGEST_NAME = 200
KEPT_DAYS = 30
"""How long a removed set can be brought back."""

MOST_BYTES = 512 * 1024 * 1024
ACCEPTED = (".csv", ".tsv", ".txt", ".xlsx")

ADDRESS = -1
"""A column of addresses of profiles, each on its own platform."""

_EMAIL = re.compile(r"[^@\s\"'<>(),;:]{1,64}@[^@\s\"'<>(),;:]{1,189}\.[^@\s\"'<>(),;:.\d]{2,}")
_IN_BRACKETS = re.compile(r"^[^<>]*<([^<>]+)>$")
_EMAIL_HEADER = re.compile(r"e-?mail|\bmail\b|courriel|correo|posta", re.IGNORECASE)
_URL_HEADER = re.compile(r"\burl\b|\blink\b|address|profile|website", re.IGNORECASE)
_HANDLE_HEADER = re.compile(
    r"handle|user|account|follower|screen.?name|nickname|\bname\b", re.IGNORECASE
)
_PLATFORM_WORDS = {
    **{platform.slug: platform for platform in Platform if platform is not Platform.X},
    "twitter": Platform.X,
    "insta": Platform.INSTAGRAM,
    "ig": Platform.INSTAGRAM,
    "tt": Platform.TIKTOK,
    "yt": Platform.YOUTUBE,
    "fb": Platform.FACEBOOK,
}
_SAMPLE = 200


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns name people: `EMAIL`, `ADDRESS` or a platform by column, and what is above.

    ``header`` tells whether the first row is the names of columns.
    """

    columns: Mapping[int, int]
    header: bool

    @property
    def emails(self) -> bool:
        """Whether a column holds e-mail addresses."""
        return EMAIL in self.columns.values()


@dataclass(frozen=True, slots=True)
class Named:
    """Whom some rows name: ``row, platform, key`` (an address still in the clear), and the rest.

    ``rejects`` are row, reason and the cell with its letters hidden.
    """

    people: pl.DataFrame
    rejects: list[tuple[int, str, str]]


def check_set(relation: str, competitor: str) -> tuple[Relation, str, str]:
    """The relation, the name of the competitor and its key; Invalid names what is wrong."""
    if relation not in Relation.values:
        raise Invalid(
            f"“{relation}” is not a relation.",
            field="relation",
            hint=f"One of {', '.join(Relation.values)}.",
        )
    kind, name = Relation(relation), tidy(competitor)
    if kind is not Relation.FOLLOWS_COMPETITOR:
        return kind, "", ""
    if not name:
        raise Invalid("Name the competitor whom they follow.", field="competitor")
    if len(name) > LONGEST_NAME:
        raise Invalid(f"A name has at most {LONGEST_NAME} characters.", field="competitor")
    return kind, name, fold(name)[:400]


def check_name(name: str) -> str:
    """A name that can be shown: tidy, 1 to 200 characters."""
    tidied = tidy(name)
    if not 1 <= len(tidied) <= LONGEST_NAME:
        raise Invalid(f"A name has 1 to {LONGEST_NAME} characters.", field="name")
    return tidied


def layout(rows: Sequence[Sequence[str]], platform: int | None) -> Layout:
    """Which columns of a file name people, by its first rows.

    Args:
        rows: the first rows, as they stand.
        platform: where bare handles are, if somebody said so.

    Raises:
        BadFile: no column names anybody; or handles are there and nobody said on which platform.
    """
    if not rows:
        raise BadFile("The file has no rows.", field="file")
    first, body = rows[0], rows[1:]
    header = all(_kind_of([cell]) is None for cell in first) and bool(body)
    sample = body[:_SAMPLE] if header else rows[:_SAMPLE]
    width = max(len(row) for row in rows)
    columns: dict[int, int] = {}
    handles = []
    for at in range(width):
        title = first[at].strip() if header and at < len(first) else ""
        cells = [row[at] for row in sample if at < len(row) and row[at].strip()]
        kind = _column(title, cells)
        if kind is not None:
            columns[at] = kind
        elif _HANDLE_HEADER.search(title) or width == 1:
            handles.append(at)
    if handles and not columns:
        if platform is None:
            raise BadFile(
                "The file holds bare handles.", field="platform", hint="Say on which platform."
            )
        columns[handles[0]] = platform
    if not columns:
        raise BadFile(
            "No column holds e-mail addresses, handles or addresses of profiles.",
            field="file",
            hint="Call the columns email, instagram, tiktok … or url.",
        )
    return Layout(columns, header)


def named(numbered: Sequence[tuple[int, Sequence[str]]], how: Layout) -> Named:
    """Whom these rows name, row number first; a row that names nobody is rejected with a reason."""
    parts: list[pl.DataFrame] = []
    faults: dict[int, tuple[str, str]] = {}
    for at, kind in how.columns.items():
        cells = [(row, cells[at].strip()) for row, cells in numbered if at < len(cells)]
        cells = [(row, cell) for row, cell in cells if cell]
        found, wrong = _read(cells, kind)
        parts.append(found)
        for row, fault in wrong.items():
            faults.setdefault(row, fault)
    people = pl.concat(parts) if parts else _people([])
    good = set(people["row"].to_list())
    nobody = ("The row names nobody.", "")
    rejects = [(row, *faults.get(row, nobody)) for row, _ in numbered if row not in good]
    return Named(people, rejects)


def email_of(text: str) -> str | None:
    """The one spelling of an e-mail address, or None where the text is none.

    Lower case, compatibility forms folded, without ``mailto:``, name and brackets around it.
    """
    bare = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).strip().strip("\"'`,;")
    inner = _IN_BRACKETS.match(bare)
    bare = (inner[1] if inner else bare).strip().lower().removeprefix("mailto:")
    return bare if _EMAIL.fullmatch(bare) else None


def hash_email(secret: bytes, address: str) -> str:
    """The keyed hash under which an address is kept: 160 bits of HMAC-SHA256 in hex."""
    return hmac.digest(secret, address.encode(), "sha256")[:20].hex()


def hidden(cell: str) -> str:
    """What may be shown of a cell that could not be read: two letters, and its length."""
    text = tidy(cell)
    return f"{text[:2]}… ({len(text)} characters)" if text else ""


def _column(title: str, cells: Sequence[str]) -> int | None:
    """What a column holds by its title and first cells: `EMAIL`, `ADDRESS`, a platform or None."""
    kind, platform = _kind_of(cells), _platform_named(title)
    if kind == EMAIL or (kind is None and _EMAIL_HEADER.search(title)):
        return EMAIL
    if platform is not None:
        return int(platform)
    if kind == ADDRESS and (not title or _URL_HEADER.search(title)):
        return ADDRESS
    return None


def _kind_of(cells: Sequence[str]) -> int | None:
    """`EMAIL` or `ADDRESS` where most of the cells are such."""
    if not cells:
        return None
    mails = sum(email_of(cell) is not None for cell in cells)
    if mails * 2 > len(cells):
        return EMAIL
    links = sum(_is_link(cell) for cell in cells)
    return ADDRESS if links * 2 > len(cells) else None


def _is_link(cell: str) -> bool:
    return email_of(cell) is None and guess_platform(cell) is not None


def _platform_named(title: str) -> Platform | None:
    words = re.split(r"[^a-z]+", fold(title))
    return next((_PLATFORM_WORDS[word] for word in words if word in _PLATFORM_WORDS), None)


def _read(
    cells: list[tuple[int, str]], kind: int
) -> tuple[pl.DataFrame, dict[int, tuple[str, str]]]:
    """The people of one column, and what is wrong by row."""
    if kind == EMAIL:
        return _emails(cells)
    if kind == ADDRESS:
        return _addresses(cells)
    frame = pl.DataFrame(cells, schema={"row": pl.Int64, "text": pl.String}, orient="row")
    seen = frame.hstack(identify_column(Platform(kind), frame["text"]))
    good = seen.filter(pl.col("key").is_not_null() & (pl.col("key").str.len_chars() <= LONGEST))
    bad = seen.filter(pl.col("key").is_null())
    wrong = {
        row: (_without(str(error), text), hidden(text))
        for row, text, error in bad.select("row", "text", "error").iter_rows()
    }
    return good.select("row", pl.lit(kind, pl.Int64).alias("platform"), "key"), wrong


def _emails(cells: list[tuple[int, str]]) -> tuple[pl.DataFrame, dict[int, tuple[str, str]]]:
    found, wrong = [], {}
    for row, cell in cells:
        address = email_of(cell)
        if address is None:
            wrong[row] = ("This is not an e-mail address.", hidden(cell))
        else:
            found.append((row, EMAIL, address))
    return _people(found), wrong


def _addresses(cells: list[tuple[int, str]]) -> tuple[pl.DataFrame, dict[int, tuple[str, str]]]:
    found, wrong = [], {}
    for row, cell in cells:
        platform = guess_platform(cell)
        try:
            if platform is None:
                wrong[row] = ("This is not the address of a profile.", hidden(cell))
            else:
                found.append((row, int(platform), identify(platform, cell).key))
        except Invalid as refusal:
            wrong[row] = (_without(refusal.sentence, cell), hidden(cell))
    return _people(found), wrong


def _without(sentence: str, cell: str) -> str:
    """A reason that does not repeat what it is about."""
    bare = clean(cell).lstrip("@")
    for piece in sorted({cell, bare, f"@{bare}", *(f"{one[:57]}..." for one in (cell, bare))}):
        if len(piece) > 1:
            sentence = sentence.replace(piece, "This")
    said = fold(sentence)
    leaks = any(word in said for word in re.findall(r"\w{4,}", fold(cell)))
    return "This names no profile." if leaks else sentence.replace("@This", "This")


def _people(rows: list[tuple[int, int, str]]) -> pl.DataFrame:
    return pl.DataFrame(
        rows, schema={"row": pl.Int64, "platform": pl.Int64, "key": pl.String}, orient="row"
    )
