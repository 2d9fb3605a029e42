"""Columns in words: what they can become, how they are read, what has to be asked."""

from dataclasses import dataclass
from typing import Literal

from groundswell.connectors.spreadsheet.mapping import Column, RowKind
from groundswell.connectors.spreadsheet.targets import CONTACTS, POST_TARGETS, Target
from groundswell.creators.facts import AUDIENCE_DIMENSIONS, FACTS, Kind

_ROWS = {
    "handle": "Handle",
    "url": "Profile address",
    "platform": "Platform",
    "platform_id": "Platform's own id",
    "name_or_handle": "Name or handle",
    "creator": "Creator (same value, same person)",
    "observed_at": "Day the row was true",
}
_PARTS = {
    "first_name": "First name",
    "last_name": "Last name",
    "location": "City, country",
    "price": "Asking price",
    "joined_at.year": "Account created, year",
    "joined_at.month": "Account created, month",
    "joined_at.day": "Account created, day",
}
_CONTACT = {"email": "E-mail", "phone": "Phone", "agency": "Agency", "address": "Postal address"}
_LONG = {
    "audience.dimension": "Audience: dimension",
    "audience.key": "Audience: key",
    "audience.share": "Audience: share",
    "audience.n": "Audience: sample size",
}
_POST = {"id": "id", "url": "address", "published_at": "published", "kind": "kind"}


