"""Handles and addresses as people really write them."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.creators.addresses import NotAProfile
from groundswell.creators.handle_forms import RULES
from groundswell.creators.handles import (
    address_of,
    clean_id,
    fold_handle,
    guess_platform,
    identify,
    identify_column,
    identify_columns,
    identify_id,
)
from groundswell.creators.platforms import Platform

UC = "UCX6OQ3DkcsbYNE6H8uQQuVA"
DID = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
SHOW = "4rOoJ6Egrf8K2IrywzwOMk"

# platform, as written, key, as shown
FORMS: list[tuple[str, str, str, str]] = [
    ("instagram", "nike", "nike", "nike"),
    ("instagram", "@nike", "nike", "nike"),
    ("instagram", "@Nike", "nike", "nike"),
    ("instagram", "  @nike  ", "nike", "nike"),
    ("instagram", "@ nike", "nike", "nike"),
    ("instagram", "\u200bnike\ufeff", "nike", "nike"),
    ("instagram", "＠nike", "nike", "nike"),
    ("instagram", "“nike”", "nike", "nike"),
    ("instagram", "ig: @nike", "nike", "nike"),
    ("instagram", "nike.", "nike", "nike"),
    ("instagram", "nike/", "nike", "nike"),
    ("instagram", "john.doe", "john.doe", "john.doe"),
    ("instagram", "_under_score_", "_under_score_", "_under_score_"),
    ("instagram", "123456", "123456", "123456"),
    ("instagram", "instagram.com/nike", "nike", "nike"),
    ("instagram", "www.instagram.com/nike/", "nike", "nike"),
    ("instagram", "http://instagram.com/nike", "nike", "nike"),
    ("instagram", "https://www.instagram.com/Nike/?hl=de", "nike", "nike"),
    ("instagram", "https://instagram.com/nike?igshid=YmMyMTA2M2Y=", "nike", "nike"),
    ("instagram", "https://www.instagram.com/nike?utm_source=qr&igsh=abc==", "nike", "nike"),
    ("instagram", "https://m.instagram.com/nike/", "nike", "nike"),
    ("instagram", "https://instagr.am/nike", "nike", "nike"),
    ("instagram", "https://www.instagram.com/nike/reels/", "nike", "nike"),
    ("instagram", "https://www.instagram.com/nike/tagged/", "nike", "nike"),
    ("instagram", "https://www.instagram.com/nike/p/Cabc123/", "nike", "nike"),
    ("instagram", "https://www.instagram.com/stories/nike/3141/", "nike", "nike"),
    ("instagram", "https://www.instagram.com/_u/nike", "nike", "nike"),
    ("instagram", "https://www.instagram.com/accounts/login/?next=/nike/", "nike", "nike"),
    ("instagram", "https://ig.me/m/nike", "nike", "nike"),
    ("instagram", "https://www.instagram.com/@nike", "nike", "nike"),
    ("instagram", "HTTPS://WWW.INSTAGRAM.COM/NIKE", "nike", "nike"),
    ("instagram", "<https://www.instagram.com/nike/>", "nike", "nike"),
    ("instagram", "https://www.instagram.com/nike/#", "nike", "nike"),
    ("instagram", "//www.instagram.com/nike", "nike", "nike"),
    ("tiktok", "@khaby.lame", "khaby.lame", "khaby.lame"),
    ("tiktok", "Khaby.Lame", "khaby.lame", "khaby.lame"),
    ("tiktok", "https://www.tiktok.com/@khaby.lame", "khaby.lame", "khaby.lame"),
    ("tiktok", "https://www.tiktok.com/@khaby.lame?lang=en", "khaby.lame", "khaby.lame"),
    ("tiktok", "https://m.tiktok.com/@khaby.lame", "khaby.lame", "khaby.lame"),
    ("tiktok", "https://www.tiktok.com/@khaby.lame/video/7123?is_from_webapp=1", "khaby.lame", "khaby.lame"),
    ("tiktok", "https://www.tiktok.com/@khaby.lame/live", "khaby.lame", "khaby.lame"),
    ("tiktok", "tiktok.com/@khaby.lame", "khaby.lame", "khaby.lame"),
    ("tiktok", "tiktok.com/khaby.lame", "khaby.lame", "khaby.lame"),
    ("tiktok", "https://www.tiktok.com/share/user/6784563180", "id:6784563180", "6784563180"),
    ("tiktok", "tt: @khaby.lame", "khaby.lame", "khaby.lame"),
    ("youtube", "@MrBeast", "mrbeast", "MrBeast"),
    ("youtube", "MrBeast", "mrbeast", "MrBeast"),
    ("youtube", "https://www.youtube.com/@MrBeast", "mrbeast", "MrBeast"),
    ("youtube", "https://www.youtube.com/@MrBeast/videos", "mrbeast", "MrBeast"),
    ("youtube", "https://m.youtube.com/@MrBeast?sub_confirmation=1", "mrbeast", "MrBeast"),
    ("youtube", "https://youtube.com/c/MrBeast6000", "mrbeast6000", "MrBeast6000"),
    ("youtube", "c/MrBeast6000", "mrbeast6000", "MrBeast6000"),
    ("youtube", "https://www.youtube.com/MrBeast6000", "mrbeast6000", "MrBeast6000"),
    ("youtube", "https://www.youtube.com/user/PewDiePie", "user/pewdiepie", "user/PewDiePie"),
    ("youtube", "user/PewDiePie", "user/pewdiepie", "user/PewDiePie"),
    ("youtube", UC, f"id:{UC}", UC),
    ("youtube", f"channel/{UC}", f"id:{UC}", UC),
    ("youtube", f"https://www.youtube.com/channel/{UC}", f"id:{UC}", UC),
    ("youtube", f"https://www.youtube.com/channel/{UC}/about", f"id:{UC}", UC),
    ("youtube", f"https://studio.youtube.com/channel/{UC}/videos", f"id:{UC}", UC),
    ("youtube", "https://youtu.be/@MrBeast", "mrbeast", "MrBeast"),
    ("youtube", "https://www.youtube.com/@%EC%95%84%EC%9D%B4%EC%9C%A0", "아이유", "아이유"),
    ("youtube", "@アニメ", "アニメ", "アニメ"),
    ("youtube", "@T-Series.Official", "t-series.official", "T-Series.Official"),
    ("facebook", "zuck", "zuck", "zuck"),
    ("facebook", "https://www.facebook.com/zuck", "zuck", "zuck"),
    ("facebook", "https://m.facebook.com/zuck?ref=bookmarks", "zuck", "zuck"),
    ("facebook", "https://de-de.facebook.com/zuck/", "zuck", "zuck"),
    ("facebook", "https://fb.com/zuck", "zuck", "zuck"),
    ("facebook", "https://m.me/zuck", "zuck", "zuck"),
    ("facebook", "John.Smith", "johnsmith", "John.Smith"),
    ("facebook", "https://facebook.com/johnsmith", "johnsmith", "johnsmith"),
    ("facebook", "https://www.facebook.com/profile.php?id=100044123", "id:100044123", "100044123"),
    ("facebook", "fb.com/profile.php?id=100044123&sk=about", "id:100044123", "100044123"),
    ("facebook", "https://www.facebook.com/people/Jane-Doe/100044123/", "id:100044123", "100044123"),
    ("facebook", "https://www.facebook.com/pages/Some-Cafe/123456789", "id:123456789", "123456789"),
    ("facebook", "https://www.facebook.com/pages/category/Artist/Jane-Doe-123456789/", "id:123456789", "123456789"),
    ("facebook", "https://www.facebook.com/Some-Cafe-123456789/", "id:123456789", "123456789"),
    ("facebook", "https://www.facebook.com/p/Some-Cafe-61550000000000/", "id:61550000000000", "61550000000000"),
    ("facebook", "https://www.facebook.com/pg/zuck/posts", "zuck", "zuck"),
    ("facebook", "https://www.facebook.com/zuck/posts/10114", "zuck", "zuck"),
    ("facebook", "https://www.facebook.com/100044123", "id:100044123", "100044123"),
    ("facebook", "100044123", "id:100044123", "100044123"),
    ("x", "@jack", "jack", "jack"),
    ("x", "JackDorsey", "jackdorsey", "JackDorsey"),
    ("x", "https://twitter.com/jack", "jack", "jack"),
    ("x", "https://x.com/jack", "jack", "jack"),
    ("x", "https://mobile.twitter.com/jack?lang=fr", "jack", "jack"),
    ("x", "https://www.twitter.com/@jack", "jack", "jack"),
    ("x", "https://twitter.com/#!/jack", "jack", "jack"),
    ("x", "https://twitter.com/jack/status/20", "jack", "jack"),
    ("x", "https://x.com/jack/with_replies", "jack", "jack"),
    ("x", "https://twitter.com/intent/user?screen_name=jack", "jack", "jack"),
    ("x", "https://twitter.com/intent/follow?screen_name=jack", "jack", "jack"),
    ("x", "https://twitter.com/intent/user?user_id=12", "id:12", "12"),
    ("x", "https://x.com/i/user/12", "id:12", "12"),
    ("x", "twitter: @jack", "jack", "jack"),
    ("snapchat", "TeamSnapchat", "teamsnapchat", "teamsnapchat"),
    ("snapchat", "https://www.snapchat.com/add/teamsnapchat", "teamsnapchat", "teamsnapchat"),
    ("snapchat", "https://www.snapchat.com/add/teamsnapchat?share_id=abc&locale=en-US", "teamsnapchat", "teamsnapchat"),
    ("snapchat", "https://www.snapchat.com/@teamsnapchat", "teamsnapchat", "teamsnapchat"),
    ("snapchat", "https://story.snapchat.com/s/teamsnapchat", "teamsnapchat", "teamsnapchat"),
    ("snapchat", "add/teamsnapchat", "teamsnapchat", "teamsnapchat"),
    ("snapchat", "snap: team-snap.chat", "team-snap.chat", "team-snap.chat"),
    ("pinterest", "nordstrom", "nordstrom", "nordstrom"),
    ("pinterest", "https://www.pinterest.com/Nordstrom/", "nordstrom", "nordstrom"),
    ("pinterest", "https://www.pinterest.de/nordstrom/_created/", "nordstrom", "nordstrom"),
    ("pinterest", "https://pinterest.co.uk/nordstrom", "nordstrom", "nordstrom"),
    ("pinterest", "https://www.pinterest.com.au/nordstrom/summer-looks/", "nordstrom", "nordstrom"),
    ("pinterest", "https://br.pinterest.com/nordstrom/", "nordstrom", "nordstrom"),
    ("twitch", "Ninja", "ninja", "Ninja"),
    ("twitch", "https://www.twitch.tv/ninja", "ninja", "ninja"),
    ("twitch", "https://m.twitch.tv/ninja/profile", "ninja", "ninja"),
    ("twitch", "https://go.twitch.tv/ninja", "ninja", "ninja"),
    ("twitch", "https://www.twitch.tv/ninja/videos?filter=all", "ninja", "ninja"),
    ("twitch", "https://www.twitch.tv/popout/ninja/chat", "ninja", "ninja"),
    ("twitch", "https://player.twitch.tv/?channel=ninja&parent=x", "ninja", "ninja"),
    ("twitch", "https://www.twitch.tv/ninja/clip/Abc", "ninja", "ninja"),
    ("twitch", "풍월량 (hanryang1125)", "hanryang1125", "hanryang1125"),
    ("twitch", "riotgames)", "riotgames", "riotgames"),
    ("linkedin", "https://www.linkedin.com/in/williamhgates", "williamhgates", "williamhgates"),
    ("linkedin", "https://uk.linkedin.com/in/WilliamHGates/", "williamhgates", "williamhgates"),
    ("linkedin", "https://www.linkedin.com/in/williamhgates/de?trk=people", "williamhgates", "williamhgates"),
    ("linkedin", "linkedin.com/in/jos%C3%A9-garc%C3%ADa-1a2b3c", "josé-garcía-1a2b3c", "josé-garcía-1a2b3c"),
    ("linkedin", "in/williamhgates", "williamhgates", "williamhgates"),
    ("linkedin", "https://www.linkedin.com/company/Microsoft/about/", "company/microsoft", "company/microsoft"),
    ("linkedin", "https://www.linkedin.com/school/harvard-university/", "school/harvard-university", "school/harvard-university"),
    ("linkedin", "https://www.linkedin.com/in/ACoAAAE1xyzABCDEFGHIJKLMNOPQ", "id:ACoAAAE1xyzABCDEFGHIJKLMNOPQ", "ACoAAAE1xyzABCDEFGHIJKLMNOPQ"),
    ("threads", "@zuck", "zuck", "zuck"),
    ("threads", "https://www.threads.net/@zuck", "zuck", "zuck"),
    ("threads", "https://www.threads.com/@Zuck?hl=en", "zuck", "zuck"),
    ("threads", "https://threads.net/@zuck/post/Cabc", "zuck", "zuck"),
    ("threads", "threads.net/zuck", "zuck", "zuck"),
    ("bluesky", "jay.bsky.team", "jay.bsky.team", "jay.bsky.team"),
    ("bluesky", "@Jay.bsky.social", "jay.bsky.social", "jay.bsky.social"),
    ("bluesky", "jay", "jay.bsky.social", "jay.bsky.social"),
    ("bluesky", "\u202ajay.bsky.social\u202c", "jay.bsky.social", "jay.bsky.social"),
    ("bluesky", "https://bsky.app/profile/jay.bsky.team", "jay.bsky.team", "jay.bsky.team"),
    ("bluesky", "https://bsky.app/profile/jay.bsky.team/post/3k2y", "jay.bsky.team", "jay.bsky.team"),
    ("bluesky", f"https://bsky.app/profile/{DID}", f"id:{DID}", DID),
    ("bluesky", DID, f"id:{DID}", DID),
    ("bluesky", f"at://{DID}/app.bsky.feed.post/3k", f"id:{DID}", DID),
    ("bluesky", "at://jay.bsky.team", "jay.bsky.team", "jay.bsky.team"),
    ("bluesky", "https://jay.bsky.social", "jay.bsky.social", "jay.bsky.social"),
    ("mastodon", "@Gargron@mastodon.social", "gargron@mastodon.social", "Gargron@mastodon.social"),
    ("mastodon", "Gargron@mastodon.social", "gargron@mastodon.social", "Gargron@mastodon.social"),
    ("mastodon", "acct:Gargron@mastodon.social", "gargron@mastodon.social", "Gargron@mastodon.social"),
    ("mastodon", "https://mastodon.social/@Gargron", "gargron@mastodon.social", "Gargron@mastodon.social"),
    ("mastodon", "https://mastodon.social/@Gargron/109", "gargron@mastodon.social", "Gargron@mastodon.social"),
    ("mastodon", "https://mastodon.social/users/Gargron", "gargron@mastodon.social", "Gargron@mastodon.social"),
    ("mastodon", "https://mastodon.social/web/@Gargron", "gargron@mastodon.social", "Gargron@mastodon.social"),
    ("mastodon", "https://fosstodon.org/@Gargron@mastodon.social", "gargron@mastodon.social", "Gargron@mastodon.social"),
    ("mastodon", "mastodon.social/@Gargron", "gargron@mastodon.social", "Gargron@mastodon.social"),
    ("mastodon", "https://xn--bcher-kva.example/@ann", "ann@bücher.example", "ann@bücher.example"),
    ("blog", "https://www.Example.com/", "example.com", "example.com"),
    ("blog", "example.com", "example.com", "example.com"),
    ("blog", "http://example.com/index.html", "example.com", "example.com"),
    ("blog", "https://example.com/Blog/?utm_source=x#top", "example.com/Blog", "example.com/Blog"),
    ("blog", "https://jane.substack.com", "jane.substack.com", "jane.substack.com"),
    ("blog", "https://medium.com/@Jane", "medium.com/@Jane", "medium.com/@Jane"),
    ("blog", "www.example.com:443/a/", "example.com/a", "example.com/a"),
    ("blog", "https://example.com:8080/a", "example.com:8080/a", "example.com:8080/a"),
    ("podcast", "https://podcasts.apple.com/us/podcast/the-daily/id1200361736", "id:apple:1200361736", "apple:1200361736"),
    ("podcast", "https://podcasts.apple.com/de/podcast/id1200361736?i=1000", "id:apple:1200361736", "apple:1200361736"),
    ("podcast", "https://itunes.apple.com/us/podcast/the-daily/id1200361736?mt=2", "id:apple:1200361736", "apple:1200361736"),
    ("podcast", f"https://open.spotify.com/show/{SHOW}?si=abc", f"id:spotify:{SHOW}", f"spotify:{SHOW}"),
    ("podcast", f"https://open.spotify.com/intl-de/show/{SHOW}", f"id:spotify:{SHOW}", f"spotify:{SHOW}"),
    ("podcast", f"spotify:show:{SHOW}", f"id:spotify:{SHOW}", f"spotify:{SHOW}"),
    ("podcast", "https://feeds.simplecast.com/54nAGcIl", "id:rss:feeds.simplecast.com/54nAGcIl", "rss:feeds.simplecast.com/54nAGcIl"),
    ("podcast", "feed://feeds.example.com/show.xml", "id:rss:feeds.example.com/show.xml", "rss:feeds.example.com/show.xml"),
]  # fmt: skip

# platform, as written, a word of the reason
REFUSED: list[tuple[str, str, str]] = [
    ("instagram", "", "no handle"),
    ("instagram", " @ ", "no handle"),
    ("instagram", "https://www.instagram.com/p/Cabc123/", "a post"),
    ("instagram", "https://www.instagram.com/reel/Cabc123/", "a reel"),
    ("instagram", "https://www.instagram.com/explore/tags/food/", "page of the site"),
    ("instagram", "https://www.instagram.com/stories/highlights/17/", "a story"),
    ("instagram", "https://www.instagram.com/", "front page"),
    ("instagram", "https://www.tiktok.com/@nike", "on TikTok"),
    ("instagram", "https://example.com/nike", "not an address on Instagram"),
    ("instagram", "5-Minute Crafts GIRLY", "cannot be a handle"),
    ("instagram", "a" * 31, "cannot be a handle"),
    ("instagram", "explore", "page of Instagram"),
    ("tiktok", "https://vm.tiktok.com/ZMabc/", "short link"),
    ("tiktok", "https://www.tiktok.com/t/ZTabc/", "a short link"),
    ("tiktok", "https://www.tiktok.com/tag/food", "a tag"),
    ("tiktok", "https://www.tiktok.com/music/x-123", "a sound"),
    ("youtube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "a video"),
    ("youtube", "https://youtu.be/dQw4w9WgXcQ", "a video"),
    ("youtube", "https://www.youtube.com/shorts/abc", "a video"),
    ("youtube", "https://www.youtube.com/playlist?list=PL1", "a playlist"),
    ("youtube", "https://www.youtube.com/results?search_query=x", "page of the site"),
    ("youtube", "YouTube Movies", "cannot be a handle"),
    ("youtube", "https://www.youtube.com/channel/nonsense", "does not carry an id"),
    ("facebook", "https://www.facebook.com/groups/12345", "a group"),
    ("facebook", "https://www.facebook.com/events/12345", "an event"),
    ("facebook", "https://www.facebook.com/watch/?v=123", "a video"),
    ("facebook", "https://www.facebook.com/share/1Abc/", "a share link"),
    ("facebook", "https://www.facebook.com/pages/Some-Cafe", "without the id"),
    ("facebook", "https://fb.watch/abc/", "short link"),
    ("x", "https://twitter.com/hashtag/food", "a tag"),
    ("x", "https://x.com/search?q=food", "a search"),
    ("x", "https://x.com/home", "page of the site"),
    ("x", "https://t.co/abc", "short link"),
    ("snapchat", "https://www.snapchat.com/t/abc", "a short link"),
    ("snapchat", "https://www.snapchat.com/lens/abc", "a lens"),
    ("pinterest", "https://www.pinterest.com/pin/123/", "a pin"),
    ("pinterest", "https://pin.it/abc", "short link"),
    ("pinterest", "https://www.pinterest.com/ideas/x/1/", "page of the site"),
    ("twitch", "https://www.twitch.tv/videos/123", "a video"),
    ("twitch", "https://www.twitch.tv/directory/game/x", "page of the site"),
    ("twitch", "https://clips.twitch.tv/Abc", "a clip"),
    ("linkedin", "https://www.linkedin.com/posts/jane_x-activity-1", "a post"),
    ("linkedin", "https://www.linkedin.com/feed/", "a post"),
    ("linkedin", "https://www.linkedin.com/pub/jane-doe/1/2/3", "old kind of address"),
    ("linkedin", "https://www.linkedin.com/jobs/view/1", "page of the site"),
    ("threads", "https://www.threads.net/t/Cabc", "a post"),
    ("bluesky", "https://bsky.app/search?q=x", "page of the site"),
    ("bluesky", "not a handle", "cannot be a handle"),
    ("mastodon", "Gargron", "lacks the server"),
    ("mastodon", "https://mastodon.social/explore", "without @name"),
    ("blog", "My Travel Blog", "not the address of a site"),
    ("blog", "https://www.instagram.com/nike", "on Instagram"),
    ("podcast", "The Daily", "not the address of a show"),
    ("podcast", "https://podcasts.apple.com/us/browse", "without the id"),
    ("podcast", "https://open.spotify.com/episode/4rOoJ6Egrf8K2IrywzwOMk", "an episode"),
]  # fmt: skip


def test_there_are_enough_forms():
    assert len(FORMS) >= 150
    assert {form[0] for form in FORMS} == {platform.slug for platform in Platform}


@pytest.mark.parametrize(("slug", "text", "key", "shown"), FORMS)
def test_a_form_that_people_write(slug, text, key, shown):
    platform = Platform.from_slug(slug)
    found = identify(platform, text)
    assert (found.key, found.handle) == (key, shown)
    assert (found.platform_id is not None) == key.startswith("id:")
    again = [identify(platform, found.handle)] if not found.platform_id else []
    again += [identify(platform, found.url)] if found.url else []
    assert all(one == found for one in again)


@pytest.mark.parametrize(("slug", "text", "why"), REFUSED)
def test_what_is_no_profile_is_refused_with_the_reason(slug, text, why):
    with pytest.raises(NotAProfile) as refusal:
        identify(Platform.from_slug(slug), text)
    assert why in refusal.value.sentence


@pytest.mark.parametrize("slug", [platform.slug for platform in Platform])
def test_a_column_gives_what_single_texts_give(slug):
    platform = Platform.from_slug(slug)
    texts = [form[1] for form in FORMS] + [form[1] for form in REFUSED] + [None, "x", "1"]
    column = identify_column(platform, pl.Series(texts, dtype=pl.String))
    for text, row in zip(texts, column.iter_rows(named=True), strict=True):
        assert row == _one(platform, text), text


def _one(platform: Platform, text: str | None) -> dict[str, str | None]:
    answer: dict[str, str | None] = dict.fromkeys(("key", "handle", "platform_id", "error"))
    if text is None:
        return answer
    try:
        found = identify(platform, text)
    except NotAProfile as refusal:
        hint = f" {refusal.hint}" if refusal.hint else ""
        return answer | {"error": refusal.sentence + hint}
    return answer | {"key": found.key, "handle": found.handle, "platform_id": found.platform_id}


@given(
    platform=st.sampled_from(list(Platform)),
    text=st.one_of(
        st.text(max_size=40),
        st.from_regex(r"\A[A-Za-z0-9._@/:-]{1,30}\Z"),
        st.from_regex(
            r"\A(https?://)?(www\.|m\.)?[a-z]{3,9}\.(com|tv|net)/@?[a-zA-Z0-9._/-]{1,20}\Z"
        ),
    ),
)
def test_identifying_twice_changes_nothing_and_columns_agree(platform, text):
    column = identify_column(platform, pl.Series([text])).row(0, named=True)
    assert column == _one(platform, text)
    if column["key"] is None:
        assert column["error"]
        return
    found = identify(platform, text)
    if not found.platform_id:
        assert identify(platform, found.handle) == found
        assert fold_handle(platform, found.handle) == found.key
    if found.url and not found.platform_id:
        assert identify(platform, found.url).key == found.key


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        (form[1], form[0])
        for form in FORMS
        if "://" in form[1] and "example.com" not in form[1] and "/users/" not in form[1]
    ],
)
def test_addresses_tell_their_platform(text, slug):
    assert guess_platform(text) is Platform.from_slug(slug)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        (UC, "youtube"), (DID, "bluesky"), ("@jay.bsky.social", "bluesky"),
        ("@ann@mastodon.social", "mastodon"), ("spotify:show:x", "podcast"),
        ("https://example.com/feed", "podcast"), ("www.example.com", "blog"),
        ("instagram.com/nike", "instagram"),
    ],
)  # fmt: skip
def test_other_unmistakable_forms(text, slug):
    assert guess_platform(text) is Platform.from_slug(slug)


@pytest.mark.parametrize(
    "text", ["nike", "@nike", "", "https://bit.ly/x", "jane@example.com", "1.5"]
)
def test_what_could_be_anywhere_is_not_guessed(text):
    assert guess_platform(text) is None


class TestIds:
    def test_ids_are_cleaned(self):
        assert clean_id(Platform.X, " 12 ") == "12"
        assert clean_id(Platform.FACEBOOK, "100044123.0") == "100044123"
        assert clean_id(Platform.PODCAST, "id1200361736") == "apple:1200361736"
        assert identify_id(Platform.YOUTUBE, UC).key == f"id:{UC}"

    @pytest.mark.parametrize("text", ["1.78414E+16", "1,78414e16", "", "a b"])
    def test_ids_that_are_spoiled_are_refused(self, text):
        with pytest.raises(NotAProfile):
            clean_id(Platform.INSTAGRAM, text)

    def test_three_columns_make_one_identity(self):
        found = identify_columns(
            Platform.YOUTUBE,
            pl.Series(["@Foo", None, None, "a b", "a b", None, None]),
            pl.Series([UC, UC, None, None, UC, "1.5E+16", None]),
            pl.Series(["A", "B", " Some  Name ", "D", "E", None, None]),
        )
        assert found.select("key", "handle", "platform_id").rows() == [
            ("foo", "Foo", UC),
            (f"id:{UC}", "B", UC),
            ("name:some name", "Some  Name", None),
            (None, None, None),
            (f"id:{UC}", "E", UC),
            (None, None, None),
            (None, None, None),
        ]
        errors = found["error"]
        assert errors.is_null().to_list() == [True, True, True, False, True, False, True]
        assert "rounded" in errors[5]


def test_every_platform_has_an_address():
    for platform, rule in RULES.items():
        assert platform is Platform.PODCAST or address_of(platform, "ann@b.example").startswith(
            "http"
        )
        assert rule.handle or platform is Platform.PODCAST
