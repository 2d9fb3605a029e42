"""What a result shows: figures with their intervals, why it is here, how fresh it is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from groundswell.discovery import facets
from groundswell.discovery.fields import FIELDS
from groundswell.discovery.query import And, Node, Or, Query, Share, Terms, Text
from groundswell.discovery.shares import share_of
from groundswell.discovery.words import tokens
from groundswell.measures.intervals import wilson_of_share
from groundswell.web.discover import chips
from groundswell.web.discover.editing import parts_of

_AROUND = 48
# What templates ask of a card although it may not be there.
_BLANK: dict[str, Any] = dict.fromkeys(
    (
        "currency", "price", "growth", "credibility", "avg_views", "avg_likes", "audience_n",
        "engagement_rate", "engagement_base", "followers", "city", "country", "language", "bio",
        "topics", "audience", "audience_basis",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShareShown:
    """A share of the audience (fractions); the ends are None where no sample size is stated."""

    label: str
    value: float
    low: float | None
    high: float | None
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One profile of a result, ready to be shown.

    ``card`` holds everything that the index shows of it, in human units; rates are fractions,
    prices minor units. ``share`` is of the audience that was asked for, else its largest country.
    """

    id: str
    creator: str
    name: str
    handle: str
    platform: str
    card: Mapping[str, Any]
    why: SafeString
    reasons: tuple[str, ...]
    share: ShareShown | None
    n: int | None
    seen: datetime | None
    posted: datetime | None

    @property
    def tier(self) -> str:
        """The tier under the workspace's scheme; empty where it is unknown or has no name."""
        tier = str(self.card.get("tier") or "")
        return "" if tier in {"unknown", "outside"} else tier


def shown(results: Sequence[Mapping[str, Any]], query: Query) -> list[Found]:
    """The results of a query as they are shown."""
    asked = share_asked(query)
    words = matched_words(query)
    return [found(card, asked, words) for card in results]


def found(card: Mapping[str, Any], asked: Share | None, words: re.Pattern[str] | None) -> Found:
    """One result."""
    handle = str(card.get("handle") or "")
    reasons = tuple(card.get("reasons") or ())
    return Found(
        str(card["id"]),
        str(card["creator"]),
        str(card.get("name") or handle),
        handle,
        str(card.get("platform") or ""),
        _BLANK | dict(card),
        why(card, reasons, words),
        reasons,
        _share(card, asked),
        card.get("audience_n"),
        moment(card.get("seen")),
        moment(card.get("posted")),
    )


def moment(seconds: Any) -> datetime | None:
    """A time of the index."""
    return None if seconds is None else datetime.fromtimestamp(int(seconds), UTC)


# ---------------------------------------------------------------- audience


def share_asked(query: Query) -> Share | None:
    """The first share of the audience that the query asks for."""
    return next((node for node in parts_of(query) if isinstance(node, Share)), None)


def asked_said(asked: Share | None) -> str:
    """The head of the audience column."""
    if asked is None:
        return _("Audience, top country")
    key = chips.key_said(asked.dimension, asked.keys[0])
    return _("Audience: %(key)s") % {"key": key}


def _share(card: Mapping[str, Any], asked: Share | None) -> ShareShown | None:
    audience: Mapping[str, int] = card.get("audience") or {}
    if asked is None:
        countries = [key for key in audience if key.startswith("country:")]
        key = max(countries, key=lambda one: audience[one], default="")
        return share_shown(card, key, chips.key_said("country", key[8:])) if key else None
    for one in asked.keys:
        key = f"{asked.dimension}:{one}"
        label = chips.key_said(asked.dimension, one)
        if shown := share_shown(card, key, label, asked.low):
            return shown
    return None


def share_shown(
    card: Mapping[str, Any], key: str, label: str, threshold: float | None = None
) -> ShareShown | None:
    """A share of the card's audience with its 95 % interval; None where it is not known."""
    part = share_of(card.get("audience") or {}, key)
    if part is None:
        return None
    low, high = ends_of(part / 1000, card.get("audience_n"))
    return ShareShown(label, part / 1000, low, high, threshold)


def ends_of(share: float, n: int | None) -> tuple[float | None, float | None]:
    """The 95 % Wilson interval of a share; nothing without a sample size."""
    if not n:
        return None, None
    low, high = wilson_of_share(share, n)
    return float(low), float(high)


def audience_groups(card: Mapping[str, Any]) -> list[tuple[str, list[ShareShown]]]:
    """The audience of a card by dimension: countries, ages, genders, languages, interests."""
    titles = {
        "country": _("Countries"), "city": _("Cities"), "gender": _("Gender"), "age": _("Age"),
        "language": _("Languages"), "interest": _("Interests"), "brand": _("Brands"),
    }  # fmt: skip
    found = []
    for dimension, title in titles.items():
        keys = [key for key in card.get("audience") or {} if key.startswith(f"{dimension}:")]
        if dimension == "age":
            keys.sort()
        rows = [
            row
            for key in keys
            if (row := share_shown(card, key, chips.key_said(dimension, key.partition(":")[2])))
        ]
        if rows:
            found.append((str(title), rows))
    return found


# ---------------------------------------------------------------- why it is here


def matched_words(query: Query) -> re.Pattern[str] | None:
    """What to underline: the words, phrases, topics and tags that the query asks for."""
    words = sorted(set(_words(parts_of(query))), key=len, reverse=True)
    words += sorted({word for soft in query.prefer for word in _words([soft.node])} - set(words))
    if not words:
        return None
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")(?!\w)", re.IGNORECASE)


def _words(nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, And | Or):
            yield from _words(node.nodes)
        elif isinstance(node, Text):
            yield from [node.words] if node.phrase else (*tokens(node.words), *node.words.split())
        elif isinstance(node, Terms) and FIELDS[node.field].group == "content":
            yield from (facets.label(FIELDS[node.field], value) for value in node.values)


def why(
    card: Mapping[str, Any], reasons: Sequence[str], words: re.Pattern[str] | None
) -> SafeString:
    """One line on why a profile is in the result; its bio where there is nothing else to say."""
    parts = [marked(_short(reason), words) for reason in reasons]
    bio = " ".join(str(card.get("bio") or "").split())
    if words and (match := words.search(bio)):
        parts.append(format_html("“{}”", marked(_around(bio, match), words)))
    elif not parts and bio:
        parts.append(escape(bio))
    elif not parts:
        parts.append(escape(", ".join(card.get("topics") or ())))
    return mark_safe(" · ".join(parts))  # noqa: S308 - every part is escaped above


def _short(reason: str) -> str:
    return reason.removeprefix("words ").removeprefix("topic ").removeprefix("hashtag ")


def _around(text: str, match: re.Match[str]) -> str:
    start, end = max(match.start() - _AROUND // 2, 0), min(match.end() + _AROUND, len(text))
    head = "…" if start else ""
    tail = "…" if end < len(text) else ""
    return head + text[start:end].strip() + tail


def marked(text: str, words: re.Pattern[str] | None) -> SafeString:
    """The text, escaped, with what matches underlined."""
    if words is None:
        return escape(text)
    pieces, at = [], 0
    for match in words.finditer(text):
        pieces += [escape(text[at : match.start()]), format_html("<mark>{}</mark>", match[0])]
        at = match.end()
    return mark_safe("".join([*pieces, escape(text[at:])]))  # noqa: S308 - pieces are escaped
