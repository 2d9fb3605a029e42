"""The field table: what it promises, and that it holds every filter of the tools we exceed."""

from pathlib import Path

import polars as pl
import pytest

from groundswell.creators.facts import FACTS
from groundswell.creators.models import Basis
from groundswell.discovery.document import from_frame
from groundswell.discovery.fields import (
    AGE_RUNS,
    BY_WORD,
    FIELDS,
    HAS,
    IS,
    KEYWORD,
    KEYWORDS,
    NUMERIC,
    TEXT,
)
from groundswell.discovery.language import format_query, parse
from groundswell.discovery.manual import example, fields_page
from groundswell.discovery.query import Query

MANUAL = Path(__file__).parents[2] / "docs" / "fields.md"

# Filter of the tool -> how our query says it. Left out: ethnicity and income, which we never infer.
MODASH = {
    "followers": "followers:10k..50k",
    "engagementRate": "er>=3%",
    "engagements": "engagements:100..5k",
    "reelsPlays": "reels_views>=10k",
    "views": "views:1k..1m",
    "shares": "shares>=10",
    "saves": "saves>=10",
    "location": 'country:US OR region:california OR city:"los angeles"',
    "language": "language:en",
    "gender FEMALE": "gender:female",
    "gender KNOWN": "has:gender",
    "gender UNKNOWN": "-has:gender",
    "age": "age:25..45",
    "lastposted": "posted<=30d",
    "bio": 'bio:"clean beauty" OR name:clean OR handle:clean*',
    "keywords": 'caption:"morning routine"',
    "relevance #topic": "~topic:#skincare",
    "relevance @handle": "like:@glow",
    "audienceRelevance": "audience-like:@glow",
    "textTags hashtag": "hashtag:#skincare",
    "textTags mention": "mention:@sephora",
    "textTags should": "~hashtag:skincare",
    "textTags should_not": "-hashtag:skincare",
    "isVerified": "is:verified",
    "accountTypes": "account:personal,business,creator",
    "hasSponsoredPosts": "is:sponsored",
    "brands": "brand:sephora,ulta",
    "interests": "interest:travel",
    "hasYouTube": "has:youtube",
    "isOfficialArtist": "is:official_artist",
    "hasContactDetails must": "has:all(email,phone)",
    "hasContactDetails should": "~has:email",
    "hasContactDetails not": "-has:email",
    **{
        f"followersGrowthRate i{months}month": f"growth_{30 * months}d>2%"
        for months in (1, 2, 3, 4, 5, 6)
    },
    **{f"viewsGrowthRate i{m}month": f"views_growth_{30 * m}d<=2%" for m in (2, 3, 4, 5, 6)},
    **{f"likesGrowthRate i{m}month": f"likes_growth_{30 * m}d<2%" for m in (2, 3, 4, 5, 6)},
    "viewsGrowthRate i1month": "views_growth>=2%",
    "likesGrowthRate i1month": "likes_growth>=2%",
    "filterOperations": "(country:US OR country:CA) -is:private",
    "audience location": "audience.country:US>=20% audience.city:london>=5%",
    "audience state": "audience.region:california>=10%",
    "audience language": "audience.language:en>=20%",
    "audience gender": "audience.gender:FEMALE>=50%",
    "audience age": "audience.age:18-24>=30%",
    "audience age 45-64": "audience.age:45-64>=30%",
    "audience age 65-": "audience.age:65->=30%",
    "audience ageRange": "audience.age:18-44>=30%",
    "audience interests": 'audience.interest:"beauty & cosmetics">=30%',
    "audience credibility": "audience.credibility>=75%",
    "sort": "sort:engagements",
    "sort growth": "sort:growth_30d:asc",
    "sort relevance": "like:@glow sort:relevance",
}
HYPEAUDITOR = {
    "search": "glow",
    "social_network": "platform:instagram,youtube,tiktok,twitter,twitch,snapchat",
    "subscribers_count": "subscribers:10k..",
    "er": "er:1%..5%",
    "aqs": "aqs>=70",
    "cqs": "cqs>=70",
    "media_count": "media>=100",
    "reels_video_views_avg": "reels_views:..50k",
    "shorts_video_views_avg": "shorts_views>=1k",
    "comments_rate": "comment_share>=2%",
    "growth 365d": "growth_365d:5%..50%",
    "last_media_time": "posted>=2026-01-01",
    "account_type brand": "gender:brand",
    "account_type human": "-gender:brand",
    "account_has_contacts": "has:contacts",
    "account_has_launched_advertising": "is:sponsored",
    "verified": "is:verified",
    "account_gender": "gender:male",
    "account_age": "age>=18",
    "account_languages": "languages:en,es",
    "account_geo": "country:US,Germany city:berlin",
    "account_mentions": "mention:sephora -mention:ulta",
    "category": "category:beauty",
    "interests": "interest:beauty",
    "audience_gender": "audience.gender:male>=60%",
    "audience_age groups": "audience.age:18-34>=40%",
    "audience_geo countries": "audience.country:US,CA>=10%",
    "audience_geo cities": "audience.city:london>=10%",
    "blogger_prices": "price:100..500USD",
    "similar": "similar:@glow",
    "twitch_live_viewers_avg": "live_viewers>=100",
    "twitch_active_days_per_week": "active_days>=3",
    "twitch_hours_streamed": "hours_streamed>=20",
    "twitch_games": "game:minecraft",
    "sort": "sort:subscribers:desc",
}
INSIGHTIQ = {
    "work_platform_id": "platform:youtube",
    "follower_count": "followers>=1k",
    "subscriber_count": "subscribers>=1k",
    "content_count": "posts>=10",
    "average_likes": "avg_likes>=100",
    "average_views": "avg_views>=100",
    "total_engagements": "engagements>=100",
    "engagement_rate": "er>=2%",
    "creator_gender GENDER_NEUTRAL": "gender:gender_neutral",
    "creator_gender ORGANIZATION": "gender:organization",
    "creator_gender MALE_OR_FEMALE": "gender:male,female",
    "creator_age": "age:20..30",
    "creator_age_bracket OVER_21": "age>=21",
    "creator_locations": "country:GB",
    "creator_language": "language:English",
    "creator_account_type": "account:BUSINESS",
    "platform_account_type PARTNERS": "is:partner",
    "platform_account_type AFFILIATES": "is:platform_affiliate",
    "is_verified": "is:verified",
    "is_official_artist": "is:official_artist",
    "exclude_private_profiles": "-is:private",
    "has_audience_info": "has:audience_info",
    "has_contact_details": "has:contact_details",
    "specific_contact_details": "has:whatsapp,telegram,line,wechat,discord,linktree",
    "description_keywords": "description:vegan",
    "bio_phrase": 'bio:"clean beauty"',
    "bio_phrase_advanced": '(bio:"clean beauty" OR bio:vegan) -bio:meat bio:berlin',
    "hashtags": "hashtags:vegan",
    "mentions": "mentions:sephora",
    "topic_relevance": "~topic:vegan^0.5",
    "creator_lookalikes": "lookalike:@glow",
    "audience_lookalikes": "audience-like:@glow",
    "creator_interests": "interests:travel",
    "creator_brand_affinities": "brand_affinity:nike",
    "has_sponsored_posts": "is:sponsored",
    "brand_sponsors": "sponsor:nike",
    "last_post_timestamp": "last_post>=2026-05-01",
    "follower_growth": "follower_growth>=5%",
    "views_growth": "views_growth>=5%",
    "share_count": "shares>=5",
    "save_count": "saves>=5",
    "instagram_options.reel_views": "reels_plays>=5k",
    "post_type VIDEOS": "long_views>=1k",
    "post_type SHORTS": "shorts_views>=1k",
    "post_type STREAMS": "stream_views>=1k",
    "audience_source": "audience.source:likers,followers,commenters",
    "audience_gender": "audience.gender:female>=60%",
    "audience_age": "audience.age:18-64>=60%",
    "audience_language": "audience.language:de>=20%",
    "audience_locations": "audience.location:DE>=20%",
    "audience_interests": "audience.interests:travel",
    "audience_interest_affinities": "audience.interest:travel<=40%",
    "audience_brand_affinities": "audience.brand:nike",
    "audience_credibility_category": "credibility:60%..80%",
    "audience_credibility_score": "credibility>=0.7",
    "sort peak viewers": "sort:peak_viewers",
    "sort hours watched": "sort:hours_watched",
    "sort airtime": "sort:hours_streamed",
    "sort total views": "sort:total_views",
}
INFLUENCERS_CLUB = {
    "location": "location:US",
    "type": "account:creator",
    "gender": "gender:female",
    "profile_language": "lang:en",
    "ai_search": "vegan skincare mums in berlin",
    "creator_has": "has:patreon,substack,spotify,tiktok",
    "exclude_role_based_emails": "has:personal_email",
    "exclude_handles": "-handle:@glow,@anna",
    "is_verified": "is:verified",
    "has_link_in_bio": "has:link_in_bio",
    "has_done_brand_deals": "brand_deals>=1",
    "promotes_affiliate_links": "is:affiliate",
    "does_live_streaming": "is:live_streaming",
    "has_merch": "is:merch",
    "brands": "brands:nike",
    "hashtags": "hashtag:vegan",
    "not_hashtags": "-hashtag:meat",
    "engagement_percent": "engagement>=2%",
    "posting_frequency": "posting_frequency>=3",
    "followers": "followers<=100k",
    "follower_growth": "growth_30d>=1%",
    "average_likes": "likes>=100",
    "average_comments": "comments>=10",
    "exclude_private": "-is:private",
    "keywords_in_bio": "bio:vegan",
    "exclude_keywords_in_bio": "-bio:meat",
    "keywords_in_captions": "captions:vegan",
    "link_in_bio": "link_in_bio:amazon.com",
    "last_post days": "last_post<=14d",
    "has_videos": "is:videos",
    "number_of_posts": "posts>=50",
    "reels_percent": "reels_share>=30%",
    "average_views_for_reels": "reels_views>=1k",
    "audience brand_categories": 'audience.brand_category:"sports wear"',
    "audience brands": "audience.brands:nike",
    "audience interests": "audience.interest:travel",
    "audience location": "audience.country:US",
    "topics": "topics:gaming",
    "keywords in titles": "title:unboxing",
    "keywords in titles, negated": "-title:unboxing",
    "keywords in channel description": "description:unboxing",
    "keywords in video description": "caption:unboxing",
    "links from descriptions": "link:amazon.com",
    "has_shorts": "is:shorts",
    "has podcast": "is:podcast",
    "has courses": "is:courses",
    "has membership": "is:membership",
    "has community_posts": "is:community_posts",
    "shorts_percentage": "shorts_share<=50%",
    "average views long": "long_views>=1k",
    "average views shorts": "shorts_views>=1k",
    "average views streams": "stream_views>=1k",
    "long_video_duration": "long_video_minutes>=10",
    "is_monetizing": "is:monetizing",
    "last upload long": "last_long<=30d",
    "last upload short": "last_short<=30d",
    "last upload stream": "last_stream<=30d",
    "TikTok average_views": "platform:tiktok views>=1k",
    "TikTok downloads": "downloads>=5",
    "has_tik_tok_shop": "is:shop",
    "video_description include / exclude": "caption:vegan -caption:meat",
    "Twitch subscribers": "paid_subscribers>=10",
    "streamed hours": "hours_streamed>=10",
    "peak views": "peak_viewers>=10",
    "30-day views": "views_30d>=1k",
    "games_played": "games:minecraft",
    "partner": "is:partnered",
    "keywords_in_tweets": "caption:vegan",
    "tweets_count": "tweets>=100",
}
OTHERS = {
    "SocialData filter_ids": "id:prf_0123456789abc",
    "SocialData username prefix": "username:glow*",
    "SocialData is_hidden": "is:private",
    "SocialData posts_count": "posts_count>=5",
    "SocialData brand category": "audience.brand_category:fashion>=10%",
    "SocialData any / likers": "audience_basis:any,likers",
    "TikTok One median views": "median_views>=10k",
    "TikTok One follower_gender_ratio": "audience.gender:female>=60%",
    "TikTok One price": "price_max<=500EUR",
    "Meta engaged accounts": "engaged_accounts>=1k",
    "Meta reels_interaction_rate": "er_reels>=2%",
    "Meta major audience": "audience.country:US audience.age:18-24 audience.gender:female",
}
OUR_OWN = {
    "joint audience cell": "audience.cell:US/18-24/female>=10%",
    "joint audience cell, lower bound": "audience.cell:US/18-24/female>=10%!certain",
    "comment replies": "reply_rate>=10% reply_hours<=24 repliers>=20",
    "sponsored_share_90d": "sponsored_share<=20%",
    "sponsored_lift": "sponsored_lift>=0.9",
    "distinct brands_90d": "brands_90d<=5",
    "niche_focus": "niche_focus>=60%",
    "topic stability": "topic_stability>=80%",
    "engagement by followers, reach, views, impressions": "er_followers>1% er_reach>1% er_views>1% "
    "er_impressions>1%",
    "engagement, median and by format": "er_median>1% er_reels>1%",
    "tier under a chosen scheme": "tier:hypeauditor/micro",
    "experience": "first_post<2020 posts>=500 brand_deals>=10",
    "disclosure record with n": "disclosure>=90% disclosure_n>=20",
    "freshness and confidence": "seen<=30d confidence>=80% audience_at<=90d audience_n>=1k",
    "minor flag": "-is:minor",
    "Boolean tree": "(topic:a OR (topic:b -topic:c)) -(country:US tier:mega)",
    "any sort": "sort:audience_n",
    "weighted blend as formula": "sort:(2*er + 0.5*log(followers) - 0.1*sponsored_share)",
    "sort by freshness": "sort:seen",
}
VENDORS = {
    "Modash": MODASH,
    "HypeAuditor": HYPEAUDITOR,
    "InsightIQ": INSIGHTIQ,
    "influencers.club": INFLUENCERS_CLUB,
    "others": OTHERS,
    "ours": OUR_OWN,
}


