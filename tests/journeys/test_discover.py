"""Discover as people use it: from words to a list of thirty, by hand and by keyboard, on a phone too."""

import re
from collections.abc import Callable
from time import time

from playwright.sync_api import Page, expect

from tests.journeys.browsing import overflow
from tests.journeys.serving import Site

Axe = Callable[[Page], None]


def total(page: Page) -> int:
    return int(re.sub(r"\D", "", page.locator("#total").inner_text()))


def opened(page: Page, site: Site, query: str = "", role: str = "owner") -> Page:
    site.sign_in(page, role)
    page.goto(site.at(f"discover/{query}"))
    expect(page.locator("#total")).to_be_visible()
    return page


def answered(page: Page, act: Callable[[], object]) -> None:
    """Do it, and wait until the answer stands there."""
    page.evaluate(
        "() => { window.turns = window.turns ?? 0; if (!window.heard) { window.heard = true;"
        " document.addEventListener('gs:answered', () => (window.turns += 1)); } }"
    )
    before = page.evaluate("window.turns")
    act()
    page.wait_for_function("(n) => window.turns > n", arg=before)


def choose(page: Page, field: str, label: str) -> None:
    line = page.locator(f"[data-control='{field}'] label.gs-fct", has_text=label).first
    answered(page, line.click)


def test_newcomer_to_shortlist(desktop: Page, site: Site, axe: Axe) -> None:
    """Words, a filter, thirty ticks over two pages, a new list, and there they are."""
    page = opened(desktop, site)
    everybody = total(page)
    box = page.get_by_role("combobox", name="Add words or a filter")
    box.click()
    box.press_sequentially("insta", delay=30)
    expect(page.get_by_role("option", name=re.compile("Instagram"))).to_be_visible()
    answered(page, page.get_by_role("option", name=re.compile("Instagram")).click)
    assert "q=platform%3Ainstagram" in page.url
    assert 30 < total(page) < everybody
    expect(page.locator("#sentence")).to_have_text(re.compile("Instagram profiles"))
    choose(page, "tier", "Nano")
    found = total(page)
    assert found > 30
    page.locator("[data-tick-all]").check()
    expect(page.locator("[data-bulk]")).to_contain_text("25 selected")
    answered(page, page.get_by_role("link", name=re.compile("^Next")).click)
    for at in range(5):
        page.locator("[data-tick]").nth(at).check()
    expect(page.locator("[data-bulk]")).to_contain_text("30 selected")
    axe(page)
    page.locator("[data-bulk]").get_by_role("button", name="Add to list").click()
    name = f"Shortlist {time():.0f}"
    page.get_by_label(re.compile("new list")).fill(name)
    axe(page)
    page.get_by_role("dialog").get_by_role("button", name="Add to list").click()
    expect(page.locator("#toasts")).to_contain_text(f"30 profiles added to {name}")
    expect(page.locator("[data-bulk]")).to_be_hidden()
    page.goto(site.at(f'discover/?q=list:"{name}"'))
    assert total(page) == 30


def test_all_by_keyboard(desktop: Page, site: Site) -> None:
    page = opened(desktop, site)
    keys = page.keyboard
    keys.press("/")
    expect(page.locator("#add")).to_be_focused()
    keys.type("skinc", delay=20)
    expect(page.get_by_role("option").first).to_have_text(re.compile("Topics.*skincare"))
    keys.press("ArrowDown")
    expect(page.locator("#add")).to_have_attribute("aria-activedescendant", "offer-0")
    answered(page, lambda: keys.press("Enter"))
    expect(page.locator("[data-chip]")).to_have_count(1)
    assert "topic%3Askincare" in page.url
    keys.press("Escape")
    page.locator("#results").focus()
    keys.press("j")
    first = page.evaluate("document.activeElement.dataset.key")
    assert first.startswith("prf_")
    keys.press("Enter")
    expect(page.locator("#panel h2").first).to_be_visible()
    expect(page).to_have_url(re.compile(f"peek={first}"))
    keys.press("j")
    expect(page).to_have_url(re.compile(f"peek=(?!{first})prf_"))
    keys.press("x")
    keys.press("j")
    keys.press("x")
    expect(page.locator("[data-bulk]")).to_contain_text("2 selected")
    keys.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    assert "peek=" not in page.url
    page.locator("#add").focus()
    keys.press("Escape")
    keys.press("Backspace")
    expect(page.locator("#add")).to_have_value("topic:skincare")
    keys.type(",vegan")
    answered(page, lambda: keys.press("Enter"))
    expect(page.locator("[data-chip]")).to_contain_text("skincare, vegan")
    page.locator("#k-followers-max").focus()
    answered(page, lambda: keys.press("ArrowLeft"))
    expect(page.locator("#k-followers-max")).to_be_focused()
    assert "followers" in page.url


