"""Fixtures of the journeys: one instance per test process, a fresh visitor per test."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.journeys import browsing
from tests.journeys.serving import Site, serving

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser against a server of its own."""
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost"]))


@pytest.fixture(scope="module")  # while Playwright's loop runs, Django refuses its ORM here
def browser() -> Iterator[Browser]:
    if not browsing.chromium():
        if "CI" in os.environ:
            pytest.fail("Chromium is missing; .ci/run installs it")
        pytest.skip("Chromium is not installed")
    with browsing.browsing() as running:
        yield running


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An instance in which nobody has done anything yet."""
    with serving(tmp_path_factory.mktemp("empty"), creators=0) as running:
        yield running


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes pages of fresh visitors; fails the test where one logged an error or left the host."""
    contexts, errors = [], []

    def make(size: dict[str, int] = browsing.DESKTOP, theme: str = "light") -> Page:
        one = browsing.context(browser, size, theme=theme)
        one.set_default_timeout(15_000)
        contexts.append(one)
        page = one.new_page()

        def heard(message: ConsoleMessage) -> None:
            # a refused address (404, 403 …) is said by the browser itself; tests ask for those
            if message.type == "error" and "Failed to load resource" not in message.text:
                errors.append(f"{page.url}: {message.text}")

        page.on("console", heard)
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.on(
            "request",
            lambda request: (
                errors.append(f"left the host: {request.url}")
                if not request.url.startswith(
                    ("http://localhost:", "http://127.0.0.1:", "data:", "blob:")
                )
                else None
            ),
        )
        return page

    yield make
    for one in contexts:
        one.close()
    assert errors == []


@pytest.fixture
def desktop(visit: Callable[..., Page]) -> Page:
    return visit()


@pytest.fixture
def phone(visit: Callable[..., Page]) -> Page:
    return visit(browsing.PHONE)


@pytest.fixture
def axe() -> Callable[[Page], None]:
    return browsing.axe
