"""The text face: reading, writing and refusing."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groundswell.discovery.errors import QueryError
from groundswell.discovery.language import format_query, parse
from groundswell.discovery.query import Query
from tests.discovery.strategies import queries


def attempt(text: str) -> tuple[Query | None, QueryError | None]:
    try:
        return parse(text), None
    except QueryError as refusal:
        return None, refusal


calm = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None
)


@calm
@given(queries)
def test_every_query_survives_the_way_through_text(query):
    text = format_query(query)

    assert parse(text) == query
    assert format_query(parse(text)) == text


_PIECES = st.sampled_from(
    ["(", ")", '"', "-", "~", " ", " OR ", " AND ", "NOT ", ":", ">=", "<", "..", "^2", "^", ",", "*",
     "\\", "topic:", "vegan", "er", "3%", "followers", "10k", "audience.country:US", ">=30%", "sort:",
     "sort:(2*er + log(followers))", "any(", "all(", "posted<=30d", "price<=5EUR", "like:@x", "id:",
     "!certain", "has:email", "“", "”", "bio:", "tier:", "2026-02-30", "audience.", "cell:", "\x00"]
)  # fmt: skip


@calm
@given(st.one_of(st.text(max_size=40), st.lists(_PIECES, max_size=12).map("".join)))
def test_any_text_is_read_or_refused_with_its_place(text):
    query, refusal = attempt(text)

    if refusal is None:
        assert parse(format_query(query)) == query
    else:
        assert 0 <= refusal.position <= refusal.position + refusal.length <= len(text)
        assert refusal.sentence
        assert refusal.code == "bad-query"
