"""Sets are taken in, matched, kept current, taken out, brought back; nobody is kept in the clear."""

import logging
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from groundswell.circle import actions, jobs, matching, purging, queries, taking_in
from groundswell.circle.errors import BadFile
from groundswell.circle.models import CircleSet, Entry, Reject, Relative, State
from groundswell.creators import events, feed
from groundswell.creators.models import Creator, Profile
from groundswell.discovery import search, sync
from groundswell.kernel.errors import Conflict, Invalid, Missing, Refused
from groundswell.tasks.models import Job
from groundswell.workspaces import erasure, reversals
from groundswell.workspaces.erasure import Subject
from groundswell.workspaces.models import AuditLine
from groundswell.workspaces.scope import Scope
from tests.circle.conftest import person, take_in
from tests.factories.jobs import run_due

pytestmark = pytest.mark.django_db
OPERATOR = Scope.operator(0)


def related(scope, word="customer"):
    kind, _, competitor = word.partition("/")
    return queries.rows_related(scope, kind, competitor).tolist()


def found(scope, query):
    sync.drain()
    return sorted(one["handle"] for one in search.search(scope, query).results)


# ---------------------------------------------------------------- taking in


def test_people_are_matched_by_handle_id_address_and_email(me):
    ada, bea = person("ada"), person("bea", email="Bea@Shop.example")
    cleo = person("cleo", platform=3, number="UCabcdefghijklmnopqrstuv")
    person("dan", email="dan@shop.example")

    row = take_in(
        me,
        "customer",
        "email,instagram,url\n"
        "nobody@shop.example,@Ada,\n"
        " BEA@shop.EXAMPLE ,,\n"
        ",,https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv\n"
        "not an address,,\n",
    )

    assert related(me) == [ada, bea, cleo]
    assert (row.state, row.read, row.known, row.rejected) == (State.READY, 4, 3, 1)
    assert (queries.set_called(me, row.uid).reached, row.emails) == (3, True)
    assert list(queries.rejects(me, row.uid)) == [
        (5, "This is not an e-mail address.", "no… (14 characters)")
    ]


def test_all_profiles_of_a_matched_creator_are_related_and_no_others(me, cast):
    creator = Creator.objects.create()
    ada = person("ada", email="ada@shop.example", creator=creator)
    tiktok = person("ada.t", platform=2, creator=creator)
    merged = Creator.objects.create(merged_into=creator)
    blog = person("ada.blog", platform=13, creator=merged)
    foreign = person("ada.x", platform=5, creator=creator, owner=cast.rivalry.pk)

    take_in(me, "customer", "ada@shop.example\n")

    assert related(me) == sorted([ada, tiktok, blog])
    assert foreign not in related(me)


def test_a_private_contact_of_another_workspace_matches_nothing(me, cast, stranger):
    theirs = person("ada", email="ada@shop.example", owner=cast.rivalry.pk)

    take_in(me, "customer", "ada@shop.example\n")
    take_in(stranger, "employee", "ada@shop.example\n")

    assert related(me) == []
    assert related(stranger, "employee") == [theirs]


def test_each_relation_and_competitor_is_asked_by_its_own_word(me):
    handles = {name: person(name) for name in ("ada", "bea", "cleo", "dan")}
    take_in(me, "customer", "instagram\nada\n")
    take_in(me, "employee", "instagram\nbea\n")
    take_in(me, "follows-us", "instagram\nada\ncleo\n")
    take_in(me, "follows-competitor", "instagram\ncleo\n", competitor="Glossier")
    take_in(me, "follows-competitor", "instagram\ndan\n", competitor="Kiehl’s")

    assert found(me, "relation:customer") == ["ada"]
    assert found(me, "relation:employee,customer") == ["ada", "bea"]
    assert found(me, "relation:all(customer,follows-us)") == ["ada"]
    assert found(me, "relation:follows-competitor") == ["cleo", "dan"]
    assert found(me, "relation:follows-competitor/GLOSSIER") == ["cleo"]
    assert found(me, "-relation:follows-us,customer") == ["bea", "dan"]
    with pytest.raises(Missing, match="“sephora”"):
        search.count(me, "relation:follows-competitor/sephora")
    lines, _ = search.facets(me, "relation:customer", ["relation"])
    assert [(line["value"], line["label"], line["count"]) for line in lines["relation"]] == [
        ("customer", "Customers", 1),
        ("employee", "Employees", 1),
        ("follows-us", "Follow us", 2),
        ("follows-competitor", "Follow a competitor", 2),
        ("follows-competitor/glossier", "Follow Glossier", 1),
        ("follows-competitor/kiehl’s", "Follow Kiehl’s", 1),
    ]
    assert queries.relations_of(me, handles["cleo"]) == [
        "follows-us",
        "follows-competitor/glossier",
    ]


