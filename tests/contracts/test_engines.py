"""What every discovery engine must do: answer any plan as the reference does."""

from unittest import mock

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.discovery.engines.base import Bucket, FacetRequest, HasText, Plan, SortTerm
from groundswell.discovery.engines.tantivy import (
    TantivyReader,
    TantivyWriter,
    create,
    ranking,
    view,
)
from groundswell.discovery.errors import BadCursor, IndexBusy, IndexMissing
from tests.contracts import catalog, plans
from tests.contracts.reference import ReferenceEngine, visible

FACETS = (
    FacetRequest("platform"),
    FacetRequest("country", size=2),
    FacetRequest("topic"),
    FacetRequest("is"),
    FacetRequest("has"),
    FacetRequest("followers", "histogram", edges=(0, 1_000, 10_000, 1_000_000)),
    FacetRequest("er", "histogram", edges=(0, 30_000, 100_000)),
)


@pytest.fixture(scope="module")
def documents():
    return catalog.documents()


@pytest.fixture(scope="module")
def reference(documents):
    engine = ReferenceEngine()
    engine.add_new(documents)
    engine.commit()
    return engine


def tantivy(folder, documents, *, shards):
    create(folder, shards=shards)
    writer = TantivyWriter(folder)
    for start in range(0, len(documents), 77):  # several segments, so that ties lie apart
        writer.add_new(documents.slice(start, 77))
        writer.commit()
    writer.close()
    return TantivyReader(folder)


@pytest.fixture(scope="module", params=["tantivy-1", "tantivy-3"])
def engine(request, documents, tmp_path_factory):
    """Every engine joins here."""
    shards = int(request.param.split("-")[1])
    reader = tantivy(tmp_path_factory.mktemp("index") / "it", documents, shards=shards)
    yield reader
    reader.close()


def keys(page):
    return [(hit.row, None if hit.key is None else pytest.approx(hit.key)) for hit in page.hits]


def agree(engine, reference, plan, *, limit=25, offset=0):
    ours, theirs = (one.search(plan, limit=limit, offset=offset) for one in (engine, reference))
    assert ours.total == theirs.total
    assert keys(theirs) == [(hit.row, hit.key) for hit in ours.hits]
    assert [hit.card for hit in ours.hits] == [hit.card for hit in theirs.hits]
    assert (ours.cursor is None) == (theirs.cursor is None)


@pytest.mark.parametrize("name", plans.BY_HAND)
def test_answers_as_the_reference_does(engine, reference, name):
    plan = plans.BY_HAND[name]
    agree(engine, reference, plan)
    agree(engine, reference, plan, limit=7, offset=13)
    assert engine.count(plan) == reference.count(plan)
    assert engine.facets(plan, FACETS, exact=True) == reference.facets(plan, FACETS)
    assert np.concatenate([np.empty(0), *engine.rows(plan, batch=11)]).tolist() == [
        document["row"] for document in reference.matching(plan)
    ]


@settings(max_examples=150)
@given(plan=plans.plans(), limit=st.integers(1, 40), offset=st.sampled_from((0, 0, 3)))
def test_any_plan_gives_the_same_page(engine, reference, plan, limit, offset):
    agree(engine, reference, plan, limit=limit, offset=offset)


@settings(max_examples=60)
@given(plan=plans.plans(ranked=False))
def test_any_plan_gives_the_same_counts(engine, reference, plan):
    assert engine.count(plan) == reference.count(plan)
    assert engine.facets(plan, FACETS, exact=True) == reference.facets(plan, FACETS)
    rows = np.concatenate([np.empty(0), *engine.rows(plan, batch=50)])
    assert rows.tolist() == [document["row"] for document in reference.matching(plan)]


@settings(max_examples=40)
@given(plan=plans.plans(), limit=st.integers(1, 60))
def test_cursors_walk_through_the_whole_result_once(engine, reference, plan, limit):
    walked, cursor = [], None
    for _ in range(400):
        page = engine.search(plan, limit=limit, cursor=cursor)
        walked += [hit.row for hit in page.hits]
        cursor = page.cursor
        if cursor is None:
            break
    assert walked == [hit.row for hit in reference.search(plan, limit=1_000).hits]


@pytest.fixture(scope="module")
def spread(documents, tmp_path_factory):
    """The same documents with rows far apart, as an engine and as the truth."""
    apart = documents.with_columns(pl.col("row") * 3_001)
    truth = ReferenceEngine()
    truth.add_new(apart)
    truth.commit()
    reader = tantivy(tmp_path_factory.mktemp("spread") / "it", apart, shards=2)
    yield reader, truth
    reader.close()


@settings(max_examples=40)
@given(plan=plans.plans(), limit=st.integers(1, 60))
def test_far_places_and_many_ties_are_as_exact(spread, plan, limit):
    """With the limits lowered, from which on whole orders are kept and ties looked for by row."""
    reader, truth = spread
    lowered = {"_DEEP": 30, "_AGAIN": 1, "_SPARE": 1, "_TIED_WINDOW": 9, "_WINDOW": 50}
    with mock.patch.multiple(ranking, **lowered), mock.patch.object(view, "_ROOM", 10):
        walked, cursor = [], None
        for _ in range(400):
            page = reader.search(plan, limit=limit, cursor=cursor)
            walked += [hit.row for hit in page.hits]
            cursor = page.cursor
            if cursor is None:
                break
        rows = np.concatenate([np.empty(0), *reader.rows(plan, batch=3)]).tolist()
    assert walked == [hit.row for hit in truth.search(plan, limit=1_000).hits]
    assert rows == sorted(walked)


