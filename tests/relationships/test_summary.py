"""What a list adds up to: against numbers worked out by hand, and fast for thousands."""

import sys
from datetime import timedelta
from time import perf_counter

import numpy as np
import orjson
import pytest

from groundswell.creators.models import Creator, Profile
from groundswell.creators.platforms import Platform
from groundswell.kernel import clock
from groundswell.measures.intervals import wilson_of_share
from groundswell.relationships import actions, queries

NOW = int(clock.now().timestamp())


def known(row, *, audience=None, seen_at=NOW, platform=Platform.INSTAGRAM, creator=None, **facts):
    """Say what is known of a profile."""
    values = {"platform": platform, "seen_at": seen_at, "facts": orjson.dumps(facts).decode()}
    if audience is not None:
        values["audience"] = orjson.dumps(audience).decode()
    if creator is not None:
        values["creator_id"] = creator
    Profile.objects.filter(pk=row).update(**values)


def estimate(n, **shares):
    keys = [key.replace("_", ":", 1).replace("__", "-") for key in shares]
    return {
        "as_of": NOW,
        "n": n,
        "basis": "followers",
        "keys": keys,
        "shares": list(shares.values()),
    }


@pytest.fixture
def crew(me, catalog):
    row = actions.create_list(me, "Crew")
    actions.add_profiles(me, "Crew", catalog.public)
    return row


def test_sizes_places_and_cost(me, crew, catalog):
    a, b, c, d, _e = catalog.public
    known(
        a,
        followers=5_000,
        country="US",
        language="en",
        price_min=10_000,
        price_max=20_000,
        price_currency="USD",
    )
    known(b, followers=30_000, country="US", language="es", price_max=50_000, price_currency="USD")
    known(c, followers=2_000_000, country="DE", price_min=9_000, price_currency="EUR")
    known(d, followers=100_000, platform=Platform.YOUTUBE, price_min=5)

    found = queries.summary(me, "Crew")

    assert (found.profiles, found.followers, found.followers_known) == (5, 2_135_000, 4)
    assert found.tiers == {"nano": 1, "micro": 1, "mid": 1, "mega": 1, "unknown": 1}
    assert found.platforms == {"instagram": 4, "youtube": 1}
    assert found.countries == {"": 2, "US": 2, "DE": 1}
    assert found.languages == {"": 3, "en": 1, "es": 1}
    assert [(one.currency, one.low, one.high, one.profiles) for one in found.costs] == [
        ("USD", 60_000, 70_000, 2), ("EUR", 9_000, 9_000, 1),
    ]  # fmt: skip
    assert found.whole
    assert found.looked_at == 5


def test_engagement_is_told_by_base_with_the_interval_of_the_median(me, crew, catalog):
    for row, rate in zip(catalog.public, (0.01, 0.02, 0.05, 0.03, 0.04), strict=True):
        known(row, er_followers=rate)
    known(
        catalog.public[4],
        platform=Platform.TIKTOK,
        avg_views=1_000,
        avg_likes=80,
        avg_comments=10,
        avg_shares=10,
    )

    by_followers, by_views = queries.summary(me, "Crew").engagement

    assert (by_followers.base, by_followers.value, by_followers.n) == ("followers", 0.025, 4)
    assert (by_followers.low, by_followers.high) == (0.01, 0.05)
    assert by_followers.coverage == pytest.approx(1 - 2 / 16)
    assert (by_views.base, by_views.value, by_views.n) == ("views", pytest.approx(0.1), 1)


def test_audiences_together(me, crew, catalog):
    a, b, c, d, _e = catalog.public
    known(
        a,
        followers=30_000,
        audience=estimate(900, country_US=0.5, country_DE=0.3, age_18__24=0.6, gender_female=0.7),
    )
    known(b, followers=10_000, audience=estimate(100, country_US=0.1))
    known(c, followers=90_000, audience=estimate(None, country_US=1.0))  # nobody says how many
    known(d, audience=estimate(500, country_US=1.0))  # nobody knows how large

    country = queries.summary(me, "Crew").audience["country"]

    n = 40_000**2 / (30_000**2 / 900 + 10_000**2 / 100)
    low, high = wilson_of_share(0.4, n)
    assert (country.profiles, country.followers, country.n) == (2, 40_000, pytest.approx(n))
    top = country.shares[0]
    assert (top.key, top.share) == ("US", pytest.approx(0.4))
    assert (top.low, top.high) == (pytest.approx(float(low)), pytest.approx(float(high)))
    assert country.shares[1].key == "DE"
    assert country.shares[1].share == pytest.approx(0.225)
    age = queries.summary(me, "Crew").audience["age"]
    assert [(one.key, one.share) for one in age.shares] == [("18-24", pytest.approx(0.6))]