def test_another_workspace_sees_nothing_of_a_circle(me, stranger):
    person("ada")
    row = take_in(me, "follows-competitor", "instagram\nada\n", competitor="Glossier")

    assert queries.sets(stranger) == []
    assert related(stranger, "follows-competitor") == []
    assert queries.competitors(stranger) == []
    for deed in (
        lambda: queries.set_called(stranger, row.uid),
        lambda: list(queries.rejects(stranger, row.uid)),
        lambda: actions.remove_set(stranger, row.uid),
        lambda: actions.rename_set(stranger, row.uid, "Mine"),
        lambda: actions.resume(stranger, row.uid),
        lambda: queries.rows_related(stranger, "follows-competitor", "glossier"),
    ):
        with pytest.raises(Missing):
            deed()


def test_the_same_file_is_taken_in_once(me):
    person("ada")
    row = take_in(me, "customer", "instagram\nada\n")

    again, fresh = actions.take_in(me, "customer", "copy.csv", [b"instagram\n", b"ada\n"])
    other, fresh_too = actions.take_in(me, "employee", "copy.csv", [b"instagram\nada\n"])

    assert (again.uid, fresh, fresh_too) == (row.uid, False, True)
    assert other.uid != row.uid
    assert len(list((Path(settings.HOME) / "files" / "circle").glob("*"))) == 1  # not yet read


def test_a_person_named_twice_counts_once(me):
    row = take_in(me, "customer", "email\na@x.example\nA@X.example\nb@x.example\n")

    assert (row.read, row.known, row.repeated) == (3, 3, 1)
    assert Entry.objects.filter(set=row).count() == 2


@pytest.mark.parametrize(
    ("called", "content", "more", "field"),
    [
        ("people.pdf", b"%PDF-", {}, "file"),
        ("people.csv", b"", {}, "file"),
        ("people.csv", b"city,zip\nBonn,53111\n", {}, "file"),
        ("people.csv", b"username\nada\n", {}, "platform"),
        ("people.csv", b"username\nada\n", {"platform": "friendster"}, "platform"),
    ],
)
def test_a_file_that_makes_no_sense_leaves_nothing_behind(me, called, content, more, field):
    with pytest.raises(Invalid) as refused:
        actions.take_in(me, "customer", called, [content], **more)

    assert refused.value.field == field
    assert not CircleSet.objects.exists()
    assert list((Path(settings.HOME) / "files").rglob("*.sealed")) == []


def test_a_viewer_takes_nothing_in(cast):
    with pytest.raises(Refused):
        actions.take_in(cast.scope("viewer"), "customer", "a.csv", [b"a@x.example"])


def test_a_workbook_is_taken_in(me, tmp_path):
    from xlsxwriter import Workbook

    ada = person("ada", email="ada@shop.example")
    path = tmp_path / "book.xlsx"
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for at, cell in enumerate(("E-Mail", "ada@shop.example", "x@shop.example")):
            sheet.write(at, 0, cell)

    row, _ = actions.take_in(me, "customer", "book.xlsx", [path.read_bytes()])
    run_due()

    assert related(me) == [ada]
    assert queries.set_called(me, row.uid).row.known == 2


# ---------------------------------------------------------------- nobody in the clear


def _everything_in_the_database():
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for values in cursor.fetchall():
                for value in values:
                    yield bytes(value) if isinstance(value, memoryview) else str(value).encode()


def test_an_address_is_nowhere_in_the_clear(me, caplog, tmp_path, monkeypatch):
    caplog.set_level(logging.DEBUG)
    content = "email,note\n" + "".join(f"secret{n}@shop.example,x\n" for n in range(30_000))
    content += "secretly no address\n"
    on_disk = []
    real = taking_in._step

    def look(*given):
        on_disk.extend(
            path.read_bytes() for path in Path(settings.HOME).rglob("*") if path.is_file()
        )
        real(*given)

    monkeypatch.setattr(taking_in, "_step", look)
    row = take_in(me, "customer", content)
    assert (row.known, row.rejected) == (30_000, 1)
    assert on_disk

    said = [*on_disk, *_everything_in_the_database(), caplog.text.encode()]
    assert not any(b"secret" in one for one in said)
    assert list(Path(settings.HOME).rglob("*.sealed")) == []
    lines = AuditLine.objects.filter(verb__startswith="circle.")
    assert [(line.verb, line.detail) for line in lines] == [
        ("circle.taken-in", {"relation": "customer"})
    ]


