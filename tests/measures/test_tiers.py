import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.measures import tiers

EDGES = (9_999, 10_000, 49_999, 50_000, 99_999, 100_000, 250_000)

# G-04: what each scheme calls the counts of EDGES.
GOLDEN = {
    "hypeauditor": "nano micro micro mid mid mid mid",
    "hypeauditor_2019": "micro micro mid mid mid macro macro",
    "later_fohr_2021": "nano micro micro micro micro mid mid",
    "izea": "nano micro micro mid mid mid macro",
    "nielsen_2022": "nano micro micro mid mid macro macro",
    "klear_2019": "micro micro macro macro macro macro macro",
    "mavrck": "nano micro micro mid mid macro macro",
    "imh": "nano micro micro micro micro macro macro",
    "bstro2017": "micro micro micro micro micro macro macro",
    "afluencer": "micro micro micro micro micro micro mid",
    "scrunch": "micro micro micro macro macro macro macro",
}


def test_every_scheme_has_golden_boundaries():
    assert set(GOLDEN) == set(tiers.SCHEMES)


@pytest.mark.parametrize("scheme", GOLDEN)
def test_boundaries(scheme):
    assert [tiers.tier(scheme, "instagram", edge) for edge in EDGES] == GOLDEN[scheme].split()


@pytest.mark.parametrize(
    ("scheme", "followers", "name"),
    [
        ("hypeauditor", 999, tiers.OUTSIDE),
        ("hypeauditor", 1_000, "nano"),
        ("hypeauditor", 999_999, "macro"),
        ("hypeauditor", 1_000_000, "mega"),
        ("later_fohr_2021", 0, "nano"),
        ("izea", 500_000, "mega"),
        ("izea", 1_000_000, "celebrity"),
        ("klear_2019", 499, tiers.OUTSIDE),
        ("klear_2019", 500, "nano"),
        ("klear_2019", 500_000, "mega"),
        ("afluencer", 999, tiers.OUTSIDE),
        ("afluencer", 500_000, "macro"),
        ("scrunch", 1_999, tiers.OUTSIDE),
        ("bstro2017", 500_000, "mega"),
    ],
)
def test_outer_edges(scheme, followers, name):
    assert tiers.tier(scheme, None, followers) == name


@pytest.mark.parametrize("scheme", tiers.SCHEMES)
def test_unknown_followers_have_no_size(scheme):
    assert tiers.tier(scheme, "tiktok", None) == tiers.UNKNOWN
    assert tiers.tiers(scheme, "tiktok", [-1]).tolist() == [tiers.UNKNOWN]


@given(st.sampled_from(sorted(tiers.SCHEMES)), st.lists(st.integers(-5, 3_000_000), max_size=50))
def test_arrays_agree_with_single_values_and_with_ranges(scheme, followers):
    names = tiers.tiers(scheme, None, np.array(followers, dtype=np.int64))
    for count, name in zip(followers, names, strict=True):
        assert name == tiers.tier(scheme, None, count)
        if count >= 0:
            fits = [
                each
                for each in (*tiers.NAMES, tiers.OUTSIDE)
                for low, high in tiers.ranges(scheme, each)
                if low <= count and (high is None or count < high)
            ]
            assert fits == [name]


@pytest.mark.parametrize("scheme", tiers.SCHEMES.values())
def test_ranges_ascend_and_do_not_overlap(scheme):
    for before, after in zip(scheme.tiers, scheme.tiers[1:], strict=False):
        assert before.high is not None
        assert before.low < before.high <= after.low
    assert scheme.names() == tuple(tier.name for tier in scheme.tiers)


def test_a_platform_may_have_ranges_of_its_own():
    own = tiers.Scheme(
        "own", "Own", None, 1, "here", "", (tiers.Tier("nano", 0, None),),
        {"youtube": (tiers.Tier("mega", 0, None),)},
    )  # fmt: skip
    assert own.on("youtube")[0].name == "mega"
    assert own.on("tiktok")[0].name == "nano"
    assert own.names() == ("nano", "mega")


def test_a_scheme_that_lacks_a_name_has_no_range_for_it():
    assert tiers.ranges("scrunch", "nano") == ()
    assert tiers.ranges("scrunch", tiers.OUTSIDE) == ((0, 2_000),)
    with pytest.raises(KeyError):
        tiers.tier("nobody", None, 5)
