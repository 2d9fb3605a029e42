"""Posts frames for tests."""

from typing import Any

import polars as pl

from groundswell.creators.frames import POST_DTYPES, POST_IDENTITY

DAY = 86_400
START = 1_700_000_000


def posts_frame(*rows: dict[str, Any], at: int = START) -> pl.DataFrame:
    schema = {**POST_IDENTITY, **POST_DTYPES}
    full = [{"platform": 1, "observed_at": at, **row} for row in rows]
    named = {name for row in full for name in row}
    return pl.DataFrame(full, schema={name: kind for name, kind in schema.items() if name in named})


def posts(key: str, *, count: int, at: int = START, **more: Any) -> pl.DataFrame:
    return posts_frame(
        *(
            {
                "key": key,
                "post_key": f"p{number}",
                "published_at": START - (count - number) * 3 * DAY,
                "likes": 10 * number,
                "views": 100 * number,
                "hashtags": ["food"] if number % 2 else ["food", "vegan"],
                "caption": f"caption {number}",
                **more,
            }
            for number in range(count)
        ),
        at=at,
    )
