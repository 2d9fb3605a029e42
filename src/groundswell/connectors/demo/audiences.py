"""Audience estimates of invented profiles: countries, ages, gender, language, interests, cells."""

from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from groundswell.connectors.demo.vocabulary import PLACE_INDEX, PLACES, TOPICS
from groundswell.creators.facts import AGE_BANDS
from groundswell.creators.platforms import Platform

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

KNOWN = 0.65
"""Share of profiles with an audience estimate."""
_JOINT = 0.25
_CELL_AGES = ("18-24", "25-34", "35-44")
_MIDDLE_AGE = np.array([15.5, 21.5, 30, 40, 50, 60, 72])
_YOUNG = {Platform.TIKTOK: -5.0, Platform.SNAPCHAT: -6.0, Platform.TWITCH: -3.0,
          Platform.FACEBOOK: 8.0, Platform.LINKEDIN: 6.0, Platform.PINTEREST: 4.0,
          Platform.BLOG: 6.0, Platform.PODCAST: 4.0}  # fmt: skip
_OLDER = {"gardening": 12, "wine": 10, "interior": 6, "finance": 5, "parenting": 4, "family": 4,
          "gaming": -5, "esports": -6, "anime": -6, "cosplay": -4, "dance": -4, "comedy": -2}  # fmt: skip


def estimates(
    rng: np.random.Generator, topic: Ints, place: Ints, platform: Ints, *, as_of: int
) -> pl.Series:
    """A column of audience estimates (JSON of `creators.frames.AUDIENCE`), null where unknown."""
    size = len(topic)
    known = rng.random(size) < KNOWN
    at = np.flatnonzero(known)
    keys, shares = _all_shares(rng, topic[at], place[at], platform[at])
    estimate = pl.DataFrame(
        {
            "as_of": as_of - rng.integers(0, 120, len(at)) * 86_400,
            "n": np.exp(rng.normal(6.6, 1.1, len(at))).astype(np.int64) + 40,
            "basis": pl.Series(["followers", "likers", "commenters"]).gather(
                rng.choice(3, len(at), p=[0.7, 0.2, 0.1])
            ),
            "keys": keys,
            "shares": shares,
        }
    )
    encoded = estimate.select(pl.struct(pl.all()).struct.json_encode()).to_series()
    where = np.full(size, -1)
    where[at] = np.arange(len(at))
    index = pl.Series(where)
    return encoded.gather(index.set(index < 0, None))


def _all_shares(
    rng: np.random.Generator, topic: Ints, place: Ints, platform: Ints
) -> tuple[pl.Series, pl.Series]:
    countries, country_share = _countries(rng, place)
    ages = _ages(rng, topic, platform)
    female = _female(rng, topic)
    parts = [
        (countries, country_share),
        (np.broadcast_to(_index("age", AGE_BANDS), ages.shape), ages),
        (
            np.broadcast_to(_index("gender", ("female", "male")), (len(topic), 2)),
            np.stack([female, 1 - female], axis=1),
        ),
        _languages(rng, place, country_share[:, 0]),
        _interests(rng, topic),
        _cities(rng, place, country_share[:, 0]),
        _cells(rng, countries, country_share, ages, female),
    ]
    index = np.concatenate([part[0] for part in parts], axis=1)
    share = np.concatenate([part[1] for part in parts], axis=1).round(4)
    index = np.where(share < 0.001, -1, index)
    flat = pl.Series(index.ravel())
    none = flat < 0
    keys = pl.Series(_vocabulary()[0]).gather(flat.set(none, None))
    values = pl.Series(share.ravel()).set(none, None)
    return (
        keys.reshape(index.shape).arr.to_list().list.drop_nulls(),
        values.reshape(share.shape).arr.to_list().list.drop_nulls(),
    )


def _countries(rng: np.random.Generator, place: Ints) -> tuple[Ints, Floats]:
    """Own country, three that are near, and one from anywhere; the rest stays unnamed."""
    near = np.array(
        [[PLACE_INDEX[code] for code in (*p.near, "US", "GB", "US")[:3]] for p in PLACES],
        dtype=np.int64,
    )
    english = np.array([p.language == "en" for p in PLACES])[place]
    own = np.where(english, rng.beta(5, 5, len(place)), rng.beta(7, 3.5, len(place)))
    rest = (1 - own) * rng.uniform(0.5, 0.9, len(place))
    weights = rng.exponential(1, (len(place), 4)) * np.array([1.6, 1.0, 0.8, 0.5])
    weights /= weights.sum(axis=1, keepdims=True)
    far = rng.integers(0, len(PLACES), (len(place), 1))
    codes = np.concatenate([place[:, None], near[place], far], axis=1)
    share = np.concatenate([own[:, None], rest[:, None] * weights], axis=1)
    for column in range(1, codes.shape[1]):  # a country may stand once only
        again = (codes[:, :column] == codes[:, column : column + 1]).any(axis=1)
        share[again, column] = 0
    return _index("country", tuple(p.code for p in PLACES))[codes], share


