"""From a hand's move to new results on the screen: Discover in a real browser, a real server.

    python -m benchmarks.in_browser --size 20000 [--rounds 20] [--keep]

Up to 100,000 the instance is made from the demo; larger sizes need the index of
`benchmarks.discovery build`. Every interaction is a real click, key or drag. Its time runs from the
event in the page to the frame after the new results were put in, so it holds the wait after the
last key (80 ms), the request, the search, the drawing of page and panel, and the browser's work.
"""

import argparse
import os
import random
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from playwright.sync_api import Page
from tests.journeys import browsing

from benchmarks import discovery
from benchmarks.measure import Times, machine, table

LARGEST_DEMO = 100_000
TARGET_MS = {20_000: 200, 10_000_000: 500}
EMAIL, PASSWORD = "bench@groundswell.example", "a quiet harbour at noon"
WORDS = ("skincare", "vegan", "berlin", "running", "travel", "makeup", "coffee", "garden", "yoga")

# The clock: the newest event of a hand, and the frame after an answer was put in.
CLOCK = """() => {
  window.bench = { start: 0, ms: 0, turn: 0 };
  for (const name of ["click", "change", "input"]) {
    document.addEventListener(name, (event) => { window.bench.start = event.timeStamp; }, true);
  }
  document.addEventListener("gs:answered", () => requestAnimationFrame(() => setTimeout(() => {
    window.bench.ms = performance.now() - window.bench.start;
    window.bench.turn += 1;
  })));
}"""


@dataclass
class Instance:
    url: str
    slug: str
    process: psutil.Process

    def cpu(self) -> float:
        """Processor seconds of the server and its children so far."""
        spent = [one.cpu_times() for one in (self.process, *self.process.children(recursive=True))]
        return sum(times.user + times.system for times in spent)


