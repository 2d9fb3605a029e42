"""Four pictures of a page, to be looked at: 1440 and 390 pixels wide, light and dark.

    python -m tests.journeys.look --url http://localhost:8000 --path /w/default/discover/ --out DIR

Signs in as the demo's login, whose password is in the instance's home (``--home``, else read from
GROUNDSWELL_HOME).
"""

import argparse
import os
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys import browsing


def sign_in(page: Page, url: str, email: str, password: str) -> None:
    page.goto(f"{url}/account/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda address: "/login" not in address)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://localhost:8000")
    parser.add_argument("--path", action="append", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--home", default=os.environ.get("GROUNDSWELL_HOME", "data"))
    parser.add_argument("--full", action="store_true", help="the whole page, not only the window")
    parser.add_argument("--signed-out", action="store_true")
    parser.add_argument(
        "--press", action="append", default=[], help="keys to press before the picture"
    )
    parser.add_argument("--click", action="append", default=[], help="selectors to click before it")
    parser.add_argument("--only", help="one of light, dark, phone, desktop")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with browsing.browsing() as browser:
        state = None
        for size_name, size in (("1440", browsing.DESKTOP), ("390", browsing.PHONE)):
            for theme in ("light", "dark"):
                if asked.only and asked.only not in {
                    theme,
                    {"1440": "desktop", "390": "phone"}[size_name],
                }:
                    continue
                visitor = browsing.context(browser, size, theme=theme, storage_state=state)
                page = visitor.new_page()
                if not asked.signed_out and state is None:
                    password = (Path(asked.home) / "demo-password").read_text().strip()
                    sign_in(page, asked.url, "demo@groundswell.example", password)
                    state = visitor.storage_state()
                for number, path in enumerate(asked.path):
                    page.goto(asked.url + path)
                    page.wait_for_load_state("networkidle")
                    for selector in asked.click:
                        page.locator(selector).first.click()
                        page.wait_for_timeout(400)
                    for key in asked.press:
                        page.keyboard.press(key)
                        page.wait_for_timeout(250)
                    name = f"{number}-{size_name}-{theme}.png"
                    page.screenshot(path=asked.out / name, full_page=asked.full)
                    wide = browsing.overflow(page)
                    print(asked.out / name, f"overflows by {wide} px" if wide > 0 else "")
                visitor.close()


if __name__ == "__main__":
    main()
