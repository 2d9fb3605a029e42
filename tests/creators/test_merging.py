"""Creators that are the same: merged, unmerged, grouped by a file, in any order."""

from typing import Any

import polars as pl
import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.creators import queries
from groundswell.creators.actions import (
    merge_creators,
    record_profiles,
    unmerge,
    withdraw_batch,
)
from groundswell.creators.errors import MergeCircle
from groundswell.creators.models import Creator, CreatorMerge, Profile
from groundswell.creators.platforms import Platform
from groundswell.kernel.errors import Invalid, Missing, Refused
from groundswell.workspaces.models import AuditLine, Workspace
from groundswell.workspaces.scope import Right, Scope
from tests.creators.conftest import HERE, changed, frame

pytestmark = pytest.mark.django_db


@pytest.fixture
def five(scope, source) -> list[int]:
    """Five public creators."""
    rows = frame(*({"key": name} for name in "abcde"))
    record_profiles(scope, source, rows, owner=0)
    changed()
    return list(Profile.objects.order_by("key").values_list("creator", flat=True))


def heads() -> dict[int, int | None]:
    return dict(Creator.objects.values_list("id", "merged_into"))


def test_a_merge_and_its_undoing(scope, five):
    a, b, *_ = five
    merge = merge_creators(scope, a, b, "the same link in bio")
    assert heads()[b] == a
    shown = queries.creator_detail(scope, b)
    assert shown.row == a
    assert [one.key for one in shown.profiles] == ["a", "b"]
    assert shown.merges == (merge,)
    touched = set(Profile.objects.filter(creator__in=[a, b]).values_list("id", flat=True))
    assert changed() == touched
    versions = set(Profile.objects.filter(pk__in=touched).values_list("version", flat=True))
    assert versions == {2}
    unmerge(scope, merge.pk)
    assert set(heads().values()) == {None}
    assert changed() == touched
    assert [line.verb for line in AuditLine.objects.order_by("pk")] == [
        "creator.merged", "creator.unmerged",
    ]  # fmt: skip
    with pytest.raises(Missing):
        unmerge(scope, merge.pk)


def test_chains_end_at_the_one_who_stands_for_all(scope, five):
    a, b, c, d, _ = five
    merge_creators(scope, b, a, "x")
    middle = merge_creators(scope, c, b, "x")
    merge_creators(scope, c, d, "x")
    assert heads() | {} == {a: c, b: c, c: None, d: c, five[4]: None}
    unmerge(scope, middle.pk)
    assert heads() == {a: b, b: None, c: None, d: c, five[4]: None}


def test_circles_are_refused(scope, five):
    a, b, c, *_ = five
    merge_creators(scope, a, b, "x")
    merge_creators(scope, b, c, "x")
    for kept, absorbed in ((c, a), (b, a), (a, a), (a, c)):
        with pytest.raises(MergeCircle):
            merge_creators(scope, kept, absorbed, "x")


def test_who_may_merge(scope, elsewhere, source, five):
    member = Scope(HERE, "person:1", frozenset({Right.READ, Right.IMPORT}))
    with pytest.raises(Refused):
        merge_creators(member, five[0], five[1], "public ones concern everybody")
    with pytest.raises(Refused):
        merge_creators(Scope(HERE, "x", frozenset({Right.READ})), five[0], five[1], "x")
    with pytest.raises(Invalid):
        merge_creators(scope, five[0], five[1], " ")
    record_profiles(scope, source, frame({"key": "z"}), owner=HERE)
    private = Profile.objects.get(key="z").creator_id
    merge = merge_creators(member, private, five[0], "the public one is kept")
    assert (merge.kept_id, merge.absorbed_id, merge.owner) == (five[0], private, HERE)
    with pytest.raises(Missing):
        merge_creators(elsewhere, five[0], private, "x")
    with pytest.raises(Missing):
        unmerge(elsewhere, merge.pk)
    assert [one.key for one in queries.creator_detail(elsewhere, five[0]).profiles] == ["a"]
    assert len(queries.creator_detail(scope, five[0]).profiles) == 2


def test_a_file_that_puts_two_known_creators_in_one_row_merges_them(scope, source):
    apart = pl.concat([frame({"key": "ann"}), frame({"key": "ann"}, platform=Platform.TIKTOK)])
    record_profiles(scope, source, apart, owner=0)
    one, other = Creator.objects.order_by("pk").values_list("pk", flat=True)
    row = apart.with_columns(
        pl.lit("row 1").alias("creator_group"), pl.lit(2_000, pl.Int64).alias("observed_at")
    )
    record_profiles(scope, source, row, owner=0, batch=9)
    assert heads() == {one: None, other: one}
    assert CreatorMerge.objects.get().reason == "They stand in one row of one."
    record_profiles(scope, source, row, owner=0, batch=9)
    assert CreatorMerge.objects.count() == 1
    withdraw_batch(scope, 9)
    assert heads() == {one: None, other: None}


def test_a_workspaces_file_does_not_merge_public_creators(scope, source):
    apart = pl.concat([frame({"key": "ann"}), frame({"key": "ann"}, platform=Platform.TIKTOK)])
    record_profiles(scope, source, apart, owner=0)
    before = heads()
    row = apart.with_columns(pl.lit("row 1").alias("creator_group"))
    record_profiles(scope, source, row, owner=HERE)
    assert heads() == before


_DEED = st.tuples(st.sampled_from(["merge", "undo"]), st.integers(0, 4), st.integers(0, 4))


@settings(max_examples=25)
@given(deeds=st.lists(_DEED, max_size=12), order=st.randoms(use_true_random=False))
def test_merges_taken_back_in_any_order_leave_what_was(deeds, order):
    with transaction.atomic():
        Workspace.objects.get_or_create(pk=HERE, defaults={"name": "Here", "slug": "here"})
        scope = Scope.operator(HERE)
        CreatorMerge.objects.all().delete()
        Creator.objects.all().delete()
        creators = [Creator.objects.create().pk for _ in range(5)]
        open_merges: dict[int, tuple[int, int]] = {}
        for deed, one, other in deeds:
            _do(scope, deed, creators[one], creators[other], open_merges)
            assert heads() == _expected(creators, open_merges)
        left = list(open_merges)
        order.shuffle(left)
        for number in left:
            unmerge(scope, number)
            del open_merges[number]
            assert heads() == _expected(creators, open_merges)
        assert set(heads().values()) == {None}


def _do(scope: Scope, deed: str, one: int, other: int, open_merges: dict[int, Any]) -> None:
    if deed == "undo":
        for number in list(open_merges)[:1]:
            unmerge(scope, number)
            del open_merges[number]
        return
    try:
        merge = merge_creators(scope, one, other, "x")
    except MergeCircle:
        return
    open_merges[merge.pk] = (merge.absorbed_id, merge.kept_id)


def _expected(
    creators: list[int], open_merges: dict[int, tuple[int, int]]
) -> dict[int, int | None]:
    """By walking, one creator at a time."""
    towards = dict(open_merges.values())
    result: dict[int, int | None] = {}
    for creator in creators:
        end = creator
        while end in towards:
            end = towards[end]
        result[creator] = None if end == creator else end
    return result
