"""Saved searches: kept, looked at, told of once, and nobody else's business."""

import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.creators import feed
from groundswell.creators.models import PUBLIC, Creator, Profile
from groundswell.discovery import search, sync
from groundswell.discovery.errors import QueryError
from groundswell.discovery.models import Cadence, Finding, Follower, Memory, SavedSearch
from groundswell.discovery.saved import (
    actions,
    looking,
    purging,
    queries,
    rowset,
    rules,
    unsubscribing,
)
from groundswell.kernel.errors import Conflict, Invalid, Missing, Refused
from groundswell.relationships import caching
from groundswell.tasks.models import Job
from groundswell.workspaces import reversals
from groundswell.workspaces.models import AuditLine, Member, Notification
from tests.factories.jobs import hurry, run_due
from tests.factories.people import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    caching.forget()
    return make_cast()


@pytest.fixture
def me(cast):
    return cast.scope("manager")


@pytest.fixture
def colleague(cast):
    return cast.scope("analyst")


@pytest.fixture
def stranger(cast):
    return cast.scope("stranger", "rivalry")


@pytest.fixture
def catalog(cast):
    """Three vegans and a driver, indexed."""
    rows = [add(key, topic="vegan") for key in ("ada", "bea", "cleo")] + [add("dan", topic="cars")]
    sync.drain()
    return rows


def add(key, *, topic="vegan", owner=PUBLIC, creator=None, followers=10_000):
    profile = Profile.objects.create(
        creator=creator or Creator.objects.create(owner=owner),
        owner=owner,
        platform=1,
        key=key,
        handle=key,
        facts=f'{{"topics":["{topic}"],"followers":{followers}}}',
        origins='{"":[1,1700000000]}',
        seen_at=1_700_000_000,
    )
    feed.announce([profile.pk])
    return profile.pk


def turn(row, topic):
    Profile.objects.filter(pk=row).update(facts=f'{{"topics":["{topic}"],"followers":10000}}')
    feed.touch([row])
    feed.announce([row])


def bell(cast, who):
    rows = Notification.objects.filter(person=cast[who]).order_by("pk")
    return [(row.text, row.link) for row in rows]


def look_now():
    """The catalog has changed and the moment has come."""
    sync.drain()
    hurry(looking.LOOK_JOB)
    return run_due()


# ---------------------------------------------------------------- sets of rows


@given(
    rows=st.lists(st.integers(0, 200_000), max_size=300),
    asked=st.lists(st.integers(0, 300_000), max_size=50),
)
def test_a_set_of_rows_is_what_went_in(rows, asked):
    packed = rowset.pack(np.array(rows, dtype=np.int64))

    assert rowset.unpack(packed).tolist() == sorted(set(rows))
    held = rowset.holds(packed, np.array(asked, dtype=np.int64))
    assert held.tolist() == [one in set(rows) for one in asked]


def test_a_set_of_rows_is_small():
    some = np.array(random.Random(4).sample(range(10_000_000), 100), dtype=np.int64)

    assert len(rowset.pack(some)) < 8_000
    assert len(rowset.pack(np.arange(10_000_000, dtype=np.int64))) < 10_000


# ---------------------------------------------------------------- keeping


def test_a_search_is_kept_in_canonical_text_with_its_total(catalog, me):
    row = actions.save_search(me, "  Vegan   folk ", "TOPIC:Vegan  ")

    (line,) = queries.saved_searches(me)
    assert (line.row.name, line.row.query, line.row.total) == ("Vegan folk", "topic:vegan", 3)
    assert (line.new, line.cadence, line.mine, line.may_change) == (0, Cadence.NEVER, True, True)
    assert line.sentence == "Profiles about vegan."
    assert AuditLine.objects.filter(verb="search.saved", subject=row.uid).count() == 1


def test_what_cannot_be_saved_is_refused(catalog, me, cast):
    actions.save_search(me, "Vegan", "topic:vegan")

    with pytest.raises(actions.NameTaken):
        actions.save_search(me, "VEGAN", "topic:cars")
    with pytest.raises(QueryError):
        actions.save_search(me, "Broken", "topic:")
    with pytest.raises(Invalid):
        actions.save_search(me, " ", "topic:cars")
    with pytest.raises(Invalid):
        actions.save_search(me, "Often", "topic:cars", cadence="hourly")
    with pytest.raises(Missing):
        actions.save_search(me, "Lists", "list:nowhere")
    with pytest.raises(Refused):
        actions.save_search(cast.scope("viewer"), "Mine", "topic:cars")
    assert SavedSearch.objects.count() == 1


def test_a_private_search_is_its_owners_and_a_shared_one_the_workspaces(
    catalog, me, colleague, stranger
):
    private = actions.save_search(me, "Private", "topic:vegan")
    shared = actions.save_search(me, "Shared", "topic:vegan", shared=True)

    assert [line.row.name for line in queries.saved_searches(me)] == ["Private", "Shared"]
    assert [line.row.name for line in queries.saved_searches(colleague)] == ["Shared"]
    assert queries.saved_searches(stranger) == []
    with pytest.raises(Missing):
        queries.saved_search(colleague, private.uid)
    for uid in (private.uid, shared.uid):
        with pytest.raises(Missing):
            queries.saved_search(stranger, uid)
        with pytest.raises(Missing):
            actions.follow(stranger, uid, "now")
        with pytest.raises(Missing):
            actions.open_search(stranger, uid)
        with pytest.raises(Missing):
            search.count(stranger, f"new:{uid}")


def test_only_the_owner_or_who_runs_the_workspace_changes_it(catalog, cast, me, colleague):
    row = actions.save_search(me, "Shared", "topic:vegan", shared=True)

    with pytest.raises(Refused):
        actions.change_search(colleague, row.uid, name="Mine now")
    with pytest.raises(Refused):
        actions.delete_search(colleague, row.uid)
    changed, _ = actions.change_search(cast.scope("owner"), row.uid, name="Ours")
    assert changed.name == "Ours"


def test_a_change_is_undone(catalog, me):
    row = actions.save_search(me, "Vegan", "topic:vegan")
    changed, undo = actions.change_search(me, row.uid, name="Cars", query="topic:cars", shared=True)
    assert (changed.name, queries.saved_search(me, row.uid).row.total) == ("Cars", 1)

    assert reversals.undo(me, undo) == "“Vegan” is as it was"

    again = queries.saved_search(me, row.uid).row
    assert (again.name, again.query, again.shared, again.total) == (
        "Vegan",
        "topic:vegan",
        False,
        3,
    )


def test_a_deleted_search_comes_back_unless_its_name_is_taken(catalog, me):
    row = actions.save_search(me, "Vegan", "topic:vegan")
    _, undo = actions.delete_search(me, row.uid)
    assert queries.saved_searches(me) == []
    other = actions.save_search(me, "Vegan", "topic:cars")

    with pytest.raises(Conflict):
        reversals.undo(me, undo)
    actions.change_search(me, other.uid, name="Cars")
    assert reversals.undo(me, undo) == "“Vegan” is back"

    assert {line.row.name for line in queries.saved_searches(me)} == {"Vegan", "Cars"}


def test_what_was_deleted_long_ago_goes_for_good(catalog, me):
    row = actions.save_search(me, "Vegan", "topic:vegan")
    actions.delete_search(me, row.uid)
    SavedSearch.objects.update(deleted_at=datetime.now(UTC) - timedelta(days=31))

    assert purging.purge() == 1

    assert not SavedSearch.objects.exists()
    assert not Memory.objects.exists()


# ---------------------------------------------------------------- looking and telling