def test_too_little_is_not_shown(me, crew, catalog):
    known(catalog.public[0], followers=1_000, audience=estimate(20, country_US=0.5))

    country = queries.summary(me, "Crew").audience["country"]

    assert not country.enough
    assert (country.shares, country.n, country.profiles) == ((), pytest.approx(20), 1)
    assert not queries.summary(me, "Crew").audience["language"].enough


def test_conflicts(me, stranger, crew, catalog):
    a, b, c, d, e = catalog.public
    one = Creator.objects.create()
    for row in (a, b):
        known(row, creator=one.pk, name=f"N{row}")
    for row in (d, e):
        known(row)
    known(c, seen_at=int((clock.now() - timedelta(days=120)).timestamp()))
    actions.tag_profiles(me, "do not contact".replace(" ", "-"), [d])
    actions.tag_profiles(stranger, "do-not-contact", [e])
    actions.create_list(me, "Autumn")
    actions.add_profiles(me, "Autumn", [a, e])
    actions.move_entries(me, "Autumn", [e], "Agreed")
    actions.create_list(stranger, "Theirs")
    actions.add_profiles(stranger, "Theirs", [a])
    actions.move_entries(stranger, "Theirs", [a], "Agreed")

    found = queries.summary(me, "Crew")

    assert [(one.kind, one.profile, one.detail) for one in found.conflicts] == [
        ("do-not-contact", d, ""),
        ("agreed-elsewhere", e, "Autumn"),
        ("twice", a, "@public1 on Instagram"),
        ("twice", b, "@public0 on Instagram"),
        ("stale", c, ""),
    ]
    assert found.counts == {"do-not-contact": 1, "agreed-elsewhere": 1, "twice": 2, "stale": 1}
    assert found.conflicted == 4
    assert queries.conflicts_of(me, "Crew").keys() == {a, b, c, d, e}
    assert found.conflicts[2].name == f"N{a}"
    actions.archive_list(me, "Autumn")
    assert "agreed-elsewhere" not in queries.summary(me, "Crew").counts
    Profile.objects.filter(pk=d).delete()
    assert queries.summary(me, "Crew").counts["gone"] == 1


def test_the_own_layer_lies_over_the_public_one(me, stranger, catalog):
    known(catalog.overlaid, followers=10, country="US")
    Profile.objects.filter(pk=catalog.overlay).update(
        facts='{"followers":20}', origins='{"":[1,99]}', seen_at=NOW
    )
    for scope, expected in ((me, 20), (stranger, 10)):
        actions.create_list(scope, "Both")
        actions.add_profiles(scope, "Both", [catalog.overlaid])
        found = queries.summary(scope, "Both")
        assert (found.profiles, found.followers, found.countries) == (1, expected, {"US": 1})


def test_an_empty_list_adds_up_to_nothing(me):
    actions.create_list(me, "Empty")

    found = queries.summary(me, "Empty")

    assert (found.profiles, found.creators, found.followers) == (0, 0, 0)
    assert (found.costs, found.engagement, found.conflicts) == ((), (), ())
    assert not found.audience["country"].enough


def test_of_a_long_list_the_last_added_are_summed_up(me, crew, monkeypatch):
    for module in ("summary", "gathered"):
        monkeypatch.setattr(sys.modules[f"groundswell.relationships.queries.{module}"], "MOST", 2)

    found = queries.summary(me, "Crew")

    assert (found.profiles, found.looked_at, found.whole) == (2, 2, False)


def test_thousands_add_up_within_a_second(me):
    count = 5_000
    creators = Creator.objects.bulk_create(Creator() for _ in range(count))
    facts = orjson.dumps(
        {
            "followers": 20_000,
            "country": "US",
            "language": "en",
            "er_followers": 0.03,
            "bio": "x" * 300,
        }
    ).decode()
    keys = {f"country_{code}": 0.05 for code in ("US", "DE", "FR", "GB", "ES", "IT")}
    bands = {f"age_{band}": 0.2 for band in ("18__24", "25__34", "35__44")}
    audience = orjson.dumps(estimate(400, gender_female=0.6, **keys, **bands)).decode()
    Profile.objects.bulk_create(
        Profile(
            creator=creator, platform=Platform.INSTAGRAM, key=f"k{n}", handle=f"k{n}",
            seen_at=NOW, facts=facts, audience=audience,
        )
        for n, creator in enumerate(creators)
    )  # fmt: skip
    actions.create_list(me, "Many")
    rows = np.fromiter(
        Profile.objects.filter(key__startswith="k").values_list("pk", flat=True), np.int64
    )
    actions.add_profiles(me, "Many", [rows])

    begun = perf_counter()
    found = queries.summary(me, "Many")
    took = perf_counter() - begun

    assert found.profiles == count
    assert found.audience["country"].n == pytest.approx(400 * count)
    assert took < 3  # well under a second on an idle core; a loaded machine is given room
