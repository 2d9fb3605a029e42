"""Posts of invented profiles, with metrics that fit what is said of the profile.

Numbers: `RICH` posts for every sixth creator; for the others `SPARSE`, and up to `LAST_WEEK` more
for as many as their rhythm makes in a week, which are too young to count. Engagement spreads as a
log-normal around the profile's rate with a Pareto tail (about one post in forty goes far beyond);
it is higher in the hours the creator's audience is awake, with the creator's own best tag, and a
little lower on paid posts. Rhythm follows the stated posts per week. The newest posts are younger
than a week, so that not every post counts yet.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from groundswell.connectors.demo import captions
from groundswell.connectors.demo.chunks import CHUNK, Chunk, Flags, Floats, Ints
from groundswell.connectors.demo.vocabulary import PLACES
from groundswell.creators.frames import POST_DTYPES, POST_IDENTITY
from groundswell.creators.platforms import Platform
from groundswell.measures.engagement import BY_VIEWS

RICH = (24, 60)
SPARSE = (6, 8)
LAST_WEEK = 20
_MOST = RICH[1]
_DAY = 86_400
_HOUR = 3_600

_KINDS: dict[int, tuple[tuple[str, ...], tuple[float, ...]]] = {
    Platform.INSTAGRAM: (("reel", "carousel", "image"), (0.0, 0.55, 0.45)),
    Platform.TIKTOK: (("video",), (1.0,)),
    Platform.YOUTUBE: (("short", "video"), (0.0, 1.0)),
    Platform.FACEBOOK: (("image", "video", "link"), (0.5, 0.3, 0.2)),
    Platform.X: (("text", "image", "link"), (0.6, 0.3, 0.1)),
    Platform.SNAPCHAT: (("video",), (1.0,)),
    Platform.PINTEREST: (("image", "video"), (0.85, 0.15)),
    Platform.TWITCH: (("video",), (1.0,)),
    Platform.LINKEDIN: (("text", "image", "link"), (0.5, 0.3, 0.2)),
    Platform.THREADS: (("text", "image"), (0.7, 0.3)),
    Platform.BLUESKY: (("text", "image"), (0.7, 0.3)),
    Platform.MASTODON: (("text", "image"), (0.7, 0.3)),
    Platform.BLOG: (("text",), (1.0,)),
    Platform.PODCAST: (("episode",), (1.0,)),
}  # fmt: skip
_WITH_VIEWS = ("reel", "short", "video", "episode")
_BY_VIEWS = [int(Platform.from_slug(slug)) for slug in BY_VIEWS]

# hours that the main cities of a country are ahead of UTC, without summer time
_AHEAD = {
    "US": -6, "BR": -3, "IN": 5.5, "ID": 7, "GB": 0, "MX": -6, "TR": 3, "JP": 9, "KR": 9, "CA": -5,
    "AU": 10, "PH": 8, "AR": -3, "CO": -5, "PT": 0, "IE": 0, "NZ": 12, "ZA": 2, "EG": 2, "SA": 3,
    "AE": 4, "MA": 1, "TH": 7, "VN": 7, "MY": 8, "SG": 8, "CL": -4, "PE": -5, "UA": 2, "RO": 2,
    "GR": 2, "FI": 2, "IL": 2,
}  # fmt: skip


@dataclass(frozen=True)
class _Drawn:
    """What is drawn for each post: a row per profile, a column per post, the newest first."""

    there: Flags
    published: Ints
    local_hour: Ints
    kind: Ints
    paid: Flags
    labelled: Flags
    flagged: Flags
    tags: Ints  # how many hashtags
    first_tag: Ints
    engagements: Floats
    views: Floats
    comment_share: Floats
    share_share: Floats


def posts(chunk: Chunk, *, as_of: int) -> pl.DataFrame:
    """A posts frame (`creators.frames`) of the profiles of a chunk, as of ``as_of`` seconds."""
    drawn = _draw(chunk, as_of)
    row, column = np.nonzero(drawn.there)
    frame = chunk.frame.select("platform", "key", "handle", "language", "hashtags", "mentions",
                               "brands")[row]  # fmt: skip
    own = {name: getattr(drawn, name)[row, column] for name in _Drawn.__dataclass_fields__}
    kinds = _kind_names(chunk)[row, own["kind"]]
    words = _words(chunk, frame, row, column, own)
    likes = own["engagements"] * (1 - own["comment_share"] - own["share_share"])
    comments = own["engagements"] * own["comment_share"]
    by_views = np.isin(frame["platform"].to_numpy(), _BY_VIEWS)
    seen = by_views | np.isin(kinds, _WITH_VIEWS)
    tiktok = frame["platform"].to_numpy() == Platform.TIKTOK
    columns = {
        "post_key": _keys(chunk, row, column),
        "observed_at": pl.Series(np.full(len(row), as_of)),
        "published_at": pl.Series(own["published"]),
        "kind": pl.Series(kinds.astype(str)),
        "likes": pl.Series(np.maximum(likes, 0).round().astype(np.int64)),
        "comments": pl.Series(np.maximum(comments, 0).round().astype(np.int64)),
        "shares": _known(tiktok, own["engagements"] * own["share_share"]),
        "views": _known(seen, own["views"]),
        "duration": _known(kinds == "video", 90 + 30 * (own["first_tag"] % 29)),
        "sponsored": pl.Series(own["flagged"]),
        **words,
    }
    address = "https://" + frame["platform"].replace_strict(_HOSTS) + ".example/"
    frame = frame.drop("hashtags", "mentions", "brands").with_columns(**columns)
    frame = frame.with_columns((address + pl.col("handle") + "/" + pl.col("post_key")).alias("url"))
    wanted = {**POST_IDENTITY, **POST_DTYPES}
    return frame.select(pl.col(name).cast(wanted[name]) for name in wanted if name in frame.columns)


def earlier(frame: pl.DataFrame, *, as_of: int, newest: int = 4) -> pl.DataFrame:
    """What the newest posts of each profile had gathered some days before: an older measurement.

    Counts grow quickly at first: after ``d`` days ``1 - exp(-d / 2)`` of what comes is there.
    """
    before = as_of - 3 * _DAY
    old = (pl.lit(before) - pl.col("published_at")) / _DAY
    part = (1 - (-old / 2).exp()) / (1 - (-(old + 3) / 2).exp())
    counts = [name for name in ("likes", "comments", "shares", "views") if name in frame.columns]
    return (
        frame.filter(pl.col("published_at") < before - _HOUR)
        .group_by("platform", "key", maintain_order=True)
        .head(newest)
        .with_columns(
            pl.lit(before, pl.Int64).alias("observed_at"),
            *((pl.col(name) * part).round().cast(pl.Int64) for name in counts),
        )
        .select("platform", "key", "handle", "post_key", "observed_at", *counts)
    )


_HOSTS = {int(platform): platform.slug for platform in Platform}


def _draw(chunk: Chunk, as_of: int) -> _Drawn:
    rng, shape, n = chunk.chance("posts"), (CHUNK, _MOST), chunk.size
    young = np.clip(np.ceil(chunk.numbers("posts_per_week", 1.0)), 1, LAST_WEEK).astype(np.int64)
    sizes = np.where(
        chunk.rich,
        rng.integers(RICH[0], RICH[1] + 1, CHUNK)[:n],
        rng.integers(SPARSE[0], SPARSE[1] + 1, CHUNK)[:n] + young,
    )
    there = np.arange(_MOST)[None, :] < sizes[:, None]
    published, hour = _times(rng, chunk, as_of)
    kind = _kinds(rng, chunk)
    works = chunk.frame["sponsored"].fill_null(value=False).to_numpy()
    share = np.where(works, np.clip(chunk.numbers("sponsored_share_90d", 0.1), 0.04, 0.5), 0.0)
    paid = rng.random(shape)[:n] < share[:, None]
    told = chunk.numbers("disclosure_rate", 0.72)
    labelled = paid & (rng.random(shape)[:n] < told[:, None])
    flagged = labelled | (paid & (rng.random(shape)[:n] < 0.4))
    tags = rng.integers(1, 6, shape)[:n]
    first_tag = (8 * rng.random(shape)[:n] ** 1.6).astype(np.int64)
    engagements, views = _metrics(rng, chunk, hour, first_tag, paid)
    comments, shares = _parts(rng, chunk)
    return _Drawn(
        there, published, hour, kind, paid, labelled, flagged, tags, first_tag,
        engagements, views, comments, shares,
    )  # fmt: skip


def _times(rng: np.random.Generator, chunk: Chunk, as_of: int) -> tuple[Ints, Ints]:
    """When each post came out: the stated rhythm, a usual hour, a day of the week off."""
    n, shape = chunk.size, (CHUNK, _MOST)
    gap = 7 / np.clip(chunk.numbers("posts_per_week", 2.0), 0.3, 21)
    gaps = rng.gamma(1.6, 1 / 1.6, shape)[:n] * gap[:, None]
    gaps[:, 0] = (as_of - chunk.numbers("last_post_at", as_of)) / _DAY
    ahead = np.array([_AHEAD.get(place.code, 1) for place in PLACES])[chunk.place]
    usual = rng.choice([8.0, 12.5, 18.5, 20.5], CHUNK, p=[0.15, 0.2, 0.4, 0.25])[:n]
    hour = usual[:, None] + rng.normal(0, 2.4, shape)[:n]
    stray = rng.random(shape)[:n] < 0.12
    hour = np.where(stray, rng.uniform(7, 23, shape)[:n], np.clip(hour, 5, 23.7))
    day = np.floor((as_of - _DAY) / _DAY - np.cumsum(gaps, axis=1))
    off = rng.integers(0, 7, CHUNK)[:n]
    skips = ((day + 3) % 7 == off[:, None]) & (rng.random(shape)[:n] < 0.75)
    moment = (day - skips) * _DAY + (hour - ahead[:, None]) * _HOUR
    latest = np.minimum(moment, as_of - 2 * _HOUR)
    order = np.argsort(-latest, axis=1)
    published = np.take_along_axis(latest, order, axis=1).astype(np.int64)
    return published, np.take_along_axis(hour, order, axis=1).astype(np.int64)


def _kinds(rng: np.random.Generator, chunk: Chunk) -> Ints:
    drawn = rng.random((CHUNK, _MOST))[: chunk.size]
    platform = chunk.frame["platform"].to_numpy()
    short = chunk.numbers("reels_share", 0.0)
    kind = np.zeros(drawn.shape, dtype=np.int64)
    for number, (_, shares) in _KINDS.items():
        at = platform == number
        weights = np.broadcast_to(np.array(shares), (int(at.sum()), len(shares))).copy()
        if shares[0] == 0.0:  # reels and shorts by the profile's own share of them
            weights = np.concatenate(
                [short[at, None], weights[:, 1:] * (1 - short[at, None])], axis=1
            )
        edges = np.cumsum(weights, axis=1)
        kind[at] = (drawn[at][:, :, None] > edges[:, None, :-1]).sum(axis=2)
    return kind


def _kind_names(chunk: Chunk) -> "np.typing.NDArray[np.str_]":
    names = {number: (*words, "", "")[:3] for number, (words, _) in _KINDS.items()}
    return np.array([names[number] for number in chunk.frame["platform"]])


def _metrics(
    rng: np.random.Generator, chunk: Chunk, hour: Ints, first_tag: Ints, paid: Flags
) -> tuple[Floats, Floats]:
    """Engagements and views of each post."""
    n, shape = chunk.size, (CHUNK, _MOST)
    by_views = np.isin(chunk.frame["platform"].to_numpy(), _BY_VIEWS)[:, None]
    spread = 0.42
    body = np.exp(spread * rng.normal(0, 1, shape)[:n])
    far = rng.random(shape)[:n] < 0.025
    reach = np.where(far, 3 + 2 * rng.pareto(1.5, shape)[:n], 1.0)
    reach = body * np.minimum(reach, 40)
    usual = np.median(hour, axis=1, keepdims=True)
    awake = np.where(np.abs(hour - usual) <= 2, 1.08, 0.88)
    strength = rng.choice([0.85, 1.0, 1.0, 1.25, 1.5], CHUNK)[:n]
    best_tag = np.where(first_tag == 0, strength[:, None], 1.0)
    factor = awake * best_tag * np.where(paid, 0.86, 1.0)
    views = chunk.numbers("avg_views", 0.0)[:, None] / np.exp(spread**2 / 2)
    views = np.where(views > 0, views, chunk.numbers("followers")[:, None] * 0.25) * reach
    quality = np.exp(0.22 * rng.normal(0, 1, shape)[:n]) * factor
    # the profile's own mean is the mean of its posts: a log-normal's median lies below it
    of_views = chunk.numbers("er_views", 0.05)[:, None] * views * quality
    of_followers = (
        chunk.numbers("er_followers", 0.02)[:, None]
        * chunk.numbers("followers")[:, None]
        * (reach / np.exp(spread**2 / 2))
        * quality
    )
    found = np.where(by_views, np.minimum(of_views, views * 0.9), of_followers)
    return np.maximum(found, 1.0), np.maximum(views, 10).round()


def _parts(rng: np.random.Generator, chunk: Chunk) -> tuple[Floats, Floats]:
    """Which part of a post's engagements are comments, and which shares."""
    n, shape = chunk.size, (CHUNK, _MOST)
    likes, comments = chunk.numbers("avg_likes", 1.0), chunk.numbers("avg_comments", 0.0)
    shares = chunk.numbers("avg_shares", 0.0)
    whole = np.maximum(likes + comments + shares, 1e-9)
    wobble = np.exp(0.35 * rng.normal(0, 1, shape)[:n])
    other = np.exp(0.35 * rng.normal(0, 1, shape)[:n])
    return (
        np.minimum((comments / whole)[:, None] * wobble, 0.4),
        np.minimum((shares / whole)[:, None] * other, 0.4),
    )


