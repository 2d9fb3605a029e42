"""Batches of cells as staged rows: identities, facts, audiences, and what is left out."""

from typing import Any

import orjson
import polars as pl
import pytest

from groundswell.connectors.spreadsheet.delimited import ROW, BadRow, Batch
from groundswell.connectors.spreadsheet.mapping import Wishes, guess
from groundswell.connectors.spreadsheet.rows import Built, Context, build
from groundswell.connectors.spreadsheet.shares import joined
from groundswell.creators.frames import DTYPES, IDENTITY
from groundswell.creators.platforms import Platform

DAY = 1_700_000_000


def made(
    columns: dict[str, list[str | None]],
    *,
    platform: Platform | None = Platform.INSTAGRAM,
    as_of: int | None = None,
    profile: str | None = None,
    said: dict[str, str] | None = None,
    bad: tuple[BadRow, ...] = (),
) -> Built:
    frame = pl.DataFrame(
        {str(at): pl.Series(cells, dtype=pl.String) for at, cells in enumerate(columns.values())}
    )
    wishes = Wishes(platform=platform, profile=profile, columns=said)
    found = guess(tuple(columns), frame, called="file.csv", wishes=wishes)
    rows = pl.Series(ROW, range(2, frame.height + 2), dtype=pl.Int64)
    batch = Batch(frame.insert_column(0, rows), bad)
    return build(batch, Context(found, profile, as_of, DAY, platform is not None, "file.csv"))


def values(built: Built, name: str) -> list[Any]:
    return built.frame[name].to_list()


def problems(built: Built) -> list[tuple[Any, ...]]:
    return built.problems.select(ROW, "column", "value", "what").rows()


def test_columns_have_the_types_of_profile_frames() -> None:
    built = made(
        {
            "handle": ["@Ana", "https://instagram.com/ben/"],
            "followers": ["12.5k", "3,400"],
            "ER": ["3.4%", "1.2 %"],
            "country": ["Germany", "UK"],
            "topics": ["Beauty & Fashion", "gaming"],
            "verified": ["yes", "no"],
            "last post": ["2024-01-31", "2024-02-01"],
            "language": ["English", "de"],
            "gender": ["F", "male"],
        }
    )
    for name, dtype in built.frame.schema.items():
        if name in {**IDENTITY, **DTYPES}:
            assert dtype == {**IDENTITY, **DTYPES}[name], name
    assert values(built, "key") == ["ana", "ben"]
    assert values(built, "followers") == [12_500, 3400]
    assert values(built, "er_stated") == pytest.approx([0.034, 0.012])
    assert values(built, "country") == ["DE", "GB"]
    assert values(built, "topics") == [["beauty", "fashion"], ["gaming"]]
    assert values(built, "verified") == [True, False]
    assert values(built, "last_post_at") == [1_706_659_200, 1_706_745_600]
    assert values(built, "gender") == ["female", "male"]
    assert (built.rows, built.rejected, built.problems.height) == (2, 0, 0)


def test_a_bad_value_is_left_out_and_the_row_kept() -> None:
    built = made({"handle": ["a1", "b2", "c3", "d4"], "followers": ["12", "many", "-5", "3.7"]})
    assert values(built, "followers") == [12, None, None, None]
    assert problems(built) == [
        (3, "followers", "many", "value left out"),
        (4, "followers", "-5", "value left out"),
        (5, "followers", "3.7", "value left out"),
    ]
    assert built.rejected == 0


def test_a_row_without_identity_is_rejected() -> None:
    built = made(
        {"handle": ["ana", None, "nope!?"], "followers": ["1", "2", "3"]},
        bad=(BadRow(9, "broken", "raw text"),),
    )
    assert values(built, "key") == ["ana"]
    assert built.rejected == 3
    assert [(row, what) for row, _, _, what in problems(built)] == [
        (3, "row rejected"), (4, "row rejected"), (9, "row rejected"),
    ]  # fmt: skip


