"""What is done with results: put on a list, left out from now on, taken out as a file."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from urllib.parse import urlencode

from django.core.cache import caches
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.discovery import search as discovery
from groundswell.discovery.errors import QueryError
from groundswell.discovery.export import export as write
from groundswell.discovery.gathering import add_matching
from groundswell.discovery.language import parse
from groundswell.discovery.query import And, Ids, InList, Like, Node, Not, Or, Query
from groundswell.discovery.writing import format_query
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Invalid, Missing, TryLater
from groundswell.kernel.streams import written
from groundswell.kernel.tables import FORMATS, MEDIA_TYPES
from groundswell.relationships import actions
from groundswell.relationships import queries as lists
from groundswell.relationships.actions import Added
from groundswell.relationships.rules import name_key
from groundswell.ui import formats
from groundswell.web.answers import go, say, trigger
from groundswell.web.discover.editing import joined
from groundswell.web.doors import MemberRequest, by_script, here, member
from groundswell.workspaces.scope import Right, Scope

MOST_NAMED = 10_000
MOST_SEEDS = 6
EXPORTS_A_MINUTE = 10
NOT_FOR_US = "Not for us"
"""The list that Exclude puts profiles on."""


@member(Right.WRITE, methods=("POST",))
def add(request: MemberRequest) -> HttpResponse:
    """Put the chosen profiles, or all that match, on a list; a new one where it is named."""
    name = request.POST.get("list", "")
    if fresh := request.POST.get("new", "").strip():
        name = actions.create_list(request.scope, fresh).uid
    if not name:
        raise Invalid(_("Choose a list or name a new one."), field="list")
    row = lists.list_named(request.scope, name)
    done = add_matching(request.scope, _chosen(request), row.uid)
    if isinstance(done, Added):
        say(request, _said(done, row.name), undo=done.undo)
    else:
        say(
            request,
            _("They are being added to %(list)s. You will be told when it is done.")
            % {"list": row.name},
        )
    return _done(request, cleared=True)


@member(Right.WRITE, methods=("POST",))
def exclude(request: MemberRequest) -> HttpResponse:
    """Leave the chosen profiles out from now on: they go on a list that the query leaves out."""
    scope = request.scope
    chosen = _chosen(request)
    if not _has(scope, NOT_FOR_US):
        actions.create_list(scope, NOT_FOR_US, note=_("Left out of searches by Exclude."))
    rows = discovery.all_rows(scope, chosen)
    done = actions.add_profiles(scope, NOT_FOR_US, rows)
    text = ngettext(
        "%(count)s profile is left out from now on.",
        "%(count)s profiles are left out from now on.",
        done.added,
    )
    say(request, text % {"count": formats.count(done.added)}, undo=done.undo)
    query = joined(parse(request.POST.get("q", "")), Query(Not(InList((NOT_FOR_US,)))))
    response = _done(request, cleared=True)
    return trigger(response, **{"gs:search": {"q": format_query(query)}})


@member(Right.EXPORT)
def export(request: MemberRequest) -> HttpResponse | StreamingHttpResponse:
    """The chosen profiles, or all that match, as a file that is sent while it is written."""
    kind = request.GET.get("format", "csv")
    if kind not in FORMATS:
        raise Invalid(_("A file is CSV, XLSX, JSON Lines or Parquet."), field="format")
    _count(request.scope)
    chunks: Iterator[bytes] = written(
        partial(
            write,
            request.scope,
            _named(request.GET.getlist("id"), request.GET.get("q", "")),
            kind=kind,
            columns=request.GET.getlist("column"),
        )
    )
    response = StreamingHttpResponse(chunks, content_type=MEDIA_TYPES[kind])
    name = f"creators-{now():%Y-%m-%d}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@member(Right.READ)
def like_list(request: MemberRequest, uid: str) -> HttpResponse:
    """To the search for profiles like those of a list, without these themselves."""
    row = lists.list_named(request.scope, uid)
    seeds = like_those(request.scope, row.uid)
    if not seeds:
        raise Invalid(
            _("Too little is known of the profiles on this list to find others like them.")
        )
    likes = seeds[0] if len(seeds) == 1 else Or(tuple(seeds))
    query = Query(And((likes, Not(InList((row.name,))))))
    return go(request, f"{here(request, 'discover')}?{urlencode({'q': format_query(query)})}")


def like_those(scope: Scope, uid: str) -> list[Node]:
    """The largest profiles of a list as seeds of likeness, as far as enough is known of them."""
    cards = discovery.search(scope, Query(InList((uid,))), limit=MOST_SEEDS).results
    seeds = []
    for card in cards:
        like = Like(str(card["handle"]), str(card["platform"]))
        with suppress(Invalid, Missing):
            discovery.count(scope, Query(like))
            seeds.append(like)
    return list(seeds)


# ---------------------------------------------------------------- below


def _chosen(request: MemberRequest) -> Query:
    """The profiles that a form names, or all that match its query where ``all`` is sent."""
    named = [] if request.POST.get("all") else request.POST.getlist("id")
    if not named and not request.POST.get("all"):
        raise Invalid(_("Nobody is chosen."), field="id")
    return _named(named, request.POST.get("q", ""))


def _named(ids: list[str], text: str) -> Query:
    if len(ids) > MOST_NAMED:
        raise Invalid(_("At most 10,000 profiles can be chosen one by one."), field="id")
    try:
        query = parse(text)
    except QueryError as error:
        raise Invalid(error.sentence, field="q", hint=error.hint) from error
    return Query(Ids(tuple(dict.fromkeys(ids))), sort=query.sort) if ids else query


def _has(scope: Scope, name: str) -> bool:
    return any(name_key(name) == row.key for row in lists.lists_of(scope))


def _said(done: Added, name: str) -> str:
    if not done.added:
        return _("Nothing to add: they are all on %(list)s.") % {"list": name}
    text = ngettext(
        "%(count)s profile added to %(list)s",
        "%(count)s profiles added to %(list)s",
        done.added,
    ) % {"count": formats.count(done.added), "list": name}
    if done.already:
        text += _(", %(count)s were there") % {"count": formats.count(done.already)}
    return text


def _done(request: MemberRequest, *, cleared: bool) -> HttpResponse:
    """Nothing to show but the toast; without scripts, back to the search."""
    if not by_script(request):
        return go(request, f"{here(request, 'discover')}?{request.POST.get('state', '')}")
    response = HttpResponse(status=200)
    response["HX-Reswap"] = "none"
    return trigger(response, **({"gs:taken": {}} if cleared else {}))


def _count(scope: Scope) -> None:
    """Count one file; TryLater where somebody takes too many a minute."""
    second = int(now().timestamp())
    cache, key = caches["limits"], f"export:{scope.workspace}:{scope.actor}:{second // 60}"
    cache.add(key, 0, timeout=120)
    try:
        used = cache.incr(key)
    except ValueError:  # thrown out between the two because the cache is full
        used = 1
    if used > EXPORTS_A_MINUTE:
        wait = timedelta(seconds=60 - second % 60)
        raise TryLater(wait, _("At most 10 files a minute; the next one can be taken shortly."))