@settings(max_examples=60)
@given(plan=plans.plans(), viewer=st.sampled_from(plans.VIEWERS))
def test_nobody_sees_what_is_not_theirs(engine, reference, plan, viewer):
    plan = Plan(viewer, plan.filters, plan.wishes, order=plan.order, descending=plan.descending)
    page = engine.search(plan, limit=1_000)
    assert all(visible(reference.documents[hit.row], viewer) for hit in page.hits)


@pytest.mark.parametrize("words", [("vegan",), ("food", "vegan"), ("clean", "beauty", "vegan")])
@pytest.mark.parametrize("limit", [3, 25, 400])
def test_words_rank_and_page_without_gaps(engine, reference, words, limit):
    plan = Plan(5, (HasText(words),), text=True)
    walked, cursor = [], None
    while True:
        page = engine.search(plan, limit=limit, cursor=cursor)
        walked += [(hit.row, hit.key) for hit in page.hits]
        cursor = page.cursor
        if cursor is None:
            break
    assert page.total == len(walked) == reference.count(plan)
    assert {row for row, _ in walked} == {d["row"] for d in reference.matching(plan)}
    places = [(-score, row) for row, score in walked]
    assert places == sorted(places)


def test_cards_only_of_what_may_be_seen(engine, reference):
    rows = [*range(1, 60), 9_999]
    for viewer in plans.VIEWERS:
        assert engine.cards(rows, viewer) == reference.cards(rows, viewer)
    assert engine.cards([], 0) == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [("topic", "vegan"), ("country", "US"), ("handle", "x5"), ("city", "sao paulo"), ("bio", "food"),
     ("text", "vegan"), ("hashtag", "none")],
)  # fmt: skip
def test_frequencies(engine, reference, field, value):
    assert engine.frequency(field, value) == reference.frequency(field, value)


@pytest.mark.parametrize(
    ("field", "start"),
    [("topic", "c"), ("city", "s"), ("handle", "glow"), ("country", ""), ("topic", "q")],
)
def test_completions_are_public_and_counted(engine, reference, field, start):
    assert engine.complete(field, start, limit=5) == reference.complete(field, start, limit=5)


def test_a_cursor_of_another_plan_is_refused(engine):
    cursor = engine.search(Plan(0), limit=5).cursor
    for plan in (Plan(5), Plan(0, order=(SortTerm("er"),))):
        with pytest.raises(BadCursor):
            engine.search(plan, cursor=cursor)
    for broken in ("x", "%%%", cursor[:-3], "é"):
        with pytest.raises(BadCursor):
            engine.search(Plan(0), cursor=broken)


# ---------------------------------------------------------------- writing


def test_upserts_and_deletes_are_seen_after_a_commit(tmp_path, documents):
    reader = tantivy(tmp_path / "it", documents.head(100), shards=2)
    truth = ReferenceEngine()
    truth.add_new(documents.head(100))
    writer = TantivyWriter(tmp_path / "it")
    changed = catalog.documents(150, seed=8)  # rows 1 to 150 with other values
    for one in (writer, truth):
        one.delete([3, 4, 9_999])
        one.upsert(changed.slice(40, 110))
    truth.commit()
    assert reader.count(Plan(0)) != truth.count(Plan(0))
    writer.commit()
    for viewer in plans.VIEWERS:
        assert reader.count(Plan(viewer)) == truth.count(Plan(viewer))
        plan = Plan(viewer, order=(SortTerm("followers"),))
        assert keys(truth.search(plan)) == [(h.row, h.key) for h in reader.search(plan).hits]
    assert reader.facets(Plan(5), FACETS) == truth.facets(Plan(5), FACETS)
    writer.close()


def test_what_was_not_committed_is_dropped(tmp_path, documents):
    reader = tantivy(tmp_path / "it", documents.head(10), shards=2)
    writer = TantivyWriter(tmp_path / "it")
    writer.upsert(documents.slice(10, 10))
    writer.close()
    again = TantivyWriter(tmp_path / "it")
    again.delete([1])
    again.commit()
    again.close()
    assert reader.state().documents == 9


def test_a_second_writer_is_refused(tmp_path, documents):
    tantivy(tmp_path / "it", documents.head(10), shards=2)
    writer = TantivyWriter(tmp_path / "it")
    with pytest.raises(IndexBusy):
        TantivyWriter(tmp_path / "it")
    writer.close()
    TantivyWriter(tmp_path / "it").close()


def test_an_index_of_another_version_says_so(tmp_path, documents):
    tantivy(tmp_path / "it", documents.head(10), shards=1)
    (tmp_path / "it" / "index.json").write_text('{"fingerprint": "other", "shards": 1}')
    with pytest.raises(IndexMissing, match="another version") as refusal:
        TantivyReader(tmp_path / "it")
    assert "index rebuild" in refusal.value.hint
    with pytest.raises(IndexMissing):
        TantivyReader(tmp_path / "nowhere")


def test_complete_counts_like_a_facet(engine):
    facet = engine.facets(Plan(0), [FacetRequest("topic", size=100)])["topic"]
    for bucket in engine.complete("topic", "", limit=100):
        assert isinstance(bucket, Bucket)
    assert {b.value for b in facet.buckets} <= {
        b.value for b in engine.complete("topic", "", limit=100)
    }
