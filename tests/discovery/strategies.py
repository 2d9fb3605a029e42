"""Hypothesis strategies for queries: every kind of node over every field."""

from datetime import date

from hypothesis import strategies as st

from groundswell.creators.facts import AGE_BANDS
from groundswell.discovery import build, ranges
from groundswell.discovery.fields import (
    AGE_RUNS,
    AUDIENCE_DEFAULT_SHARE,
    BY_WORD,
    FIELDS,
    HAS,
    RELATIONS,
    Field,
)
from groundswell.discovery.literals import Problem, clean, fold
from groundswell.discovery.query import (
    Ago,
    And,
    Bound,
    Ids,
    InList,
    Known,
    Like,
    Node,
    Not,
    Or,
    Prefix,
    Query,
    Range,
    Share,
    Soft,
    Sort,
    Term,
    Terms,
    Text,
)
from groundswell.measures.tiers import NAMES, SCHEMES

_CODES = {
    "country": ("US", "DE", "AT", "GB", "BR", "JP", "XK", "TR"),
    "language": ("en", "de", "pt", "zh", "fil", "yue"),
    "currency": ("EUR", "USD", "JPY", "KWD"),
}
_COUNTRIES = st.sampled_from(_CODES["country"][:6])
_OF_KIND = {
    kind: [f for f in FIELDS.values() if f.kind == kind]
    for kind in ("keyword", "keywords", "count", "number", "rate", "money", "time", "text")
}
_MARKS = tuple(FIELDS[name] for name in ("relation", "viewed", "new"))
_TRICKY = st.sampled_from(
    ["OR", "AND", "NOT", "a:b", "(x)", "x^2", "~y", "-z", 'say "hi"', "back\\slash", "a*b", "*",
     "any", "all", "er>=3", "“curly”", "a,b", "sort:er", "≥", "10k..50k", "!certain", "@me", "é"]
)  # fmt: skip


def _accepted(make, values):
    """Only what the constructor takes, in its canonical form."""

    def attempt(value):
        try:
            return make(value)
        except Problem:
            return None

    return values.map(attempt).filter(lambda value: value is not None)


raw_words = st.one_of(
    _TRICKY, st.text(min_size=1, max_size=12), st.from_regex(r"[a-z]{1,8}", fullmatch=True)
)
free_words = _accepted(clean, raw_words)
folded = _accepted(fold, raw_words)


def term_values(field: Field) -> st.SearchStrategy[str]:
    if field.codes in _CODES:
        return st.sampled_from(_CODES[field.codes]).filter(lambda code: code != "XK")
    if field.choices:
        return st.sampled_from(field.choices)
    if field.name == "new":
        return st.sampled_from(["sav_0123456789abc", "sav_zyxwvtsrqpnmk/120"])
    if field.name == "relation":
        names = folded.map(lambda name: f"follows-competitor/{name}")
        return st.sampled_from(RELATIONS) | names
    return _accepted(lambda raw: build.term(field, raw), raw_words).filter(
        lambda value: build.term(field, value) == value
    )


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    field = draw(
        st.sampled_from(
            [
                f
                for f in (*_OF_KIND["keyword"], *_OF_KIND["keywords"], FIELDS["tag"], *_MARKS)
                if f.name != "has"
            ]
        )
    )
    values = tuple(draw(st.lists(term_values(field), min_size=1, max_size=4, unique=True)))
    every = field.kind != "keyword" and len(values) > 1 and draw(st.booleans())
    return Terms(field.name, values, every)


@st.composite
def tiers(draw: st.DrawFn) -> Terms:
    scheme = draw(st.sampled_from([None, *SCHEMES.values()]))
    names = (*(NAMES if scheme is None else scheme.names()), "outside", "unknown")
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    head = "" if scheme is None else f"{scheme.id}/"
    return Terms("tier", tuple(head + name for name in chosen))


def numbers(field: Field) -> st.SearchStrategy[int | float]:
    counts = st.integers(0, 10**15)
    if field.kind in {"count", "money"}:
        return counts if field.kind == "count" else st.integers(0, 10**12)
    sizes = st.floats(1e-9, 1e12) | st.sampled_from([0.0, 0.03, 0.035, 1.0, 12500.0, 0.1])
    return sizes | sizes.map(lambda size: -size if size else size)


def times() -> st.SearchStrategy[date | Ago]:
    return st.dates() | st.builds(Ago, st.integers(0, 100_000))


