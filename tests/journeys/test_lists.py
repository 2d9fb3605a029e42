"""Lists by keyboard, by mouse, by clipboard and by thumb."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import browsing
from tests.journeys.serving import Site

_MAKE = """
from groundswell.discovery import search
from groundswell.relationships import actions, queries
from groundswell.workspaces.models import Workspace
from groundswell.workspaces.scope import Scope

scope = Scope.operator(Workspace.objects.get(slug={slug!r}).pk)
row = actions.create_list(scope, {name!r})
rows = [one for batch in search.all_rows(scope, "followers>0") for one in batch.tolist()]
actions.add_profiles(scope, row.uid, rows[{first}:{first} + {many}])
standing = queries.order_of(scope, row.uid).tolist()
actions.move_entries(scope, row.uid, standing[:4], "Shortlisted")
for label, kind, more in (("Our offer", "money", {{"currency": "USD"}}),
                          ("Size", "choice", {{"choices": ["30 ml", "50 ml"]}}),
                          ("Ship by", "date", {{}})):
    actions.add_field(scope, label, kind, name=row.uid, **more)
print(row.uid)
"""


@pytest.fixture(scope="module")
def lists(site: Site) -> Callable[..., str]:
    """Makes a list with so many creators on it, four of them shortlisted; gives its address."""
    made = 0

    def make(name: str, many: int = 40) -> str:
        nonlocal made
        uid = site.inside(_MAKE.format(slug=site.slug, name=name, many=many, first=made)).strip()
        made += 20
        return site.at(f"lists/{uid}/")

    return make


def column(page: Page, name: str) -> Locator:
    return page.locator(f'[data-stage][data-name="{name}"]')


def names(place: Locator) -> list[str]:
    return [one.get_attribute("data-name") or "" for one in place.locator("[data-card]").all()]


def count(page: Page, name: str) -> str:
    return column(page, name).locator("[data-count]").inner_text()


def cell(page: Page, row: int, name: str) -> Locator:
    """The cell of a row (from 0) in the column of this heading."""
    heads = page.locator("thead th").evaluate_all("(all) => all.map((one) => one.dataset.label)")
    return page.locator("tbody tr").nth(row).locator("td").nth(heads.index(name))


def test_the_board_by_keyboard(site: Site, lists: Callable[..., str], desktop: Page) -> None:
    site.sign_in(desktop)
    desktop.goto(lists("Board by keyboard"))
    said = desktop.locator("[data-boardsay]")
    first = column(desktop, "Sourced").locator("[data-open]").first
    name = first.inner_text()
    first.focus()
    # arrows walk before anything is lifted
    desktop.keyboard.press("ArrowDown")
    assert desktop.evaluate("document.activeElement.textContent.trim()") != name
    desktop.keyboard.press("ArrowUp")
    desktop.keyboard.press("Space")
    expect(said).to_contain_text(f"{name} lifted from Sourced, place 1 of 36")
    desktop.keyboard.press("ArrowRight")
    desktop.keyboard.press("ArrowDown")
    expect(said).to_have_text("Shortlisted, place 2 of 5")
    assert desktop.evaluate("document.activeElement.textContent.trim()") == name
    desktop.keyboard.press("Space")
    expect(said).to_have_text(f"{name} dropped in Shortlisted, place 2")
    expect(column(desktop, "Shortlisted").locator("[data-count]")).to_have_text("5")
    expect(column(desktop, "Sourced").locator("[data-count]")).to_have_text("35")
    # it is so on the server
    desktop.reload()
    assert names(column(desktop, "Shortlisted"))[1] == name
    # Escape puts back, and nothing was sent
    column(desktop, "Shortlisted").locator("[data-open]").nth(1).focus()
    desktop.keyboard.press("Space")
    desktop.keyboard.press("ArrowRight")
    desktop.keyboard.press("ArrowRight")
    desktop.keyboard.press("Escape")
    expect(said).to_have_text(f"{name} is back in Shortlisted, place 2")
    assert names(column(desktop, "Shortlisted"))[1] == name
    # a folded stage unfolds while a card is carried over it
    desktop.keyboard.press("Space")
    for _step in range(4):
        desktop.keyboard.press("ArrowRight")
    expect(said).to_have_text("Declined, place 1 of 1")
    desktop.keyboard.press("Space")
    expect(column(desktop, "Declined").locator("[data-count]")).to_have_text("1")


def test_the_board_by_mouse_and_undo(site: Site, lists: Callable[..., str], desktop: Page) -> None:
    site.sign_in(desktop)
    desktop.goto(lists("Board by mouse"))
    card = column(desktop, "Sourced").locator("[data-card]").nth(1)
    name = card.get_attribute("data-name")
    target = column(desktop, "Shortlisted").locator("[data-card]").nth(2)
    start, end = card.bounding_box(), target.bounding_box()
    assert start
    assert end
    desktop.mouse.move(start["x"] + 60, start["y"] + 20)
    desktop.mouse.down()
    desktop.mouse.move(start["x"] + 120, start["y"] + 40, steps=4)
    desktop.mouse.move(end["x"] + 60, end["y"] + 6, steps=8)
    expect(desktop.locator(".gs-ghost")).to_be_visible()
    desktop.mouse.up()
    expect(column(desktop, "Shortlisted").locator("[data-count]")).to_have_text("5")
    assert names(column(desktop, "Shortlisted"))[2] == name
    expect(desktop.locator("#panel")).to_be_hidden()
    desktop.get_by_role("button", name="Undo").click()
    expect(column(desktop, "Shortlisted").locator("[data-count]")).to_have_text("4")
    assert names(column(desktop, "Sourced"))[1] == name


def test_the_panel_beside_the_board(
    site: Site, lists: Callable[..., str], desktop: Page, axe: Callable[[Page], None]
) -> None:
    site.sign_in(desktop)
    desktop.goto(lists("Panel"))
    first = column(desktop, "Sourced").locator("[data-open]").first
    name = first.inner_text()
    first.click()
    panel = desktop.locator("#panel")
    expect(panel.get_by_role("heading", name=name)).to_be_visible()
    axe(desktop)
    note = panel.get_by_label("Write a note")
    note.fill("Loves oat milk, ")
    note.press_sequentially("@Own")
    expect(panel.locator(".gs-mention-list [role=option]")).to_have_text(["Owner Quill"])
    desktop.keyboard.press("Enter")
    expect(note).to_have_value("Loves oat milk, @Owner Quill ")
    panel.get_by_role("button", name="Add note").click()
    expect(panel.locator(".gs-note-text")).to_have_text("Loves oat milk, @Owner Quill")
    panel.get_by_role("button", name="For", exact=True).click()
    expect(panel.get_by_role("button", name="For", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    panel.get_by_label("Stage").select_option("Agreed")
    expect(column(desktop, "Agreed").locator("[data-count]")).to_have_text("1")
    expect(column(desktop, "Agreed").locator("[data-card]")).to_contain_text(name)
    desktop.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_a_block_from_a_spreadsheet_is_pasted_and_undone(
    site: Site, lists: Callable[..., str], desktop: Page
) -> None:
    site.sign_in(desktop)
    desktop.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desktop.goto(lists("Spreadsheet") + "table/")
    cell(desktop, 1, "Our offer").click()
    block = '610\\t50 ml\\t2 Feb\\n$500\\t"30 ml"\\t9 Feb\\n€330\\t30 ml\\t2027-02-09\\n'
    desktop.evaluate(f"navigator.clipboard.writeText('{block}')")
    desktop.keyboard.press("Control+v")
    expect(cell(desktop, 1, "Our offer")).to_have_text("$610")
    expect(cell(desktop, 2, "Size")).to_have_text("30 ml")
    expect(cell(desktop, 3, "Our offer")).to_have_text("€330")
    expect(cell(desktop, 3, "Ship by")).to_have_text("Feb 9, 2027")
    expect(desktop.locator("#toasts")).to_contain_text("Pasted 3 rows by 3 columns")
    # what was pasted is chosen, so copying gives it back in full
    desktop.keyboard.press("Control+c")
    copied = desktop.evaluate("navigator.clipboard.readText()")
    assert copied.split("\n")[1] == "500.00 USD\t30 ml\t2027-02-09"
    desktop.keyboard.press("Control+z")
    expect(cell(desktop, 1, "Our offer")).to_have_text("")
    expect(cell(desktop, 3, "Ship by")).to_have_text("")
    desktop.keyboard.press("Control+y")
    expect(cell(desktop, 3, "Our offer")).to_have_text("€330")
    desktop.get_by_role("button", name="Undo").last.click()
    expect(cell(desktop, 3, "Our offer")).to_have_text("")


def test_cells_that_cannot_be_read_are_marked_and_the_others_can_be_written(
    site: Site, lists: Callable[..., str], desktop: Page, axe: Callable[[Page], None]
) -> None:
    site.sign_in(desktop)
    desktop.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desktop.goto(lists("Dirty block") + "table/")
    cell(desktop, 0, "Size").click()
    desktop.evaluate("navigator.clipboard.writeText('50 ml\\tsometime\\n70 ml\\t9 Feb')")
    desktop.keyboard.press("Control+v")
    problems = desktop.locator("[data-grid-errors]")
    expect(problems).to_contain_text("2 of 4 cells cannot be read, so nothing was written.")
    expect(problems).to_contain_text("“sometime” is not a date")
    expect(cell(desktop, 1, "Size")).to_have_attribute("aria-invalid", "true")
    expect(cell(desktop, 0, "Size")).to_have_text("")
    axe(desktop)
    desktop.get_by_role("button", name="Write the other 2").click()
    expect(cell(desktop, 0, "Size")).to_have_text("50 ml")
    expect(cell(desktop, 1, "Ship by")).to_have_text("Feb 9, 2027")
    expect(cell(desktop, 1, "Size")).to_have_text("70 ml")
    # the marked cell is mended where it stands
    cell(desktop, 1, "Size").click()
    desktop.keyboard.press("Enter")
    desktop.keyboard.type("30")
    desktop.keyboard.press("Enter")
    expect(cell(desktop, 1, "Size")).to_have_text("30 ml")
    expect(cell(desktop, 1, "Size")).not_to_have_attribute("aria-invalid", "true")


def test_the_table_by_keyboard(site: Site, lists: Callable[..., str], desktop: Page) -> None:
    site.sign_in(desktop)
    desktop.goto(lists("Typing") + "table/")
    cell(desktop, 0, "Our offer").click()
    desktop.keyboard.type("450")
    desktop.keyboard.press("Enter")
    expect(cell(desktop, 0, "Our offer")).to_have_text("$450")
    desktop.keyboard.press("ArrowUp")
    for _step in range(3):
        desktop.keyboard.press("Shift+ArrowDown")
    expect(desktop.locator("[data-gridsay]")).to_have_text("4 rows by 1 columns chosen")
    desktop.keyboard.press("Control+d")
    expect(cell(desktop, 3, "Our offer")).to_have_text("$450")
    expect(desktop.locator("tfoot")).to_contain_text("sum of 4 $1,800")
    desktop.keyboard.press("Delete")
    expect(cell(desktop, 3, "Our offer")).to_have_text("")
    desktop.keyboard.press("Control+z")
    expect(cell(desktop, 3, "Our offer")).to_have_text("$450")
    # Escape leaves an edit as it was
    cell(desktop, 0, "Our offer").click()
    desktop.keyboard.press("F2")
    desktop.keyboard.type("9")
    desktop.keyboard.press("Escape")
    expect(cell(desktop, 0, "Our offer")).to_have_text("$450")
    # ticks on the name, the bulk bar, and the way back
    desktop.keyboard.press("Home")
    desktop.keyboard.press("x")
    desktop.keyboard.press("j")
    desktop.keyboard.press("x")
    bar = desktop.locator("[data-bulk]")
    expect(bar).to_contain_text("2 chosen")
    bar.locator("summary", has_text="Move to").click()
    bar.get_by_role("button", name="Agreed").click()
    expect(cell(desktop, 0, "Stage")).to_have_text("Agreed")
    expect(cell(desktop, 1, "Stage")).to_have_text("Agreed")
    expect(bar).to_be_hidden()
    # the keys lead out of the grid again
    desktop.keyboard.press("Escape")
    cell(desktop, 0, "Creator").focus()
    desktop.keyboard.press("Shift+Tab")
    assert not desktop.evaluate("document.activeElement.closest('[role=grid]') !== null")


def test_a_long_table_is_fetched_as_it_is_scrolled(
    site: Site, lists: Callable[..., str], desktop: Page
) -> None:
    site.sign_in(desktop)
    desktop.goto(lists("Long", 450) + "table/")
    cell(desktop, 0, "Creator").focus()
    desktop.keyboard.press("Control+End")
    last = desktop.locator('tbody tr[aria-rowindex="451"]')
    expect(last).to_be_visible()
    assert desktop.evaluate("document.activeElement.parentElement.ariaRowIndex") == "451"
    assert desktop.locator("tbody tr[data-row]").count() < 450
    desktop.keyboard.press("Control+Home")
    expect(desktop.locator('tbody tr[aria-rowindex="2"]')).to_be_visible()


def test_the_board_and_the_table_on_a_phone(
    site: Site, lists: Callable[..., str], phone: Page, axe: Callable[[Page], None]
) -> None:
    site.sign_in(phone)
    address = lists("Phone")
    phone.goto(address)
    assert browsing.overflow(phone) <= 0
    axe(phone)
    first = column(phone, "Sourced").locator("[data-card]").first
    name = first.get_attribute("data-name")
    first.tap()
    panel = phone.locator("#panel")
    expect(panel.get_by_role("heading", name=str(name))).to_be_visible()
    panel.get_by_label("Stage").select_option("Contacted")
    expect(column(phone, "Contacted").locator("[data-count]")).to_have_text("1")
    phone.get_by_role("button", name="Close").first.tap()
    expect(panel).to_be_hidden()
    phone.goto(f"{address}table/")
    assert browsing.overflow(phone) <= 0
    axe(phone)
    offer = cell(phone, 0, "Our offer")
    offer.scroll_into_view_if_needed()
    held = cell(phone, 0, "Creator").bounding_box()
    assert held
    assert held["x"] < 60, "the name stays in sight"
    offer.tap()
    offer.tap()
    phone.keyboard.type("120")
    phone.keyboard.press("Enter")
    expect(offer).to_have_text("$120")


@pytest.mark.parametrize("path", ["", "?state=archived", "pipeline/"])
def test_index_and_pipeline_are_accessible(
    site: Site, lists: Callable[..., str], desktop: Page, axe: Callable[[Page], None], path: str
) -> None:
    site.sign_in(desktop)
    desktop.goto(site.at(f"lists/{path}"))
    axe(desktop)
    desktop.set_viewport_size(browsing.PHONE)
    assert browsing.overflow(desktop) <= 0


def test_a_finger_that_rests_carries_a_card_and_one_that_swipes_scrolls(
    site: Site, lists: Callable[..., str], phone: Page
) -> None:
    site.sign_in(phone)
    phone.goto(lists("Thumb"))
    phone.wait_for_load_state("networkidle")
    before = names(column(phone, "Sourced"))
    touch = phone.context.new_cdp_session(phone)

    def finger(kind: str, y: float = 0) -> None:
        points = [] if kind == "touchEnd" else [{"x": 120, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    box = column(phone, "Sourced").locator("[data-card]").first.bounding_box()
    assert box
    top = box["y"] + 20
    finger("touchStart", top)
    for step in range(6):
        finger("touchMove", top - 20 * step)
    finger("touchEnd")
    assert phone.locator(".gs-ghost").count() == 0
    cards = column(phone, "Sourced").locator("[data-cards]")
    expect(cards).not_to_have_js_property("scrollTop", 0)
    phone.wait_for_timeout(500)  # until the swipe has run out
    cards.evaluate("(place) => { place.scrollTop = 0; }")
    third = column(phone, "Sourced").locator("[data-card]").nth(2).bounding_box()
    assert third
    finger("touchStart", top)
    expect(phone.locator(".gs-ghost")).to_contain_text(before[0])
    for y in range(int(top), int(third["y"] + third["height"] / 2), 8):
        finger("touchMove", y)
        phone.wait_for_timeout(16)
    finger("touchEnd")
    expect(phone.locator("[data-boardsay]")).to_contain_text(f"{before[0]} dropped in Sourced")
    after = names(column(phone, "Sourced"))
    assert after.index(before[0]) in {1, 2}
    assert sorted(after) == sorted(before)
