"""What names, tags, notes, stages, fields, tasks and share links may be."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from groundswell.kernel.errors import Invalid
from groundswell.kernel.text import fold, tidy
from groundswell.relationships.errors import BadText

LONGEST_NAME = 200
LONGEST_TAG = 100
LONGEST_NOTE = 20_000
KEPT_DAYS = 30
"""How long a deleted list can be restored."""

FIRST_STAGES = (
    ("Sourced", "open"),
    ("Shortlisted", "open"),
    ("Contacted", "open"),
    ("Negotiating", "open"),
    ("Agreed", "agreed"),
    ("Declined", "closed"),
)
"""The pipeline that a workspace begins with: name and `models.StageKind`."""

DO_NOT_CONTACT = "do-not-contact"
"""The tag that says so; whoever bears it is a conflict on every list."""

STALE_DAYS = 90
"""Facts of a profile older than this count as stale in the summary of a list."""

MOST_STAGES = 20
MOST_FIELDS = 60
MOST_CHOICES = 100
LONGEST_TASK = 500
LONGEST_GUEST = 80

SHARE_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "stage": "Stage",
        "followers": "Followers",
        "engagement": "Engagement",
        "country": "Country",
        "topics": "Topics",
        "audience": "Audience",
        "price": "Asking price",
        "link": "Link to the profile",
    }
)
"""What a share link can show beside the creator, apart from fields; never notes or addresses."""

SHARED_AT_FIRST = ("followers", "engagement", "country", "topics", "link")
LONGEST_SHARE = timedelta(days=366)


def check_name(name: str) -> str:
    """The tidy name of a list; raises BadText."""
    clean = tidy(name)
    if not name_key(clean):
        raise BadText("A list needs a name.", field="name")
    if len(clean) > LONGEST_NAME:
        raise BadText(f"A name has at most {LONGEST_NAME} characters.", field="name")
    if clean.startswith("lst_"):
        raise BadText("A name cannot begin with lst_, as identifiers do.", field="name")
    return clean


def name_key(name: str) -> str:
    """The form in which two names are the same."""
    return fold(name)[: 2 * LONGEST_NAME]


def check_tag(tag: str) -> str:
    """The folded tag, without ``#``; raises BadText."""
    clean = fold(tag).removeprefix("#").strip()
    if not clean:
        raise BadText("A tag needs a word.", field="tag")
    if len(clean) > LONGEST_TAG:
        raise BadText(f"A tag has at most {LONGEST_TAG} characters.", field="tag")
    return clean


def check_text(text: str, field: str = "text", *, empty: bool = False) -> str:
    """A note, trimmed; raises BadText where it is too long, or empty and may not be."""
    clean = text.replace("\x00", "").strip()
    if not clean and not empty:
        raise BadText("The note is empty.", field=field)
    if len(clean) > LONGEST_NOTE:
        raise BadText(f"A note has at most {LONGEST_NOTE:,} characters.", field=field)
    return clean


def check_label(text: str, noun: str, longest: int = 60) -> str:
    """The tidy name of a stage, field or link; raises BadText."""
    clean = tidy(text)
    if not fold(clean):
        raise BadText(f"A {noun} needs a name.", field="name")
    if len(clean) > longest:
        raise BadText(f"The name of a {noun} has at most {longest} characters.", field="name")
    return clean


def check_task(text: str) -> str:
    """What is to be done, in one line; raises BadText."""
    clean = tidy(text)
    if not clean:
        raise BadText("Say what is to be done.", field="text")
    if len(clean) > LONGEST_TASK:
        raise BadText(f"A task has at most {LONGEST_TASK} characters.", field="text")
    return clean


def check_guest(name: str) -> str:
    """The name that an outsider gives; raises BadText."""
    clean = tidy(name)
    if not fold(clean):
        raise BadText("Say who you are, so that the team knows whose word it is.", field="guest")
    if len(clean) > LONGEST_GUEST:
        raise BadText(f"A name has at most {LONGEST_GUEST} characters.", field="guest")
    return clean


def check_choices(words: Iterable[str]) -> list[str]:
    """The words of a choice: tidy, each once, at least one; raises BadText."""
    found: dict[str, str] = {}
    for word in map(tidy, words):
        if fold(word):
            found.setdefault(fold(word), word)
    if not found:
        raise BadText("A choice needs at least one word to choose.", field="choices")
    if len(found) > MOST_CHOICES or any(len(word) > 60 for word in found.values()):
        raise BadText(
            f"A choice has at most {MOST_CHOICES} words of at most 60 characters.", field="choices"
        )
    return list(found.values())


def check_columns(columns: Collection[str], fields: Collection[str]) -> list[str]:
    """What a share link shows, in the order of the table; raises Invalid for an unknown column."""
    known = [*SHARE_COLUMNS, *fields]
    for column in columns:
        if column not in known:
            raise Invalid(f"There is no column “{column}” to share.", field="columns")
    return [column for column in known if column in columns]


def check_expiry(expires_at: datetime | None, moment: datetime) -> datetime | None:
    """When a share link ends: in the future, within a year, or never; raises Invalid."""
    if expires_at is not None and expires_at <= moment:
        raise Invalid("The link would have expired already.", field="expires_at")
    if expires_at is not None and expires_at - moment > LONGEST_SHARE:
        raise Invalid(
            "A link lasts at most a year; leave the day open instead.", field="expires_at"
        )
    return expires_at


def mentioned(text: str, members: Mapping[str, Iterable[str]]) -> list[str]:
    """Who is meant by ``@…`` in a note: the keys of ``members`` whose name or address follows an @.

    The longest name wins, so that ``@Ada Quill`` does not also mean Ada Moor.

    Args:
        text: the note.
        members: by key, the names under which somebody is known (name, first name, e-mail).
    """
    names = sorted(
        ((fold(name), key) for key, known in members.items() for name in known if fold(name)),
        key=lambda pair: -len(pair[0]),
    )
    lower = fold(text)
    found: list[str] = []
    at = lower.find("@")
    while at >= 0:
        rest = lower[at + 1 :]
        address = at > 0 and lower[at - 1].isalnum()
        fits = [] if address else [(name, key) for name, key in names if _begins(rest, name)]
        longest = fits[0][0] if fits else ""
        meant = {key for name, key in fits if name == longest}
        if len(meant) == 1:
            found += meant
        at = lower.find("@", at + 1)
    return list(dict.fromkeys(found))


def _begins(rest: str, name: str) -> bool:
    return rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum()
