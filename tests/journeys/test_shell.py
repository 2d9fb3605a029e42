"""The frame in the browser: palette, keys, theme, weight of the first load."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, Response, expect

from tests.journeys import browsing
from tests.journeys.serving import Site

MOST_FIRST_LOAD = 250_000  # bytes over the wire, compressed, without charts


def test_the_palette_jumps_to_a_page_by_keyboard(site: Site, desktop: Page) -> None:
    site.sign_in(desktop)
    desktop.goto(site.at("lists/"))
    desktop.keyboard.press("Control+k")
    box = desktop.get_by_role("combobox", name="Jump to a creator, list, page or action")
    expect(box).to_be_focused()
    box.press_sequentially("disco")
    expect(desktop.get_by_role("option", name="Discover")).to_be_visible()
    expect(desktop.get_by_role("option", name="Our circle")).to_be_hidden()
    choice = desktop.get_by_role("option", selected=True)
    for _ in range(8):
        if "Discover" in (choice.text_content() or ""):
            break
        desktop.keyboard.press("ArrowDown")
    desktop.keyboard.press("Enter")
    desktop.wait_for_url(re.compile(r"/discover/"))
    desktop.keyboard.press("Control+k")
    desktop.keyboard.press("Escape")
    expect(desktop.locator("#palette")).to_be_hidden()


def test_the_theme_flips_at_once_and_is_remembered(site: Site, desktop: Page) -> None:
    site.sign_in(desktop, "manager")
    desktop.goto(site.at("lists/"))
    root = desktop.locator("html")
    expect(root).to_have_attribute("data-bs-theme", "light")
    desktop.locator(".gs-nav-l .gs-up:not(.gs-tab-more) summary").click()
    with desktop.expect_response(lambda answer: answer.url.endswith("/theme")):
        desktop.get_by_role("button", name="Dark").click()
    expect(root).to_have_attribute("data-bs-theme", "dark")
    desktop.reload()
    expect(root).to_have_attribute("data-bs-theme", "dark")


def test_keys_help_and_the_guide_are_a_press_away(
    site: Site, desktop: Page, axe: Callable[[Page], None]
) -> None:
    site.sign_in(desktop)
    desktop.goto(site.at("lists/"))
    desktop.keyboard.press("?")
    keys = desktop.get_by_role("dialog", name="Keys")
    expect(keys).to_be_visible()
    keys.get_by_role("link", name="Guide").click()
    desktop.wait_for_url(re.compile(r"/help/start/"))
    axe(desktop)


def test_on_a_phone_everything_is_behind_more(
    site: Site, phone: Page, axe: Callable[[Page], None]
) -> None:
    site.sign_in(phone)
    phone.goto(site.at("help/start/"))
    assert browsing.overflow(phone) == 0
    phone.get_by_label("More", exact=True).click()
    axe(phone)
    phone.locator(".gs-tab-more").get_by_role("link", name="Imports").click()
    phone.wait_for_url(re.compile(r"/imports/"))


def test_the_first_load_is_light(site: Site, desktop: Page) -> None:
    site.sign_in(desktop)
    fresh = desktop.context.browser.new_context(  # type: ignore[union-attr]
        storage_state=desktop.context.storage_state(), viewport=browsing.DESKTOP  # type: ignore[arg-type]
    )  # fmt: skip
    page = fresh.new_page()
    seen: list[Response] = []
    page.on("response", lambda answer: seen.append(answer))  # noqa: PLW0108 - a builtin cannot be wrapped
    page.goto(site.at("discover/"))
    page.wait_for_load_state("networkidle")
    weight = {answer.url: answer.request.sizes()["responseBodySize"] for answer in seen}
    fresh.close()
    assert sum(weight.values()) < MOST_FIRST_LOAD, weight
    assert not [url for url in weight if "charts" in url]
    assert any(url.endswith(".css") for url in weight)