@st.composite
def number_ranges(draw: st.DrawFn) -> Range:
    kinds = ("count", "number", "rate", "money", "time")
    field = draw(st.sampled_from([f for kind in kinds for f in _OF_KIND[kind]]))
    bounds = st.none() | st.builds(
        Bound, times() if field.kind == "time" else numbers(field), st.booleans()
    )
    low, high = draw(st.tuples(bounds, bounds).filter(lambda pair: pair != (None, None)))
    currency = draw(st.sampled_from(_CODES["currency"])) if field.kind == "money" else None
    for ends in ((low, high), (high, low)):
        try:
            return ranges.between(field, *ends, currency)
        except Problem:
            continue
    return Range(field.name, low, None, currency)


def share_keys(dimension: str) -> st.SearchStrategy[str]:
    if dimension in _CODES:
        return st.sampled_from(_CODES[dimension]).filter(lambda code: code != "XK")
    if dimension == "gender":
        return st.sampled_from(["female", "male"])
    if dimension == "age":
        return st.sampled_from(list(AGE_RUNS))
    if dimension == "cell":
        parts = st.tuples(
            _COUNTRIES | st.just("*"),
            st.sampled_from(AGE_BANDS) | st.just("*"),
            st.sampled_from(["female", "male", "*"]),
        )
        return parts.map("/".join).filter(lambda cell: cell != "*/*/*")
    return folded


@st.composite
def shares(draw: st.DrawFn) -> Share:
    dimension = draw(st.sampled_from(list(AUDIENCE_DEFAULT_SHARE)))
    keys = tuple(draw(st.lists(share_keys(dimension), min_size=1, max_size=3, unique=True)))
    fraction = st.sampled_from([0.0, 0.05, 0.3, 0.333, 1.0]) | st.floats(1e-9, 1)
    low, high = sorted(draw(st.tuples(fraction, fraction)))
    ends = draw(st.sampled_from([(low, None), (None, high), (low, high)]))
    return Share(dimension, keys, *ends, certain=draw(st.booleans()))


@st.composite
def texts(draw: st.DrawFn) -> Text:
    field = draw(
        st.none() | st.sampled_from([f.name for f in _OF_KIND["text"] if f.name != "text"])
    )
    words = clean(" ".join(draw(st.lists(free_words, min_size=1, max_size=3))))
    return Text(words, draw(st.booleans()), field)


@st.composite
def prefixes(draw: st.DrawFn) -> Prefix:
    field = draw(
        st.sampled_from(
            [
                f
                for f in (*_OF_KIND["keyword"], *_OF_KIND["keywords"])
                if not f.codes and not f.choices
            ]
        )
    )
    start = draw(
        _accepted(lambda raw: build.prefix_start(field, raw), raw_words).filter(
            lambda value: build.prefix_start(field, value) == value
        )
    )
    return Prefix(field.name, start)


def known() -> st.SearchStrategy[Known]:
    every = {*HAS, *BY_WORD}
    return _accepted(lambda raw: Known(build.known(raw)), st.sampled_from(sorted(every)))


def likes() -> st.SearchStrategy[Like]:
    handles = _accepted(lambda raw: build.like(f"@{raw}").handle, raw_words)
    platforms = st.none() | st.sampled_from(FIELDS["platform"].choices)
    return st.builds(Like, handles, platforms, st.booleans())


def identifiers() -> st.SearchStrategy[Ids]:
    one = st.from_regex(r"prf_[0-9a-hjkmnp-tv-z]{13}", fullmatch=True)
    return st.builds(Ids, st.lists(one, min_size=1, max_size=3, unique=True).map(tuple))


def in_lists() -> st.SearchStrategy[InList]:
    return st.builds(InList, st.lists(free_words, min_size=1, max_size=3, unique=True).map(tuple))


leaves: st.SearchStrategy[Node] = st.one_of(
    terms(),
    tiers(),
    number_ranges(),
    shares(),
    texts(),
    prefixes(),
    known(),
    likes(),
    identifiers(),
    in_lists(),
)


def _branches(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=4).map(tuple)
    return st.builds(And, several) | st.builds(Or, several) | st.builds(Not, inner)


nodes: st.SearchStrategy[Node] = st.recursive(leaves, _branches, max_leaves=8)

weights = st.sampled_from([1.0, 2.0, 0.5, 0.125]) | st.floats(1e-6, 1e6)
soft = st.builds(Soft, nodes, weights)
sort_terms = st.builds(
    Term,
    weights | weights.map(lambda weight: -weight),
    st.sampled_from([field.name for field in FIELDS.values() if field.sort]),
    st.booleans(),
)
sorts = st.builds(Sort, st.lists(sort_terms, min_size=1, max_size=3).map(tuple), st.booleans())

queries: st.SearchStrategy[Query] = st.builds(
    Query,
    st.none() | nodes,
    st.lists(soft, max_size=2).map(tuple),
    st.none() | sorts,
)
