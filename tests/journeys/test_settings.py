"""Settings in a browser: who is in, what leaves, what others may not do."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.serving import PASSWORD, Site
from tests.workspaces.webhooks.receiver import Receiver

Axe = Callable[[Page], None]
PAGES = (
    "",
    "brands/",
    "members/",
    "sources/",
    "keys/",
    "webhooks/",
    "webhooks/new/",
    "trail/",
    "data/",
)
ACCOUNT = ("", "email/", "password/change/", "2fa/", "sessions/")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    one = Receiver()
    yield one
    one.close()


def test_every_page_of_the_settings_can_be_read_by_everybody(
    site: Site, visit: Callable[..., Page], axe: Axe
) -> None:
    page = visit()
    site.sign_in(page)
    for path in PAGES:
        page.goto(site.at(f"settings/{path}"))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        axe(page)
    for path in ACCOUNT:
        page.goto(f"{site.url}/account/{path}")
        axe(page)


def test_on_a_phone_nothing_is_wider_than_the_screen(site: Site, phone: Page, axe: Axe) -> None:
    site.sign_in(phone)
    for path in PAGES:
        phone.goto(site.at(f"settings/{path}"))
        wide = phone.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, path
        axe(phone)


def test_signed_out_pages_too(site: Site, visit: Callable[..., Page], axe: Axe) -> None:
    page = visit()
    for path in ("account/login/", "account/password/reset/", "health", "nowhere"):
        page.goto(f"{site.url}/{path}")
        axe(page)


def test_an_owner_invites_somebody_who_joins(site: Site, visit: Callable[..., Page]) -> None:
    owner = visit()
    site.sign_in(owner)
    owner.goto(site.at("settings/members/"))
    owner.get_by_label("E-mail").fill("wrong")
    owner.locator("form", has_text="Send invitation").evaluate("form => form.noValidate = true")
    owner.get_by_role("button", name="Send invitation").click()
    expect(owner.get_by_text('"wrong" is not an e-mail address.')).to_be_visible()
    owner.get_by_label("E-mail").fill("vera@example.com")
    owner.locator("form", has_text="Send invitation").get_by_label("Role").select_option("analyst")
    owner.get_by_role("button", name="Send invitation").click()
    expect(owner.get_by_text("vera@example.com is invited as analyst.")).to_be_visible()
    link = owner.locator("#once").inner_text()

    guest = visit()
    guest.goto(link)
    guest.get_by_role("button", name="Create your account").click()
    guest.get_by_label("Name").fill("Vera Lind")
    guest.get_by_label("Password", exact=True).fill(PASSWORD)
    guest.get_by_label("The same once more").fill(PASSWORD)
    guest.get_by_role("button", name="Create account").click()
    guest.wait_for_url(re.compile(f"/w/{site.slug}/$"))

    owner.goto(site.at("settings/members/"))
    role = owner.get_by_label("Role of Vera Lind")
    expect(role).to_have_value("analyst")
    role.select_option("viewer")
    expect(owner.get_by_text("Vera Lind is viewer now.")).to_be_visible()
    owner.get_by_role("button", name="Undo").click()
    expect(owner.get_by_label("Role of Vera Lind")).to_have_value("analyst")


def test_a_viewer_looks_and_changes_nothing(site: Site, visit: Callable[..., Page]) -> None:
    page = visit()
    site.sign_in(page, "viewer")
    for path in ("", "brands/", "members/", "sources/"):
        page.goto(site.at(f"settings/{path}"))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        names = page.locator(".gs-set-b button:visible").all_inner_texts()
        assert [name for name in names if name.strip()] == [], path
    for path in ("keys/", "webhooks/", "trail/", "data/"):
        answer = page.goto(site.at(f"settings/{path}"))
        assert answer is not None
        assert answer.status == 403
        expect(page.get_by_role("link", name="Audit trail")).to_have_count(0)
    token = page.context.cookies()
    csrf = next(one["value"] for one in token if one["name"] == "csrftoken")
    sent = page.request.post(
        site.at("settings/brands/new/"), form={"name": "Mine"}, headers={"X-CSRFToken": csrf}
    )
    assert sent.status == 403


def test_to_a_stranger_the_workspace_does_not_exist(site: Site, visit: Callable[..., Page]) -> None:
    page = visit()
    site.sign_in(page, "stranger")
    for path in PAGES:
        answer = page.goto(site.at(f"settings/{path}"))
        assert answer is not None
        assert answer.status == 404, path


def test_a_key_is_shown_once_and_works_until_it_is_revoked(
    site: Site, visit: Callable[..., Page], axe: Axe
) -> None:
    page = visit()
    site.sign_in(page)
    page.goto(site.at("settings/keys/"))
    page.get_by_label("Name").fill("Weekly report")
    page.get_by_role("button", name="Make key").click()
    raw = page.locator("#once").inner_text()
    assert raw.startswith("gsk_")
    axe(page)
    headers = {"Authorization": f"Bearer {raw}"}
    assert page.request.get(f"{site.url}/api/v1/me", headers=headers).status == 200
    page.goto(site.at("settings/keys/"))
    assert raw not in page.content()
    page.get_by_role("button", name="Revoke Weekly report").click()
    page.get_by_role("button", name="Revoke key").click()
    expect(page.get_by_text("The key is revoked.")).to_be_visible()
    assert page.request.get(f"{site.url}/api/v1/me", headers=headers).status == 401


def test_a_webhook_from_its_secret_to_sending_again(
    site: Site, visit: Callable[..., Page], receiver: Receiver, axe: Axe
) -> None:
    """The endpoint itself is put in by hand: the site's policy allows no private addresses."""
    receiver.answers = [(200, {}, b"thanks")]
    page = visit()
    site.sign_in(page)
    page.goto(site.at("settings/webhooks/new/"))
    page.get_by_label("Name", exact=True).fill("CRM")
    page.get_by_label("Address").fill("https://127.0.0.1/hook")
    page.get_by_label("A list was created").check()
    page.get_by_role("button", name="Add webhook").click()
    expect(page.get_by_text("leads into a private network")).to_be_visible()
    page.get_by_label("Address").fill("https://hooks.invalid/crm")
    page.get_by_role("button", name="Add webhook").click()
    assert page.locator("#once").inner_text().startswith("whsec_")
    axe(page)
    page.get_by_role("button", name="Send a test").click()
    expect(page.get_by_text("A test event is on its way.")).to_be_visible()
    expect(page.get_by_role("link", name="webhook.test")).to_be_visible()
    _until(page, lambda: page.get_by_text("no answer").count() == 1)
    page.get_by_role("link", name="webhook.test").click()
    expect(page.get_by_text("There is no such host.")).to_be_visible()
    axe(page)
    uid = page.url.rstrip("/").rpartition("/")[2]
    # the receiver comes up, and what was given up is sent again
    said = site.inside(
        "from django.conf import settings\n"
        "settings.OUTBOUND_ALLOW = ['127.0.0.1/32']\n"
        "from groundswell.workspaces.models import *\n"
        "from groundswell.workspaces.webhooks import delivering\n"
        f"row = WebhookDelivery.objects.get(uid={uid!r})\n"
        f"WebhookEndpoint.objects.update(url={receiver.url!r})\n"
        "WebhookDelivery.objects.update(state='failed', next_at=None)\n"
        "print(row.kind)"
    )
    assert said.strip() == "webhook.test"
    page.reload()
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_text("webhook.test is on its way again.")).to_be_visible()
    done = site.inside(
        "from django.conf import settings\n"
        "settings.OUTBOUND_ALLOW = ['127.0.0.1/32']\n"
        "from groundswell.workspaces.models import *\n"
        "from groundswell.workspaces.webhooks import delivering\n"
        "WebhookDelivery.objects.update(state='waiting')\n"
        f"print(delivering.deliver({uid!r})[0].value)"
    )
    assert done.strip() == "delivered"
    page.reload()
    expect(page.get_by_text("thanks")).to_be_visible()
    assert receiver.got[-1][0]["webhook-id"] == uid


