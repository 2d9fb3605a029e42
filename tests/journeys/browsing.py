"""The browser of journeys: Debian's Chromium, two sizes, and axe-core for accessibility."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
_ROOT = Path(__file__).parents[2]
_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--force-color-profile=srgb",
]  # fmt: skip
# WCAG 2.2 AA, as the visual language promises
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium() -> str | None:
    """Where Chromium is; None where it is not installed."""
    return next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )


@contextmanager
def browsing() -> Iterator[Browser]:
    """A running headless Chromium."""
    path = chromium()
    assert path, "Chromium is needed (Debian: apt-get install chromium)"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


def context(
    browser: Browser, size: dict[str, int], *, theme: str = "light", **more: Any
) -> BrowserContext:
    """A fresh visitor."""
    return browser.new_context(
        viewport=size, color_scheme=theme, locale="en-US", timezone_id="UTC",  # type: ignore[arg-type]
        has_touch=size is PHONE, reduced_motion="reduce", **more,
    )  # fmt: skip


@lru_cache(maxsize=1)
def _axe() -> str:
    return (_ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, *, without: tuple[str, ...] = ()) -> list[str]:
    """What axe-core finds on the page as it is now: rule, help and the first places."""
    page.evaluate(_axe())
    found = page.evaluate(
        "([rules, off]) => axe.run(document, {runOnly: rules, rules: Object.fromEntries(off.map((r) => [r, {enabled: false}]))})"
        ".then((result) => result.violations)",
        [_RULES, list(without)],
    )
    return [
        f"{one['id']}: {one['help']} at "
        + "; ".join(
            " ".join(map(str, node["target"]))
            + f" [{(node.get('any') or node.get('all') or node.get('none') or [{}])[0].get('message', '')}]"
            for node in one["nodes"][:4]
        )
        for one in found
    ]


def axe(page: Page) -> None:
    """Assert that the page has no violation, in the light theme and in the dark one."""
    for theme in ("light", "dark"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        page.wait_for_function(
            "(theme) => document.documentElement.dataset.bsTheme === theme", arg=theme
        )
        # colours on their way from one theme to the other are neither's
        page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))")
        found = violations(page)
        assert not found, f"{page.url} ({theme})\n" + "\n".join(found)
    page.evaluate("document.documentElement.dataset.theme = 'system'")


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )
