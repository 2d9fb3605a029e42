"""Home: what needs a member, what can be done with it, and nothing of anybody else's."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from groundswell.connectors.spreadsheet import stepwise, uploads
from groundswell.connectors.spreadsheet.models import Import, State
from groundswell.connectors.spreadsheet.requests import Request
from groundswell.creators.models import Profile
from groundswell.discovery.models import Finding, Memory, SavedSearch
from groundswell.discovery.saved import rowset
from groundswell.discovery.saved.actions import save_search
from groundswell.kernel.clock import now
from groundswell.relationships import actions as relations
from groundswell.relationships.models import Deed, List, Task
from groundswell.tasks.models import Job
from groundswell.tasks.worker import work_once
from groundswell.web.home.jobs import DEMO_JOB
from groundswell.web.home.queues import Item, Queue, queue, queues
from groundswell.workspaces import actions
from groundswell.workspaces.models import Notification
from groundswell.workspaces.notifications import notify
from tests.api.world import load_crowd
from tests.factories.people import Cast

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def crowd(cast: Cast) -> Cast:
    load_crowd(cast.scope("owner"), 20)
    return cast


def at_home(cast: Cast, who: str = "owner") -> Client:
    client = Client()
    client.force_login(cast[who])
    return client


def items(client: Client, slug: str) -> list[Item]:
    page = client.get("/w/fernhill/", {"queue": slug})
    assert page.status_code == 200
    chosen = page.context["chosen"]
    assert chosen.queue.slug == slug
    return chosen.items


def counts(client: Client) -> dict[str, int]:
    groups = client.get("/w/fernhill/").context["groups"]
    return {one.queue.slug: len(one.items) for _, found in groups for one in found if one.items}


def task(cast: Cast, text: str, days: int | None, who: str = "owner") -> Task:
    board = List.objects.filter(name="Spring launch").first()
    board = board or relations.create_list(cast.scope("owner"), "Spring launch")
    day = None if days is None else (now() + timedelta(days=days)).date()
    return relations.give_task(
        cast.scope("owner"), text, name=board.uid, due_on=day, assignee=cast.member(who).uid
    )


def test_an_empty_catalog_gets_three_steps_and_no_queues(cast: Cast) -> None:
    page = at_home(cast).get("/w/fernhill/").content.decode()
    assert "Begin with a file of creators" in page
    assert "2,000 invented creators" in page
    viewer = at_home(cast, "viewer").get("/w/fernhill/").content.decode()
    assert "data-drop" not in viewer
    assert "invented creators" not in viewer


def test_nothing_to_do_says_so_and_lists_what_is_clear(crowd: Cast) -> None:
    client = at_home(crowd)
    page = client.get("/w/fernhill/")
    assert "Nothing waits for you" in page.content.decode()
    assert counts(client) == {}
    names = {one.queue.slug for _, found in page.context["groups"] for one in found}
    assert names == {one.slug for one in queues()}


def test_tasks_due_come_first_and_late_ones_are_told(crowd: Cast) -> None:
    client = at_home(crowd)
    task(crowd, "Send briefs", -3)
    task(crowd, "Call Wren", 0)
    task(crowd, "Check fees", 2)
    task(crowd, "Some day", None)
    task(crowd, "In a month", 30)
    task(crowd, "Somebody else's", 0, who="manager")
    due = items(client, "tasks")
    assert [(one.title, one.about, one.late) for one in due] == [
        ("Send briefs", "3 days late", True), ("Call Wren", "due today", False),
    ]  # fmt: skip
    assert [one.title for one in items(client, "tasks-soon")] == ["Check fees", "Some day"]
    page = client.get("/w/fernhill/")
    assert page.context["needs"] == 4
    assert page.context["needs_today"] == 2
    assert page.context["chosen"].queue.slug == "tasks"


def test_done_and_put_off_with_a_way_back(crowd: Cast) -> None:
    client = at_home(crowd)
    row = task(crowd, "Send briefs", -3)
    answer = client.post(f"/w/fernhill/home/tasks/{row.uid}/snooze/", headers=HTMX)
    assert answer.status_code == 200
    assert "undo" in answer["HX-Trigger"]
    row.refresh_from_db()
    assert row.due_on == timezone.localdate() + timedelta(days=1)
    client.post(f"/w/fernhill/home/tasks-soon/{row.uid}/done/")
    row.refresh_from_db()
    assert row.done_at is not None
    assert counts(client) == {}
    assert client.post(f"/w/fernhill/home/tasks/{row.uid}/dance/").status_code == 404
    assert client.post(f"/w/fernhill/home/nothing/{row.uid}/done/").status_code == 404
    assert at_home(crowd, "viewer").post(
        f"/w/fernhill/home/tasks/{row.uid}/done/"
    ).status_code == 403  # fmt: skip


def test_a_task_of_another_workspace_cannot_be_finished(crowd: Cast) -> None:
    row = task(crowd, "Send briefs", 0)
    rival = at_home(crowd, "stranger")
    assert rival.post(f"/w/rivalry/home/tasks/{row.uid}/done/").status_code == 404
    assert rival.post(f"/w/fernhill/home/tasks/{row.uid}/done/").status_code == 404
    row.refresh_from_db()
    assert row.done_at is None


def test_mentions_stand_apart_from_other_notifications_and_are_read(crowd: Cast) -> None:
    client = at_home(crowd)
    me = [crowd["owner"].pk]
    notify(crowd.fernhill.pk, me, "note.mentioned", "Ada Quill: have a look", "lists/")
    notify(crowd.fernhill.pk, me, "list.profiles-added", "12 creators added", "lists/")
    notify(crowd.fernhill.pk, me, "task.due", "Due today: x", "lists/")  # has a queue of its own
    notify(crowd.fernhill.pk, [crowd["manager"].pk], "note.mentioned", "Ada: secret", "")
    (mention,) = items(client, "mentions")
    assert (mention.title, mention.text, mention.person) == ("Ada Quill", "have a look", True)
    assert [one.title for one in items(client, "notices")] == ["12 creators added"]
    assert client.get(mention.href)["Location"] == "/w/fernhill/lists/"
    assert counts(client) == {"notices": 1}
    client.post("/w/fernhill/notifications/")
    assert counts(client) == {}
    page = client.get("/w/fernhill/notifications/").content.decode()
    assert "have a look" in page
    assert "secret" not in page


def test_a_notification_of_somebody_else_is_not_there(crowd: Cast) -> None:
    notify(crowd.fernhill.pk, [crowd["manager"].pk], "note.mentioned", "Ada: secret", "lists/")
    uid = Notification.objects.get().uid
    assert at_home(crowd).get(f"/w/fernhill/notifications/{uid}/").status_code == 404
    assert Notification.objects.get().read_at is None


def test_new_matches_of_followed_searches(crowd: Cast) -> None:
    client = at_home(crowd)
    save_search(crowd.scope("owner"), "Skin in the US", "topic:skincare")
    row = SavedSearch.objects.get()
    rows = np.sort(np.array(Profile.objects.values_list("pk", flat=True)[:3], dtype=np.int64))
    Finding.objects.create(search=row, rows=rowset.pack(rows), count=3)
    Memory.objects.update_or_create(search=row, defaults={"rows": rowset.pack(rows)})
    (item,) = items(client, "matches")
    assert (item.title, item.about) == ("Skin in the US", "3 new creators")
    assert counts(at_home(crowd, "manager")) == {}  # neither theirs nor followed
    client.post(f"/w/fernhill/home/matches/{row.uid}/done/")
    assert counts(client) == {}


def test_imports_that_wait_or_failed(crowd: Cast) -> None:
    client = at_home(crowd)
    stored = uploads.take_in(BytesIO(b"handle,fans\nwren,1\n"), "shortlist.csv", limit=1000)
    (entry,), _ = stepwise.begin(crowd.scope("owner"), stored, Request(Path()), insist=False)
    (item,) = items(client, "imports")
    assert (item.title, item.about) == ("shortlist.csv", "needs an answer")
    assert "on which platform" in item.text
    assert item.does == frozenset()  # E would throw the file away
    Import.objects.update(state=State.FAILED, problem="The file is damaged.")
    (item,) = items(client, "imports")
    assert item.late
    client.post(f"/w/fernhill/home/imports/{entry.uid}/done/")
    assert counts(client) == {}
    assert "imports" not in {
        one.queue.slug
        for _, found in at_home(crowd, "finance").get("/w/fernhill/").context["groups"]
        for one in found
    }


def test_votes_of_colleagues_ask_for_mine(crowd: Cast) -> None:
    client = at_home(crowd)
    board = relations.create_list(crowd.scope("manager"), "Spring launch")
    rows = list(Profile.objects.values_list("pk", flat=True)[:3])
    relations.add_profiles(crowd.scope("manager"), board.uid, rows)
    for row in rows[:2]:
        relations.vote(crowd.scope("manager"), board.uid, row, up=True)
    (item,) = items(client, "votes")
    assert (item.title, item.about) == ("Spring launch", "2 creators others voted on")
    relations.vote(crowd.scope("owner"), board.uid, rows[0], up=False)
    assert items(client, "votes")[0].about == "1 creator others voted on"
    relations.remove_profiles(crowd.scope("owner"), board.uid, [rows[1]])
    assert counts(client) == {}
    assert counts(at_home(crowd, "manager")) == {}  # who voted has nothing open


def test_lists_nobody_touches_can_be_put_aside(crowd: Cast) -> None:
    client = at_home(crowd)
    board = relations.create_list(crowd.scope("manager"), "Winter repair")
    assert counts(client) == {}
    long_ago = now() - timedelta(days=46)
    List.objects.update(created_at=long_ago)
    Deed.objects.update(at=long_ago)
    (item,) = items(client, "idle-lists")
    assert item.text.startswith("last touched by Manager Quill on ")
    client.post(f"/w/fernhill/home/idle-lists/{board.uid}/done/")
    board.refresh_from_db()
    assert board.archived_at is not None
    other = relations.create_list(crowd.scope("stranger", "rivalry"), "Theirs")
    assert client.post(f"/w/fernhill/home/idle-lists/{other.uid}/done/").status_code == 404


def test_open_invitations_are_for_who_runs_the_workspace(crowd: Cast) -> None:
    actions.invite(
        crowd.scope("owner"), "new@example.com", "analyst", link_for="/invitation/{}/".format
    )
    (item,) = items(at_home(crowd), "invitations")
    assert (item.title, item.about) == ("new@example.com", "analyst")
    assert counts(at_home(crowd, "manager")) == {}


def test_recent_lists_are_at_hand(crowd: Cast) -> None:
    relations.create_list(crowd.scope("owner"), "Spring launch")
    page = at_home(crowd).get("/w/fernhill/").content.decode()
    assert "Lists you may go on with" in page
    assert "Spring launch" in page


def test_the_demo_is_loaded_by_a_job_and_only_once(cast: Cast) -> None:
    client = at_home(cast)
    for _ in range(2):
        assert client.post("/w/fernhill/home/demo/").status_code == 302
    assert Job.objects.filter(name=DEMO_JOB).count() == 1
    assert "Waiting for its turn" in client.get("/w/fernhill/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_demo_fills_the_catalog(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("groundswell.web.home.jobs.CREATORS", 30)
    client = at_home(cast)
    client.post("/w/fernhill/home/demo/")
    while work_once("w", timedelta(seconds=60)):
        pass
    assert Profile.objects.count() == 30
    assert "Nothing waits for you" in client.get("/w/fernhill/").content.decode()


def test_a_queue_name_is_taken_once() -> None:
    known: Queue = next(iter(queues()))
    with pytest.raises(ValueError, match="two queues"):
        queue(known.slug, "Again", icon="bell")(lambda _request: [])