def test_a_fault_stands_under_its_place_and_is_mended_by_a_press(
    desktop: Page, site: Site, axe: Axe
) -> None:
    page = opened(desktop, site)
    page.locator("#add").fill("er>=3")
    page.keyboard.press("Enter")
    fault = page.locator("#fault")
    expect(fault).to_contain_text("could mean 3% or 3 times")
    expect(fault.locator("u")).to_have_text("3")
    axe(page)
    answered(page, fault.get_by_role("button", name="3%", exact=True).click)
    expect(fault).to_be_empty()
    assert "er%3E%3D3%25" in page.url


def test_state_lives_in_the_address(desktop: Page, site: Site) -> None:
    page = opened(desktop, site, "?q=topic:skincare")
    start = total(page)
    choose(page, "platform", "Instagram")
    narrowed = total(page)
    assert narrowed < start
    answered(page, page.get_by_role("link", name="Cards").click)
    expect(page.locator(".gs-cards")).to_be_visible()
    address = page.url
    page.go_back()
    expect(page.locator(".gs-cards")).to_have_count(0)
    assert total(page) == narrowed
    page.go_back()
    expect(page.locator("#total")).to_have_text(re.compile(f"^{start} "))
    page.goto(address)
    expect(page.locator(".gs-cards")).to_be_visible()
    assert total(page) == narrowed
    answered(page, page.get_by_role("link", name="Remove Platform Instagram").click)
    assert total(page) == start


def test_ticks_in_quick_succession_are_all_kept(desktop: Page, site: Site) -> None:
    page = opened(desktop, site)
    page.evaluate(
        "() => { for (const [field, at] of [['platform', 0], ['platform', 1], ['country', 0]])"
        " document.querySelectorAll(`[data-control=${field}] > label.gs-fct input`)[at].click(); }"
    )
    expect(page.locator("[data-chip]")).to_have_count(2)
    assert "platform%3A" in page.url
    assert "%2C" in page.url.split("platform%3A")[1].split("+")[0]
    assert "country%3A" in page.url


def test_audience_shares_and_the_low_end(desktop: Page, site: Site, axe: Axe) -> None:
    page = opened(desktop, site)
    page.get_by_text("Country, age or gender", exact=True).click()
    page.locator("#share-key").fill("United States")
    answered(page, page.locator("[data-add-share]").click)
    wide = total(page)
    answered(page, page.get_by_role("switch", name="Count the low end only").check)
    assert total(page) <= wide
    assert "certain" in page.url
    slider = page.get_by_role("slider", name="Least share: United States")
    slider.focus()
    for _ in range(3):
        answered(page, lambda: page.keyboard.press("PageUp"))
    assert "audience.country%3AUS%3E%3D35%25" in page.url
    expect(page.locator("[data-control='audience.country:US'] svg").first).to_be_visible()
    axe(page)


def test_nobody_says_which_part_to_drop(desktop: Page, site: Site, axe: Axe) -> None:
    page = opened(desktop, site, "?q=platform:instagram er>=95%25 followers>=1")
    expect(page.get_by_role("heading", name="Nobody matches all 3 parts.")).to_be_visible()
    axe(page)
    way = page.locator(".gs-ways li", has_text="Engagement rate")
    count = int(re.sub(r"\D", "", way.locator(".gs-num").inner_text()))
    answered(page, way.get_by_role("link").click)
    assert total(page) == count > 0


def test_exclude_and_undo(desktop: Page, site: Site) -> None:
    page = opened(desktop, site, "?q=platform:tiktok")
    before = total(page)
    page.locator("[data-tick]").nth(0).check()
    answered(page, page.locator("[data-bulk]").get_by_role("button", name="Exclude").click)
    assert total(page) == before - 1
    expect(page.locator("[data-chip]", has_text="Not for us")).to_have_class(re.compile("gs-not"))
    answered(page, page.locator("#toasts").get_by_role("button", name="Undo").click)
    assert total(page) == before


def test_compare_side_by_side(desktop: Page, site: Site, axe: Axe) -> None:
    page = opened(desktop, site, "?q=has:audience")
    for at in range(3):
        page.locator("[data-tick]").nth(at).check()
    page.locator("[data-compare]").click()
    expect(page.locator(".gs-compare thead th")).to_have_count(3)
    axe(page)
    page.get_by_role("link", name=re.compile("^Remove")).first.click()
    expect(page.locator(".gs-compare thead th")).to_have_count(2)


