"""Importing in the browser: a file kept by hand, mended on the way in; leaving and coming back."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import browsing
from tests.journeys.serving import Site

# semicolons, decimal commas, Windows-1252, a header that hides the followers, bad rows
_HEAD = "IG User;Name;Reach?;Eng. rate;Country;Last post;Ethnicity"
_ROWS = [
    "@wren.softskin;Wren Müller;12,9K;5,8;USA;03.11.26;",
    "@yuna_spf;Yuna Castellan;51.500;3,3;Kanada;19.11.26;",
    "@emeka.lindqvist;Emeka Lindqvist;83.200;2,2;DE;11.11.26;",
    "@pilar o;Pilar Oyelaran;9.400;4,1;Frankreich;02.11.26;",
    "https://www.tiktok.com/@nobody;Nobody;1.200;1,0;Italien;02.11.26;",
    "@solveig.m;Solveig Marchetti;none given;2,9;Scotlnd;05.11.26;",
    "@short",
]
_LETTERS = "abcdefghij"


def dirty(folder: Path, extra: int = 40) -> Path:
    """The file of the agency, as nobody should send it."""
    more = [
        f"@agency.{_LETTERS[at // 10]}{_LETTERS[at % 10]};Ünal {at};{3 + at}.{100 + at};2,5;DE;{at % 28 + 1:02}.10.26;"
        for at in range(extra)
    ]
    path = folder / "agency-export-nov.csv"
    path.write_bytes("\r\n".join([_HEAD, *_ROWS, *more]).encode("cp1252"))
    return path


def drop(page: Page, site: Site, *files: Path) -> None:
    page.goto(site.at("imports/new/"))
    page.locator("input[type=file]").set_input_files([str(one) for one in files])


def tried(page: Page, press: str) -> None:
    """Press a button that reads the file again, and wait for the trial that follows."""
    before = page.url
    page.get_by_role("button", name=press).click()
    page.wait_for_url(lambda address: address != before)
    page.locator("[data-go]:enabled").wait_for(timeout=60_000)


def count(page: Page, name: str) -> int:
    text = page.locator(".gs-four > div", has_text=name).first.locator("dd").inner_text()
    return int(text.replace(",", ""))


def test_a_dirty_file_is_corrected_tried_imported_and_taken_back(
    site: Site, desktop: Page, axe: Callable[[Page], None], tmp_path: Path
) -> None:
    page = desktop
    site.sign_in(page)
    page.goto(site.at("imports/new/"))
    axe(page)
    drop(page, site, dirty(tmp_path))
    page.wait_for_url("**/imports/imp_*/")
    go = page.locator("[data-go]")
    go.wait_for(timeout=60_000)
    axe(page)
    # what was guessed, and what was not
    expect(page.get_by_label("IG User")).to_have_value("handle")
    expect(page.get_by_label("Ethnicity")).to_have_value("ignore")
    expect(page.get_by_text("never stored here")).to_be_visible()
    expect(page.locator("#columns + span")).to_contain_text("Windows-1252")
    rejected = count(page, "rejected")
    assert rejected == 3  # a split handle, one of TikTok, one row with a single cell
    # correct a column: nothing can be imported before it was tried again
    page.get_by_label("Reach?").select_option("followers")
    expect(go).to_be_disabled()
    tried(page, "Try again")
    expect(page.get_by_label("Reach?")).to_have_value("followers")
    expect(page.locator(".gs-cellbad", has_text="none given")).to_be_visible()
    # say what engagement is measured by
    tried(page, "by followers")
    expect(page.get_by_label("Eng. rate")).to_have_value("er_followers")
    # repairs: a handle that was split, a country that was misspelt
    tried(page, "Read as @pilaro")
    assert count(page, "rejected") == rejected - 1
    tried(page, "Read as Scotland, United Kingdom")
    expect(page.get_by_text("2 values are read as you said.")).to_be_visible()
    # the download says which rows, and why
    with page.expect_download() as download:
        page.get_by_role("link", name="All as CSV, with reasons").click()
    listed = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text())))
    # cells that a spreadsheet would run as a formula stand behind an apostrophe
    lost = {line["value"].lstrip("'") for line in listed if line["what"] == "row rejected"}
    assert lost == {"https://www.tiktok.com/@nobody", "@short"}
    left_out = [line for line in listed if line["what"] == "value left out"]
    assert [(line["row"], line["column"], line["value"]) for line in left_out] == [
        ("7", "Reach?", "none given")
    ]
    assert left_out[0]["Name"] == "Solveig Marchetti"  # with the cells as they came
    # import, and look at the result
    new = count(page, "new")
    page.get_by_role("button", name="Import 45 rows").click()
    expect(page.get_by_role("heading", name="47 rows read")).to_be_visible(timeout=30_000)
    assert (count(page, "new"), count(page, "rejected")) == (new, 2) == (45, 2)
    axe(page)
    facts = site.inside(
        "import json\nfrom groundswell.creators.models import Profile\n"
        "for one in Profile.objects.filter(key__in=['pilaro', 'solveig.m', 'wren.softskin']).order_by('key'):\n"
        "    facts = json.loads(one.facts); print(one.key, facts.get('followers'), facts.get('country'), facts.get('er_followers'))"
    )
    assert facts.splitlines() == [
        "pilaro 9400 FR 0.041", "solveig.m None GB 0.029", "wren.softskin 12900 US 0.058",
    ]  # fmt: skip
    # take it back
    page.get_by_role("button", name="Undo the import").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("45 creators")
    dialog.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", name="was taken back")).to_be_visible(timeout=30_000)
    gone = site.inside(
        "from groundswell.creators.models import Profile\n"
        "print(Profile.objects.filter(key='wren.softskin').count())"
    )
    assert gone.strip() == "0"
    # the list knows it all, and the next file of this agency is understood at once
    page.goto(site.at("imports/"))
    expect(page.locator("tr", has_text="agency-export-nov.csv").first).to_contain_text("Undone")
    axe(page)
    drop(page, site, dirty(tmp_path, extra=41))
    page.wait_for_url("**/imports/imp_*/")
    expect(page.get_by_label("Reach?")).to_have_value("followers")
    expect(page.get_by_label("Eng. rate")).to_have_value("er_followers")


def test_a_file_that_does_not_say_its_platform_asks_for_it(
    site: Site, desktop: Page, axe: Callable[[Page], None], tmp_path: Path
) -> None:
    page = desktop
    site.sign_in(page)
    path = tmp_path / "shortlist.csv"
    path.write_text("handle,followers\nquiet.fern,1200\nmossy.path,3400\n")
    drop(page, site, path)
    page.wait_for_url("**/imports/imp_*/")
    expect(page.get_by_role("alert")).to_contain_text("on which platform")
    expect(page.get_by_label("Platform", exact=True)).to_be_focused()
    axe(page)
    page.goto(site.at(""))  # it waits on Home until somebody answers
    expect(page.locator("[data-row]", has_text="shortlist.csv")).to_contain_text("needs an answer")
    page.get_by_role("link", name="shortlist.csv").click()
    page.get_by_label("Platform", exact=True).select_option("tiktok")
    page.get_by_role("button", name="Try", exact=True).click()
    expect(page.locator("[data-go]")).to_contain_text("Import 2 rows")
    page.get_by_role("button", name="Another file").click()
    expect(page.get_by_text("shortlist.csv was not imported.")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.csv", b"", "empty.csv is empty."),
        ("photo.csv", bytes(range(256)) * 40, "is not text inside"),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000, "password"),
        ("notes.docx", b"PK\x03\x04 words", "is not a table"),
        ("pairs.csv", b"source,target\n1,2\n2,3\n", "Each row is a pair"),
    ],
)
def test_bad_files_are_refused_under_the_drop_zone(
    site: Site, desktop: Page, tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    site.sign_in(desktop)
    path = tmp_path / name
    path.write_bytes(content)
    drop(desktop, site, path)
    expect(desktop.locator("[data-files] [role=alert]")).to_contain_text(says)
    assert desktop.url.endswith("/imports/new/")


def test_leaving_and_coming_back_finds_the_job_where_it_is(
    site: Site, desktop: Page, tmp_path: Path
) -> None:
    page = desktop
    site.sign_in(page)
    path = tmp_path / "instagram long.csv"
    with path.open("w") as file:
        file.write("handle,followers,bio\n")
        file.writelines(f"crowd_{at},{at},{'words ' * 40}\n" for at in range(120_000))
    drop(page, site, path)
    page.wait_for_url("**/imports/imp_*/")
    expect(page.get_by_role("progressbar")).to_be_visible()
    there = page.url
    page.goto(site.at("lists/"))
    page.goto(there)
    page.locator("[data-go]").wait_for(timeout=60_000)
    page.locator("[data-go]").click()
    page.wait_for_url(there)
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    stopped = page.get_by_role("heading", name="The import was stopped")
    read = page.get_by_role("heading", name="120,000 rows read")
    expect(stopped.or_(read)).to_be_visible(timeout=60_000)
    if stopped.is_visible():  # a fast worker may be done first; stops are proven in tests/web
        page.goto(site.at(""))
        page.get_by_role("link", name="instagram long.csv").click()
        assert page.url == there
        page.get_by_role("button", name="Go on").click()
        expect(read).to_be_visible(timeout=120_000)
    page.get_by_role("button", name="Undo the import").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", name="was taken back")).to_be_visible(timeout=120_000)


def test_on_a_phone_nothing_overflows(
    site: Site, phone: Page, axe: Callable[[Page], None], tmp_path: Path
) -> None:
    site.sign_in(phone)
    drop(phone, site, dirty(tmp_path, extra=45))
    phone.wait_for_url("**/imports/imp_*/")
    phone.locator("[data-go]").wait_for()
    assert browsing.overflow(phone) <= 0
    axe(phone)
    for path in ("imports/", "imports/new/", "", "notifications/"):
        phone.goto(site.at(path))
        assert browsing.overflow(phone) <= 0, path
        axe(phone)


def test_a_viewer_looks_and_a_stranger_sees_nothing(
    site: Site, visit: Callable[..., Page], tmp_path: Path
) -> None:
    owner = visit()
    site.sign_in(owner)
    drop(owner, site, dirty(tmp_path, extra=46))
    owner.wait_for_url("**/imports/imp_*/")
    owner.locator("[data-go]").wait_for()
    viewer = visit()
    site.sign_in(viewer, role="viewer")
    viewer.goto(owner.url)
    expect(viewer.get_by_role("heading", name="Trial run")).to_be_visible()
    expect(viewer.get_by_role("button", name="Import")).to_have_count(0)
    expect(viewer.get_by_label("IG User")).to_be_disabled()
    assert viewer.goto(site.at("imports/new/")).status == 403  # type: ignore[union-attr]
    stranger = visit()
    site.sign_in(stranger, role="stranger")
    assert stranger.goto(owner.url).status == 404  # type: ignore[union-attr]


def test_home_of_an_empty_instance_offers_a_file_or_the_demo(
    empty_site: Site, desktop: Page, axe: Callable[[Page], None]
) -> None:
    page = desktop
    empty_site.sign_in(page)
    page.goto(empty_site.at(""))
    expect(page.get_by_role("heading", name="Begin with a file of creators")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="2,000 invented creators").click()
    expect(page.get_by_role("heading", name="Nothing waits for you")).to_be_visible(timeout=90_000)
    axe(page)


def test_queues_are_worked_through_with_the_keys(
    site: Site, desktop: Page, axe: Callable[[Page], None]
) -> None:
    page = desktop
    email = site.person("analyst")
    site.inside(
        "from datetime import timedelta\nfrom groundswell.kernel.clock import now\n"
        "from groundswell.relationships.actions import create_list, give_task\n"
        "from groundswell.workspaces.models import Member, Person\n"
        "from groundswell.workspaces.queries import scope_of_person\n"
        "from groundswell.workspaces.notifications import notify\n"
        f"person = Person.objects.get(email={email!r})\n"
        f"scope = scope_of_person(person, {site.slug!r})\n"
        "me = Member.objects.get(person=person).uid\n"
        "row = create_list(scope, 'Spring launch')\n"
        "for day, text in ((-3, 'Send briefs'), (0, 'Call Wren'), (0, 'Check fees')):\n"
        "    give_task(scope, text, name=row.uid, due_on=(now() + timedelta(days=day)).date(), assignee=me)\n"
        "notify(scope.workspace, [person.pk], 'note.mentioned', 'Ada Quill: have a look, @analyst', f'lists/{row.uid}/')\n"
    )
    site.sign_in(page, role="analyst")
    page.goto(site.at(""))
    expect(page.get_by_role("heading", name="My tasks due")).to_be_visible()
    expect(page.locator("[data-home] [data-row]")).to_have_count(3)
    expect(page.locator("[data-home] [data-row]").first).to_contain_text("3 days late")
    axe(page)
    page.keyboard.press("j")
    page.keyboard.press("e")
    expect(page.get_by_text("Done: Send briefs")).to_be_visible()
    expect(page.locator("[data-home] [data-row]")).to_have_count(2)
    page.keyboard.press("h")  # the next one is at hand already
    expect(page.get_by_text("Put off to")).to_be_visible()
    expect(page.locator("[data-home] [data-row]")).to_have_count(1)
    page.get_by_role("button", name="Undo").first.click()
    expect(page.locator("[data-home] [data-row]")).to_have_count(2)
    page.get_by_role("link", name="Mentions of you").click()
    expect(page.locator("[data-home]")).to_contain_text("have a look, @analyst")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/lists/lst_*/")
    page.goto(site.at("notifications/"))
    expect(page.get_by_text("have a look, @analyst")).to_be_visible()
    axe(page)
