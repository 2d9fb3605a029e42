"""The guide's pictures, made from the running product: `make screenshots`.

Serves a demo in a folder of its own, lets a small team work in it (`tests.journeys.team`), and takes
a picture of each page into docs/guide/pictures.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys import browsing
from tests.journeys.serving import PASSWORD, Site, serving

OUT = Path(__file__).parents[2] / "docs" / "guide" / "pictures"
_SEARCH = "topic:skincare followers:10k..100k audience.country:US>=30%"


def open_first(page: Page) -> None:
    page.locator("[data-row] [data-open]").first.click()
    page.locator("#panel section").first.wait_for()


def open_list(page: Page, tab: str = "") -> None:
    page.get_by_role("link", name="Spring launch").first.click()
    if tab:
        page.get_by_role("link", name=tab).first.click()


def open_creator(page: Page, tab: str = "") -> None:
    open_first(page)
    page.locator("#panel").get_by_role("link", name="Open").first.click()
    if tab:
        page.locator(".gs-tabs").get_by_role("link", name=tab).first.click()


SHOTS: list[tuple[str, str, Callable[[Page], None] | None]] = [
    ("discover", f"discover/?q={_SEARCH}", open_first),
    ("creator", f"discover/?q={_SEARCH}", open_creator),
    ("creator-audience", f"discover/?q={_SEARCH}", lambda page: open_creator(page, "Audience")),
    ("creator-content", f"discover/?q={_SEARCH}", lambda page: open_creator(page, "Content")),
    ("lists", "lists/", None),
    ("list-board", "lists/", open_list),
    ("list-table", "lists/", lambda page: open_list(page, "Table")),
    ("list-summary", "lists/", lambda page: open_list(page, "Summary")),
    ("searches", "searches/", None),
    ("home", "", None),
    ("imports", "imports/new/", None),
    ("settings", "settings/", None),
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--creators", type=int, default=20_000)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--only", action="append", help="names of pictures to take")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as home,
        serving(Path(home), creators=asked.creators) as site,
    ):
        subprocess.run(
            [sys.executable, "-m", "tests.journeys.team", site.slug, PASSWORD],
            env=dict(site.variables), check=True,
        )  # fmt: skip
        with browsing.browsing() as browser:
            page = browsing.context(browser, browsing.DESKTOP).new_page()
            sign_in(page, site)
            for name, path, act in SHOTS:
                if not asked.only or name in asked.only:
                    take(page, site, asked.out / f"{name}.png", path, act)


def sign_in(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/account/login/")
    page.get_by_label("E-mail").fill("ada@fernhill.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda address: "/login" not in address)


def take(page: Page, site: Site, file: Path, path: str, act: Callable[[Page], None] | None) -> None:
    page.goto(site.at(path))
    if act:
        act(page)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(400)  # charts draw after the network is quiet
    page.screenshot(path=file)


if __name__ == "__main__":
    main()
