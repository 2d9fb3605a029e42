"""A creator on two platforms with posts and a series, one of whom only a handle is known, and members."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest
from django.test import Client

from groundswell.creators.actions import ensure_source, record_posts, record_profiles
from groundswell.creators.frames import DTYPES, IDENTITY, POST_DTYPES, POST_IDENTITY
from groundswell.creators.identifiers import creator_id, profile_id
from groundswell.creators.models import Profile
from groundswell.creators.platforms import Platform
from groundswell.workspaces.scope import Scope
from tests.factories.people import Cast, make_cast

NOW = int(datetime(2026, 11, 22, 10, tzinfo=UTC).timestamp())
DAY = 86_400


@dataclass(frozen=True)
class World:
    """Fernhill knows Maren (Instagram, TikTok) and Bare (a handle) in its own layer."""

    cast: Cast

    @property
    def scope(self) -> Scope:
        return Scope.operator(self.cast.fernhill.pk)

    def client(self, who: str = "owner") -> Client:
        client = Client()
        client.force_login(self.cast[who])
        return client

    def row(self, key: str) -> int:
        """Of the profile as Fernhill sees it: its own layer."""
        return Profile.objects.filter(key=key).latest("owner").pk

    def creator(self, key: str = "maren") -> int:
        return Profile.objects.filter(key=key).earliest("owner").creator_id

    def path(self, key: str = "maren", rest: str = "") -> str:
        return f"/w/fernhill/creators/{creator_id(self.creator(key))}/{rest}"

    def profile(self, key: str) -> str:
        return profile_id(self.row(key))


def told(
    key: str, at: int = NOW, platform: Platform = Platform.INSTAGRAM, **facts: Any
) -> dict[str, Any]:
    return {"platform": int(platform), "key": key, "handle": key, "observed_at": at, **facts}


def tell(cast: Cast, *rows: dict[str, Any], source: str = "Agency list") -> None:
    """Record what a source says; the profiles of one call are those of one creator."""
    scope = Scope.operator(cast.fernhill.pk)
    origin = ensure_source(scope, kind="file", name=source, owner=cast.fernhill.pk)
    schema = {**IDENTITY, **DTYPES, "creator_group": pl.String, "audience": pl.String}
    names = list(dict.fromkeys(name for row in rows for name in row))
    frame = pl.DataFrame(
        [{"creator_group": "one", **row} for row in rows],
        schema={name: schema[name] for name in ("creator_group", *names)},
    )
    record_profiles(scope, origin, frame, owner=cast.fernhill.pk)


def publish(cast: Cast, key: str, count: int = 12) -> None:
    scope = Scope.operator(cast.fernhill.pk)
    source = ensure_source(scope, kind="file", name="Posts of the agency", owner=cast.fernhill.pk)
    rows = [
        {
            "platform": int(Platform.INSTAGRAM),
            "key": key,
            "handle": key,
            "post_key": f"p{at}",
            "observed_at": NOW,
            "published_at": NOW - (at * 4 + 10) * DAY,
            "kind": "reel" if at % 2 else "image",
            "caption": f"Morning routine {at} #skincare",
            "hashtags": ["skincare"] if at % 2 else ["skincare", "glow"],
            "mentions": ["oakmoss"] if at == 3 else [],
            "sponsored": at == 3,
            "url": f"https://www.instagram.com/p/p{at}/",
            "likes": 2_000 + at * 40,
            "comments": 90,
            "views": 20_000 + at * 100 if at % 2 else None,
        }
        for at in range(count)
    ]
    schema = {**POST_IDENTITY, **POST_DTYPES}
    frame = pl.DataFrame(rows, schema={name: schema[name] for name in rows[0]})
    record_posts(scope, source, frame, owner=cast.fernhill.pk)


SHARES = {
    "country:US": 0.41, "country:CA": 0.12, "gender:female": 0.83, "gender:male": 0.17,
    "age:18-24": 0.27, "age:25-34": 0.46, "interest:beauty": 0.02, "cell:US/18-24/female": 0.15,
    "cell:US/25-34/female": 0.2, "cell:US/18-24/male": 0.04,
}  # fmt: skip
AUDIENCE = json.dumps(
    {
        "as_of": NOW - 20 * DAY,
        "n": 1_204,
        "basis": "followers",
        "keys": list(SHARES),
        "shares": list(SHARES.values()),
    }
)


@pytest.fixture
def world(db: None) -> World:
    cast = make_cast()
    tell(
        cast,
        told("maren", NOW - 91 * DAY, followers=45_000),
        told("maren.moves", platform=Platform.TIKTOK, followers=9_000),
    )
    for weeks in range(1, 14):
        tell(cast, told("maren", NOW - (13 - weeks) * 7 * DAY, followers=45_000 + weeks * 250))
    tell(
        cast,
        told(
            "maren", name="Maren Okoye-Lindt", followers=48_250, country="US", city="Portland",
            language="en", topics=["skincare", "sunscreen"], contacts=["email:maren@example.com"],
            price_min=38_000, price_max=62_000, price_currency="USD", audience=AUDIENCE,
        ),
    )  # fmt: skip
    publish(cast, "maren")
    tell(cast, told("bare"))
    return World(cast)