def test_new_matches_are_told_once_and_the_link_shows_only_them(
    catalog, cast, me, mailoutbox, settings
):
    settings.SITE_URL = "https://gs.example"
    row = actions.save_search(me, "Vegan", "topic:vegan", cadence="now")
    eve = add("eve")

    assert looking.LOOK_JOB in look_now()

    ((text, link),) = bell(cast, "manager")
    assert text == "1 new match for “Vegan”"
    assert link == f"searches/{row.uid}/new/0/"
    (mail,) = mailoutbox
    assert mail.to == ["manager@fernhill.example"]
    assert f"https://gs.example/w/fernhill/{link}" in mail.body
    assert "List-Unsubscribe" in mail.extra_headers

    only = rules.query_of(row, since=0)
    assert only == f"topic:vegan new:{row.uid}"
    assert [one["handle"] for one in search.search(me, only).results] == ["eve"]
    assert next(iter(search.all_rows(me, only))).tolist() == [eve]

    look_now()
    assert len(bell(cast, "manager")) == len(mailoutbox) == 1


def test_a_second_alert_names_only_what_came_after_the_first(catalog, cast, me):
    row = actions.save_search(me, "Vegan", "topic:vegan", cadence="now")
    add("eve")
    look_now()
    add("fay")
    add("gus")
    look_now()

    text, link = bell(cast, "manager")[-1]
    assert text == "2 new matches for “Vegan”"
    since = int(link.split("/")[3])
    found = search.search(me, rules.query_of(row, since=since)).results
    assert {one["handle"] for one in found} == {"fay", "gus"}
    assert queries.saved_search(me, row.uid).new == 3

    actions.open_search(me, row.uid)
    assert queries.saved_search(me, row.uid).new == 0


def test_somebody_who_begins_to_match_is_new_and_who_stops_is_not_counted(catalog, cast, me):
    row = actions.save_search(me, "Vegan", "topic:vegan", cadence="weekly")
    turn(catalog[3], "vegan")
    gone = add("eve")
    sync.drain()
    looking.look(row.pk)
    assert (queries.saved_search(me, row.uid).new, bell(cast, "manager")) == (2, [])

    turn(gone, "cars")
    sync.drain()
    Follower.objects.update(due_at=datetime.now(UTC))
    looking.look(row.pk)

    assert queries.saved_search(me, row.uid).new == 1
    assert bell(cast, "manager")[0][0] == "1 new match for “Vegan”"


def test_a_private_layer_of_somebody_known_is_nobody_new(catalog, cast, me):
    """And neither is the public one that comes to light when the private one goes."""
    row = actions.save_search(me, "Vegan", "topic:vegan", cadence="now")
    private = add("ada", owner=cast.fernhill.pk)
    look_now()
    assert bell(cast, "manager") == []

    Profile.objects.filter(pk=private).delete()
    feed.announce([private, catalog[0]])
    look_now()

    assert bell(cast, "manager") == []
    assert not Finding.objects.filter(search=row).exists()


def test_what_is_private_to_another_workspace_is_never_found(catalog, cast, me):
    actions.save_search(me, "Vegan", "topic:vegan", cadence="now")
    add("secret", owner=cast.rivalry.pk)
    look_now()

    assert bell(cast, "manager") == []


def test_each_follower_is_told_at_their_own_pace(catalog, cast, me, colleague, mailoutbox):
    row = actions.save_search(me, "Vegan", "topic:vegan", shared=True, cadence="now")
    actions.follow(colleague, row.uid, "daily", by_mail=False)
    add("eve")
    look_now()
    add("fay")
    look_now()
    assert (len(bell(cast, "manager")), bell(cast, "analyst")) == (2, [])

    Follower.objects.filter(person=cast["analyst"]).update(due_at=datetime.now(UTC))
    looking.look(row.pk)
    run_due()

    assert [text for text, _ in bell(cast, "analyst")] == ["2 new matches for “Vegan”"]
    assert [mail.to for mail in mailoutbox] == [["manager@fernhill.example"]] * 2
    due = Follower.objects.get(person=cast["analyst"]).due_at
    assert due > datetime.now(UTC)


