"""Plans that every engine must answer alike: a list by hand, and any by hypothesis."""

import numpy as np
from hypothesis import strategies as st

from groundswell.creators.facts import AGE_BANDS
from groundswell.discovery.engines.base import (
    Between,
    Both,
    Either,
    Everything,
    HasTerms,
    HasText,
    InRows,
    IsKnown,
    Nothing,
    Plan,
    ShareBetween,
    SortTerm,
    StartsWith,
    Wish,
    Without,
)
from groundswell.discovery.fields import AGE_RUNS
from groundswell.discovery.words import fold_keyword

VIEWERS = (0, 5, 6, 7)
TERMS = {
    "platform": ("instagram", "tiktok", "twitch", "nowhere"),
    "country": ("US", "DE", "JP", "XX"),
    "city": ("sao paulo", "new york", "東京"),
    "language": ("en", "pt"),
    "topic": ("skincare", "clean beauty", "cafe", "tech", "none"),
    "hashtag": ("ootd", "ete"),
    "brand": ("l'oreal paris", "glossier"),
    "is": ("verified", "minor"),
    "has": ("email", "audience", "posts", "tiktok"),
    "also_on": ("tiktok",),
    "source": ("demo",),
    "category": ("food & drink",),
    "handle": ("glow1", "x5"),
    "currency": ("EUR",),
}
NUMBERS = {
    "followers": (0, 999, 1_000, 1_001, 10_000, 77_777, 50_000_000),
    "er": (0, 30_000, 30_001, 100_000, 123_456),
    "growth": (-1_000_000, -50_000, 0, 99_999, 100_000),
    "posted": (1_788_000_000, 1_789_344_000, 1_789_999_999),
    "seen": (1_760_000_000, 1_780_000_000),
    "credibility": (500_000, 510_000, 1_000_000),
    "price": (10_000, 12_345, 50_000),
    "avg_views": (0, 500, 501),
    "avg_comments": (0, 17, 50),
    "posts_per_week": (100, 350),
    "audience_n": (30, 200),
}
SHARES = (
    ("country", "US"), ("country", "DE"), ("gender", "female"), ("city", "sao paulo"),
    ("cell", "US/18-24/female"), *(("age", run) for run in AGE_RUNS),
)  # fmt: skip
WORDS = ("vegan", "food", "clean", "beauty", "cafe", "東", "glow", "owner", "nowhere", "anna")

nodes_below = st.deferred(lambda: leaves | trees)

ends = st.integers(-5, 1_005) | st.sampled_from((0, 1, 50, 100, 250, 300, 500, 999, 1_000))


@st.composite
def terms(draw):
    field = draw(st.sampled_from(sorted(TERMS)))
    values = draw(st.lists(st.sampled_from(TERMS[field]), min_size=1, max_size=3, unique=True))
    return HasTerms(field, tuple(values), draw(st.booleans()))


@st.composite
def ranges(draw):
    field = draw(st.sampled_from(sorted(NUMBERS)))
    end = st.none() | st.sampled_from(NUMBERS[field]) | st.integers(-10, 2_000_000)
    return Between(field, draw(end), draw(end))


@st.composite
def shares(draw):
    dimension, key = draw(st.sampled_from(SHARES))
    low, high = draw(st.none() | ends), draw(st.none() | ends)
    return ShareBetween(dimension, key, low, high, draw(st.booleans()))


@st.composite
def texts(draw):
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))
    field = draw(st.sampled_from((None, None, "bio", "name", "caption")))
    return HasText(tuple(words), draw(st.booleans()), field)


row_sets = st.lists(st.integers(0, 350), max_size=200, unique=True).map(
    lambda rows: InRows(np.array(sorted(rows), dtype=np.int64))
)
starts = st.builds(
    StartsWith,
    st.sampled_from(("handle", "city", "topic", "hashtag")),
    st.sampled_from(("", "g", "glow", "glow.", "x5", "sao ", "clean b", "té", "лен")).map(
        fold_keyword
    ),
)
known = st.builds(
    IsKnown,
    st.sampled_from(
        (
            "followers",
            "er",
            "country",
            "city",
            "topic",
            "brand",
            "bio",
            "name",
            "is",
            "posts",
            "text",
        )
    ),
)
leaves = (
    terms() | ranges() | shares() | texts() | row_sets | starts | known
    | st.just(Everything()) | st.just(Nothing())
)  # fmt: skip
several = st.lists(nodes_below, min_size=1, max_size=3).map(tuple)
trees = st.builds(Both, several) | st.builds(Either, several) | st.builds(Without, nodes_below)

