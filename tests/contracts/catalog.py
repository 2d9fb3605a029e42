"""A small odd catalog: ties, gaps, layers, many topics, letters of many alphabets."""

import random

import orjson
import polars as pl

from groundswell.creators.frames import DTYPES
from groundswell.discovery.document import from_frame

AS_OF = 1_790_000_000
TOPICS = ("skincare", "clean beauty", "vegan", "cars", "food", "travel", "yoga", "tech", "café")
CITIES = ("São Paulo", "berlin", "new york", "東京", None)
NAMES = ("Anna Glow", "Ben O'Neil", "ЛЕНА", "José María", "美咲 東京", "glow_up", "Zoë", None)
BIOS = (
    "Clean beauty and vegan food", "beauty is clean", "東京カフェ #food", "Vegan. Food. Cars!",
    'says "hello" \\ to you | all', None, "café owner in São Paulo", "food food food",
)  # fmt: skip
COUNTRIES = ("US", "DE", "BR", "JP", None)
AGES = ("13-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+")


def documents(count=300, *, seed=3, first=1):
    """Documents of rows ``first`` and up; every tenth is a layer of workspace 5, some of 6."""
    chance = random.Random(seed)
    profiles = [_profile(chance, first + at) for at in range(count)]
    frame = pl.DataFrame(
        profiles, schema_overrides={**DTYPES, "audience": pl.String}, infer_schema_length=None
    )
    layers = [_layer(chance) for _ in range(count)]
    extras = pl.DataFrame(
        {
            "row": range(first, first + count),
            "version": [chance.randrange(1, 4) for _ in range(count)],
            "owner": [owner for owner, _ in layers],
            "hidden_for": [hidden for _, hidden in layers],
            "creator": [chance.randrange(1, count) for _ in range(count)],
            "also_on": [chance.sample(["tiktok", "youtube"], chance.choice([0, 0, 1, 2]))
                        for _ in range(count)],
            "source": [chance.choice(["demo", "file", None]) for _ in range(count)],
            "basis": [chance.choice(["public", "imported"]) for _ in range(count)],
            "has_posts": [chance.random() < 0.2 for _ in range(count)],
        },
        schema_overrides={"hidden_for": pl.List(pl.Int64), "also_on": pl.List(pl.String)},
    )  # fmt: skip
    return from_frame(frame, extras)


def _layer(chance):
    owner = chance.choice([0] * 8 + [5, 6])
    hidden = [] if owner else [w for w in (5, 6) if chance.random() < 0.1]
    return owner, hidden


def _some(chance, value, share=0.7):
    return value if chance.random() < share else None


def _profile(chance, row):
    followers = chance.choice([None, 999, 1_000, 10_000, int(10 ** chance.uniform(1, 8))])
    return {
        "platform": chance.choice([1, 2, 3, 8]),
        "handle": chance.choice(["glow", "Glow.Up", "b_en", "лена", "x"]) + str(row % 90),
        "observed_at": AS_OF - chance.randrange(400) * 86_400,
        "name": chance.choice(NAMES),
        "bio": chance.choice(BIOS),
        "keywords": _some(chance, "summer in the city " + chance.choice(TOPICS)),
        "country": chance.choice(COUNTRIES),
        "city": chance.choice(CITIES),
        "language": chance.choice(["en", "de", "pt", None]),
        "languages": chance.sample(["en", "de", "pt"], chance.randrange(3)) or None,
        "gender": chance.choice(["female", "male", None]),
        "account_type": chance.choice(["creator", "business", None]),
        "category": chance.choice(["Health/Beauty", "Food & Drink", None]),
        "verified": _some(chance, chance.random() < 0.3),
        "minor": _some(chance, value=True, share=0.05),
        "followers": followers,
        "avg_likes": _some(chance, round(chance.uniform(0, 500), 1)),
        "avg_comments": _some(chance, round(chance.uniform(0, 50), 1)),
        "avg_views": _some(chance, float(chance.choice([0, 500, 500, 10_000]))),
        "er_followers": _some(chance, chance.choice([0.03, 0.03, 0.1, chance.random()]), 0.4),
        "er_stated": _some(chance, round(chance.random(), 3), 0.2),
        "growth_90d": _some(chance, chance.choice([-0.05, 0.0, 0.1, chance.uniform(-1, 3)])),
        "credibility": _some(chance, round(chance.random(), 2)),
        "last_post_at": _some(chance, AS_OF - chance.randrange(90 * 86_400)),
        "posts_per_week": _some(chance, chance.choice([1.0, 3.5])),
        "price_min": _some(chance, chance.choice([10_000, 50_000, 12_345]), 0.5),
        "price_currency": chance.choice(["USD", "EUR"]),
        "topics": chance.sample(TOPICS, chance.randrange(9)) or None,
        "hashtags": chance.sample(["ootd", "vegan", "clean", "été"], chance.randrange(4)) or None,
        "mentions": _some(chance, ["glossier", "b.en"], 0.2),
        "brands": _some(chance, chance.sample(["glossier", "l'oréal paris"], 1), 0.3),
        "contacts": _some(chance, [chance.choice(["email:a@b.example", "phone:+49301"])], 0.4),
        "website": _some(chance, "https://example.org", 0.2),
        "audience": _audience(chance),
    }


def _audience(chance):
    if chance.random() < 0.4:
        return None
    parts = [chance.random() for _ in AGES]
    shares = {f"age:{band}": part / sum(parts) for band, part in zip(AGES, parts, strict=True)}
    if chance.random() < 0.2:
        shares = {key: shares[key] for key in list(shares)[1:4]}
    female = chance.choice([0.5, 0.3, chance.random()])
    shares |= {"gender:female": female, "gender:male": 1 - female}
    for country in chance.sample(["US", "DE", "BR"], 2):
        shares[f"country:{country}"] = chance.choice([0.1, 0.25, 0.3, chance.random()])
    shares["city:são paulo"] = round(chance.random(), 3)
    if chance.random() < 0.5:
        shares["cell:US/18-24/female"] = chance.random() / 4
    return orjson.dumps(
        {
            "as_of": AS_OF,
            "n": chance.choice([None, 30, 200, 5_000]),
            "basis": chance.choice(["followers", "likers"]),
            "keys": list(shares),
            "shares": list(shares.values()),
        }
    ).decode()
