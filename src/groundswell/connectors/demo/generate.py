"""Profile frames of invented creators: any number, streamed, the same for the same seed.

What is realistic, and from where (``science.md`` of the design notes names the publications):

* followers fall off as a power law that steepens: 81.5 % below 10,000, 14.4 % to 50,000, 0.1 %
  above a million (HypeAuditor 2026, Instagram);
* engagement falls with size along each platform's published medians, with a log-normal spread
  that is widest on X (an open file of October 2026: p75/p25 about twenty);
* reach falls with size (Minter.io 2019, The Cirqle 2024); price grows with the 0.35th power of
  followers (IZEA 2022);
* topic, hashtags, words of the bio, gender and age of the audience and its countries hang
  together; some audiences were bought, and then growth, engagement and credibility show it.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import polars as pl

from groundswell.connectors.demo import audiences, vocabulary
from groundswell.connectors.demo.vocabulary import PLACES, TOPIC_INDEX, TOPICS
from groundswell.creators.facts import FACTS
from groundswell.creators.frames import DTYPES
from groundswell.creators.platforms import Platform

BLOCK = 50_000
"""Profiles made at once; a block depends on the seed and its number only."""

_DAY = 86_400
_NAMES = 1_500 * 4_000
_STRIDE = 3_141_593  # prime, so it walks through all pairs of names before one comes again

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_PLATFORM_WEIGHTS = {
    Platform.INSTAGRAM: 0.42,
    Platform.TIKTOK: 0.27,
    Platform.YOUTUBE: 0.13,
    Platform.X: 0.05,
    Platform.TWITCH: 0.03,
    Platform.PINTEREST: 0.02,
    Platform.FACEBOOK: 0.02,
    Platform.THREADS: 0.02,
    Platform.LINKEDIN: 0.01,
    Platform.SNAPCHAT: 0.01,
    Platform.BLUESKY: 0.01,
    Platform.MASTODON: 0.003,
    Platform.BLOG: 0.004,
    Platform.PODCAST: 0.003,
}
_PLATFORMS = np.array([p.value for p in _PLATFORM_WEIGHTS])
_BY_VIEWS = np.array([Platform.TIKTOK.value, Platform.YOUTUBE.value])
_UNDERSCORE_ONLY = np.array(
    [Platform.X.value, Platform.TWITCH.value, Platform.PINTEREST.value, Platform.MASTODON.value]
)

# log10 of the share of creators above a size, against log10 of the size
_TAIL = (
    np.log10([1e-9, 1e-6, 1e-4, 1e-3, 0.006, 0.041, 0.185, 1.0]),
    np.log10([4.5e8, 6e7, 7e6, 1e6, 3e5, 5e4, 1e4, 1e3]),
)

# log10 followers -> median engagement rate, by platform; sigma of its natural logarithm
_SIZES = np.array([3.0, 3.4, 4.3, 5.3, 6.3, 7.5])
_ENGAGEMENT = {
    Platform.INSTAGRAM: ((0.030, 0.0178, 0.0062, 0.0045, 0.0035, 0.0030), 0.75),
    Platform.TIKTOK: ((0.110, 0.100, 0.080, 0.062, 0.050, 0.042), 0.50),
    Platform.YOUTUBE: ((0.055, 0.050, 0.044, 0.034, 0.022, 0.016), 0.50),
    Platform.X: ((0.0060, 0.0040, 0.0060, 0.0010, 0.0003, 0.0002), 1.60),
    Platform.FACEBOOK: ((0.0060, 0.0040, 0.0020, 0.0012, 0.0008, 0.0006), 0.90),
}
_ENGAGEMENT_ELSEWHERE = ((0.040, 0.030, 0.018, 0.010, 0.007, 0.005), 0.80)
_REACH = (0.38, 0.30, 0.19, 0.09, 0.045, 0.03)

_CURRENCY = {
    "GB": "GBP", "BR": "BRL", "IN": "INR", "JP": "JPY", "CA": "CAD", "AU": "AUD", "MX": "MXN",
    "PL": "PLN", "SE": "SEK", "CH": "CHF", "DE": "EUR", "FR": "EUR", "ES": "EUR", "IT": "EUR",
    "NL": "EUR", "AT": "EUR", "BE": "EUR", "IE": "EUR", "PT": "EUR", "FI": "EUR", "GR": "EUR",
}  # fmt: skip
_MINOR_PER_DOLLAR = {
    "USD": 100, "EUR": 92, "GBP": 79, "BRL": 540, "INR": 8_400, "JPY": 150, "CAD": 137,
    "AUD": 152, "MXN": 1_850, "PLN": 395, "SEK": 1_040, "CHF": 88,
}  # fmt: skip


def profiles(
    count: int, *, seed: int = 7, first_block: int = 0, as_of: int = 1_790_000_000
) -> Iterator[pl.DataFrame]:
    """Profile frames (`creators.frames`) of ``count`` invented profiles, a block at a time.

    Args:
        count: how many profiles in all.
        seed: another seed gives another crowd.
        first_block: where to begin, so that several processes can share the work.
        as_of: seconds since 1970 UTC at which everything was observed.

    Yields:
        Frames of at most `BLOCK` rows with the columns of a profile frame, ``audience`` and
        ``creator_group`` (equal numbers are one creator).
    """
    block = first_block
    while count > 0:
        yield block_of(block, seed=seed, as_of=as_of).head(count)
        count -= BLOCK
        block += 1


def block_of(block: int, *, seed: int, as_of: int) -> pl.DataFrame:
    """The profiles of one block; see `profiles`."""
    rng = np.random.Generator(np.random.PCG64([seed, block]))
    creator, position = _creators(rng)
    people = _People(rng, creator, block)
    platform = _platforms(rng, creator, position)
    followers, bought = _followers(rng, creator)
    columns: dict[str, pl.Series | pl.Expr] = {
        "platform": pl.Series(platform, dtype=pl.UInt8),
        "creator_group": pl.Series(people.number),
        "observed_at": pl.Series(np.full(BLOCK, as_of)),
        "followers": pl.Series(followers),
        "synthetic": pl.Series(np.ones(BLOCK, dtype=bool)),
    }
    columns |= people.columns(rng, platform, followers)
    columns |= _engagement(rng, platform, followers, people.topic, bought)
    columns |= _growth(rng, followers, bought)
    columns |= _activity(rng, platform, as_of)
    columns |= _content(rng, people)
    columns |= _money(rng, people, followers)
    columns["credibility"] = _some(rng, 0.8, _sigmoid(rng.normal(1.5 - 2.4 * bought, 0.6)))
    columns["comment_reply_rate"] = _some(
        rng, 0.4, np.round(rng.beta(1.4, 4, BLOCK) / (followers / 1e3) ** 0.12, 4)
    )
    columns["confidence"] = pl.Series(np.round(rng.beta(9, 2, BLOCK), 2))
    columns["audience"] = audiences.estimates(
        rng, people.topic, people.place, platform, as_of=as_of
    )
    frame = pl.DataFrame(columns)
    return frame.with_columns(
        pl.col(name).cast(DTYPES[name]) for name in frame.columns if name in FACTS
    )


def _creators(rng: np.random.Generator) -> tuple[Ints, Ints]:
    """For each profile of a block: its creator within the block, and which of theirs it is."""
    sizes = rng.choice([1, 2, 3], BLOCK, p=[0.84, 0.13, 0.03])
    creator = np.repeat(np.arange(BLOCK), sizes)[:BLOCK]
    starts = np.searchsorted(creator, creator)
    return creator, np.arange(BLOCK) - starts


def _platforms(rng: np.random.Generator, creator: Ints, position: Ints) -> Ints:
    weights = np.array(list(_PLATFORM_WEIGHTS.values()))
    first = rng.choice(len(_PLATFORMS), BLOCK, p=weights / weights.sum())[creator]
    # a second and third profile go to the next platforms in order of size, never the same one
    return _PLATFORMS[np.where(position == 0, first, (first + position) % len(_PLATFORMS))]


def _followers(rng: np.random.Generator, creator: Ints) -> tuple[Ints, npt.NDArray[np.bool_]]:
    fame = rng.normal(size=BLOCK)[creator] * 0.75 + rng.normal(size=BLOCK) * 0.66
    share_above = np.clip(_upper_tail(fame), 1e-9, 1.0)
    followers = 10 ** np.interp(np.log10(share_above), *_TAIL)
    bought = rng.random(BLOCK) < 0.07
    followers = np.where(bought, followers * rng.uniform(1.3, 4, BLOCK), followers)
    return np.minimum(followers, 480_000_000).astype(np.int64), bought


def _engagement(
    rng: np.random.Generator,
    platform: Ints,
    followers: Ints,
    topic: Ints,
    bought: npt.NDArray[np.bool_],
) -> dict[str, pl.Series]:
    size = np.log10(followers)
    log_rate = np.empty(BLOCK)
    for kind in _PLATFORM_WEIGHTS:
        medians, sigma = _ENGAGEMENT.get(kind, _ENGAGEMENT_ELSEWHERE)
        at = platform == kind.value
        log_rate[at] = np.interp(size[at], _SIZES, np.log(medians)) + rng.normal(
            0, sigma, int(at.sum())
        )
    lift = np.array([t.lift for t in TOPICS])[topic]
    rate = np.clip(np.exp(log_rate) * lift * np.where(bought, 0.35, 1.0), 1e-5, 0.6)
    reach = np.exp(np.interp(size, _SIZES, np.log(_REACH)) + rng.normal(0, 0.6, BLOCK))
    views = np.maximum(followers * reach * np.where(platform == 2, 1.6, 1.0), 12).round()
    by_views = np.isin(platform, _BY_VIEWS)
    engagements = np.maximum(rate * np.where(by_views, views, followers), 1)
    comments = (engagements * rng.beta(2, 60, BLOCK)).round(1)
    shares = np.where(platform == 2, (engagements * rng.beta(2, 50, BLOCK)).round(1), 0.0)
    likes = np.maximum(engagements - comments - shares, 0).round(1)
    video = np.isin(platform, [1, 2, 3, 8])
    return {
        "avg_likes": pl.Series(likes),
        "avg_comments": pl.Series(comments),
        "avg_views": _where(video, views),
        "avg_shares": _where(platform == 2, shares),
        "engagements": pl.Series((likes + comments).round(1)),
        "er_followers": _where(~by_views, ((likes + comments) / followers).round(6)),
        "er_views": _where(by_views, ((likes + comments + shares) / views).round(6)),
        "avg_reels_views": _where(
            (platform == 1) & (rng.random(BLOCK) < 0.6), (views * 1.3).round()
        ),
    }


def _growth(
    rng: np.random.Generator, followers: Ints, bought: npt.NDArray[np.bool_]
) -> dict[str, pl.Series]:
    pace = rng.laplace(0.028, 0.05, BLOCK) * (1.4 - 0.12 * np.log10(followers))
    quarter = np.clip(pace + bought * rng.exponential(0.5, BLOCK), -0.6, 6)
    month = np.clip(quarter * rng.normal(0.33, 0.12, BLOCK), -0.6, 6)
    year = np.clip((1 + quarter) ** rng.normal(3, 0.6, BLOCK) - 1, -0.9, 60)
    return {
        "growth_30d": pl.Series(month.round(5)),
        "growth_90d": pl.Series(quarter.round(5)),
        "growth_365d": _some(rng, 0.7, year.round(5)),
    }


def _activity(rng: np.random.Generator, platform: Ints, as_of: int) -> dict[str, pl.Series]:
    dormant = rng.random(BLOCK) < 0.08
    idle = np.where(dormant, rng.exponential(160, BLOCK), rng.exponential(7, BLOCK))
    age_weeks = rng.uniform(20, 620, BLOCK)
    per_week = np.exp(rng.normal(0.8, 0.8, BLOCK))
    return {
        "last_post_at": pl.Series((as_of - idle * _DAY).astype(np.int64)),
        "joined_at": pl.Series((as_of - age_weeks * 7 * _DAY).astype(np.int64)),
        "posts_per_week": pl.Series(per_week.round(2)),
        "posts_count": pl.Series((per_week * age_weeks * 0.6 + 3).astype(np.int64)),
        "following": _some(rng, 0.9, np.exp(rng.normal(6.3, 1.0, BLOCK)).astype(np.int64)),
        "reels_share": _where(np.isin(platform, [1, 3]), rng.beta(2, 2, BLOCK).round(3)),
        "avg_live_viewers": _where(platform == 8, np.exp(rng.normal(3.4, 1.3, BLOCK)).round(1)),
    }


class _People:
    """Who stands behind the profiles of a block: arrays by profile, equal within a creator."""

    def __init__(self, rng: np.random.Generator, creator: Ints, block: int) -> None:
        weight = np.array([t.weight for t in TOPICS], dtype=float)
        self.topic: Ints = rng.choice(len(TOPICS), BLOCK, p=weight / weight.sum())[creator]
        weight = np.array([p.weight for p in PLACES], dtype=float)
        self.place: Ints = rng.choice(len(PLACES), BLOCK, p=weight / weight.sum())[creator]
        self.number: Ints = creator + block * BLOCK
        female = np.array([t.female for t in TOPICS])[self.topic]
        drawn = rng.random(BLOCK)[creator]
        self.gender = np.where(drawn < female * 0.97, 0, np.where(drawn < 0.97, 1, 2))
        self.age: Ints = np.clip(rng.gamma(7, 4.2, BLOCK), 16, 78)[creator].astype(np.int64)
        self.topics = _topic_sets(rng, self.topic)

    def columns(
        self, rng: np.random.Generator, platform: Ints, followers: Ints
    ) -> dict[str, pl.Series]:
        """Names, places and what they declare of themselves."""
        pair = self.number * _STRIDE % _NAMES
        again = self.number // _NAMES
        given = pl.Series(vocabulary.given_names()).gather(pair % 1_500)
        family = pl.Series(vocabulary.family_names()).gather(pair // 1_500)
        dot = (pair % 3 != 0) & ~np.isin(platform, _UNDERSCORE_ONLY)
        dot |= platform == Platform.FACEBOOK.value  # which knows no underscore
        mark = pl.Series(["_", "."]).gather(dot.astype(np.int64))
        suffix = pl.Series(np.where(again > 0, (again + 1).astype(str), ""))
        handle = given.str.to_lowercase() + mark + family.str.to_lowercase() + suffix
        handle = pl.select(
            pl.when(pl.lit(platform == Platform.MASTODON.value))
            .then(handle + "@social.example")
            .when(pl.lit(platform == Platform.BLUESKY.value))
            .then(handle.str.replace_all("_", "-") + ".social.example")
            .otherwise(handle)
        ).to_series()
        city_index = rng.integers(0, 1_000, BLOCK)
        known_city = rng.random(BLOCK) < 0.7
        cities = [
            PLACES[p].cities[i % len(PLACES[p].cities)] if known else None
            for p, i, known in zip(self.place, city_index, known_city, strict=True)
        ]
        known = rng.random(BLOCK) < 0.94
        mail = rng.random(BLOCK) < 0.3 + 0.08 * np.log10(followers)
        contact = pl.select(
            pl.when(pl.lit(mail)).then(pl.concat_list("email:" + handle + "@mail.example"))
        ).to_series()
        verified = rng.random(BLOCK) < np.clip((np.log10(followers) - 4.2) / 3, 0.002, 0.95)
        codes = pl.Series([place.code for place in PLACES])
        languages = pl.Series([place.language for place in PLACES])
        return {
            "key": handle,
            "handle": handle,
            "platform_id": pl.Series([None] * BLOCK, dtype=pl.String),
            "name": given + " " + family,
            "gender": _pick(("female", "male", "nonbinary"), self.gender, rng, 0.7),
            "age": _some(rng, 0.45, self.age),
            "country": _mask(codes.gather(self.place), known),
            "language": languages.gather(self.place),
            "city": pl.Series(cities, dtype=pl.String),
            "verified": pl.Series(verified),
            "account_type": _pick(
                ("personal", "business", "creator"), rng.choice(3, BLOCK, p=[0.3, 0.2, 0.5]), rng
            ),
            "contacts": contact,
        }


def _topic_sets(rng: np.random.Generator, primary: Ints) -> Ints:
    """Up to six topics per profile (-1: none): the first, then neighbours of it."""
    near = np.full((len(TOPICS), 5), -1)
    for index, topic in enumerate(TOPICS):
        near[index, : len(topic.near)] = [TOPIC_INDEX[name] for name in topic.near]
    picks = near[primary[:, None], rng.integers(0, 5, (BLOCK, 3))]
    stray = np.where(rng.random((BLOCK, 1)) < 0.15, rng.integers(0, len(TOPICS), (BLOCK, 1)), -1)
    picks = np.where(rng.random((BLOCK, 3)) < 0.62, picks, -1)
    return np.concatenate([primary[:, None], picks, stray], axis=1)


def _content(rng: np.random.Generator, people: _People) -> dict[str, pl.Series]:
    names = pl.Series([topic.name for topic in TOPICS])
    tags, words = vocabulary.topic_tags(), pl.Series(vocabulary.rare_words())
    flat_tags = pl.Series([tag for topic in tags for tag in topic])
    starts = np.cumsum([0, *(len(topic) for topic in tags)])
    sizes = np.diff(starts)

    def drawn(count: int, skew: float) -> Ints:
        """Indexes into all tags, from the profile's own topics, frequent ones first."""
        column = rng.integers(0, 3, (BLOCK, count))
        topic = np.take_along_axis(people.topics, column, axis=1)
        topic = np.where(topic < 0, people.topic[:, None], topic)
        rank = (sizes[topic] * rng.random((BLOCK, count)) ** skew).astype(np.int64)
        return starts[topic] + rank

    hashtags = _lists(flat_tags, np.where(rng.random((BLOCK, 8)) < 0.7, drawn(8, 3.0), -1))
    captions = _lists(flat_tags, drawn(16, 3.5))
    spoken = pl.Series([word for topic in TOPICS for word in topic.words])
    first_word = np.cumsum([0, *(len(topic.words) for topic in TOPICS)])
    count = np.diff(first_word)[people.topic][:, None]
    spoken_index = (count * rng.random((BLOCK, 7))).astype(np.int64)
    spoken_index = np.where(
        rng.random((BLOCK, 7)) < 0.75, first_word[people.topic][:, None] + spoken_index, -1
    )
    bio = _lists(spoken, spoken_index).list.join(" ").fill_null("")
    rare = words.gather((len(words) * rng.random(BLOCK) ** 2).astype(np.int64))
    city = pl.Series([place.cities[0] for place in PLACES]).gather(people.place)
    return {
        "topics": _lists(names, people.topics),
        "hashtags": hashtags,
        "keywords": captions.list.join(" "),
        "bio": bio + " · " + rare + " · " + city,
    }


