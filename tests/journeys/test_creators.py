"""The creator's page in a browser: from a search, by keyboard, corrected, merged, as others see it."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys import browsing
from tests.journeys.serving import Site

SEARCH = "platform:instagram has:posts"
TABS = ("", "content/", "audience/", "history/", "notes/")


def found(site: Site, at: int = 0) -> dict[str, str]:
    """A profile of the demo that has posts and an audience."""
    return site.run("search", f"{SEARCH} has:audience", "--limit", str(at + 1))["results"][at]


def test_from_discover_and_on_to_the_next_by_key(site: Site, desktop: Page) -> None:
    site.sign_in(desktop)
    one = found(site)
    desktop.goto(site.at(f"discover/?q={SEARCH} has:audience"))
    desktop.locator("[data-open]").first.click()
    desktop.locator("#panel").get_by_role("link", name="Open").click()
    expect(desktop.get_by_role("heading", level=1)).to_have_text(one["name"])
    expect(desktop.get_by_text(re.compile(r"1 of \d+"))).to_be_visible()
    desktop.keyboard.press("j")
    expect(desktop.get_by_text(re.compile(r"2 of \d+"))).to_be_visible()
    desktop.keyboard.press("k")
    expect(desktop.get_by_text(re.compile(r"1 of \d+"))).to_be_visible()
    desktop.get_by_role("link", name=f"{SEARCH} has:audience").click()
    expect(desktop).to_have_url(re.compile(r"/discover/\?q="))


def test_every_tab_by_keyboard_without_a_violation(
    site: Site, desktop: Page, axe: Callable[[Page], None]
) -> None:
    site.sign_in(desktop)
    uid = found(site)["creator"]
    desktop.goto(site.at(f"creators/{uid}/"))
    for name in ("Overview", "Content", "Audience", "History", "Notes"):
        tab = desktop.get_by_role("navigation", name="Creator").get_by_role("link", name=name)
        tab.focus()
        desktop.keyboard.press("Enter")
        expect(tab).to_have_attribute("aria-current", "page")
        desktop.wait_for_load_state("networkidle")
        axe(desktop)
        assert browsing.overflow(desktop) <= 0


def test_on_a_phone_nothing_is_cut(site: Site, phone: Page, axe: Callable[[Page], None]) -> None:
    site.sign_in(phone)
    uid = found(site)["creator"]
    for tab in TABS:
        phone.goto(site.at(f"creators/{uid}/{tab}"))
        phone.wait_for_load_state("networkidle")
        assert browsing.overflow(phone) <= 0, tab
    phone.goto(site.at(f"creators/{uid}/"))
    axe(phone)


def test_charts_are_drawn_from_the_table_that_stands_beside_them(site: Site, desktop: Page) -> None:
    site.sign_in(desktop)
    desktop.goto(site.at(f"creators/{found(site)['creator']}/"))
    figure = desktop.locator("#chart-engagement")
    expect(figure.locator("[data-chart] svg path").first).to_be_attached()
    points = figure.locator("[data-chart] svg path[fill='rgb(10,103,112)']")
    figure.locator("summary").focus()
    desktop.keyboard.press("Enter")
    rows = figure.locator("tbody tr")
    expect(rows.first).to_be_visible()
    assert rows.count() >= 3
    assert points.count() >= rows.count() - figure.locator("td", has_text="yes").count()
    with desktop.expect_download() as download:
        figure.get_by_role("link", name="CSV").click()
    lines = download.value.path().read_text().strip().splitlines()
    assert len(lines) == rows.count() + 1
    assert lines[0].startswith("Published,Engagement")


def test_charts_follow_the_theme(site: Site, desktop: Page) -> None:
    site.sign_in(desktop)
    desktop.goto(site.at(f"creators/{found(site)['creator']}/"))
    line = desktop.locator("#chart-followers [data-chart] svg path[fill='none']")
    expect(line.first).to_be_attached()
    strokes = "[...document.querySelectorAll('#chart-followers svg path')].map((p) => p.getAttribute('stroke'))"
    assert "rgb(10,103,112)" in desktop.evaluate(strokes)
    desktop.evaluate("document.documentElement.dataset.theme = 'dark'")
    desktop.wait_for_function(f"{strokes}.includes('rgb(86,197,200)')")
    assert "rgb(10,103,112)" not in desktop.evaluate(strokes)


def test_a_fact_is_corrected_seen_in_history_and_undone(
    site: Site, desktop: Page, axe: Callable[[Page], None]
) -> None:
    site.sign_in(desktop)
    one = found(site, 1)
    desktop.goto(site.at(f"creators/{one['creator']}/"))
    desktop.get_by_label("More actions").click()
    desktop.get_by_role("link", name="Edit facts").click()
    axe(desktop)
    desktop.get_by_label("Age", exact=True).fill("-3")
    desktop.get_by_role("button", name="Save facts").click()
    expect(desktop.get_by_role("alert")).to_contain_text("nothing was changed")
    expect(desktop.get_by_label("Age", exact=True)).to_have_attribute("aria-invalid", "true")
    desktop.get_by_label("Age", exact=True).fill("34")
    desktop.get_by_label("City").fill("Bergen")
    desktop.get_by_role("button", name="Save facts").click()
    expect(desktop).to_have_url(re.compile(r"/history/"))
    facts = desktop.locator("#facts")
    expect(facts.get_by_role("cell", name="Bergen")).to_be_visible()
    expect(facts.get_by_text("Entered by hand").first).to_be_visible()
    desktop.get_by_role("button", name="Undo").click()
    desktop.wait_for_load_state("networkidle")
    desktop.reload()
    expect(facts.get_by_role("cell", name="Bergen")).to_have_count(0)


def test_two_are_merged_and_parted(site: Site, desktop: Page) -> None:
    site.sign_in(desktop)
    one, other = found(site, 2), found(site, 3)
    desktop.goto(site.at(f"creators/{one['creator']}/merge/"))
    desktop.get_by_label("Name, handle or address").type(other["handle"], delay=10)
    desktop.get_by_role("link", name=re.compile(re.escape(other["name"]))).first.click()
    desktop.get_by_label("Why they are the same").fill("same face, same voice")
    desktop.get_by_role("button", name=re.compile("^Merge ")).click()
    strip = desktop.get_by_role("group", name="Profiles")
    expect(strip).to_contain_text(other["handle"])
    expect(strip).to_contain_text(one["handle"])
    desktop.get_by_label("More actions").click()
    desktop.get_by_role("link", name="Merge or unmerge").click()
    expect(desktop.get_by_text("same face, same voice")).to_be_visible()
    desktop.get_by_role("button", name="Unmerge").last.click()
    expect(strip).not_to_contain_text(other["handle"])


def test_added_to_a_new_list_from_the_header(site: Site, desktop: Page) -> None:
    site.sign_in(desktop)
    one = found(site, 4)
    desktop.goto(site.at(f"creators/{one['creator']}/"))
    desktop.get_by_text("Add to list", exact=True).click()
    desktop.get_by_label("New list").fill("Shortlist of a journey")
    desktop.get_by_role("button", name="Make").click()
    expect(desktop.locator("#lists-of")).to_contain_text("Shortlist of a journey")
    expect(desktop.locator("#toasts")).to_contain_text("added to Shortlist of a journey")
    desktop.get_by_text("Add to list", exact=True).click()
    desktop.get_by_role("button", name="Shortlist of a journey").last.click()  # take off
    expect(desktop.locator("#lists-of")).not_to_contain_text("Shortlist of a journey")


def test_a_note_is_written_and_tagged(site: Site, desktop: Page) -> None:
    site.sign_in(desktop)
    desktop.goto(site.at(f"creators/{found(site, 5)['creator']}/notes/"))
    desktop.get_by_label("Write a note").fill("Answers within a day.")
    desktop.get_by_role("button", name="Write note").click()
    expect(desktop.locator("#notes")).to_contain_text("Answers within a day.")
    desktop.get_by_label("New tag").fill("quick")
    desktop.get_by_role("button", name="Tag", exact=True).click()
    expect(desktop.locator("#notes")).to_contain_text("tagged quick")


def test_posts_are_filtered_and_back_leads_back(site: Site, desktop: Page) -> None:
    site.sign_in(desktop)
    desktop.goto(site.at(f"creators/{found(site)['creator']}/content/"))
    posts = desktop.locator("#posts")
    total = posts.locator("tbody tr").count()
    desktop.get_by_label("Paid").select_option("yes")
    expect(desktop).to_have_url(re.compile("paid=yes"))
    desktop.wait_for_load_state("networkidle")
    assert posts.locator("tbody tr").count() < total
    desktop.go_back()
    expect(posts.locator("tbody tr")).to_have_count(total)


def test_a_viewer_reads_and_a_stranger_finds_nobody(
    site: Site, visit: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    uid = found(site)["creator"]
    viewer = visit()
    site.sign_in(viewer, "viewer")
    viewer.goto(site.at(f"creators/{uid}/"))
    expect(viewer.get_by_text("Add to list", exact=True)).to_have_count(0)
    axe(viewer)
    assert viewer.goto(site.at(f"creators/{uid}/edit/")).status == 403  # type: ignore[union-attr]
    stranger = visit()
    site.sign_in(stranger, "stranger")
    assert stranger.goto(site.at(f"creators/{uid}/")).status == 404  # type: ignore[union-attr]


def test_of_whom_only_a_handle_is_known(
    site: Site, desktop: Page, axe: Callable[[Page], None]
) -> None:
    site.sign_in(desktop)
    one = found(site, 6)
    desktop.goto(site.at(f"creators/{one['creator']}/link/"))
    desktop.get_by_label("Address or handle").fill("https://bsky.app/profile/barely.known.example")
    desktop.get_by_label("Why it is theirs").fill("in the bio")
    desktop.get_by_role("button", name="Link profile").click()
    desktop.get_by_role("link", name=re.compile("barely.known.example")).click()
    expect(desktop.get_by_text("not enough data").first).to_be_visible()
    for tab in TABS:
        url = desktop.url.partition("?")
        desktop.goto(site.at(f"creators/{one['creator']}/{tab}?{url[2]}"))
        axe(desktop)
        assert browsing.overflow(desktop) <= 0
