from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.discovery.engines.base import Plan
from groundswell.discovery.likeness import (
    audience_likeness,
    creator_likeness,
    find_seed,
    overlap,
    shared,
)
from groundswell.discovery.query import Like, Not, Query, Soft
from groundswell.discovery.resolve import LIKENESS_SCALE, resolve
from groundswell.kernel.errors import Invalid, Missing
from tests.discovery.memory import MemoryReader
from tests.discovery.test_resolve import SETTING, replace

US = {
    "country:US": 500,
    "country:CA": 100,
    "age:18-24": 600,
    "age:25-34": 300,
    "gender:female": 800,
}


def profile(row, handle, **more):
    return {
        "row": row,
        "platform": "instagram",
        "handle": handle,
        "followers": 20_000,
        "language": "en",
        "country": "US",
        **more,
    }


CROWD = [
    profile(1, "seed", topic=["skincare", "vegan"], hashtag=["glow"], mention=["acme"],
            brand=["acme"], bio="Ceramide chemist", audience=US),
    profile(2, "twin", topic=["skincare", "vegan"], hashtag=["glow"], mention=["acme"],
            brand=["acme"], bio="ceramide fan", audience=US),
    profile(3, "vegan", topic=["vegan", "food"], followers=900_000, country="DE", language="de",
            audience={"country:DE": 900, "age:18-24": 100, "gender:female": 300}),
    profile(4, "skincare", topic=["skincare"]),
    profile(5, "other", topic=["cars"], bio="Engines"),
    profile(6, "hidden", topic=["skincare"], owner=99),
    *(profile(10 + n, f"common{n}", topic=["skincare"], country="FR", language="fr",
              followers=500) for n in range(30)),
]  # fmt: skip


@pytest.fixture
def reader():
    return MemoryReader(CROWD)


def alike(reader, **like):
    setting = replace(SETTING, reader=reader)
    found = resolve(Query(Like(**{"handle": "seed", **like})), setting)
    return found, reader.search(found.plan, limit=100)


def test_the_twin_comes_first_and_the_seed_never(reader):
    found, page = alike(reader)
    handles = [hit.card["handle"] for hit in page.hits]
    assert handles[0] == "twin"
    assert not {"seed", "other", "hidden"} & set(handles)
    assert handles.index("vegan") < handles.index("common0")
    assert page.total == 33
    assert page.hits[0].key == pytest.approx(LIKENESS_SCALE)
    assert all(0 < hit.key <= LIKENESS_SCALE + 1e-9 for hit in page.hits)
    assert (found.plan.order, found.plan.text) == ((), False)


def test_rarity_weighs_as_in_bm25(reader):
    seed = find_seed(Like("seed"), 7, reader)
    likeness = creator_likeness(seed, reader, "hypeauditor")
    weights = {(trait.kind, trait.value): trait.weight for trait in likeness.traits}
    assert sum(weights.values()) == pytest.approx(1.0)
    everybody = len(CROWD)

    def idf(often):
        return log(1 + (everybody - often + 0.5) / (often + 0.5))

    ratio = weights["topic", "vegan"] / weights["topic", "skincare"]
    assert ratio == pytest.approx(idf(3) / idf(34))
    assert weights["hashtag", "glow"] / weights["topic", "vegan"] == pytest.approx(
        0.8 * idf(2) / idf(3)
    )
    assert ("word", "ceramide") in weights
    assert ("word", "chemist") not in weights, "nobody else has it"
    assert {kind for kind, _ in weights} >= {"tier", "language", "country", "audience"}


def test_words_that_stand_in_many_bios_say_nothing():
    many = [profile(n, f"c{n}", topic=["a"], bio=f"i love words{n % 2} here") for n in range(200)]
    reader = MemoryReader([*many, profile(900, "seed", topic=["a"], bio="i love words0 here")])
    likeness = creator_likeness(find_seed(Like("seed"), 7, reader), reader, "hypeauditor")
    assert not [trait for trait in likeness.traits if trait.kind == "word"]


def test_which_traits_are_shared(reader):
    seed = find_seed(Like("seed"), 7, reader)
    likeness = creator_likeness(seed, reader, "hypeauditor")
    twin, vegan = (find_seed(Like(name), 7, reader).card for name in ("twin", "vegan"))
    everything = shared(likeness, twin, frozenset({"ceramide", "fan"}))
    assert len(everything) == len(likeness.traits)
    some = [(trait.kind, trait.value) for trait in shared(likeness, vegan, frozenset())]
    assert some == [("topic", "vegan")]