@pytest.mark.parametrize(
    "text",
    [pytest.param(t, id=f"{who}: {name}") for who, d in VENDORS.items() for name, t in d.items()],
)
def test_filters_of_other_tools_can_be_said(text):
    query = parse(text)

    assert query != Query()
    assert parse(format_query(query)) == query


def test_field_names_and_aliases_are_unambiguous():
    words = [word for field in FIELDS.values() for word in (field.name, *field.aliases)]

    assert len(words) == len(set(words))
    assert BY_WORD["posts_count"] is FIELDS["posts"]
    assert BY_WORD["keywords"] is FIELDS["text"]
    assert all(word == word.lower() for word in words)
    assert "sort" not in BY_WORD


def test_facts_behind_fields_exist_and_fit():
    kinds = {
        "text": {"text", "keyword"},
        "code": {"keyword"},
        "words": {"keywords"},
        "count": {"count"},
        "number": {"number"},
        "rate": {"rate"},
        "money": {"money"},
        "time": {"time"},
    }
    for field in FIELDS.values():
        if field.fact:
            assert field.kind in kinds[FACTS[field.fact].kind], field.name


def test_every_fact_can_be_searched_or_stands_in_another_field():
    searched = {field.fact for field in FIELDS.values()}
    flags = {name for name, fact in FACTS.items() if fact.kind == "flag"}
    elsewhere = {
        "url": "shown only",
        "picture": "has:picture",
        "website": "has:website",
        "contacts": "has:contact",
        "er_stated": "er",
    }

    assert set(FACTS) - searched - flags == set(elsewhere)
    assert flags == set(IS)