def test_a_blend_is_a_formula(desktop: Page, site: Site, axe: Axe) -> None:
    page = opened(desktop, site)
    page.locator("summary[aria-label^='Order']").click()
    page.get_by_role("button", name="Blend of several…").click()
    page.locator("[data-field]").nth(0).select_option("er")
    page.locator("[data-weight]").nth(0).fill("2")
    page.locator("[data-field]").nth(1).select_option("followers")
    page.locator("[data-log]").nth(1).check()
    expect(page.locator("[data-formula]")).to_have_text("sort:(2*er + log(followers))")
    axe(page)
    answered(page, page.get_by_role("button", name="Order by this").click)
    expect(page.locator("summary[aria-label='Order: Blend']")).to_be_visible()
    expect(page.locator("#sentence")).to_contain_text(
        "ordered by 2 × engagement rate + log(followers)"
    )


def test_a_search_is_saved_and_found_again(desktop: Page, site: Site, axe: Axe) -> None:
    page = opened(desktop, site, "?q=topic:skincare")
    page.get_by_role("button", name="Save search").first.click()
    name = f"Skin {time():.0f}"
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_label("Tell me of new matches").select_option("daily")
    axe(page)
    page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text(f"Saved as {name}")
    page.goto(site.at("discover/"))
    page.locator("[data-searches] summary").click()
    answered(page, page.get_by_role("link", name=re.compile(name)).click)
    assert "topic%3Askincare" in page.url


def test_a_file_of_what_matches(desktop: Page, site: Site) -> None:
    page = opened(desktop, site, "?q=topic:skincare")
    page.locator(".gs-tool").get_by_role("button", name="Export").click()
    with page.expect_download() as told:
        page.get_by_role("dialog").get_by_role("button", name="Export").click()
    lines = told.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == total(page) + 1
    assert lines[0].startswith("id,platform,handle")


def test_a_viewer_may_look_only(desktop: Page, site: Site, axe: Axe) -> None:
    page = opened(desktop, site, role="viewer")
    page.locator("[data-tick]").nth(0).check()
    expect(page.locator("[data-bulk]")).to_be_visible()
    expect(page.get_by_role("button", name="Add to list")).to_have_count(0)
    expect(page.get_by_role("button", name="Save search")).to_have_count(0)
    axe(page)


def test_on_a_phone(phone: Page, site: Site, axe: Axe) -> None:
    page = opened(phone, site, "?q=topic:skincare")
    assert overflow(page) == 0
    axe(page)
    before = total(page)
    page.get_by_role("button", name=re.compile("^Filters")).click()
    panel = page.get_by_role("dialog", name="Filters")
    expect(panel).to_be_visible()
    axe(page)
    choose(page, "platform", "Instagram")
    shown = page.locator("#sheet-count")
    expect(shown).to_have_text(re.compile(r"Show \d+ profiles?"))
    shown.click()
    expect(panel).to_have_count(0)
    assert 0 < total(page) < before
    expect(page.get_by_role("button", name=re.compile(r"^Filters\s*2"))).to_be_visible()
    page.locator("[data-tick]").nth(0).check()
    page.locator("[data-bulk]").get_by_role("button", name="Add to list").click()
    name = f"Phone {time():.0f}"
    page.get_by_label(re.compile("new list")).fill(name)
    page.get_by_role("dialog").get_by_role("button", name="Add to list").click()
    expect(page.locator("#toasts")).to_contain_text(f"1 profile added to {name}")
    page.locator("[data-open]").first.click()
    expect(page.locator("#panel h2").first).to_be_visible()
    assert overflow(page) == 0
    axe(page)


def test_the_page_and_its_panel_are_accessible(desktop: Page, site: Site, axe: Axe) -> None:
    page = opened(
        desktop,
        site,
        "?q=topic:skincare audience.country:US>=10%25 (platform:instagram OR tier:micro) ~has:email",
    )
    for group in ("performance", "paid", "trust", "relation", "data"):
        page.locator(f"[data-group={group}] summary").first.click()
        expect(page.locator(f"[data-group={group}] [data-control]").first).to_be_visible()
    page.locator("[data-open]").first.click()
    expect(page.locator("#panel h2").first).to_be_visible()
    axe(page)
    page.set_viewport_size({"width": 720, "height": 450})  # 200 % zoom of a laptop
    assert overflow(page) == 0


def test_nobody_here_yet(desktop: Page, empty_site: Site, axe: Axe) -> None:
    empty_site.sign_in(desktop, "owner")
    desktop.goto(empty_site.at("discover/"))
    expect(desktop.get_by_text("There is nobody here yet.")).to_be_visible()
    expect(desktop.get_by_role("link", name="Import a file")).to_be_visible()
    axe(desktop)