# ---------------------------------------------------------------- going on after death


class Killed(BaseException):
    pass


@pytest.mark.parametrize("where", ["match", "insert_entries", "with_contacts"])
@pytest.mark.parametrize("after", [0, 1])
def test_a_worker_that_dies_loses_and_doubles_nothing(where, after, me, monkeypatch):
    monkeypatch.setattr(taking_in, "BATCH", 10)
    monkeypatch.setattr(taking_in, "SCAN", 2)
    people = [person(f"p{n}", email=f"p{n}@shop.example") for n in range(6)]
    content = "email\n" + "".join(f"p{n}@shop.example\n" for n in range(6)) + "oops\n" * 20
    content += "".join(f"q{n}@shop.example\n" for n in range(9))
    row, _ = actions.take_in(me, "customer", "p.csv", [content.encode()])
    real, calls = getattr(matching, where), []

    def dying(*given):
        calls.append(given)
        if len(calls) == after + 1:
            raise Killed
        return real(*given)

    with monkeypatch.context() as death:
        death.setattr(matching, where, dying)
        with pytest.raises(Killed):
            run_due()
    Job.objects.filter(name=actions.TAKE_IN).update(due_at=row.created_at)  # the lease runs out
    run_due()

    row.refresh_from_db()
    assert (row.state, row.read, row.known, row.rejected) == (State.READY, 35, 15, 20)
    assert Entry.objects.filter(set=row).count() == 15
    assert Reject.objects.filter(set=row).count() == 20
    assert related(me) == people
    assert row.reached == 6


def test_reading_can_be_stopped_and_gone_on_with(me, monkeypatch):
    monkeypatch.setattr(taking_in, "BATCH", 10)
    content = "email\n" + "".join(f"q{n}@shop.example\n" for n in range(25))
    row, _ = actions.take_in(me, "customer", "p.csv", [content.encode()])
    real = taking_in._step

    def stop(running, *given):
        real(running, *given)
        running.cancel_asked.set()

    with monkeypatch.context() as stopping:
        stopping.setattr(taking_in, "_step", stop)
        run_due()
    row.refresh_from_db()
    assert (row.state, row.read) == (State.READING, 10)
    assert Job.objects.get(uid=row.job).state == "cancelled"

    actions.resume(me, row.uid)
    run_due()
    row.refresh_from_db()
    assert (row.state, row.read, row.known) == (State.READY, 25, 25)


# ---------------------------------------------------------------- taking out


def test_a_removed_set_reaches_nobody_and_comes_back_current(me):
    ada = person("ada", email="ada@shop.example")
    row = take_in(me, "customer", "email\nada@shop.example\nbea@shop.example\n")
    _, undo = actions.remove_set(me, row.uid)
    assert (related(me), queries.sets(me)) == ([], [])
    bea = person("bea", email="bea@shop.example")
    run_due()

    assert reversals.undo(me, undo) == "“people.csv” is part of the circle again"

    assert related(me) == [ada, bea]


def test_a_removed_set_does_not_come_back_beside_the_same_file(me):
    row = take_in(me, "customer", "email\nada@shop.example\n")
    _, undo = actions.remove_set(me, row.uid)
    take_in(me, "customer", "email\nada@shop.example\n")

    with pytest.raises(Conflict):
        reversals.undo(me, undo)


def test_a_set_removed_while_it_waits_is_read_when_it_comes_back(me):
    ada = person("ada")
    row, _ = actions.take_in(me, "customer", "p.csv", [b"instagram\nada\n"])
    _, undo = actions.remove_set(me, row.uid)
    assert actions.TAKE_IN not in run_due()

    reversals.undo(me, undo)
    run_due()

    assert related(me) == [ada]


def test_a_removed_set_goes_for_good_after_a_while(me):
    person("ada")
    row = take_in(me, "customer", "instagram\nada\n!!!\n")
    actions.remove_set(me, row.uid)
    assert purging.purge() == 0
    CircleSet.objects.update(removed_at="2026-01-01T00:00Z")

    assert purging.purge() == 1

    for table in (CircleSet, Entry, Relative, Reject):
        assert not table.objects.exists()


# ---------------------------------------------------------------- keeping current


def test_who_comes_into_the_catalog_later_is_matched(me):
    take_in(me, "customer", "email,instagram\nada@shop.example,\n,bea\n")
    assert related(me) == []

    ada, bea = person("ada", email="ada@shop.example"), person("bea")
    run_due()

    assert related(me) == [ada, bea]
    assert found(me, "relation:customer") == ["ada", "bea"]