def _words(
    chunk: Chunk, frame: pl.DataFrame, row: Ints, column: Ints, own: dict[str, Ints]
) -> dict[str, pl.Series]:
    """Hashtags, mentions, brands and captions."""
    rng = chunk.chance("captions")
    chance = rng.random((CHUNK, _MOST, captions.PARTS))[: chunk.size][row, column].tolist()
    picks = rng.random((CHUNK, _MOST, 2))[: chunk.size][row, column].tolist()
    topics = chunk.topic[row].tolist()
    lists: dict[str, list[list[str]]] = {"hashtags": [], "mentions": [], "brands": []}
    written: list[str] = []
    said = zip(
        frame["language"], frame["hashtags"].to_list(), frame["mentions"].to_list(),
        frame["brands"].to_list(), own["tags"].tolist(), own["first_tag"].tolist(),
        own["paid"].tolist(), own["labelled"].tolist(), chance, picks, topics, strict=True,
    )  # fmt: skip
    for language, tags, named, brands, many, first, paid, labelled, parts, pick, topic in said:
        used = _tags(tags or [], first, many)
        brand = brands[int(pick[0] * len(brands))] if paid and brands else None
        others = [name for name in named or [] if name not in (brands or [])]
        mentions = [brand] if brand else []
        if others and pick[1] < 0.15:
            mentions.append(others[int(pick[0] * len(others))])
        lists["hashtags"].append(used)
        lists["mentions"].append(mentions)
        lists["brands"].append([brand] if brand else [])
        written.append(
            captions.caption(
                parts,
                language=language,
                topic=topic,
                hashtags=used,
                mentions=mentions,
                brand=brand,
                labelled=labelled,
            )
        )
    columns = {name: _split(values) for name, values in lists.items()}
    return {"caption": pl.Series(written), **columns}


