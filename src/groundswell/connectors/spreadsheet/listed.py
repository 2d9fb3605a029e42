"""Lists in one cell, and words from closed sets."""

import re

import orjson
import polars as pl

_SEP = "\x1f"
# Pairs that are one thing; every other "A & B" is two topics.
_PAIRS = frozenset(
    (
        "r & b",
        "drum & bass",
        "rock & roll",
        "rock & pop",
        "rhythm & blues",
        "country & western",
        "dungeons & dragons",
        "black & white",
        "mac & cheese",
        "fish & chips",
        "bed & breakfast",
        "questions & answers",
        "research & development",
        "johnson & johnson",
        "dolce & gabbana",
        "procter & gamble",
        "h & m",
        "m & a",
    )
)
_EMPTY = frozenset(("", "[none]", "none", "n/a", "na", "-", "nan", "null", "other", "unknown"))

FLAGS: dict[str, bool] = dict.fromkeys(
    (
        *("true", "t", "yes", "y", "1", "1.0", "x", "✓", "✔", "✅", "☑", "on", "verified"),
        *("ja", "wahr", "oui", "vrai", "sí", "si", "verdadero", "sim", "verdadeiro", "sì", "vero"),
    ),
    True,
) | dict.fromkeys(
    (
        *("false", "f", "no", "n", "0", "0.0", "✗", "✘", "❌", "off", "not verified", "unverified"),
        *("nein", "falsch", "non", "faux", "falso", "não", "nao"),
    ),
    False,
)
GENDERS: dict[str, str] = (
    dict.fromkeys(
        (
            *("female", "f", "w", "woman", "women", "girl", "weiblich", "frau", "femme", "féminin"),
            *(
                "femenino",
                "mujer",
                "feminino",
                "mulher",
                "femmina",
                "donna",
                "femminile",
                "females",
            ),
        ),
        "female",
    )
    | dict.fromkeys(
        (
            *("male", "m", "man", "men", "boy", "männlich", "mann", "homme", "masculin", "males"),
            *("masculino", "hombre", "homem", "maschio", "uomo", "maschile", "h"),
        ),
        "male",
    )
    | dict.fromkeys(
        ("nonbinary", "non-binary", "non binary", "nb", "enby", "divers", "x", "genderqueer"),
        "nonbinary",
    )
    | dict.fromkeys(
        ("organization", "organisation", "company", "brand", "business", "group", "org", "team"),
        "organization",
    )
)
ACCOUNT_TYPES: dict[str, str] = (
    dict.fromkeys(
        ("personal", "private person", "regular", "standard", "user", "persönlich"), "personal"
    )
    | dict.fromkeys(("business", "company", "brand", "professional_business"), "business")
    | dict.fromkeys(("creator", "media_creator", "professional_creator", "influencer"), "creator")
)

_POST_KINDS: dict[str, str] = {
    "image": "photo; picture; graphimage; foto; bild; photos; img; pin; single image; image post",
    "carousel": "album; sidecar; graphsidecar; carousel_album; slideshow; gallery; carrusel; karussell",
    "video": "graphvideo; igtv; videos; clip; vod; movie; native video; long; long video; upload",
    "reel": "reels; clips; ig reel; instagram reel",
    "short": "shorts; youtube short; yt short",
    "story": "stories; highlight",
    "live": "livestream; live stream; stream; live_video; broadcast; live video",
    "text": "status; tweet; post; note; thread; article; question; texto; texte; quote; retweet",
    "link": "links; share; shared link; url",
    "episode": "podcast; episodes; podcast episode; audio",
}
POST_KIND_WORDS: dict[str, str] = {
    word: kind
    for kind, words in _POST_KINDS.items()
    for word in (kind, *(word.strip() for word in words.split(";")))
}


def read_words(text: pl.Series, *, prefix: str = "", spaces: bool = False) -> pl.Series:
    """Lists of distinct lower-case words, in their order.

    Cut at ``, ; / |`` and line ends, and at ``&`` between two words. ``prefix`` is taken off each
    (``#`` of hashtags); ``spaces`` cuts at blanks too (``#one #two``).
    """
    one = pl.col("text")
    lower = one.str.to_lowercase().str.strip_chars()
    plain = lower.str.replace_all(r"\s*[,;|\n]\s*" + (r"|\s+" if spaces else ""), _SEP)
    odd = one.str.contains(r"""[&/\[\]"{}<>]""")
    frame = text.to_frame("text").select(
        pl.when(~odd).then(plain).str.split(_SEP).alias("words"), "text", odd.alias("odd")
    )
    words = frame["words"]
    at = frame["odd"].fill_null(value=False).arg_true()
    if len(at):
        rest = text.gather(at)
        distinct = rest.unique()
        answers = pl.DataFrame(
            {"text": distinct, "words": [_cut(one, spaces=spaces) for one in distinct]},
            schema={"text": pl.String, "words": pl.List(pl.String)},
        )
        found = rest.to_frame("text").join(answers, on="text", how="left", maintain_order="left")
        keys = pl.DataFrame({"at": at.cast(pl.UInt32), "found": found["words"]})
        frame = frame.with_row_index("at").join(keys, on="at", how="left", maintain_order="left")
        words = frame.select(pl.coalesce("words", "found"))["words"]
    element = pl.element().str.strip_chars()
    if prefix:
        element = element.str.strip_chars_start(prefix + " ")
    tidy = words.list.eval(element.filter(~element.is_in(list(_EMPTY)))).list.unique(
        maintain_order=True
    )
    return tidy.to_frame("w").select(pl.when(pl.col("w").list.len() > 0).then("w"))["w"]


def _cut(text: str, *, spaces: bool) -> list[str]:
    lower = text.strip().lower()
    if lower.startswith("["):
        listed = _bracketed(lower)
        if listed is not None:
            return listed
    parts = re.split(r"\s*[,;|\n]\s*" + (r"|\s+" if spaces else ""), lower)
    return [word for part in parts for word in _apart(part)]


def _bracketed(text: str) -> list[str] | None:
    """``["a", "b"]`` as JSON or as Python writes it."""
    try:
        items = orjson.loads(text)
    except orjson.JSONDecodeError:
        inner = text.strip("[]")
        items = re.findall(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""", inner)
        if not items:
            return None
        items = [first or second for first, second in items]
    return [word for item in items for word in ([_label(item)] if item is not None else [])]


def _label(item: object) -> str:
    """The word of an item: itself, or the name that an object carries."""
    if isinstance(item, dict):
        for key in ("name", "label", "tag", "title", "value", "code", "id"):
            if key in item:
                return str(item[key])
        return ""
    return str(item)


def _apart(part: str) -> list[str]:
    """``beauty & fashion`` and ``beauty/fashion`` as two; pairs that are one thing stay."""
    if part in _PAIRS or "://" in part:
        return [part]
    pieces = re.split(r"\s+&\s+", part)
    return [
        word
        for piece in pieces
        for word in (
            re.split(r"\s*/\s*", piece) if not re.search(r"\d/\d|^n/a$|\bw/", piece) else [piece]
        )
    ]