def _money(rng: np.random.Generator, people: _People, followers: Ints) -> dict[str, pl.Series]:
    brands = pl.Series(vocabulary.brands())
    works = rng.random(BLOCK) < np.clip(0.12 * (np.log10(followers) - 2), 0.05, 0.9)
    rank = (len(brands) * rng.random((BLOCK, 4)) ** 2.5).astype(np.int64)
    deals = np.where(works[:, None] & (rng.random((BLOCK, 4)) < 0.6), rank, -1)
    worked = np.asarray((deals >= 0).any(axis=1))
    gifted = np.where(rng.random((BLOCK, 2)) < 0.25, rank[:, :2], -1)
    dollars = np.exp(np.log(60) + 0.35 * np.log(followers / 1_000) + rng.normal(0, 0.6, BLOCK))
    currency = np.array([_CURRENCY.get(place.code, "USD") for place in PLACES])[people.place]
    minor = np.array([_MINOR_PER_DOLLAR[c] for c in currency]) * dollars
    priced = rng.random(BLOCK) < 0.35
    low = (minor / 100).round() * 100
    return {
        "brands": _lists(brands, deals),
        "mentions": _lists(brands, np.concatenate([deals[:, :3], gifted], axis=1)),
        "sponsored": pl.Series(worked),
        "sponsored_share_90d": _where(worked, rng.beta(1.6, 9, BLOCK).round(4)),
        "disclosure_rate": _where(
            worked & (rng.random(BLOCK) < 0.6), rng.beta(4, 1.6, BLOCK).round(4)
        ),
        "price_min": _where(priced, low.astype(np.int64)),
        "price_max": _where(priced, (low * rng.uniform(1.1, 2.2, BLOCK)).astype(np.int64)),
        "price_currency": _mask(pl.Series(currency), priced),
    }


