"""Saved searches and our circle in the browser: an alert from save to bell, a circle from file to filter."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import browsing
from tests.journeys.serving import Site


def arrive(site: Site, folder: Path, *handles: str, topic: str) -> None:
    """New creators come into the catalog, from a file, while the instance runs."""
    path = folder / f"{handles[0]}.csv"
    rows = [f"{handle},{topic},{12_000 + at}" for at, handle in enumerate(handles)]
    path.write_text("\n".join(["instagram,topics,followers", *rows]) + "\n")
    site.run("import", str(path), "--yes")


def save(page: Page, site: Site, query: str, name: str) -> None:
    """Save a search in Discover, with an alert as soon as something is known."""
    page.goto(site.at(f"discover/?q={query}"))
    page.get_by_role("button", name="Save search").first.click()
    dialog = page.get_by_role("dialog", name="Save search")
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_label("Tell me of new matches").select_option("now")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(f"Saved as {name}")).to_be_visible()


def until_told(page: Page, site: Site, text: str) -> None:
    """Look at the bell until it says so."""
    for _ in range(20):
        page.goto(site.at("notifications/"))
        if page.get_by_role("link", name=text).count():
            return
        page.wait_for_timeout(1_500)
    pytest.fail(f"The bell never said: {text}")


def test_new_creators_ring_the_bell_and_the_bell_shows_only_them(
    site: Site, desktop: Page, axe: Callable[[Page], None], tmp_path: Path
) -> None:
    page = desktop
    arrive(site, tmp_path, "glass.harp.one", topic="glassharp")
    site.sign_in(page)
    save(page, site, "topic:glassharp", "Glass harps")

    arrive(site, tmp_path, "glass.harp.two", "glass.harp.three", topic="glassharp")
    until_told(page, site, "2 new matches for “Glass harps”")
    axe(page)

    # the table says how many are new, until somebody has looked
    page.goto(site.at("searches/"))
    row = page.locator("tr", has_text="Glass harps")
    expect(row.locator("td[data-l=New]")).to_have_text("2")
    expect(row.locator("td[data-l=Matches] a")).to_have_text("3")
    axe(page)

    page.goto(site.at("notifications/"))
    page.get_by_role("link", name="2 new matches for “Glass harps”").click()
    page.wait_for_url("**/discover/?q=*")
    results = page.locator("#results")
    for handle in ("glass.harp.two", "glass.harp.three"):
        expect(results.get_by_text(handle).first).to_be_visible()
    expect(results.get_by_text("glass.harp.one")).to_have_count(0)

    page.goto(site.at("searches/"))
    expect(page.locator("tr", has_text="Glass harps").locator("td[data-l=New]")).to_have_text("–")
    # nothing new: nothing is told twice
    page.wait_for_timeout(1_000)
    page.goto(site.at("notifications/"))
    expect(page.get_by_role("link", name="for “Glass harps”")).to_have_count(1)


def test_a_search_is_walked_to_edited_deleted_and_brought_back_by_keyboard(
    site: Site, desktop: Page, axe: Callable[[Page], None]
) -> None:
    page = desktop
    site.sign_in(page)
    for name in ("Aa first", "Ab second"):
        save(page, site, "followers>=1000", name)
    page.goto(site.at("searches/"))
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    panel = page.locator("#panel")
    expect(panel.get_by_role("heading", name="Ab second")).to_be_visible()
    axe(page)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    page.keyboard.press("Enter")

    panel.get_by_label("Query").fill("folowers>=1000")
    panel.get_by_role("button", name="Save", exact=True).click()
    expect(panel.get_by_text("Did you mean followers?")).to_be_visible()
    axe(page)
    panel.get_by_label("Query").fill("followers>=2000")
    panel.get_by_label("Name").fill("Ab changed")
    panel.get_by_role("button", name="Save", exact=True).click()
    expect(panel).to_be_hidden()
    row = page.locator("tr", has_text="Ab changed")
    expect(row).to_contain_text("with at least 2,000 followers")

    row.get_by_label("More for Ab changed").click()
    row.get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("tr", has_text="Ab changed")).to_have_count(1)

    page.locator("tr", has_text="Aa first").get_by_label("Alert for Aa first").select_option("")
    expect(page.get_by_text("No more alerts of Aa first")).to_be_visible()


def test_customers_are_found_among_creators_and_taken_out_again(
    site: Site, desktop: Page, axe: Callable[[Page], None], tmp_path: Path
) -> None:
    page = desktop
    arrive(site, tmp_path, "circle.ada", "circle.bea", "circle.cleo", topic="circlefolk")
    site.sign_in(page)
    page.goto(site.at("circle/"))
    axe(page)
    path = tmp_path / "customers.csv"
    path.write_text("email,instagram\nnobody@shop.example,\n,@circle.ada\n,circle.bea\nbroken,\n")
    page.get_by_label("Customers").check()
    page.locator("input[type=file]").set_input_files(str(path))
    row = page.locator("tr[data-row]", has_text="customers.csv")
    row.wait_for()
    matched = row.locator("td[data-l='Profiles matched'] a")
    expect(matched).to_have_text("2", timeout=60_000)  # the page comes anew once it is read
    expect(row.locator("td[data-l=People]")).to_have_text("3")
    axe(page)

    row.get_by_role("link", name="customers.csv").click()
    panel = page.locator("#panel")
    expect(panel.get_by_text("This is not an e-mail address.")).to_be_visible()
    assert "nobody@" not in page.content()
    axe(page)
    with page.expect_download() as got:
        panel.get_by_role("link", name="all as CSV").click()
    assert got.value.path().read_text().splitlines()[1].startswith("5,This is not an e-mail")

    matched.click()
    page.wait_for_url("**/discover/?q=relation%3Acustomer")
    results = page.locator("#results")
    expect(results.get_by_text("circle.ada").first).to_be_visible()
    expect(results.get_by_text("circle.cleo")).to_have_count(0)

    # who comes later is matched as well
    path = tmp_path / "rivals.csv"
    path.write_text("instagram\ncircle.late\n")
    page.goto(site.at("circle/"))
    page.get_by_label(re.compile("^Followers of a competitor")).check()
    page.get_by_label("Competitor", exact=True).fill("Glossier")
    page.locator("input[type=file]").set_input_files(str(path))
    page.get_by_text("Followers of Glossier").wait_for()
    arrive(site, tmp_path, "circle.late", topic="circlefolk")
    for _ in range(20):
        page.goto(site.at("discover/?q=relation:follows-competitor/glossier"))
        if page.locator("#results").get_by_text("circle.late").count():
            break
        page.wait_for_timeout(1_500)
    expect(page.locator("#results").get_by_text("circle.late").first).to_be_visible()

    page.goto(site.at("circle/"))
    row.get_by_role("link", name="customers.csv").click()
    panel.get_by_role("button", name="Remove from the circle").click()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row).to_have_count(1)


def test_a_viewer_sees_the_circle_and_changes_nothing(
    site: Site, desktop: Page, axe: Callable[[Page], None]
) -> None:
    page = desktop
    site.sign_in(page, "viewer")
    page.goto(site.at("circle/"))
    expect(page.locator("input[type=file]")).to_have_count(0)
    axe(page)
    answer = page.goto(site.at("circle/new/"))
    assert answer is not None
    assert answer.status == 403


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [browsing.DESKTOP, browsing.PHONE], ids=["desktop", "phone"])
def test_the_pages_fit_and_are_accessible(
    site: Site,
    visit: Callable[..., Page],
    axe: Callable[[Page], None],
    size: dict[str, int],
    theme: str,
) -> None:
    page = visit(size, theme)
    site.sign_in(page)
    for path in ("searches/", "circle/"):
        page.goto(site.at(path))
        page.wait_for_load_state("networkidle")
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path


def test_an_empty_workspace_says_what_would_be_here(
    empty_site: Site, desktop: Page, axe: Callable[[Page], None]
) -> None:
    page = desktop
    empty_site.sign_in(page)
    page.goto(empty_site.at("searches/"))
    expect(page.get_by_text("No search is saved yet.")).to_be_visible()
    axe(page)
    page.goto(empty_site.at("circle/"))
    expect(page.get_by_text("Which creators know you already?")).to_be_visible()
    axe(page)
