"""The queues of what is there today: tasks, mentions, matches, imports, votes, lists, invitations."""

from datetime import UTC, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groundswell.connectors.spreadsheet import standing, stepwise
from groundswell.connectors.spreadsheet.standing import Phase
from groundswell.discovery.models import Cadence
from groundswell.discovery.saved.actions import open_search
from groundswell.discovery.saved.looking import ALERT_KIND
from groundswell.discovery.saved.queries import saved_searches
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Missing
from groundswell.relationships import queries as relations
from groundswell.relationships.actions import archive_list, change_task, finish_task
from groundswell.relationships.actions.assignments import link_of
from groundswell.relationships.models import Task
from groundswell.relationships.queries.waiting import votes_missing
from groundswell.ui import formats
from groundswell.web.doors import MemberRequest, here
from groundswell.web.home.queues import Item, Said, queue
from groundswell.web.imports import words
from groundswell.workspaces import notifications
from groundswell.workspaces.models import Notification
from groundswell.workspaces.queries import open_invitations
from groundswell.workspaces.scope import Right

IDLE_AFTER = timedelta(days=45)
_SOON = timedelta(days=7)
_ELSEWHERE = frozenset(("task.due", ALERT_KIND))  # told of, and in a queue of its own
_MENTIONED = "note.mentioned"


def inside(request: MemberRequest, link: str) -> str:
    """The address of a link inside the workspace."""
    return here(request, "home") + link


# ---------------------------------------------------------------- tasks


def _task(request: MemberRequest, task: Task) -> Item:
    today = relations.today_of(request.scope)
    about, late = "", False
    if task.due_on is not None:
        late = task.due_on < today
        if late:
            days = (today - task.due_on).days
            about = ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days}
        else:
            about = _("due today") if task.due_on == today else formats.day(task.due_on)
    return Item(
        key=task.uid,
        title=task.text,
        about=about,
        text=task.list.name if task.list else "",
        when=datetime.combine(task.due_on, time(), UTC) if late and task.due_on else None,
        href=inside(request, link_of(task)),
        late=late,
    )


@queue("tasks", gettext_lazy("My tasks due"), icon="checkbox", today=True)
def tasks_due(request: MemberRequest) -> list[Item]:
    """Tasks of the member whose day is today or past."""
    mine = relations.my_tasks(request.scope, limit=500)
    return [_task(request, one) for one in mine.open if one.due_on and one.due_on <= mine.today]


@queue("tasks-soon", gettext_lazy("My tasks this week"), icon="calendar-x")
def tasks_soon(request: MemberRequest) -> list[Item]:
    """Tasks of the member for the next seven days, and those without a day."""
    mine = relations.my_tasks(request.scope, limit=500)
    last = mine.today + _SOON
    return [
        _task(request, one)
        for one in mine.open
        if one.due_on is None or mine.today < one.due_on <= last
    ]


def _finish(request: MemberRequest, key: str) -> Said:
    task = finish_task(request.scope, key)
    return Said(_("Done: %(task)s") % {"task": task.text}, task.undo)


def _to_tomorrow(request: MemberRequest, key: str) -> Said:
    day = relations.today_of(request.scope) + timedelta(days=1)
    task = change_task(request.scope, key, due_on=day)
    return Said(_("Put off to %(day)s") % {"day": formats.day(day)}, task.undo)


def _by_a_week(request: MemberRequest, key: str) -> Said:
    day = relations.today_of(request.scope) + timedelta(days=8)
    task = change_task(request.scope, key, due_on=day)
    return Said(_("Put off to %(day)s") % {"day": formats.day(day)}, task.undo)


tasks_due.does("done", gettext_lazy("Done"), _finish)
tasks_due.does("snooze", gettext_lazy("Tomorrow"), _to_tomorrow)
tasks_soon.does("done", gettext_lazy("Done"), _finish)
tasks_soon.does("snooze", gettext_lazy("Next week"), _by_a_week)


# ---------------------------------------------------------------- notifications


def _notice(request: MemberRequest, one: Notification) -> Item:
    who, said = "", one.text
    if one.kind == _MENTIONED:
        who, _colon, said = one.text.partition(": ")
    return Item(
        key=one.uid,
        title=who or said,
        about=_("mentioned you") if who else "",
        text=said if who else "",
        when=one.at,
        href=here(request, "notification", one.uid),
        person=bool(who),
    )


def _unread(request: MemberRequest) -> list[Notification]:
    latest = notifications.latest(request.scope, 200)
    return [one for one in latest if one.read_at is None and one.kind not in _ELSEWHERE]


def _read(request: MemberRequest, key: str) -> Said:
    notifications.mark_read(request.scope, [key])
    return Said(_("Marked as read"))


@queue("mentions", gettext_lazy("Mentions of you"), icon="message", today=True)
def mentions(request: MemberRequest) -> list[Item]:
    """Notes in which a colleague named the member."""
    return [_notice(request, one) for one in _unread(request) if one.kind == _MENTIONED]


mentions.does("done", gettext_lazy("Mark as read"), _read, right=Right.READ)