@dataclass(frozen=True, slots=True)
class Group:
    """What a column may become, of one sort: ``choices`` are target and label."""

    label: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a question: what it says of the column (a target, or a reading), in words."""

    about: Literal["target", "mark", "unit", "order", "currency"]
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """What the values of a column leave open; ``now`` is how it is read without an answer."""

    now: str
    answers: tuple[Answer, ...]


def groups(kind: RowKind) -> list[Group]:
    """What the columns of rows of this kind may become."""
    whose = {**_ROWS, "name": "Name"}
    facts = [
        (name, fact.label)
        for name, fact in FACTS.items()
        if name not in whose and name != "synthetic"  # what the demo says of itself
    ]
    posts = [(f"post.{name}", _post_label(name)) for name in POST_TARGETS]
    found = [
        Group("Whose row", tuple(whose.items())),
        Group("Facts", (*facts, *_PARTS.items())),
        Group("Contacts", tuple((f"contact.{one}", _CONTACT[one]) for one in CONTACTS)),
        Group(
            "Audience",
            (
                *((f"audience.{one}", f"Audience by {one}") for one in AUDIENCE_DIMENSIONS),
                *_LONG.items(),
            ),
        ),
    ]
    if kind == "posts":
        found.insert(1, Group("Post", tuple(posts)))
    return found


def label(target: Target) -> str:
    """What a target is called: ``Followers``, ``TikTok: Handle``, ``Audience: US``."""
    name = target.name
    if target.share is not None:
        words = f"Audience: {target.share.partition(':')[2]}"
    elif target.shares is not None:
        words = f"Audience by {target.shares}"
    elif target.contact is not None:
        words = _CONTACT[target.contact]
    elif target.post is not None:
        words = _post_label(target.post)
    else:
        words = _ROWS.get(name) or _PARTS.get(name) or _LONG.get(name) or ""
        words = words or (FACTS[name].label if name in FACTS else name)
    return f"{target.platform.label}: {words}" if target.platform else words


def _post_label(name: str) -> str:
    return f"Post: {_POST.get(name, name.replace('_', ' '))}"


_IDENTITY = {
    "handle": "handle or address",
    "url": "address of a profile",
    "platform": "name of a platform",
    "platform_id": "id as the platform gives it",
    "name_or_handle": "handle, else name",
    "location": "city, country",
}
_KINDS: dict[Kind, str] = {
    "text": "text",
    "code": "name or code",
    "words": "list of words",
    "count": "number, with K and M",
    "number": "number, with K and M",
    "money": "amount with currency",
    "flag": "yes or no",
    "contacts": "contacts",
}


def read_as(column: Column) -> str:
    """How the values of a column are read: ``date, day first``, ``amount, USD``; empty if left out."""
    target = column.target
    if target is None:
        return ""
    if target.name.startswith("price"):
        currency = column.reading.currency
        return f"amount, {currency}" if currency else "amount with its currency"
    if target.contact is not None:
        return _CONTACT[target.contact].lower()
    if target.shares is not None:
        return "shares in one cell"
    if target.kind is None:
        return _IDENTITY.get(target.name, "text")
    return _values(target.kind, column)


def _values(kind: Kind, column: Column) -> str:
    reading = column.reading
    if kind == "rate":
        return "percent" if reading.unit == "percent" else "fraction, or with a % sign"
    if kind == "time":
        return "date, day first" if reading.order == "dmy" else "date, month first"
    comma = "; decimal comma" if kind in {"count", "number"} and reading.mark == "," else ""
    return f"{_KINDS[kind]}{comma}"


_ER_BASES = {
    "er_followers": "by followers",
    "er_reach": "by reach",
    "er_views": "by views",
}


def questions(column: Column) -> list[Question]:
    """What a person should say of a column, each with answers that settle it."""
    target = column.target
    if target is None:
        return []
    found = [one for one in (_question(column, doubt) for doubt in column.doubts) if one]
    if target.name == "er_stated" and target.platform is None:
        bases = tuple(Answer("target", value, words) for value, words in _ER_BASES.items())
        found.append(Question("Its base is not said, so it is kept as stated.", bases))
    return found


def _question(column: Column, doubt: str) -> Question | None:
    name, _, why = doubt.partition(": ")
    said = f"{why[:1].upper()}{why[1:]}."
    reading = column.reading
    if name == "decimal mark":
        other = "," if reading.mark == "." else "."
        words = "decimal comma" if other == "," else "decimal point"
        return Question(said, (_keep("mark", reading.mark), Answer("mark", other, words)))
    if name.startswith("read as "):
        other = "fraction" if reading.unit == "percent" else "percent"
        words = "fractions of 1" if other == "fraction" else "percents"
        return Question(said, (_keep("unit", reading.unit), Answer("unit", other, words)))
    if name == "date order":
        other = "mdy" if reading.order == "dmy" else "dmy"
        words = "month first" if other == "mdy" else "day first"
        return Question(said, (_keep("order", reading.order), Answer("order", other, words)))
    if doubt.startswith(("no currency", "bare amounts")):
        known = [code for code in ("USD", "EUR", "GBP") if code != reading.currency]
        answers = tuple(Answer("currency", code, code) for code in known)
        if reading.currency:
            answers = (_keep("currency", reading.currency), *answers)
        return Question(f"{doubt[:1].upper()}{doubt[1:].partition(' (')[0]}.", answers)
    if doubt.startswith("$ is taken"):
        return None  # nothing can be said against it here, and the reading names the currency
    return Question(f"{doubt[:1].upper()}{doubt[1:]}.", ())


def _keep(about: Literal["mark", "unit", "order", "currency"], value: str) -> Answer:
    return Answer(about, value, "that is right")


_SORTS: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset(("handle", "url", "platform_id", "name_or_handle")), "Handle not valid"),
    (frozenset(("country",)), "No such country"),
    (frozenset(("language", "languages")), "No such language"),
    (frozenset(("price", "price_min", "price_max")), "Amount unreadable"),
    (frozenset(("contact.email", "contact.phone")), "Contact not valid"),
)


def sort_of_problem(target: Target | None, what: str) -> str:
    """What is wrong with a value of this target, in three words; groups what was not taken."""
    if what == "kept, but odd":
        return "Kept, but odd"
    if target is None:
        return "Row unreadable"
    for names, words in _SORTS:
        if target.name in names:
            return words
    match target.kind:
        case "count" | "number" | "rate" | "money":
            return "Number unreadable"
        case "time":
            return "Date unreadable"
        case _:
            return "Value not known"