# ------------------------------------------------------------------ columns


def _lists(words: pl.Series, index: Ints) -> pl.Series:
    """Lists of distinct words by index (-1: none), null where a list would be empty."""
    flat = pl.Series(index.ravel())
    known = flat.set(flat < 0, None)
    lists = (
        words.gather(known)
        .reshape(index.shape)
        .arr.to_list()
        .list.drop_nulls()
        .list.unique(maintain_order=True)
    )
    return _mask(lists, (lists.list.len() > 0).to_numpy())


def _mask(values: pl.Series, keep: npt.NDArray[np.bool_]) -> pl.Series:
    return pl.select(pl.when(pl.lit(pl.Series(keep))).then(values)).to_series()


def _where(keep: npt.NDArray[np.bool_], values: Floats | Ints) -> pl.Series:
    return _mask(pl.Series(values), keep)


def _some(rng: np.random.Generator, share: float, values: Floats | Ints) -> pl.Series:
    return _where(rng.random(BLOCK) < share, values)


def _pick(
    words: tuple[str, ...], index: Ints, rng: np.random.Generator, share: float = 1.0
) -> pl.Series:
    chosen = pl.Series(words).gather(index)
    return _mask(chosen, rng.random(BLOCK) < share)


def _sigmoid(value: Floats) -> Floats:
    return np.asarray((1 / (1 + np.exp(-value))).round(4))


def _upper_tail(z: Floats) -> Floats:
    """P(Z > z) of a standard normal (Abramowitz and Stegun 26.2.17, error below 7.5e-8)."""
    t = 1 / (1 + 0.2316419 * np.abs(z))
    series = t * (
        0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429)))
    )
    tail = np.exp(-z * z / 2) / np.sqrt(2 * np.pi) * series
    return np.asarray(np.where(z >= 0, tail, 1 - tail))
