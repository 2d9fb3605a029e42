"""What columns are taken for, in several languages and without headers, and what is left open."""

import polars as pl
import pytest

from groundswell.connectors.spreadsheet import mapping, vocabulary
from groundswell.connectors.spreadsheet.mapping import Mapping, Wishes, guess
from groundswell.connectors.spreadsheet.targets import Target, parse
from groundswell.creators.facts import FACTS
from groundswell.creators.platforms import Platform
from groundswell.kernel.errors import Invalid

NOTHING = Wishes()


def understand(
    columns: dict[str, list[str | None]], *, called: str = "file.csv", wishes: Wishes = NOTHING
) -> Mapping:
    sample = pl.DataFrame(
        {str(at): pl.Series(cells, dtype=pl.String) for at, cells in enumerate(columns.values())}
    )
    return guess(tuple(columns), sample, called=called, wishes=wishes)


def targets(found: Mapping) -> dict[str, str | None]:
    return {one.header: str(one.target) if one.target else None for one in found.columns}


LANGUAGES = {
    "en": ("Username", "Full name", "Followers", "Engagement rate", "Country", "Language", "Email"),
    "de": ("Benutzername", "Anzeigename", "Anzahl Follower", "Interaktionsrate", "Land", "Sprache",
           "E-Mail-Adresse"),
    "fr": ("Nom d'utilisateur", "Nom complet", "Nombre d'abonnés", "Taux d'engagement", "Pays",
           "Langue", "Courriel"),
    "es": ("Usuario", "Nombre completo", "Seguidores", "Tasa de interacción", "País", "Idioma",
           "Correo electrónico"),
    "pt": ("Nome de usuário", "Nome completo", "Seguidores", "Taxa de engajamento", "País",
           "Idioma", "E-mail"),
    "it": ("Nome utente", "Nome completo", "Numero di follower", "Tasso di coinvolgimento", "Paese",
           "Lingua", "Indirizzo email"),
}  # fmt: skip
CELLS: list[list[str | None]] = [
    ["ana", "ben"], ["Ana", "Ben"], ["12,5k", "3k"], ["3,4 %", "1,2 %"], ["Deutschland", "France"],
    ["Deutsch", "français"], ["a@b.example", "c@d.example"],
]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_main_columns_in_six_languages(language: str) -> None:
    found = understand(dict(zip(LANGUAGES[language], CELLS, strict=True)))
    assert list(targets(found).values()) == [
        "handle", "name", "followers", "er_stated", "country", "language", "contact.email",
    ]  # fmt: skip
    assert all(one.confidence >= 0.7 and one.reason for one in found.columns)
    assert found.by_name("followers").reading.mark == ","  # type: ignore[union-attr]
    assert found.by_name("er_stated").reading.unit == "percent"  # type: ignore[union-attr]


def test_every_fact_is_found_by_its_name_and_label() -> None:
    for fact in FACTS.values():
        for word in (fact.name, fact.label):
            found = vocabulary.lookup(vocabulary.normal(word), posts=False)
            assert found is not None, word


@pytest.mark.parametrize(
    ("header", "cells", "target"),
    [
        ("followerCount", ["12", "13"], "followers"),
        ("# of Followers", ["12", "13"], "followers"),
        ("Subs.", ["12", "13"], "followers"),
        ("60d_eng_rate", ["1.2%", "3%"], "er_stated"),
        ("Avg. likes per post", ["1.2k", "3"], "avg_likes"),
        ("Follower growth (90 days)", ["1.2%", "3%"], "growth_90d"),
        ("watch_time_min", ["60", "120"], "hours_watched"),
        ("Posts per month", ["4", "8"], "posts_per_week"),
        ("Is Verified?", ["yes", "no"], "verified"),
        ("Country", ["12", "13"], None),
        ("Country Rank", ["12", "13"], None),
        ("Population", ["12", "13"], None),
        ("Latitude", ["1.5", "2.5"], None),
        ("Unemployment rate", ["1.5", "2.5"], None),
        ("Lowest Monthly Earnings", ["1.5", "2.5"], None),
        ("views_gained", ["1", "2"], None),
        ("Age 45-64", ["1%", "2%"], None),
    ],
)
def test_headers(header: str, cells: list[str | None], target: str | None) -> None:
    found = understand({"handle": ["ana", "ben"], header: cells})
    assert targets(found)[header] == target


def test_several_profiles_in_one_row() -> None:
    found = understand(
        {
            "Name": ["Ana"],
            "Instagram": ["@ana"],
            "instagram_followers": ["12k"],
            "TikTok URL": ["https://www.tiktok.com/@ana"],
            "TikTok followers": ["13k"],
            "YT channel": ["@anatube"],
        }
    )
    assert targets(found) == {
        "Name": "name",
        "Instagram": "instagram:handle",
        "instagram_followers": "instagram:followers",
        "TikTok URL": "tiktok:url",
        "TikTok followers": "tiktok:followers",
        "YT channel": "youtube:name_or_handle",
    }
    assert found.platform is None