def test_rates_above_one_are_kept_but_flagged() -> None:
    built = made({"handle": ["a1", "b2"], "engagement rate": ["3.4%", "140%"]})
    assert values(built, "er_stated") == pytest.approx([0.034, 1.4])
    assert problems(built) == [(3, "engagement rate", "140%", "kept, but odd")]


def test_the_platform_of_a_row_is_its_word_then_its_address() -> None:
    built = made(
        {"platform": ["IG", "Tik Tok", None], "handle": ["ana", "ben", None],
         "url": [None, None, "https://x.com/cleo"]},
        platform=None,
    )  # fmt: skip
    assert values(built, "platform") == [Platform.INSTAGRAM, Platform.TIKTOK, Platform.X]
    assert values(built, "key") == ["ana", "ben", "cleo"]


def test_names_alone_are_weak_keys() -> None:
    built = made({"Youtuber": ["T-Series", "Mr  Beast"]}, platform=Platform.YOUTUBE)
    assert values(built, "key") == ["name:t-series", "name:mr beast"]
    assert built.weak == 2


def test_a_name_among_handles_is_a_weak_key_and_not_lost() -> None:
    built = made(
        {
            "handle": ["cristiano", "5-Minute Crafts GIRLY", "instagram.com/p/abc"],
            "followers": ["475.8m", "46.5m", "1k"],
        }
    )
    assert values(built, "key") == ["cristiano", "name:5-minute crafts girly"]
    assert values(built, "followers") == [475_800_000, 46_500_000]
    assert [problem[3] for problem in problems(built)] == ["row rejected"]


def test_several_profiles_in_one_row_are_one_creator() -> None:
    built = made(
        {
            "Name": ["Ana", "Ben"],
            "Instagram": ["@ana", None],
            "instagram_followers": ["12k", None],
            "TikTok URL": ["https://www.tiktok.com/@ana", "https://www.tiktok.com/@ben"],
            "tiktok followers": ["13k", "14k"],
            "Country": ["DE", "FR"],
        },
        platform=None,
    )
    rows = built.frame.sort(ROW, "platform").select(
        ROW, "platform", "key", "name", "followers", "country", "creator_group"
    )
    assert rows.rows() == [
        (2, Platform.INSTAGRAM, "ana", "Ana", 12_000, "DE", "row:2"),
        (2, Platform.TIKTOK, "ana", "Ana", 13_000, "DE", "row:2"),
        (3, Platform.TIKTOK, "ben", "Ben", 14_000, "FR", "row:3"),
    ]
    assert built.rejected == 0


def test_several_rows_for_one_creator() -> None:
    built = made(
        {"creator id": ["7", "7"], "platform": ["ig", "tiktok"], "handle": ["ana", "ana.tt"]},
        platform=None,
    )
    assert values(built, "creator_group") == ["7", "7"]


def test_audience_columns_and_lists() -> None:
    built = made(
        {
            "handle": ["ana", "ben"],
            "audience US %": ["41", "12"],
            "Female %": ["60", None],
            "Age 18-24": ["30%", "140%"],
            "audience countries": ["DE: 10%; FR: 5%", None],
        }
    )
    first, second = (orjson.loads(text) for text in values(built, "audience"))
    assert dict(zip(first["keys"], first["shares"], strict=True)) == pytest.approx(
        {"country:US": 0.41, "gender:female": 0.6, "age:18-24": 0.3, "country:DE": 0.1,
         "country:FR": 0.05}
    )  # fmt: skip
    assert second["keys"] == ["country:US"]
    assert problems(built) == [(3, "Age 18-24", "140%", "value left out")]


def test_shares_that_add_up_to_too_much_are_flagged() -> None:
    built = made({"handle": ["ana"], "audience US %": ["70"], "audience UK %": ["50"]})
    assert problems(built) == [(2, "audience country", "120%", "kept, but odd")]


def test_audience_in_long_form() -> None:
    built = made(
        {
            "handle": ["ana", "ana", "ben", "ana"],
            "dimension": ["country", "gender", "Age", "country"],
            "key": ["Germany", "female", "18-24", "Germany"],
            "share": ["10%", "60%", "30%", "12%"],
        }
    )
    frame = joined(built.frame)
    told = {row["key"]: orjson.loads(row["audience"]) for row in frame.to_dicts()}
    assert dict(zip(told["ana"]["keys"], told["ana"]["shares"], strict=True)) == {
        "gender:female": 0.6, "country:DE": 0.12,
    }  # fmt: skip
    assert told["ben"]["keys"] == ["age:18-24"]