def _ages(rng: np.random.Generator, topic: Ints, platform: Ints) -> Floats:
    older = np.array([_OLDER.get(t.name, 0.0) for t in TOPICS])[topic]
    shift = np.zeros(len(topic))
    for kind, years in _YOUNG.items():
        shift[platform == kind.value] = years
    centre = 28 + older + shift + rng.normal(0, 3, len(topic))
    spread = rng.uniform(7, 12, len(topic))
    weight = np.exp(-(((_MIDDLE_AGE[None, :] - centre[:, None]) / spread[:, None]) ** 2) / 2)
    weight *= rng.lognormal(0, 0.15, weight.shape)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def _female(rng: np.random.Generator, topic: Ints) -> Floats:
    base = np.array([t.female for t in TOPICS])[topic]
    return np.asarray(
        np.clip(0.5 + (base - 0.5) * 0.8 + rng.normal(0, 0.09, len(topic)), 0.02, 0.98)
    )


def _languages(rng: np.random.Generator, place: Ints, own: Floats) -> tuple[Ints, Floats]:
    names = _languages_known()
    main = np.array([names.index(p.language) for p in PLACES])[place]
    english = names.index("en")
    share = np.clip(own + rng.uniform(0.02, 0.2, len(place)), 0, 0.97)
    second = np.where(main == english, 0.0, (1 - share) * rng.uniform(0.3, 0.8, len(place)))
    index = _index("language", names)
    both = np.stack([index[main], np.full(len(place), index[english])], axis=1)
    return both, np.stack([share, second], axis=1)


def _interests(rng: np.random.Generator, topic: Ints) -> tuple[Ints, Floats]:
    names = tuple(t.name for t in TOPICS)
    near = np.array([[names.index(name) for name in t.near[:2]] for t in TOPICS])
    chosen = np.concatenate([topic[:, None], near[topic]], axis=1)
    share = rng.beta(3, 4, chosen.shape) * np.array([1.0, 0.6, 0.45])
    for column in (1, 2):
        again = (chosen[:, :column] == chosen[:, column : column + 1]).any(axis=1)
        share[again, column] = 0
    return _index("interest", names)[chosen], share


def _cities(rng: np.random.Generator, place: Ints, own: Floats) -> tuple[Ints, Floats]:
    cities = tuple(p.cities[0].lower() for p in PLACES)
    share = own * rng.beta(2, 7, len(place))
    return _index("city", cities)[place][:, None], share[:, None]


def _cells(
    rng: np.random.Generator, countries: Ints, share: Floats, ages: Floats, female: Floats
) -> tuple[Ints, Floats]:
    """Country x age x gender for the two largest countries, near to but not at independence."""
    country_keys = _index("country", tuple(p.code for p in PLACES))
    joint = rng.random(len(female)) < _JOINT
    cells, values = [], []
    start = _vocabulary()[1]["cell"]
    for column in (0, 1):
        code = countries[:, column] - country_keys[0]
        for age, band in enumerate(_CELL_AGES):
            for gender, part in enumerate((female, 1 - female)):
                cells.append(start + (code * len(_CELL_AGES) + age) * 2 + gender)
                expected = share[:, column] * ages[:, AGE_BANDS.index(band)] * part
                values.append(joint * expected * rng.lognormal(0, 0.1, len(female)))
    return np.stack(cells, axis=1), np.stack(values, axis=1)


# ------------------------------------------------------------------ keys as numbers


@cache
def _languages_known() -> tuple[str, ...]:
    return tuple(sorted({p.language for p in PLACES}))


@cache
def _vocabulary() -> tuple[list[str], dict[str, int]]:
    """All keys ``dimension:value`` in one list, and where each dimension begins."""
    groups = {
        "country": [p.code for p in PLACES],
        "age": list(AGE_BANDS),
        "gender": ["female", "male"],
        "language": list(_languages_known()),
        "interest": [t.name for t in TOPICS],
        "city": [p.cities[0].lower() for p in PLACES],
        "cell": [
            f"{p.code}/{age}/{gender}"
            for p in PLACES
            for age in _CELL_AGES
            for gender in ("female", "male")
        ],
    }
    keys: list[str] = []
    starts: dict[str, int] = {}
    for dimension, values in groups.items():
        starts[dimension] = len(keys)
        keys += [f"{dimension}:{value}" for value in values]
    return keys, starts


def _index(dimension: str, values: tuple[str, ...]) -> Ints:
    """Numbers of the keys of ``values``, which stand in the vocabulary's own order."""
    return _vocabulary()[1][dimension] + np.arange(len(values))