def test_columns_without_header_are_told_by_their_values() -> None:
    found = understand(
        {
            "Column 1": ["https://instagram.com/ana", "https://instagram.com/ben"],
            "Column 2": ["ana@b.example", "ben@b.example"],
            "Column 3": ["Germany", "France"],
            "Column 4": ["UC" + "a" * 22, "UC" + "b" * 22],
            "Column 5": ["some words here", "and others there"],
        }
    )
    assert list(targets(found).values()) == ["url", "contact.email", "country", "platform_id", None]
    assert found.platform is Platform.INSTAGRAM
    assert all("values" in one.reason for one in found.mapped())


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        (["handle", "followers", "country"], "profiles"),
        (["video_id", "title", "channel_title", "views", "likes"], "posts"),
        (["post_url", "caption", "likes", "username"], "posts"),
        (["handle", "audience US %", "audience UK %", "female %"], "audience"),
        (["handle", "dimension", "key", "share"], "audience"),
        (["handle", "email", "phone"], "contacts"),
    ],
)
def test_kind_of_rows(headers: list[str], kind: str) -> None:
    cells: dict[str, list[str | None]] = {header: ["1"] for header in headers}
    found = understand(cells)
    assert found.kind == kind
    assert found.kind_reason
    assert understand(cells, wishes=Wishes(kind="profiles")).kind == "profiles"


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        (["Source", "Target", "Weight"], "pair"),
        (["video", "author_key", "content", "is_spam"], "comment"),
    ],
)
def test_rows_that_are_nothing_of_ours_are_refused(headers: list[str], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        understand({header: ["x"] for header in headers})


@pytest.mark.parametrize(
    ("called", "columns", "platform"),
    [
        ("instagram_top200.csv", {"handle": ["a"]}, Platform.INSTAGRAM),
        ("book.xlsx / TikTok", {"handle": ["a"]}, Platform.TIKTOK),
        ("file.csv", {"url": ["https://x.com/ana"]}, Platform.X),
        ("file.csv", {"Youtuber": ["a"], "Subscribers": ["1"], "Uploads": ["2"]}, Platform.YOUTUBE),
        ("file.csv", {"handle": ["a"]}, None),
        ("instagram_and_tiktok.csv", {"handle": ["a"]}, None),
        ("instagram.csv", {"handle": ["a"], "platform": ["tiktok"]}, None),
    ],
)
def test_platform(
    called: str, columns: dict[str, list[str | None]], platform: Platform | None
) -> None:
    found = understand(columns, called=called)
    assert found.platform is platform
    assert found.platform_reason
    assert understand(columns, wishes=Wishes(platform=Platform.TWITCH)).platform is Platform.TWITCH


def test_a_person_and_an_earlier_import_come_before_the_guess() -> None:
    columns: dict[str, list[str | None]] = {"Who": ["ana"], "Score": ["3"], "Likes": ["5"]}
    wishes = Wishes(
        columns={"who": "handle", "Likes": "ignore"}, saved={"Score": "followers", "Gone": "bio"}
    )
    found = understand(columns, wishes=wishes)
    assert targets(found) == {"Who": "handle", "Score": "followers", "Likes": None}
    assert found.columns[0].confidence == 1.0
    with pytest.raises(Invalid, match="no column 'Nope'"):
        understand(columns, wishes=Wishes(columns={"Nope": "handle"}))
    with pytest.raises(Invalid) as refusal:
        understand(columns, wishes=Wishes(columns={"Who": "folowers"}))
    assert "followers" in (refusal.value.hint or "")


def test_two_columns_for_one_fact() -> None:
    found = understand({"handle": ["a"], "Country": ["Germany"], "Abbreviation": ["DE"]})
    assert targets(found) == {"handle": "handle", "Country": "country", "Abbreviation": None}
    assert "'Country' holds country already" in found.columns[2].reason


def test_doubts_are_said() -> None:
    found = understand(
        {
            "handle": ["a", "b"],
            "last post": ["01/02/2024", "03/04/2024"],
            "avg likes": ["1.234", "5.678"],
            "engagement": ["1200", "3400"],
            "price": ["100", "200"],
        }
    )
    assert targets(found)["engagement"] == "engagements"
    doubts = " ".join(found.doubts())
    for words in ("read as day/month", "dot before three digits", "counts rather than rates",
                  "no currency is said"):  # fmt: skip
        assert words in doubts


def test_the_same_post_on_several_days_is_a_series() -> None:
    days: list[str | None] = ["2017-09-13", "2017-09-14", "2017-09-13", "2017-09-14", "2017-09-13",
                              "2017-09-15"]  # fmt: skip
    found = understand(
        {"video_id": ["a", "a", "b", "b", "c", "c"], "channel": ["x"] * 6, "views": ["1"] * 6,
         "date": days}
    )  # fmt: skip
    assert targets(found)["date"] == "observed_at"
    once = understand(
        {"video_id": list("abcdef"), "channel": ["x"] * 6, "views": ["1"] * 6, "date": days}
    )
    assert targets(once)["date"] == "post.published_at"


def test_weak_keys_are_noted() -> None:
    found = understand({"name": ["Ana"], "followers": ["12"]})
    assert any("name alone" in note for note in found.notes)


def test_the_mapping_survives_json() -> None:
    found = understand({"handle": ["a"], "er": ["3.4%"], "Audience US %": ["12"]})
    assert mapping.restore(mapping.as_json(found)) == found


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("followers", Target("followers")),
        ("tiktok:followers", Target("followers", Platform.TIKTOK)),
        ("audience.country:Germany", Target("audience.country:DE")),
        ("audience.age:18-24", Target("audience.age:18-24")),
        ("audience.cell:US/18-24/f", Target("audience.cell:US/18-24/female")),
        ("post.likes", Target("post.likes")),
    ],
)
def test_targets(text: str, target: Target) -> None:
    assert parse(text) == target
    assert parse(str(target)) == target


@pytest.mark.parametrize(
    "text", ["nope", "myspace:handle", "audience.country:Atlantis", "audience.shoe:42"]
)
def test_targets_that_are_none(text: str) -> None:
    with pytest.raises(Invalid):
        parse(text)