weights = st.sampled_from((0.001, 0.5, 1.0, 1.0, 2.0, 3.14159))
wishes = st.lists(st.builds(Wish, nodes_below, weights), max_size=4).map(tuple)
SORTED = ("followers", "er", "growth", "avg_views", "price", "posts_per_week", "seen")
orders = st.lists(
    st.builds(
        SortTerm, st.sampled_from(SORTED), st.sampled_from((1.0, 1.0, -0.5, 2.0)), st.booleans()
    ),
    max_size=3,
).map(tuple)


@st.composite
def plans(draw, *, ranked=True):
    """Any plan; ``ranked`` ones have wishes or an order."""
    filters = tuple(draw(st.lists(nodes_below, max_size=3)))
    viewer = draw(st.sampled_from(VIEWERS))
    if not ranked:
        return Plan(viewer, filters)
    order = draw(orders)
    return Plan(
        viewer,
        filters,
        wishes=() if order else draw(wishes),
        order=order,
        descending=draw(st.booleans()),
    )


BY_HAND = {
    "everything": Plan(0),
    "as workspace 5": Plan(5),
    "terms any": Plan(0, (HasTerms("topic", ("vegan", "clean beauty")),)),
    "terms all": Plan(0, (HasTerms("topic", ("vegan", "clean beauty"), every=True),)),
    "seventh topic": Plan(0, (HasTerms("topic", TERMS["topic"]),)),
    "range on the grid": Plan(0, (Between("followers", 1_000, 9_999),)),
    "range off the grid": Plan(0, (Between("followers", 1_001, 77_777),)),
    "range of one": Plan(0, (Between("followers", 1_000, 1_000),)),
    "range empty": Plan(0, (Between("followers", 5, 4),)),
    "last month": Plan(5, (Between("posted", 1_787_400_000, None),)),
    "at most": Plan(0, (Between("er", None, 30_000),)),
    "share on the grid": Plan(0, (ShareBetween("country", "US", 300),)),
    "share off the grid": Plan(0, (ShareBetween("age", "18-34", 417),)),
    "share at most": Plan(0, (ShareBetween("gender", "female", None, 499),)),
    "share known": Plan(0, (ShareBetween("cell", "US/18-24/female"),)),
    "share certain": Plan(0, (ShareBetween("country", "US", 240, certain=True),)),
    "share certain between": Plan(0, (ShareBetween("age", "18-34", 100, 600, certain=True),)),
    "words": Plan(0, (HasText(("vegan", "food")),)),
    "phrase": Plan(0, (HasText(("clean", "beauty"), phrase=True),)),
    "phrase of a tag": Plan(0, (HasText(("oreal", "paris"), phrase=True),)),
    "phrase over an edge": Plan(0, (HasText(("skincare", "vegan"), phrase=True),)),
    "wide letters": Plan(0, (HasText(("東", "京"), phrase=True),)),
    "prefix": Plan(0, (StartsWith("handle", "glow."),)),
    "prefix of a city": Plan(0, (StartsWith("city", "são"[:1]),)),
    "only not": Plan(0, (Without(HasTerms("country", ("US",))),)),
    "not not": Plan(0, (Without(Without(HasTerms("country", ("US",)))),)),
    "either of nots": Plan(
        6, (Either((Without(IsKnown("er")), Without(HasTerms("is", ("verified",))))),)
    ),
    "left out": Plan(0, (Without(InRows(np.arange(0, 300, 2))),), order=(SortTerm("er"),)),
    "left out by score": Plan(
        5,
        (Without(InRows(np.arange(0, 300, 3))),),
        wishes=(Wish(HasTerms("topic", ("vegan",)), 1.0),),
    ),
    "ties": Plan(0, order=(SortTerm("posts_per_week"),)),
    "ties upwards": Plan(0, order=(SortTerm("posts_per_week"),), descending=False),
    "wishes": Plan(
        0,
        (IsKnown("followers"),),
        wishes=(
            Wish(HasTerms("topic", ("vegan",)), 2.0),
            Wish(Between("followers", 1_000, 50_000), 1.5),
            Wish(ShareBetween("country", "US", 250), 1.0),
        ),
    ),
    "blend": Plan(0, order=(SortTerm("er", 10.0), SortTerm("followers", 0.5, log=True))),
    "blend of unlike": Plan(
        5, order=(SortTerm("er", 10.0), SortTerm("followers", -0.5, log=True)), descending=False
    ),
}
assert set(AGE_BANDS) < set(AGE_RUNS)