def _split(words: list[list[str]]) -> pl.Series:
    """Lists of single words as a column, null where a list is empty."""
    joined = pl.Series([" ".join(own) for own in words], dtype=pl.String)
    return pl.select(pl.when(joined != "").then(joined.str.split(" "))).to_series()


def _tags(tags: list[str], first: int, many: int) -> list[str]:
    """Some of the profile's tags, beginning with one of them."""
    if not tags:
        return []
    start = first % len(tags)
    return [tags[(start + step) % len(tags)] for step in range(min(many, len(tags)))]


def _keys(chunk: Chunk, row: Ints, column: Ints) -> pl.Series:
    """The platform's id of a post: distinct within a profile, the same whenever it is made."""
    numbers = (chunk.block * 50 + chunk.number) * CHUNK + row
    mixed = (numbers.astype(np.uint64) * np.uint64(64) + column.astype(np.uint64)) * np.uint64(
        0x9E3779B97F4A7C15
    )
    return pl.Series([f"{value:013x}"[-13:] for value in mixed.tolist()])


def _known(keep: Flags, values: Floats) -> pl.Series:
    whole = pl.Series(np.asarray(values, dtype=float).round().astype(np.int64))
    return pl.select(pl.when(pl.Series(keep)).then(whole)).to_series()
