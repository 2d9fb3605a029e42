"""The palette's options: pages, lists, creators, actions that fit what was typed."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from groundswell.discovery.query import Or, Prefix, Query, Sort, Term, Text
from groundswell.discovery.search import search
from groundswell.kernel.errors import GroundswellError
from groundswell.kernel.text import fold
from groundswell.relationships.queries import lists_of
from groundswell.ui import formats
from groundswell.web.doors import MemberRequest, here
from groundswell.web.shell.frame import NAV
from groundswell.workspaces.scope import Right

_MOST = 6


@dataclass(frozen=True)
class Option:
    """One line: where it leads, and what it says."""

    label: str
    href: str
    icon: str = "arrow-right"
    note: str = ""
    person: bool = False


@dataclass(frozen=True)
class Group:
    """Options of one kind."""

    label: str
    options: list[Option]


def groups(request: MemberRequest, asked: str) -> list[Group]:
    """What fits; pages and recent lists where nothing was typed."""
    found = [
        Group(_("Creators"), _creators(request, asked)),
        Group(_("Lists"), _lists(request, asked)),
        Group(_("Pages"), _pages(request, asked)),
        Group(_("Do"), _actions(request, asked)),
    ]
    return [group for group in found if group.options]


def _fits(asked: str, label: str) -> bool:
    return fold(asked) in fold(label)


def _pages(request: MemberRequest, asked: str) -> list[Option]:
    pages = [(str(entry.label), here(request, entry.name), entry.icon) for entry in NAV]
    pages += [
        (_("Saved searches"), here(request, "searches"), "bookmark"),
        (_("Notifications"), here(request, "notifications"), "bell"),
        (_("Settings"), here(request, "settings"), "settings"),
        (_("Help"), here(request, "help"), "help"),
    ]
    return [Option(label, href, icon) for label, href, icon in pages if _fits(asked, label)][:_MOST]


def _lists(request: MemberRequest, asked: str) -> list[Option]:
    fitting = [one for one in lists_of(request.scope) if _fits(asked, one.name)]
    return [
        Option(
            one.name, here(request, "list_board", one.uid), "list-details",
            note=_("%s creators") % formats.count(one.size),
        )
        for one in fitting[:_MOST]
    ]  # fmt: skip


def _creators(request: MemberRequest, asked: str) -> list[Option]:
    """Creators whose handle begins so or whose name has these words, the largest first."""
    word = asked.lstrip("@")
    if len(word) < 2:
        return []
    named = Or((Prefix("handle", word), Text(word, field="name")))
    largest = Sort((Term(1.0, "followers"),))
    try:
        found = search(request.scope, Query(named, sort=largest), limit=_MOST)
    except GroundswellError:  # no index yet, or nothing to look for in what was typed
        return []
    return [
        Option(
            one["name"] or one["handle"], here(request, "creator", one["creator"] or one["id"]),
            note=f"{formats.platform(one['platform'])} {formats.short(one['followers'])}",
            person=True,
        )
        for one in found.results
    ]  # fmt: skip


def _actions(request: MemberRequest, asked: str) -> list[Option]:
    rights = request.scope.rights
    options = []
    if asked:
        words = urlencode({"q": asked})
        options.append(
            Option(_("Search for “%s”") % asked, f"{here(request, 'discover')}?{words}", "search")
        )
    if Right.WRITE in rights and _fits(asked, _("New list")):
        options.append(Option(_("New list"), here(request, "lists") + "?new=1", "plus"))
    if Right.IMPORT in rights and _fits(asked, _("Import a file")):
        options.append(Option(_("Import a file"), here(request, "import_new"), "file-upload"))
    return options
