"""A list shared with a client: the link, the client on a phone, what comes back to the team."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import overflow
from tests.journeys.serving import Site

NAME = "Shown to a client"


@pytest.fixture(scope="module")
def list_uid(site: Site) -> str:
    """A list of eight creators, two of them in a conflict, with a task."""
    return site.inside(
        "import datetime\n"
        "from groundswell.relationships import actions, queries\n"
        "from groundswell.creators.models import Profile\n"
        "from groundswell.workspaces.models import Workspace\n"
        "from groundswell.workspaces.scope import Scope\n"
        f"scope = Scope.operator(Workspace.objects.get(slug={site.slug!r}).pk)\n"
        f"row = actions.create_list(scope, {NAME!r})\n"
        "rows = list(Profile.objects.order_by('pk').values_list('pk', flat=True)[:8])\n"
        "actions.add_profiles(scope, row.uid, rows)\n"
        "actions.tag_profiles(scope, 'do-not-contact', rows[:1])\n"
        "actions.write_note(scope, 'Too loud for us', profile=rows[0], name=row.uid)\n"
        "actions.give_task(scope, 'Send the brief', name=row.uid,\n"
        "    due_on=datetime.date.today() - datetime.timedelta(2))\n"
        "print(row.uid)\n"
    ).split()[-1]


def make_link(site: Site, page: Page, uid: str, label: str) -> str:
    """Share the list as the owner; gives the address that is shown once."""
    site.sign_in(page)
    page.goto(site.at(f"lists/{uid}/"))
    page.get_by_role("link", name="Share", exact=True).click()
    page.get_by_label("For whom").first.fill(label)
    page.get_by_label("Audience", exact=True).first.check()
    page.get_by_role("button", name="Make link").click()
    address = page.locator("#share-address").inner_text()
    assert re.fullmatch(rf"{re.escape(site.url)}/s/[\w-]{{32}}/", address)
    return address


def test_a_client_votes_and_comments_on_a_phone(
    site: Site, list_uid: str, desktop: Page, phone: Page, axe: Callable[[Page], None]
) -> None:
    address = make_link(site, desktop, list_uid, "Client")
    axe(desktop)

    phone.goto(address)
    expect(phone.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(phone.locator(".gs-shared-c")).to_have_count(8)
    expect(phone.get_by_text("Too loud for us")).to_have_count(0)
    assert overflow(phone) <= 0
    axe(phone)
    phone.get_by_role("link", name="Give your name to vote").first.click()
    phone.get_by_label("Your name").fill("Kim Lee")
    phone.get_by_role("button", name="Go on").click()
    expect(phone.get_by_text("You are Kim Lee")).to_be_visible()

    card = phone.locator(".gs-shared-c").nth(1)
    who = card.get_by_role("heading", level=2).inner_text()
    up = card.get_by_role("button", name=f"For {who}")
    up.click()
    expect(card.get_by_role("button", name=f"For {who}, 1 votes")).to_have_attribute(
        "aria-pressed", "true"
    )
    box = up.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    card.get_by_text("Comment", exact=True).click()
    card.get_by_label(f"Comment on {who}").fill("Could she do two reels?")
    card.get_by_role("button", name="Send comment").click()
    expect(card.get_by_text("Could she do two reels?")).to_be_visible()
    axe(phone)
    phone.reload()
    expect(phone.get_by_text("Could she do two reels?")).to_be_visible()

    desktop.goto(site.at(f"lists/{list_uid}/activity/"))
    expect(desktop.get_by_text("commented on").first).to_be_visible()
    expect(desktop.get_by_text("Kim Lee").first).to_be_visible()
    axe(desktop)
    desktop.goto(site.at(f"lists/{list_uid}/"))
    expect(desktop.locator("[data-card]").filter(has_text=who).get_by_text("for:")).to_be_attached()


def test_a_link_that_is_over_tells_the_visitor(
    site: Site, list_uid: str, desktop: Page, phone: Page, axe: Callable[[Page], None]
) -> None:
    address = make_link(site, desktop, list_uid, "Second client")
    phone.goto(address)
    expect(phone.locator(".gs-shared-c").first).to_be_visible()

    line = desktop.locator(".gs-doors > li").filter(has_text="Second client")
    desktop.goto(site.at(f"lists/{list_uid}/share/"))
    line.get_by_role("button", name="Withdraw").click()
    expect(line.get_by_text("withdrawn")).to_be_visible()
    answer = phone.goto(address)
    assert answer is not None
    assert answer.status == 410
    expect(phone.get_by_role("heading", name="This link was withdrawn.")).to_be_visible()
    axe(phone)

    desktop.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(line.get_by_text("withdrawn")).to_have_count(0)
    assert (phone.goto(address) or answer).status == 200
    site.inside(
        "from datetime import timedelta\n"
        "from groundswell.kernel.clock import now\n"
        "from groundswell.relationships.models import ShareLink\n"
        "ShareLink.objects.filter(name='Second client').update(expires_at=now() - timedelta(1))\n"
    )
    assert (phone.goto(address) or answer).status == 410
    expect(phone.get_by_role("heading", name="This link has expired.")).to_be_visible()
    assert (phone.goto(f"{site.url}/s/never-was/") or answer).status == 404


def test_tasks_of_a_list(
    site: Site, list_uid: str, desktop: Page, axe: Callable[[Page], None]
) -> None:
    site.sign_in(desktop)
    desktop.goto(site.at(f"lists/{list_uid}/tasks/"))
    expect(desktop.get_by_text("1 late")).to_be_visible()

    desktop.get_by_label("New task").fill("Ask for rates")
    desktop.get_by_role("button", name="Add task").click()
    expect(desktop.locator(".gs-todo > li").filter(has_text="Ask for rates")).to_be_visible()
    axe(desktop)
    desktop.get_by_role("button", name="Done: Send the brief").click()
    expect(desktop.get_by_text("1 late")).to_have_count(0)
    desktop.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(desktop.get_by_text("1 late")).to_be_visible()
    desktop.locator("summary[aria-label='Change or delete: Ask for rates']").click()
    desktop.locator(".gs-todo").get_by_label("What").last.fill("Ask for rates and dates")
    desktop.get_by_role("button", name="Save task").locator("visible=true").click()
    expect(desktop.get_by_text("Ask for rates and dates")).to_be_visible()


def test_the_summary_of_a_list(
    site: Site, list_uid: str, visit: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    for page in (visit(), visit({"width": 390, "height": 844})):
        site.sign_in(page)
        page.goto(site.at(f"lists/{list_uid}/summary/"))
        expect(page.get_by_role("heading", name="Audiences together")).to_be_visible()
        expect(page.get_by_text("Asked not to be contacted")).to_be_visible()
        assert overflow(page) <= 0
        axe(page)
        page.goto(site.at(f"lists/{list_uid}/share/"))
        assert overflow(page) <= 0
        axe(page)


def test_who_may_only_look_shares_nothing(site: Site, list_uid: str, desktop: Page) -> None:
    site.sign_in(desktop, "viewer")
    desktop.goto(site.at(f"lists/{list_uid}/tasks/"))
    expect(desktop.get_by_label("New task")).to_have_count(0)
    expect(desktop.get_by_role("link", name="Share", exact=True)).to_have_count(0)
    answer = desktop.goto(site.at(f"lists/{list_uid}/share/"))
    assert answer is not None
    assert answer.status == 403