def test_who_stops_the_alert_or_leaves_or_may_no_longer_see_it_hears_nothing(
    catalog, cast, me, colleague
):
    row = actions.save_search(me, "Vegan", "topic:vegan", shared=True)
    viewer, finance = cast.scope("viewer"), cast.scope("finance")
    for scope in (colleague, viewer, finance):
        actions.follow(scope, row.uid, "now")
    actions.follow(colleague, row.uid, "")
    Member.objects.filter(person=cast["viewer"]).delete()
    add("eve")
    look_now()
    assert [bell(cast, who) for who in ("analyst", "viewer")] == [[], []]
    assert len(bell(cast, "finance")) == 1

    actions.change_search(me, row.uid, shared=False)
    add("fay")
    look_now()
    assert len(bell(cast, "finance")) == 1


def test_a_link_in_the_mail_ends_the_alert(catalog, cast, me, mailoutbox):
    actions.save_search(me, "Vegan", "topic:vegan", cadence="now")
    add("eve")
    look_now()
    token = mailoutbox[0].extra_headers["List-Unsubscribe"].split("/alerts/")[1].split("/")[0]

    with pytest.raises(Missing):
        unsubscribing.unfollow("rivalry", token)
    unsubscribing.unfollow("fernhill", token)
    add("fay")
    look_now()

    assert len(bell(cast, "manager")) == len(mailoutbox) == 1
    with pytest.raises(Missing):
        unsubscribing.unfollow("fernhill", "fol_0000000000000")


def test_a_new_query_begins_anew(catalog, cast, me):
    row = actions.save_search(me, "Vegan", "topic:vegan", cadence="now")
    add("eve")
    look_now()
    actions.change_search(me, row.uid, query="topic:cars")
    look_now()
    assert len(bell(cast, "manager")) == 1
    assert search.count(me, f"new:{row.uid}") == 0

    add("fast", topic="cars")
    look_now()
    assert len(bell(cast, "manager")) == 2


def test_a_search_that_can_no_longer_be_answered_says_why_and_disturbs_no_other(catalog, cast, me):
    from groundswell.relationships import actions as lists

    made = lists.create_list(me, "Soon gone")
    row = actions.save_search(me, "A", '-list:"Soon gone" topic:vegan', cadence="now")
    actions.save_search(me, "B", "topic:vegan", cadence="now")
    lists.delete_list(me, made.uid)
    add("eve")
    look_now()

    assert queries.saved_search(me, row.uid).row.trouble == "There is no list “Soon gone”."
    assert [text for text, _ in bell(cast, "manager")] == ["1 new match for “B”"]


def test_viewed_by_me_in_an_alert_is_viewed_by_the_owner(catalog, cast, me, colleague):
    from groundswell.discovery import viewed

    actions.save_search(me, "Unseen", "topic:vegan -viewed:me", cadence="now")
    viewed.mark_viewed(colleague, [add("eve")])
    viewed.mark_viewed(me, [add("fay")])
    look_now()

    assert [text for text, _ in bell(cast, "manager")] == ["1 new match for “Unseen”"]


# ---------------------------------------------------------------- dying


class Killed(BaseException):
    pass


@pytest.mark.parametrize(
    "where",
    [
        "groundswell.discovery.saved.looking.rowset.pack",
        "groundswell.discovery.saved.looking.notify",
        "groundswell.discovery.saved.looking.enqueue",
    ],
)
def test_a_look_that_dies_half_way_has_told_nobody_and_the_next_one_tells_once(
    where, catalog, cast, me, monkeypatch, mailoutbox
):
    row = actions.save_search(me, "Vegan", "topic:vegan", cadence="now")
    add("eve")
    sync.drain()

    def die(*_args, **_more):
        raise Killed

    with monkeypatch.context() as death:
        death.setattr(where, die)
        with pytest.raises(Killed):
            looking.look(row.pk)
    assert bell(cast, "manager") == []
    assert not Finding.objects.exists()

    assert looking.look(row.pk) == 1
    assert looking.look(row.pk) == 0
    run_due()
    assert len(bell(cast, "manager")) == len(mailoutbox) == 1


