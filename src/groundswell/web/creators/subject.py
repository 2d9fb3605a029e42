"""Whom a page is about: a creator, and the profile that the figures speak of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from groundswell.creators import queries
from groundswell.creators.handles import address_of
from groundswell.creators.identifiers import (
    CREATOR,
    PROFILE,
    creator_id,
    creator_row,
    profile_id,
    profile_row,
)
from groundswell.creators.queries import CreatorShown, ProfileShown
from groundswell.kernel.errors import Missing
from groundswell.measures import tiers
from groundswell.ui import formats
from groundswell.workspaces.models import Workspace
from groundswell.workspaces.scope import Scope

MOST_TOPICS = 5


@dataclass(frozen=True)
class Presence:
    """One profile of the strip: ``here`` where the figures speak of it."""

    profile: ProfileShown
    scheme: str
    here: bool = False

    @property
    def uid(self) -> str:
        """Its public identifier."""
        return profile_id(self.profile.row)

    @property
    def slug(self) -> str:
        """Its platform."""
        return self.profile.platform.slug

    @property
    def followers(self) -> int | None:
        """Newest count of followers."""
        value: int | None = value_of(self.profile, "followers")
        return value

    @property
    def tier(self) -> str:
        """Its tier under the workspace's scheme; empty where it has none."""
        if self.followers is None:
            return ""
        found = tiers.tier(self.scheme, self.slug, self.followers)
        return "" if found in {tiers.UNKNOWN, tiers.OUTSIDE} else found

    @property
    def seen(self) -> datetime:
        """When anybody last said anything of it."""
        return moment(self.profile.seen_at)

    @property
    def url(self) -> str:
        """Its address on the platform; empty where none can be made."""
        return address_of(self.profile.platform, _bare(self.profile), self.profile.platform_id)

    @property
    def called(self) -> str:
        """Its handle, or its name where it has no handle."""
        return self.profile.handle or value_of(self.profile, "name") or self.profile.key


@dataclass(frozen=True)
class Subject:
    """A creator as a page shows it; ``profile`` is the one that the figures speak of."""

    creator: CreatorShown
    profile: ProfileShown
    workspace: Workspace

    @property
    def uid(self) -> str:
        """Public identifier of the creator."""
        return creator_id(self.creator.row)

    @property
    def profile_uid(self) -> str:
        """Public identifier of the profile."""
        return profile_id(self.profile.row)

    @cached_property
    def profiles(self) -> list[Presence]:
        """All profiles, the largest first."""
        scheme = self.workspace.tier_scheme
        found = [
            Presence(one, scheme, one.row == self.profile.row) for one in self.creator.profiles
        ]
        return sorted(found, key=lambda one: -(one.followers or 0))

    @property
    def presence(self) -> Presence:
        """The profile that the figures speak of."""
        return next(one for one in self.profiles if one.here)

    @property
    def rows(self) -> list[int]:
        """Row numbers of all profiles, as the workspace sees them."""
        return [one.row for one in self.creator.profiles]

    @property
    def name(self) -> str:
        """What the creator is called: the newest name of any profile, else a handle."""
        return str(self.first("name") or self.presence.called)

    @property
    def place(self) -> str:
        """City and country, as far as they are known."""
        city, country = self.first("city"), self.first("country")
        return ", ".join(filter(None, (city, formats.country(country) if country else "")))

    @property
    def languages(self) -> str:
        """Names of the languages, the main one first."""
        codes = [self.first("language"), *(self.first("languages") or [])]
        return ", ".join(dict.fromkeys(formats.language(code) for code in codes if code))

    @property
    def topics(self) -> list[str]:
        """The topics that matter most, of all profiles."""
        return _merged(value_of(one, "topics") or [] for one in self._in_order)[:MOST_TOPICS]

    @property
    def contacts(self) -> list[tuple[str, str, str]]:
        """How to reach the creator: kind, value, and the name of the source that says so."""
        found: dict[str, tuple[str, str, str]] = {}
        for one in self._in_order:
            fact = one.facts.get("contacts")
            for entry in fact.value if fact else ():
                kind, _, value = entry.partition(":")
                found.setdefault(
                    entry, (kind, value, fact.source.name if fact and fact.source else "")
                )
        return list(found.values())

    @property
    def line(self) -> str:
        """Place, languages and topics in one line."""
        return " · ".join(filter(None, (self.place, self.languages, ", ".join(self.topics))))

    def first(self, fact: str) -> Any:
        """The value of a fact: of the profile looked at, else of the largest that has it."""
        return next((value for one in self._in_order if (value := value_of(one, fact))), None)

    @cached_property
    def _in_order(self) -> list[ProfileShown]:
        others = [one.profile for one in self.profiles if not one.here]
        return [self.profile, *others]


def find(scope: Scope, workspace: Workspace, uid: str, profile: str = "") -> Subject:
    """The creator behind an identifier (of a creator, or of one of the profiles).

    Args:
        scope: who looks.
        workspace: whose conventions apply.
        uid: ``crt_…`` or ``prf_…``.
        profile: ``prf_…`` of the profile that the figures shall speak of; else the largest.

    Raises:
        Missing: nobody of this identifier, or the scope sees no profile of them.
    """
    wanted = profile
    if uid.startswith(f"{PROFILE}_"):
        row = queries.profile_detail(scope, profile_row(uid)).creator
        wanted = profile or uid
    elif uid.startswith(f"{CREATOR}_"):
        row = creator_row(uid)
    else:
        raise Missing("There is no such creator.")
    creator = queries.creator_detail(scope, row)
    if not creator.profiles:
        raise Missing("There is no such creator.")
    chosen = _chosen(creator, wanted)
    return Subject(creator, chosen, workspace)


def _chosen(creator: CreatorShown, uid: str) -> ProfileShown:
    """The profile that was asked for by any of its layers, else the largest."""
    if uid:
        row = profile_row(uid)
        for one in creator.profiles:
            if row in one.rows:
                return one
        raise Missing("This creator has no such profile.")
    return max(creator.profiles, key=lambda one: value_of(one, "followers") or 0)


def value_of(profile: ProfileShown, fact: str) -> Any:
    """The value of a fact of a profile, None where it is not known."""
    found = profile.facts.get(fact)
    return None if found is None else found.value


def moment(seconds: int) -> datetime:
    """A moment of the catalog as aware time."""
    return datetime.fromtimestamp(seconds, UTC)


def _bare(profile: ProfileShown) -> str:
    return "" if profile.key.startswith(("id:", "name:")) else profile.handle


def _merged(lists: Iterable[list[str]]) -> list[str]:
    return list(dict.fromkeys(word for words in lists for word in words))
