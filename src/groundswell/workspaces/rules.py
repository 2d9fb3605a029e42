"""Pure decisions: who may do what, which values make sense, what is still open."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.numbers import is_currency

from groundswell.measures import benchmarks, tiers
from groundswell.workspaces.errors import BadValue, TooMuchRight
from groundswell.workspaces.models import InvitationState, Role, Theme
from groundswell.workspaces.scope import Right

RIGHTS_OF_ROLE: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        Role.OWNER: frozenset(Right),
        Role.MANAGER: frozenset(
            {Right.READ, Right.WRITE, Right.IMPORT, Right.EXPORT, Right.MONEY, Right.ERASE}
        ),
        Role.ANALYST: frozenset({Right.READ, Right.WRITE, Right.IMPORT, Right.EXPORT}),
        Role.FINANCE: frozenset({Right.READ, Right.EXPORT, Right.MONEY}),
        Role.VIEWER: frozenset({Right.READ}),
    }
)

MEANING_OF_ROLE: Mapping[Role, str] = MappingProxyType(
    {
        Role.OWNER: "runs the workspace and decides who is in it",
        Role.MANAGER: "runs programs from search to payment, and answers deletion requests",
        Role.ANALYST: "finds creators, keeps lists, brings data in and takes it out",
        Role.FINANCE: "sees and approves money, and takes figures out",
        Role.VIEWER: "looks, and changes nothing",
    }
)

MEANING_OF_RIGHT: Mapping[Right, str] = MappingProxyType(
    {
        Right.READ: "search, look at creators and lists",
        Right.WRITE: "change lists, notes and tags",
        Right.IMPORT: "bring data in, undo imports, merge creators",
        Right.EXPORT: "take results out as files",
        Right.MONEY: "see and approve money",
        Right.ADMIN: "members, roles, API keys, sources and settings of the workspace",
        Right.ERASE: "erase a person's data",
    }
)

INVITATION_MOVES: Mapping[InvitationState, frozenset[InvitationState]] = MappingProxyType(
    {
        InvitationState.OPEN: frozenset({InvitationState.ACCEPTED, InvitationState.REVOKED}),
        InvitationState.ACCEPTED: frozenset(),
        InvitationState.REVOKED: frozenset(),
    }
)

INVITATION_LIFE = timedelta(days=7)
USE_NOTED_EVERY = timedelta(minutes=1)
LONGEST_KEY_LIFE = timedelta(days=366 * 5)

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?")
# words that stand in addresses where a slug could stand
RESERVED_SLUGS = frozenset({"new", "api", "admin", "account", "health", "static", "w"})


def role_named(word: str) -> Role:
    """The role called so; BadValue names the five there are."""
    if word not in Role.values:
        raise BadValue(
            f'There is no role "{word}".', field="role", hint=f"One of {', '.join(Role.values)}."
        )
    return Role(word)


def check_may_give(own: frozenset[Right], role: Role) -> None:
    """Refuse a role that has rights which the giver lacks."""
    if missing := RIGHTS_OF_ROLE[role] - own:
        raise TooMuchRight(f"You cannot make somebody {role.label.lower()}: {_lacks(missing)}.")


def rights_for_key(asked: Iterable[str], own: frozenset[Right]) -> frozenset[Right]:
    """The rights of a new key, from their words; refused where its maker lacks one.

    Raises:
        BadValue: no right at all, or a word that is none.
        TooMuchRight: the maker does not have one of them.
    """
    words = set(asked)
    known = ", ".join(Right)
    if unknown := sorted(words - set(Right)):
        raise BadValue(
            f'There is no right "{unknown[0]}".', field="rights", hint=f"Any of {known}."
        )
    if not words:
        raise BadValue("A key needs at least one right.", field="rights", hint=f"Any of {known}.")
    rights = frozenset(Right(word) for word in words)
    if missing := rights - own:
        raise TooMuchRight(f"A key cannot do more than you: {_lacks(missing)}.", field="rights")
    return rights


def rights_of_key(granted: str, maker: str | None, *, by_operator: bool) -> frozenset[Right]:
    """What a key may do now: what it was given, and no more than its maker may do today.

    Args:
        granted: words of `Right` as the key keeps them.
        maker: the role that its maker has today; None where they are no longer a member.
        by_operator: made at the machine's own command line, which has every right.
    """
    rights = frozenset(Right(word) for word in granted.split())
    if by_operator:
        return rights
    return rights & RIGHTS_OF_ROLE[Role(maker)] if maker else frozenset()


def rights_to_text(rights: Collection[Right]) -> str:
    """How a key keeps its rights: words in the order of `Right`, separated by spaces."""
    return " ".join(right for right in Right if right in rights)


def is_open(state: str, expires_at: datetime, moment: datetime) -> bool:
    """Whether an invitation can still be accepted at this moment."""
    return state == InvitationState.OPEN and moment < expires_at


def use_is_due(last_used_at: datetime | None, moment: datetime) -> bool:
    """Whether the last use of a key is old enough to be written again."""
    return last_used_at is None or moment - last_used_at >= USE_NOTED_EVERY


def key_expiry(days: int | None, moment: datetime) -> datetime | None:
    """When a key made at ``moment`` for so many days ends; None is never."""
    if days is None:
        return None
    life = timedelta(days=days) if 0 < days <= LONGEST_KEY_LIFE.days else None
    if life is None:
        raise BadValue(
            f"A key cannot last {days} days.",
            field="days",
            hint=f"Between 1 and {LONGEST_KEY_LIFE.days}, or none for no end.",
        )
    return moment + life


def slug_from(name: str) -> str:
    """A slug made of a name: ``Café & Söhne`` gives ``cafe-sohne``; ``workspace`` where nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].rstrip("-")
    return slug if slug and slug not in RESERVED_SLUGS else "workspace"


