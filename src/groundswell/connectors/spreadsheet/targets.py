"""Where a column may go, as people write it in ``--map "Column=target"``.

=========================  ======================================================================
``followers``, ...         a fact of the profile (`creators.facts.FACTS`)
``handle`` ``url``         which profile; ``platform_id`` and ``name`` too; ``platform`` says where
``name_or_handle``         a handle where it can be one, else a name
``tiktok:handle``          a fact or identity of the row's profile on that platform: several
                           profiles in one row
``creator``                rows with the same value are one creator
``observed_at``            the day the row was true
``first_name`` ...         parts of a name; ``location`` is "city, country"; ``price`` an amount or a
                           range with its currency; ``joined_at.year`` and kin are parts of a date
``contact.email`` ...      ways to reach the creator: email, phone, agency, address
``audience.country:US``    one share of the audience; ``audience.country`` is a list of shares in
                           one cell; ``audience.dimension``, ``.key``, ``.share`` are the long form
``post.likes`` ...         of a post; see `POST_TARGETS`
``ignore``                 leave the column out
=========================  ======================================================================
"""

import difflib
from dataclasses import dataclass
from typing import Literal

from groundswell.creators.facts import AGE_BANDS, AUDIENCE_DIMENSIONS, FACTS, Kind
from groundswell.creators.platforms import Platform
from groundswell.kernel.errors import Invalid

IDENTITIES = ("handle", "url", "platform_id", "name_or_handle")
CONTACTS = ("email", "phone", "agency", "address")
PARTS = ("first_name", "last_name", "location", "price", "joined_at.year", "joined_at.month")
POST_TARGETS: dict[str, Kind] = {
    "id": "text",
    "url": "text",
    "title": "text",
    "caption": "text",
    "kind": "code",
    "language": "code",
    "published_at": "time",
    "likes": "count",
    "comments": "count",
    "views": "count",
    "shares": "count",
    "saves": "count",
    "reach": "count",
    "impressions": "count",
    "duration": "number",
    "hashtags": "words",
    "mentions": "words",
    "brands": "words",
    "topics": "words",
    "sponsored": "flag",
}
AUDIENCE_PARTS = ("dimension", "key", "share", "n")
IGNORE = "ignore"
_OTHERS = (
    *("platform", "creator", "observed_at", "joined_at.day"),
    *IDENTITIES,
    *PARTS,
    *(f"contact.{kind}" for kind in CONTACTS),
    *(f"post.{name}" for name in POST_TARGETS),
    *(f"audience.{part}" for part in AUDIENCE_PARTS),
    *(f"audience.{dimension}" for dimension in AUDIENCE_DIMENSIONS),
    IGNORE,
)
SEVERAL = frozenset(("topics", "hashtags", "mentions", "brands", "interests", "games", "links"))
SEVERAL |= frozenset(("post.hashtags", "post.topics", "post.brands", "post.mentions"))
"""Facts that several columns may fill together."""

Value = Literal["identity", "audience-list", "audience-share"]


@dataclass(frozen=True, slots=True)
class Target:
    """A target taken apart: ``tiktok:followers`` is platform TikTok and name ``followers``."""

    name: str
    platform: Platform | None = None

    @property
    def fact(self) -> str | None:
        """The fact that the column fills, where it fills exactly one."""
        return self.name if self.name in FACTS else None

    @property
    def share(self) -> str | None:
        """``country:US`` where the column is one share of the audience."""
        tail = self.name.removeprefix("audience.")
        return tail if tail != self.name and ":" in tail else None

    @property
    def shares(self) -> str | None:
        """``country`` where the column lists shares."""
        tail = self.name.removeprefix("audience.")
        return tail if tail != self.name and tail in AUDIENCE_DIMENSIONS else None

    @property
    def post(self) -> str | None:
        """``likes`` for ``post.likes``."""
        return self.name.removeprefix("post.") if self.name.startswith("post.") else None

    @property
    def contact(self) -> str | None:
        """``email`` for ``contact.email``."""
        return self.name.removeprefix("contact.") if self.name.startswith("contact.") else None

    @property
    def kind(self) -> Kind | None:
        """How values are stored, for facts, post fields and audience shares."""
        if self.post is not None:
            return POST_TARGETS[self.post]
        if self.share is not None or self.name == "audience.share":
            return "rate"
        if self.name == "observed_at":
            return "time"
        if self.name == "audience.n":
            return "count"
        return FACTS[self.name].kind if self.name in FACTS else None

    def __str__(self) -> str:
        return f"{self.platform.slug}:{self.name}" if self.platform else self.name


def parse(text: str) -> Target:
    """Read a target.

    Raises:
        Invalid: there is no such target; the hint names the nearest.
    """
    word = text.strip()
    head, colon, tail = word.partition(":")
    platform = None
    if colon and not head.startswith("audience."):
        try:
            platform = Platform.from_slug(head)
        except KeyError as error:
            raise Invalid(
                f"{head!r} is not a platform.",
                field="map",
                hint=f"Platforms are {', '.join(one.slug for one in Platform)}.",
            ) from error
        word = tail
    if word in FACTS or word in _OTHERS:
        return Target(word, platform)
    if word.startswith("audience."):
        return Target(_share(word), platform)
    near = difflib.get_close_matches(word, [*FACTS, *_OTHERS], n=3)
    hint = f"Did you mean {' or '.join(near)}?" if near else None
    raise Invalid(f"{word!r} is not something a column can hold.", field="map", hint=hint)


def _share(word: str) -> str:
    from groundswell.connectors.spreadsheet.audiences import canonical_key

    dimension, _, key = word.removeprefix("audience.").partition(":")
    found = canonical_key(dimension, key) if dimension in AUDIENCE_DIMENSIONS and key else None
    if found is None:
        dimensions = ", ".join(AUDIENCE_DIMENSIONS)
        raise Invalid(
            f"{word!r} is not a share of an audience.",
            field="map",
            hint=f"Write audience.country:US or audience.age:{AGE_BANDS[1]}; "
            f"dimensions are {dimensions}.",
        )
    return f"audience.{dimension}:{found}"