# ---------------------------------------------------------------- files


@queue("imports", gettext_lazy("Imports that wait or failed"), icon="file-upload", today=True,
       right=Right.IMPORT)  # fmt: skip
def imports(request: MemberRequest) -> list[Item]:
    """Files that wait for an answer or a yes, were stopped, or could not be read."""
    found = []
    for one in standing.waiting(request.scope):
        failed = one.phase is Phase.FAILED
        line = words.line(one)
        found.append(
            Item(
                key=one.entry.uid,
                title=one.entry.table,
                about=str(line.state).lower(),
                text=one.entry.problem if failed or one.phase is Phase.ASKS else _rows(one),
                when=one.entry.made_at,
                href=here(request, "import", one.entry.uid),
                late=failed,
                does=frozenset({"done"}) if failed else frozenset(),
            )
        )
    return found


def _rows(one: standing.Standing) -> str:
    count = one.entry.rows
    if not count:
        return ""
    return ngettext("%(n)s row read", "%(n)s rows read", count) % {"n": formats.count(count)}


def _forget(request: MemberRequest, key: str) -> Said:
    entry = stepwise.discard(request.scope, key)
    return Said(_("%(file)s was put away.") % {"file": entry.table})


imports.does("done", gettext_lazy("Put away"), _forget, right=Right.IMPORT)


# ---------------------------------------------------------------- searches


@queue("matches", gettext_lazy("New matches"), icon="bookmark")
def matches(request: MemberRequest) -> list[Item]:
    """Saved searches of the member, or followed by them, that match somebody new."""
    found = []
    for line in saved_searches(request.scope):
        if not line.new or not (line.mine or line.cadence != Cadence.NEVER):
            continue
        about = ngettext("%(n)s new creator", "%(n)s new creators", line.new)
        found.append(
            Item(
                key=line.row.uid,
                title=line.row.name,
                about=about % {"n": formats.count(line.new)},
                text=line.sentence,
                when=line.row.looked_at,
                href=inside(request, f"searches/{line.row.uid}/new/0/"),
            )
        )
    return found


def _seen(request: MemberRequest, key: str) -> Said:
    row = open_search(request.scope, key)
    return Said(_("The new matches of %(name)s count as seen.") % {"name": row.name})


matches.does("done", gettext_lazy("Seen"), _seen, right=Right.READ)


# ---------------------------------------------------------------- colleagues


@queue("votes", gettext_lazy("Your vote is missing"), icon="thumb-up", right=Right.WRITE)
def votes(request: MemberRequest) -> list[Item]:
    """Lists on which others voted and the member did not."""
    return [
        Item(
            key=one.list.uid,
            title=one.list.name,
            about=ngettext(
                "%(n)s creator others voted on", "%(n)s creators others voted on", one.creators
            )
            % {"n": formats.count(one.creators)},
            when=one.since,
            href=here(request, "list_board", one.list.uid),
        )
        for one in votes_missing(request.scope)
    ]


@queue("notices", gettext_lazy("Unread notifications"), icon="bell")
def notices(request: MemberRequest) -> list[Item]:
    """Everything else that the member was told and has not read."""
    return [_notice(request, one) for one in _unread(request) if one.kind != _MENTIONED]


notices.does("done", gettext_lazy("Mark as read"), _read, right=Right.READ)


@queue("idle-lists", gettext_lazy("Lists nobody touches"), icon="list-details", right=Right.WRITE)
def idle_lists(request: MemberRequest) -> list[Item]:
    """Lists in use on which nothing was done for a while."""
    before = now() - IDLE_AFTER
    rows = [one for one in relations.shelf(request.scope) if one.changed_at < before]
    return [
        Item(
            key=one.list.uid,
            title=one.list.name,
            about=ngettext("%(n)s creator", "%(n)s creators", one.list.size)
            % {"n": formats.count(one.list.size)},
            text=_("last touched by %(who)s on %(day)s")
            % {"who": one.changed_by, "day": formats.day(one.changed_at)},
            when=one.changed_at,
            href=here(request, "list_board", one.list.uid),
        )
        for one in sorted(rows, key=lambda one: one.changed_at)
    ]


def _put_aside(request: MemberRequest, key: str) -> Said:
    if all(one.uid != key for one in relations.lists_of(request.scope)):
        raise Missing(_("There is no such list."))
    row = archive_list(request.scope, key)
    return Said(_("%(list)s is put aside") % {"list": row.name}, row.undo)


idle_lists.does("done", gettext_lazy("Put aside"), _put_aside)


@queue("invitations", gettext_lazy("Invitations not accepted"), icon="mail", right=Right.ADMIN)
def invitations(request: MemberRequest) -> list[Item]:
    """People who were invited and did not come yet."""
    return [
        Item(
            key=one.uid,
            title=one.email,
            about=one.get_role_display().lower(),
            text=_("The invitation ends on %(day)s.") % {"day": formats.day(one.expires_at)},
            when=one.created_at,
            href=inside(request, "settings/members/"),
        )
        for one in open_invitations(request.scope)
    ]