def check_name(name: str) -> str:
    """A name that can be shown: trimmed, 1 to 200 characters."""
    trimmed = " ".join(name.split())
    if not 1 <= len(trimmed) <= 200:
        raise BadValue("A name has between 1 and 200 characters.", field="name")
    return trimmed


def check_slug(slug: str) -> str:
    """A slug that may stand in an address, or BadValue."""
    if not _SLUG.fullmatch(slug) or slug in RESERVED_SLUGS:
        raise BadValue(
            f'"{slug}" cannot be the address of a workspace.',
            field="slug",
            hint="Up to 48 of a-z, 0-9 and hyphens, with no hyphen at either end.",
        )
    return slug


def check_currency(code: str) -> str:
    """An ISO 4217 code in capitals, or BadValue."""
    if not is_currency(code.upper(), "en"):
        raise BadValue(
            f'"{code}" is not a currency.', field="currency", hint="Three letters such as EUR."
        )
    return code.upper()


def check_time_zone(name: str) -> str:
    """An IANA time zone, or BadValue."""
    if name not in available_timezones():
        raise BadValue(
            f'"{name}" is not a time zone.', field="time_zone", hint="For example Europe/Berlin."
        )
    return name


def check_tier_scheme(name: str) -> str:
    """A scheme of `measures.tiers`, or BadValue."""
    if name not in tiers.SCHEMES:
        raise BadValue(
            f'There is no tier scheme "{name}".',
            field="tier_scheme",
            hint=f"One of {', '.join(tiers.SCHEMES)}.",
        )
    return name


def check_benchmark_preset(name: str) -> str:
    """A preset of `measures.benchmarks`, or BadValue."""
    if name not in benchmarks.PRESETS:
        raise BadValue(
            f'There is no benchmark preset "{name}".',
            field="benchmark_preset",
            hint=f"One of {', '.join(benchmarks.PRESETS)}.",
        )
    return name


def check_locale(name: str) -> str:
    """A babel locale such as ``de_CH``, or "" for that of the browser; else BadValue."""
    if not name:
        return ""
    try:
        return str(Locale.parse(name.replace("-", "_")))
    except (ValueError, UnknownLocaleError):
        raise BadValue(
            f'"{name}" is not a locale.', field="locale", hint="For example en_GB or de_CH."
        ) from None


def check_theme(name: str) -> str:
    """One of `models.Theme`, or BadValue."""
    if name not in Theme.values:
        raise BadValue(
            f'There is no theme "{name}".', field="theme", hint="light, dark, or none for both."
        )
    return name


def _lacks(missing: Collection[Right]) -> str:
    words = ", ".join(right for right in Right if right in missing)
    return f"that includes the right to {words}, which you do not have"