def test_every_number_has_a_unit_or_is_one():
    unitless = {"age", "quality", "price", "price_max"}

    missing = {f.name for f in NUMERIC if not f.unit and f.kind != "time"}

    assert missing <= unitless | {"confidence"}


def test_kinds_are_disjoint_and_complete():
    grouped = {f.name for fields in (NUMERIC, KEYWORD, KEYWORDS, TEXT) for f in fields}
    rest = {f.name for f in FIELDS.values() if f.kind == "special"} | {"text"}

    assert grouped | rest == set(FIELDS)
    assert not grouped & rest


def test_bases_are_those_of_the_catalog():
    assert set(FIELDS["basis"].choices) == set(Basis.values)


def test_age_runs_are_sums_of_neighbouring_bands():
    assert AGE_RUNS["18-34"] == ("18-24", "25-34")
    assert AGE_RUNS["45+"] == ("45-54", "55-64", "65+")
    assert AGE_RUNS["13+"][0] == "13-17"
    assert len(AGE_RUNS) == 28


@pytest.mark.parametrize("field", FIELDS.values(), ids=lambda field: field.name)
def test_every_example_reads_and_names_its_field(field):
    assert parse(example(field)).where is not None
    assert field.name in example(field) or field.name == "text"


def test_has_words_have_no_other_meaning_as_flags():
    assert not set(HAS) & (set(IS) - {"podcast"})


def test_addresses_of_offices_are_not_personal():
    contacts = [
        ["email:info@glow.example"],
        ["email:anna@glow.example", "phone:+49301234"],
        ["email:press.de@glow.example", "email:informal@glow.example"],
        ["email:press+de@glow.example"],
        ["phone:+49301234"],
        None,
    ]
    frame = pl.DataFrame(
        {
            "platform": [1] * 6,
            "key": [f"k{n}" for n in range(6)],
            "handle": [f"k{n}" for n in range(6)],
            "platform_id": pl.Series([None] * 6, dtype=pl.String),
            "observed_at": [1_700_000_000] * 6,
            "contacts": pl.Series(contacts, dtype=pl.List(pl.String)),
        },
        schema_overrides={"platform": pl.UInt8},
    )

    has = from_frame(frame, pl.DataFrame({"row": range(6)}))["has"].to_list()

    assert ["personal_email" in words for words in has] == [False, True, True, False, False, False]
    assert ["contact" in words for words in has] == [True] * 5 + [False]


def test_the_manual_is_current():
    assert MANUAL.read_text("utf-8") == fields_page(), (
        "run: python -m groundswell.discovery.manual > docs/fields.md"
    )