@contextmanager
def instance(size: int) -> Iterator[Instance]:
    """`groundswell serve` on the benchmark's home, with a member to sign in as."""
    home = discovery.home_of(size).resolve()
    if not (home / "index" / "CURRENT").exists():
        if size > LARGEST_DEMO:
            sys.exit(f"First: python -m benchmarks.discovery build --size {size}")
        home.mkdir(parents=True, exist_ok=True)
        _run(home, "demo", "--creators", str(size))
    discovery.use_home(size)
    from tests.journeys.serving import free_port

    from groundswell.workspaces.actions import ensure_default_workspace, ensure_person
    from groundswell.workspaces.models import Role

    place = ensure_default_workspace()
    ensure_person(EMAIL, PASSWORD, name="Bench", workspace=place, role=Role.OWNER)
    from django.db import connections

    connections.close_all()
    port = free_port()
    url = f"http://localhost:{port}"
    process = subprocess.Popen(
        _command("serve", "--port", str(port), "--no-worker"),
        env=_environment(home) | {"GROUNDSWELL_SITE_URL": url},
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(url, process)
        yield Instance(url, place.slug, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(timeout=60)


def _command(*arguments: str) -> list[str]:
    return [str(Path(sys.executable).with_name("groundswell")), *arguments]


def _environment(home: Path) -> dict[str, str]:
    kept = {name: v for name, v in os.environ.items() if not name.startswith("GROUNDSWELL_")}
    return kept | {"GROUNDSWELL_HOME": str(home), "EMAIL_URL": "console://"}


def _run(home: Path, *arguments: str) -> None:
    subprocess.run(_command(*arguments), env=_environment(home), check=True)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    port = int(url.rpartition(":")[2])
    for _ in range(300):
        if process.poll() is not None:
            sys.exit("The server ended.")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    sys.exit("The server did not come up.")


# ---------------------------------------------------------------- what a hand does


class Hand:
    """A member at the page; every method is one interaction."""

    def __init__(self, page: Page, place: Instance, seed: int) -> None:
        self.page = page
        self.place = place
        self.address = f"{place.url}/w/{place.slug}/discover/"
        self.chance = random.Random(seed)

    def begin(self) -> float:
        """Open Discover afresh; seconds until the results stand there."""
        started = time.perf_counter()
        self.page.goto(self.address)
        self.page.locator("[data-row]").first.wait_for()
        seconds = time.perf_counter() - started
        self.page.evaluate(CLOCK)
        return seconds

    def timed(self, act: Callable[[], None]) -> tuple[float, float]:
        """Seconds from the last event of the act to the frame, and of the server's processor."""
        spent = self.place.cpu()
        before = self.page.evaluate("window.bench.turn")
        act()
        self.page.wait_for_function(
            "(turn) => window.bench.turn > turn", arg=before, timeout=60_000
        )
        seconds: float = self.page.evaluate("window.bench.ms") / 1000
        self.page.wait_for_timeout(120)
        return seconds, self.place.cpu() - spent

    def tick(self) -> None:
        name = self.chance.choice(("platform", "country", "topic", "language"))
        lines = self.page.locator(f"[data-control={name}] > label.gs-fct")
        lines.nth(self.chance.randrange(min(lines.count(), 4))).click()

    def word(self) -> None:
        box = self.page.locator("#add")
        box.click()
        self.page.keyboard.type(self.chance.choice(WORDS), delay=60)

    def clear_word(self) -> None:
        self.page.keyboard.press("Escape")
        if self.page.locator("#add").input_value():
            self.page.keyboard.press("Escape")

    def drag(self) -> None:
        track = self.page.locator("[data-control=followers] .gs-slider")
        track.scroll_into_view_if_needed()
        box = track.bounding_box()
        end = self.chance.choice(("low", "high"))
        knob = self.page.locator(f"[data-control=followers] [data-end={end}]").bounding_box()
        assert box
        assert knob
        part = self.chance.uniform(0.05, 0.35) if end == "low" else self.chance.uniform(0.5, 0.8)
        y = knob["y"] + knob["height"] / 2
        self.page.mouse.move(knob["x"] + knob["width"] / 2, y)
        self.page.mouse.down()
        self.page.mouse.move(box["x"] + box["width"] * part, y, steps=6)
        self.page.mouse.up()

    def sort(self) -> None:
        self.page.locator("summary[aria-label^='Order']").click()
        links = self.page.locator("details[open] .gs-menu a[data-go]:not([aria-current])")
        links.nth(self.chance.randrange(links.count())).click()

    def next_page(self) -> None:
        self.page.locator("[data-more]").click()

    def drop_part(self) -> None:
        self.page.locator("[data-chip] a[data-go]").first.click()


ACTS = ("tick a facet", "type a word", "drag a range", "sort", "next page", "drop a part")


def play(hand: Hand, rounds: int) -> tuple[dict[str, Times], list[int]]:
    """Rounds of searching as people do; times per interaction, and what the searches took."""
    times = {name: Times() for name in ("open the page", *ACTS)}
    took: list[int] = []
    for _ in range(rounds):
        times["open the page"].add(hand.begin(), 0)
        for name, act in (
            ("tick a facet", hand.tick), ("sort", hand.sort), ("type a word", hand.word),
        ):  # fmt: skip
            times[name].add(*hand.timed(act))
            took.append(_took(hand.page))
        hand.timed(hand.clear_word)
        times["drag a range"].add(*hand.timed(hand.drag))
        if hand.page.locator("[data-more]").count():
            times["next page"].add(*hand.timed(hand.next_page))
        times["drop a part"].add(*hand.timed(hand.drop_part))
        took.append(_took(hand.page))
    return times, took


def _took(page: Page) -> int:
    match = re.search(r"(\d+) ms", page.locator("[data-total-of]").first.inner_text())
    return int(match[1]) if match else 0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with instance(options.size) as place, browsing.browsing() as browser:
        visitor = browsing.context(browser, browsing.DESKTOP)
        page = visitor.new_page()
        page.goto(f"{place.url}/account/login/")
        page.get_by_label("E-mail").fill(EMAIL)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda address: "/login" not in address)
        play(Hand(page, place, 0), 2)  # pages, code and index are read for the first time
        times, took = play(Hand(page, place, options.seed), options.rounds)
    every = Times()
    for name in ACTS:
        every.wall += times[name].wall
        every.cpu += times[name].cpu
    rows = [
        (
            name,
            len(one.wall),
            one.ms(50),
            one.ms(95),
            max(one.wall, default=0) * 1000,
            float("nan") if name == "open the page" else one.ms(50, cpu=True),
        )
        for name, one in (*times.items(), ("all interactions", every))
    ]
    print(
        f"\n{options.size:,} profiles, {machine()}; the search alone took "
        f"{sorted(took)[len(took) // 2]} ms at the median.\n"
    )
    head = ("interaction", "n", "p50 ms", "p95 ms", "most ms", "server CPU p50 ms")
    print(table(head, rows))
    if target := TARGET_MS.get(options.size):
        print(f"\np95 of all interactions: {every.ms(95):.0f} ms; target {target} ms.")


if __name__ == "__main__":
    main()