def test_the_trail_is_filtered_and_taken_out(site: Site, visit: Callable[..., Page]) -> None:
    page = visit()
    site.sign_in(page)
    page.goto(site.at("settings/brands/"))
    page.get_by_label("Name").fill("Trail mix")
    page.get_by_role("button", name="Add brand").click()
    expect(page.get_by_text("Trail mix is added.")).to_be_visible()
    page.goto(site.at("settings/trail/"))
    page.get_by_label("What").select_option("brand.created")
    page.wait_for_url(re.compile(r"what=brand\.created"))
    rows = page.locator("#trail tbody tr")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("Trail mix")
    page.reload()
    expect(rows).to_have_count(1)
    page.locator("summary", has_text="Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="As CSV").click()
    text = download.value.path().read_text()
    assert text.splitlines()[0] == "at,actor,verb,subject,detail"
    assert "brand.created" in text
    assert "member.joined" not in text


def test_everything_is_exported_and_downloaded(site: Site, visit: Callable[..., Page]) -> None:
    page = visit()
    site.sign_in(page)
    page.goto(site.at("settings/data/"))
    page.get_by_role("button", name="Export everything").click()
    _until(page, lambda: page.get_by_role("link", name="Download").count() > 0)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").first.click()
    assert download.value.path().read_bytes()[:2] == b"PK"


def _until(page: Page, true: Callable[[], bool], tries: int = 40) -> None:
    """Reload until something shows that a worker does."""
    for _ in range(tries):
        if true():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError("it did not come")