def test_of_two_looks_at_once_one_counts(catalog, cast, me, monkeypatch):
    row = actions.save_search(me, "Vegan", "topic:vegan", cadence="now")
    add("eve")
    sync.drain()
    real, done = looking.matching, []

    def overtaken(scope, query):
        rows = real(scope, query)
        if not done:
            done.append(True)
            assert looking.look(row.pk) == 1
        return rows

    monkeypatch.setattr(looking, "matching", overtaken)
    assert looking.look(row.pk) is None
    assert len(bell(cast, "manager")) == 1


def test_a_mail_that_dies_on_the_way_is_not_sent_twice_and_one_that_fails_is_tried_again(
    catalog, cast, me, monkeypatch, mailoutbox
):
    from django.core.mail import EmailMessage

    actions.save_search(me, "Vegan", "topic:vegan", cadence="now")
    add("eve")
    sync.drain()
    hurry(looking.LOOK_JOB)
    real = EmailMessage.send

    def refused(*_args):
        raise OSError("no route to the mail server")

    monkeypatch.setattr(EmailMessage, "send", refused)
    with pytest.raises(OSError, match="mail server"):
        run_due()
    Job.objects.filter(name=looking.MAIL_JOB).update(due_at=datetime.now(UTC))

    def killed_after(self):
        real(self)
        raise Killed

    monkeypatch.setattr(EmailMessage, "send", killed_after)
    with pytest.raises(Killed):
        run_due()
    monkeypatch.setattr(EmailMessage, "send", real)
    Job.objects.filter(name=looking.MAIL_JOB).update(due_at=datetime.now(UTC))
    run_due()

    assert len(mailoutbox) == 1


def test_a_change_during_a_look_is_looked_at_soon_again(catalog, me, monkeypatch):
    row = actions.save_search(me, "Vegan", "topic:vegan", cadence="now")
    SavedSearch.objects.update(next_at=datetime.now(UTC) - timedelta(hours=1))
    real = looking.matching

    def changed_meanwhile(scope, query):
        rows = real(scope, query)
        looking.poke()
        return rows

    monkeypatch.setattr(looking, "matching", changed_meanwhile)
    looking.look(row.pk)

    row.refresh_from_db()
    assert row.next_at <= datetime.now(UTC)


# ---------------------------------------------------------------- when


@pytest.mark.parametrize(
    ("cadence", "moment", "zone", "due"),
    [
        ("now", "2026-11-22T10:00", "UTC", "2026-11-22T10:00"),
        ("daily", "2026-11-22T07:59", "UTC", "2026-11-22T08:00"),
        ("daily", "2026-11-22T08:00", "UTC", "2026-11-23T08:00"),
        ("daily", "2026-11-22T06:30", "Europe/Berlin", "2026-11-22T07:00"),
        ("weekly", "2026-11-22T09:00", "UTC", "2026-11-23T08:00"),  # a Sunday
        ("weekly", "2026-11-23T08:00", "UTC", "2026-11-30T08:00"),
        ("daily", "2026-03-28T09:00", "Europe/Berlin", "2026-03-29T06:00"),  # clocks go forward
    ],
)
def test_alerts_keep_the_hours_of_the_workspace(cadence, moment, zone, due):
    begin = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    assert rules.next_due(cadence, begin, zone) == datetime.fromisoformat(due).replace(tzinfo=UTC)


# ---------------------------------------------------------------- recent


def test_recent_searches_are_each_persons_deduplicated_and_at_most_fifty(cast, me, colleague):
    for number in range(60):
        actions.note_recent(me, f"followers>={number}", number)
    actions.note_recent(me, "followers >= 30", 7)
    actions.note_recent(me, "")
    actions.note_recent(colleague, "topic:vegan")

    lines = queries.recent_searches(me)
    assert len(lines) == 50
    assert (lines[0].row.query, lines[0].row.total) == ("followers>=30", 7)
    assert len({line.row.query for line in lines}) == 50
    assert [line.row.query for line in queries.recent_searches(colleague)] == ["topic:vegan"]
    assert actions.forget_recent(me) == 50
    assert queries.recent_searches(me) == []