def test_who_loses_the_address_is_no_longer_matched(me):
    ada = person("ada", email="ada@shop.example")
    take_in(me, "customer", "ada@shop.example\n")
    Profile.objects.filter(pk=ada).update(facts="{}")
    feed.announce([ada])
    run_due()

    assert related(me) == []


def test_creators_that_are_merged_and_parted_are_related_together_and_apart(me):
    ada, other = person("ada"), person("other")
    take_in(me, "customer", "instagram\nada\n")
    keeper, absorbed = (Profile.objects.get(pk=pk).creator for pk in (ada, other))

    Creator.objects.filter(pk=absorbed.pk).update(merged_into=keeper)
    feed.announce([ada, other])
    run_due()
    assert related(me) == [ada, other]

    Creator.objects.filter(pk=absorbed.pk).update(merged_into=None)
    feed.announce([ada, other])
    run_due()
    assert related(me) == [ada]


def test_profiles_that_go_or_become_one_leave_no_trace(me):
    ada, bea, cleo = person("ada"), person("bea"), person("cleo")
    row = take_in(me, "customer", "instagram\nada\nbea\n")

    events.profiles_united.send(None, gone=ada, kept=cleo)
    Profile.objects.filter(pk=ada).delete()
    Profile.objects.filter(pk=cleo).update(key="ada")
    run_due()
    assert related(me) == [bea, cleo]

    events.profiles_removed.send(None, rows=[bea])
    assert related(me) == [cleo]
    assert queries.set_called(me, row.uid).reached == 1


def test_without_a_circle_the_catalog_has_nothing_to_tell():
    person("ada")

    assert not Job.objects.filter(name=jobs.FOLLOW).exists()


def test_a_profile_known_by_two_rows_is_counted_once(me, cast):
    public = person("ada")
    row = take_in(me, "customer", "instagram\nada\n")
    private = person("ada", owner=cast.fernhill.pk)
    run_due()

    assert related(me) == [public, private]
    assert queries.set_called(me, row.uid).reached == 1
    assert found(me, "relation:customer") == ["ada"]


# ---------------------------------------------------------------- being forgotten


def test_an_erased_address_leaves_every_circle_and_does_not_come_back(me, stranger):
    ada = person("ada", email="ada@shop.example")
    mine = take_in(me, "customer", "email\nada@shop.example\nbea@shop.example\n")
    theirs = take_in(stranger, "customer", "email\nada@shop.example\n")
    told = erasure.export(OPERATOR, Subject.email("Ada@shop.example"))["circle"]
    assert [one["relation"] for one in told["Entry"]] == ["customer", "customer"]

    done = erasure.erase(OPERATOR, Subject.email("ada@shop.example"))

    assert done["circle"].removed == {"Entry": 2}
    assert Entry.objects.filter(set=mine).count() == 1
    assert not Entry.objects.filter(set=theirs).exists()
    assert ada not in related(me)
    again = take_in(me, "employee", "email\nADA@shop.example\ncleo@shop.example\n")
    assert (again.known, again.rejected) == (1, 1)
    assert [reason for _, reason, _ in queries.rejects(me, again.uid)] == [
        "This person has asked to be forgotten."
    ]


def test_an_erased_creator_leaves_by_handle_id_and_address(me):
    creator = Creator.objects.create()
    person("ada", email="ada@shop.example", creator=creator)
    person("UCx", platform=3, number="UCabcdefghijklmnopqrstuv", creator=creator)
    take_in(
        me,
        "customer",
        "email,instagram,url\nada@shop.example,,\n,ada,\n"
        ",,https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv\nbea@shop.example,,\n",
    )
    assert Entry.objects.count() == 4

    erasure.erase(OPERATOR, Subject.creator(creator.pk))

    assert Entry.objects.count() == 1
    assert not Relative.objects.exists()
    assert related(me) == []


def test_one_workspace_erases_in_its_own_circle_only(me, stranger, cast):
    take_in(me, "customer", "email\nada@shop.example\n")
    theirs = take_in(stranger, "customer", "email\nada@shop.example\n")

    erasure.ERASERS["circle"].erase(
        Scope.operator(cast.fernhill.pk), Subject.email("ada@shop.example")
    )

    assert [one.set_id for one in Entry.objects.all()] == [theirs.pk]


def test_hashes_of_two_workspaces_cannot_be_compared(me, stranger):
    take_in(me, "customer", "ada@shop.example\n")
    take_in(stranger, "customer", "ada@shop.example\n")

    keys = set(Entry.objects.values_list("key", flat=True))
    assert len(keys) == 2
    with pytest.raises(BadFile):
        actions.take_in(me, "customer", "x.csv", [b"\0\1\2binary"])
