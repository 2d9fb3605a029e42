"""A file is mended on its way in: readings, repairs, another try while it is read, stop and go on."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest

from groundswell.connectors.spreadsheet import (
    actions,
    queries,
    reading,
    repairs,
    standing,
    stepwise,
    uploads,
)
from groundswell.connectors.spreadsheet.jobs import KEEP_UNWANTED, tidy_imports
from groundswell.connectors.spreadsheet.mapping import Column
from groundswell.connectors.spreadsheet.models import Import, State
from groundswell.connectors.spreadsheet.requests import Request
from groundswell.connectors.spreadsheet.staging import Stage
from groundswell.connectors.spreadsheet.standing import Phase
from groundswell.connectors.spreadsheet.targets import parse
from groundswell.connectors.spreadsheet.wording import Answer, groups, label, questions, read_as
from groundswell.creators.models import Profile
from groundswell.kernel import files
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Conflict, Invalid, Missing
from groundswell.kernel.files import BadFile
from groundswell.tasks.models import Job
from groundswell.tasks.models import State as JobState
from groundswell.tasks.queue import claim, complete
from groundswell.tasks.running import Run
from groundswell.tasks.worker import work_once
from groundswell.workspaces.models import Workspace
from groundswell.workspaces.scope import Scope

pytestmark = pytest.mark.django_db(transaction=True)

CSV = """instagram handle,Fans,Country,Last post
wren.softskin,12900,US,03/04/2026
@pilar o,9400,Scotlnd,05/06/2026
solveig.m,none given,DE,07/08/2026
yuna_spf,none given,CA,09/10/2026
"""


@pytest.fixture
def scope(db: None) -> Scope:
    return Scope.operator(Workspace.objects.create(slug="acme", name="Acme").pk)


def begun(scope: Scope, text: str = CSV, called: str = "crowd.csv", **more: object) -> Import:
    stored = uploads.take_in(BytesIO(text.encode()), called, limit=10_000_000)
    (entry,), _ = stepwise.begin(scope, stored, Request(Path()), **more)  # type: ignore[arg-type]
    return entry


def work() -> None:
    while work_once("w", timedelta(seconds=60)):
        pass


def plan_of(scope: Scope, entry: Import) -> dict:
    work()
    found = standing.standing(scope, entry.uid)
    assert found.phase is Phase.READY
    assert found.plan is not None
    return found.plan


def wish(entry: Import, **more: object) -> Request:
    from dataclasses import replace

    return replace(stepwise.request_of(entry), **more)  # type: ignore[arg-type]


# ---------------------------------------------------------------- readings and repairs


def test_an_open_date_order_is_asked_and_the_answer_is_kept(scope: Scope) -> None:
    entry = begun(scope)
    plan_of(scope, entry)
    column = next(one for one in entry.understood["columns"] if one["column"] == "Last post")
    assert any(doubt.startswith("date order:") for doubt in column["doubts"])
    after = stepwise.again(scope, entry.uid, wish(entry, readings={"Last post": {"order": "mdy"}}))
    plan = plan_of(scope, after)
    told = next(one for one in plan["mapping"]["columns"] if one["column"] == "Last post")
    assert (told["doubts"], told["reading"]["order"]) == ([], "mdy")
    (wren,) = [row for row in plan["samples"]["new"] if row["handle"] == "wren.softskin"]
    assert wren["last_post_at"] == 1772582400  # 4 March 2026
    assert standing.standing(scope, entry.uid).entry == after  # the old address leads on
    # the next file with these headers is read so at once
    later = begun(scope, CSV + "more_fern,5,US,01/02/2026\n", "next.csv")
    column = next(one for one in later.understood["columns"] if one["column"] == "Last post")
    assert column["reading"]["order"] == "mdy"


def test_repairs_put_a_text_in_place_of_another_and_leave_the_listing_as_it_came(
    scope: Scope,
) -> None:
    entry = begun(scope)
    plan = plan_of(scope, entry)
    found = {
        row["value"]: (row["repair"], row["shown"], row["times"])
        for sort in plan["faults"]
        for row in sort["rows"]
    }
    assert found == {
        "@pilar o": ("@pilaro", "@pilaro", 1),
        "Scotlnd": ("GB", "Scotland, United Kingdom", 1),
        "none given": ("", "", 2),
    }
    said = {
        "instagram handle": {"@pilar o": "@pilaro"},
        "Country": {"Scotlnd": "GB"},
        "Fans": {"none given": ""},
    }
    mended = stepwise.again(scope, entry.uid, wish(entry, repairs=said))
    plan = plan_of(scope, mended)
    assert (plan["rejected"], plan["warnings"], plan["created"]) == (0, 0, 4)
    stepwise.confirm(scope, mended.uid)
    work()
    assert Profile.objects.filter(key="pilaro", facts__contains='"country":"GB"').exists()


def test_a_repaired_cell_is_listed_as_it_came(scope: Scope) -> None:
    entry = begun(scope)
    plan_of(scope, entry)
    again = stepwise.again(scope, entry.uid, wish(entry, repairs={"Country": {"Scotlnd": "GB"}}))
    plan_of(scope, again)
    text = queries.rejects_of(scope, again.uid).read_text()
    (pilar,) = [line for line in text.splitlines() if "row rejected" in line]
    assert pilar.endswith("9400,Scotlnd,05/06/2026")


@pytest.mark.parametrize(
    ("target", "value", "expected"),
    [
        ("handle", "@a b c", "@abc"),
        ("handle", "see bio", None),  # words are no split handle
        ("country", "Germny", "DE"),
        ("country", "Nordics", None),
        ("country", "--?--", ""),
        ("language", "Englsh", "en"),
        ("followers", "tbd", ""),
        ("followers", "12.9.4K", None),  # digits say something
        ("last_post_at", "soon", ""),
        ("contact.email", "ask me", ""),
        ("contact.email", "a@b", None),
        ("bio", "whatever", None),
    ],
)
def test_what_an_unreadable_text_may_mean(target: str, value: str, expected: str | None) -> None:
    found = repairs.suggest(parse(target), value)
    assert (found.text if found else None) == expected


@pytest.mark.parametrize(
    "readings", [{"Fans": {"mark": ";"}}, {"Fans": {"colour": "."}}, {"Fans": {"currency": "XYZ"}}]
)
def test_readings_that_are_none_are_refused(scope: Scope, readings: dict) -> None:
    entry = begun(scope)
    plan_of(scope, entry)
    with pytest.raises(Invalid, match="no way to read"):
        stepwise.again(scope, entry.uid, wish(entry, readings=readings))


def test_too_many_repairs_belong_into_the_file(scope: Scope) -> None:
    entry = begun(scope)
    plan_of(scope, entry)
    many = {str(at): "" for at in range(repairs.MOST + 1)}
    with pytest.raises(Invalid, match="different values of Fans"):
        stepwise.again(scope, entry.uid, wish(entry, repairs={"Fans": many}))


# ---------------------------------------------------------------- another try, stop, go on


def test_another_try_while_it_is_read_stops_the_first_and_leaves_nothing_of_it(
    scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 1)
    entry = begun(scope)
    job = claim("w", timedelta(seconds=60))
    assert job is not None
    successor: list[Import] = []
    put = Stage.put

    def interrupted(stage: Stage, *given: object) -> object:
        if not successor:  # somebody corrects a column while the second row is read
            successor.append(
                stepwise.again(scope, entry.uid, wish(entry, columns={"Fans": "ignore"}))
            )
        return put(stage, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Stage, "put", interrupted)
    assert stepwise.read(Run(job, _kind(job))) is None
    complete(job)
    entry.refresh_from_db()
    assert (entry.state, entry.replaced_by) == (State.DROPPED, successor[0].uid)
    assert not Stage(entry.uid).exists()
    plan = plan_of(scope, successor[0])
    assert plan["created"] == 3
    assert "followers" not in plan["samples"]["new"][0]


def _kind(job: Job) -> object:
    from groundswell.tasks.registry import JOBS

    return JOBS[job.name]


def test_a_stopped_import_goes_on_and_a_recorded_one_cannot_be_tried_again(
    scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 1)
    entry = begun(scope)
    stepwise.stop(scope, entry.uid)
    assert standing.standing(scope, entry.uid).phase is Phase.STOPPED
    assert not work_once("w", timedelta(seconds=60))
    stepwise.go_on(scope, entry.uid)
    assert standing.standing(scope, entry.uid).phase is Phase.READING
    plan_of(scope, entry)
    stepwise.confirm(scope, entry.uid)
    assert standing.standing(scope, entry.uid).phase is Phase.RECORDING  # before a worker has it
    stepwise.stop(scope, entry.uid)
    assert standing.standing(scope, entry.uid).phase is Phase.READY
    stepwise.confirm(scope, entry.uid)
    work()
    done = standing.standing(scope, entry.uid)
    assert (done.phase, done.step, done.can_undo) == (Phase.DONE, 2, True)
    with pytest.raises(Conflict, match="cannot be corrected"):
        stepwise.again(scope, entry.uid, wish(entry))
    with pytest.raises(Conflict, match="cannot be gone on with"):
        stepwise.go_on(scope, entry.uid)
    Import.objects.filter(pk=entry.pk).update(finished_at=now() - standing.UNDO_FOR)
    assert not standing.standing(scope, entry.uid).can_undo


def test_a_failed_run_can_go_on(scope: Scope) -> None:
    entry = begun(scope)
    Job.objects.filter(key=entry.uid).update(state=JobState.DEAD)
    assert standing.standing(scope, entry.uid).phase is Phase.STOPPED
    stepwise.go_on(scope, entry.uid)
    assert plan_of(scope, entry)["created"] == 3


def test_only_the_meant_table_of_a_workbook_is_read_again(scope: Scope, tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "instagram.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, header in (("One", "Fans"), ("Two", "Crowd")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["handle", header])
            sheet.write_row(1, 0, [f"{name.lower()}.fern", "12"])
    stored = uploads.take_in(BytesIO(path.read_bytes()), path.name, limit=10_000_000)
    (one, two), _ = stepwise.begin(scope, stored, Request(Path()))
    work()
    after = stepwise.again(scope, two.uid, wish(two, columns={"Crowd": "followers"}))
    assert plan_of(scope, after)["samples"]["new"][0]["followers"] == 12
    assert Import.objects.filter(state__in=[State.READY, State.READING]).count() == 2
    assert standing.standing(scope, one.uid).phase is Phase.READY


def test_another_workspace_finds_none_of_it(scope: Scope) -> None:
    entry = begun(scope)
    work()
    rival = Scope.operator(Workspace.objects.create(slug="rival", name="Rival").pk)
    for ask in (standing.standing, stepwise.stop, stepwise.go_on, stepwise.discard):
        with pytest.raises(Missing):
            ask(rival, entry.uid)
    with pytest.raises(Missing):
        stepwise.again(rival, entry.uid, wish(entry))
    assert standing.waiting(rival) == []
    assert queries.sources(rival) == []
    assert queries.matches_of_sources(rival, ["Fans"]) == {}


# ---------------------------------------------------------------- what has to be said first


def test_a_table_without_platform_is_taken_in_and_waits_for_the_answer(scope: Scope) -> None:
    text = "handle,followers\nwren.softskin,12900\n"
    with pytest.raises(Invalid, match="on which platform"):
        begun(scope, text)
    entry = begun(scope, text, insist=False)
    assert standing.standing(scope, entry.uid).phase is Phase.ASKS
    assert not Job.objects.filter(key=entry.uid).exists()
    assert [one.entry for one in standing.waiting(scope)] == [entry]
    with pytest.raises(Invalid, match="on which platform"):  # nothing was answered yet
        stepwise.again(scope, entry.uid, wish(entry))
    once_more = begun(scope, text, insist=False)  # handed in again instead of answered
    entry.refresh_from_db()
    assert (entry.state, entry.replaced_by) == (State.DROPPED, once_more.uid)
    assert not Path(entry.path).exists()
    answered = stepwise.again(scope, once_more.uid, wish(once_more, platform="tiktok"))
    assert plan_of(scope, answered)["created"] == 1


def test_the_header_of_the_handles_names_the_platform(scope: Scope) -> None:
    entry = begun(scope, "IG User,Reach\n@wren.softskin,1\n@yuna_spf,2\n", "list.csv")
    assert entry.understood["platform"] == "instagram"


def test_what_is_never_stored_is_not_even_guessed(scope: Scope) -> None:
    entry = begun(scope, "instagram handle,Ethnicity,Race\nwren.softskin,Germany,en\n")
    told = {one["column"]: (one["target"], one["reason"]) for one in entry.understood["columns"]}
    assert told["Ethnicity"] == told["Race"] == (None, "never stored here")


# ---------------------------------------------------------------- uploads and tidying


@pytest.mark.parametrize(
    ("called", "content", "says"),
    [
        ("a.csv", b"", "a.csv is empty"),
        ("a.csv", b"\x00\x01" * 3000, "not text inside"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "protected by a password"),
        ("a.xlsx", b"plain words", "not a .xlsx file inside"),
        ("a.ods", b"PK\x03\x04", "workbook of a kind"),
        ("a.pdf", b"%PDF-", "not a table"),
    ],
)
def test_usual_mistakes_get_a_sentence_and_leave_nothing(
    called: str, content: bytes, says: str
) -> None:
    with pytest.raises(BadFile, match=says):
        uploads.take_in(BytesIO(content), called, limit=100_000)
    assert [one for one in files.home().rglob("*") if one.is_file()] == []


def test_an_upload_has_the_day_it_was_changed(scope: Scope) -> None:
    stored = uploads.take_in(BytesIO(CSV.encode()), "crowd.csv", limit=10_000)
    (entry,), _ = stepwise.begin(scope, stored, Request(Path()), modified=1_700_000_000.0)
    assert entry.observed_at == 1_700_000_000


def test_what_nobody_came_back_for_goes_with_its_upload(scope: Scope) -> None:
    entry = begun(scope)
    work()
    Import.objects.update(made_at=now() - KEEP_UNWANTED - timedelta(hours=1))
    assert tidy_imports(None)["dropped"] == 1  # type: ignore[arg-type]
    assert not Path(entry.path).exists()


def test_undoing_removes_the_list_of_rejected_rows(scope: Scope) -> None:
    entry = begun(scope)
    work()
    stepwise.confirm(scope, entry.uid)
    work()
    path = queries.rejects_of(scope, entry.uid)
    stepwise.take_back(scope, entry.uid)
    work()
    assert not path.exists()
    with pytest.raises(Missing):
        queries.rejects_of(scope, entry.uid)


def test_what_an_earlier_import_of_a_source_said_can_be_used_again(scope: Scope) -> None:
    first = begun(scope)
    work()
    again = stepwise.again(
        scope, first.uid, wish(first, source="Northlight", columns={"Fans": "following"})
    )
    work()
    stepwise.confirm(scope, again.uid)
    work()
    found = queries.matches_of_sources(scope, ["Fans", "Country", "Other"])
    assert found == {"Northlight": {"Fans": "following", "Country": "country"}}
    assert [one.name for one in queries.sources(scope)] == ["Northlight"]


# ---------------------------------------------------------------- words


def test_every_choice_for_a_column_is_one_that_can_be_read() -> None:
    for kind in ("profiles", "posts"):
        offered = [value for group in groups(kind) for value, _ in group.choices]  # type: ignore[arg-type]
        assert len(offered) == len(set(offered))
        assert all(label(parse(value)) for value in offered)


def test_engagement_without_a_base_is_asked_about() -> None:
    (asked,) = questions(Column(0, "ER", parse("er_stated"), 0.9, "the header names it"))
    assert asked.answers[0] == Answer("target", "er_followers", "by followers")
    assert read_as(Column(0, "ER", parse("er_stated"), 0.9, "")) == "fraction, or with a % sign"


def test_cells_are_only_replaced_where_they_are_the_whole_text() -> None:
    frame = pl.DataFrame({"0": ["n/a ", "n/a or so", None, "x"]})
    from groundswell.connectors.spreadsheet.mapping import Mapping

    one = Mapping("profiles", "", None, "", (Column(0, "Fans", None, 1.0, ""),), (), "")
    mended = repairs.apply(frame, one, {"Fans": {"n/a": "", "x": "7"}, "Other": {"a": "b"}})
    assert mended["0"].to_list() == [None, "n/a or so", None, "7"]


def test_the_command_refuses_what_the_pages_take_in_for_an_answer(
    scope: Scope, tmp_path: Path
) -> None:
    path = tmp_path / "shortlist.csv"
    path.write_text("handle,followers\nwren.softskin,1\n")
    with pytest.raises(Invalid, match="on which platform"):
        actions.open_file(scope, Request(path))