def test_money_with_its_currency() -> None:
    built = made(
        {
            "handle": ["a1", "b2", "c3", "d4", "e5", "f6"],
            "price": ["$1,200", "EUR 300", "300-500 €", "¥5000", "12.50", "a lot"],
        }
    )
    assert values(built, "price_min") == [120_000, 30_000, 30_000, 5000, None, None]
    assert values(built, "price_max") == [120_000, 30_000, 50_000, 5000, None, None]
    assert values(built, "price_currency") == ["USD", "EUR", "EUR", "JPY", None, None]
    assert [row for row, *_ in problems(built)] == [6, 7]
    named = made({"handle": ["a1"], "price (EUR)": ["12.50"]})
    assert (values(named, "price_min"), values(named, "price_currency")) == ([1250], ["EUR"])
    beside = made({"handle": ["a1", "b2"], "price": ["10", "20"], "currency": ["usd", "£"]})
    assert values(beside, "price_currency") == ["USD", "GBP"]


def test_composed_facts() -> None:
    built = made(
        {
            "handle": ["ana", "ben"],
            "First name": ["Ana", "Ben"],
            "Last name": ["Müller", None],
            "Location": ["Berlin, Germany", "France"],
            "Email": ["A@b.example; c@d.example", "nonsense"],
            "Phone": ["+49 (0)30 123-456", "12"],
            "Created year": ["2012.0", "1970"],
            "Created month": ["Feb", "Jan"],
            "Created date": ["20.0", "1"],
        }
    )
    assert values(built, "name") == ["Ana Müller", "Ben"]
    assert values(built, "city") == ["Berlin", None]
    assert values(built, "country") == ["DE", "FR"]
    assert values(built, "contacts") == [
        ["email:a@b.example", "email:c@d.example", "phone:+4930123456"], None,
    ]  # fmt: skip
    assert values(built, "joined_at") == [1_329_696_000, None]
    assert [(row, column) for row, column, *_ in problems(built)] == [
        (3, "Created year"), (3, "Email"), (3, "Phone"),
    ]  # fmt: skip


def test_when_a_row_was_true() -> None:
    columns: dict[str, list[str | None]] = {
        "handle": ["a1", "b2", "c3"], "as of": ["2024-01-31", None, "soon"],
        "last post": ["3 days ago", None, None],
    }  # fmt: skip
    built = made(columns, as_of=DAY)
    assert values(built, "observed_at") == [1_706_659_200, DAY, DAY]
    assert values(built, "last_post_at") == [DAY - 3 * 86_400, None, None]
    assert problems(built) == [(4, "as of", "soon", "value left out")]
    assert "--as-of" in made(columns).problems["reason"].to_list()[0]


def test_posts_say_whose_they_are() -> None:
    facebook = made(
        {"status_id": ["24667554544_16", "24667554544_17"], "num_likes": ["1", "2"],
         "num_comments": ["1", "1"], "num_shares": ["0", "0"]},
        platform=Platform.FACEBOOK,
    )  # fmt: skip
    assert values(facebook, "key") == ["id:24667554544"] * 2
    assert values(facebook, "post_key") == ["24667554544_16", "24667554544_17"]
    linked = made(
        {"post_url": ["https://www.tiktok.com/@ana/video/7123456"], "likes": ["5"]}, platform=None
    )
    assert (values(linked, "key"), values(linked, "post_key")) == (["ana"], ["7123456"])
    constant = made(
        {"Type": ["Photo"], "like": ["5"], "comment": ["1"], "share": ["2"]}, profile="@brand"
    )
    assert (values(constant, "key"), values(constant, "post_key")) == (
        ["brand"],
        ["row:file.csv:2"],
    )
    assert values(constant, "post.likes") == [5]