def test_a_seed_with_nothing_in_common_is_refused():
    alone = MemoryReader([profile(1, "seed", topic=["unheard of"]), profile(2, "x")])
    with pytest.raises(Invalid, match="in common"):
        creator_likeness(find_seed(Like("seed"), 7, alone), alone, "hypeauditor")


def test_unknown_seeds_get_near_ones_that_the_viewer_may_see(reader):
    with pytest.raises(Missing) as refusal:
        find_seed(Like("sead"), 7, reader)
    assert "@seed" in refusal.value.hint
    with pytest.raises(Missing) as refusal:
        find_seed(Like("hiden"), 7, reader)
    assert refusal.value.hint is None, "a handle that another workspace brought is no hint"
    assert find_seed(Like("hidden"), 99, reader).row == 6


def test_a_handle_on_several_platforms_has_to_be_told_apart():
    both = MemoryReader(
        [profile(1, "ann", topic=["a"]), profile(2, "ann", topic=["a"], platform="tiktok")]
    )
    with pytest.raises(Invalid, match="instagram and tiktok") as refusal:
        find_seed(Like("@ann"), 7, both)
    assert "like:instagram/@ann" in refusal.value.hint
    assert find_seed(Like("ann", "tiktok"), 7, both).row == 2


def test_negation_and_preference(reader):
    setting = replace(SETTING, reader=reader)
    unlike = resolve(Query(Not(Like("seed"))), setting)
    assert unlike.plan.wishes == ()
    assert {hit.card["handle"] for hit in reader.search(unlike.plan).hits} == {"other"}
    soft = resolve(Query(prefer=(Soft(Like("seed"), 3.0),)), setting).plan
    assert soft.filters == ()
    assert sum(wish.weight for wish in soft.wishes) == pytest.approx(3.0)


# ---------------------------------------------------------------- audience


def test_audiences_alike(reader):
    found, page = alike(reader, audience=True)
    assert [hit.card["handle"] for hit in page.hits] == ["twin"]
    assert page.hits[0].key == pytest.approx(LIKENESS_SCALE)
    assert found.likenesses[0].audience
    none = MemoryReader([profile(1, "seed")])
    with pytest.raises(Invalid, match="audience"):
        audience_likeness(find_seed(Like("seed"), 7, none))


SHARES = st.dictionaries(
    st.sampled_from(["country:US", "country:DE", "age:18-24", "age:25-34", "gender:male"]),
    st.integers(0, 1000),
)


@given(SHARES, SHARES)
def test_overlap_is_symmetric_and_bounded(one, other):
    there, back = overlap(one, other), overlap(other, one)
    assert (there is None) == (back is None)
    if there is not None:
        assert there == pytest.approx(back)
        assert 0 <= there <= 1


def test_overlap():
    assert overlap(US, US) == 1.0
    assert overlap(US, {"city:berlin": 500}) is None
    assert overlap({"country:US": 500, "country:CA": 500}, {"country:US": 1000}) == 0.5
    halves = overlap(
        {"country:US": 1000, "gender:female": 1000}, {"country:US": 1000, "gender:male": 1000}
    )
    assert halves == 0.5
    assert overlap({"age:18-24": 500, "age:18-34": 900}, {"age:18-24": 500, "age:18-34": 500}) == 1


@given(st.integers(50, 1000), st.integers(0, 1000), st.integers(0, 1000))
def test_steps_rank_as_the_exact_overlap_does(share, one, other):
    """The score of one key is min(p, q) rounded down to a threshold, over the last of them."""
    people = [
        profile(row, f"p{row}", audience={"country:US": size})
        for row, size in ((1, share), (2, one), (3, other))
    ]
    reader = MemoryReader(people)
    likeness = audience_likeness(find_seed(Like("p1"), 7, reader))
    page = reader.search(Plan(7, (), likeness.wishes(1.0)))
    scores = {hit.row: hit.key for hit in page.hits}
    assert scores[1] == pytest.approx(1.0)
    steps = [trait.node.low for trait in likeness.traits]
    assert len(steps) <= 3
    for row, size in ((2, one), (3, other)):
        reached = max((step for step in steps if step <= size), default=0)
        assert scores[row] == pytest.approx(reached / max(steps))
    if scores[2] > scores[3]:
        assert min(one, share) > min(other, share)
