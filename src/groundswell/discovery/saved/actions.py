"""What can be done with saved and recent searches; every action takes the scope first."""

import hashlib
from typing import Any

from django.db import IntegrityError, transaction

from groundswell.discovery.language import parse
from groundswell.discovery.models import (
    Cadence,
    Finding,
    Follower,
    RecentSearch,
    SavedSearch,
)
from groundswell.discovery.query import Query
from groundswell.discovery.saved import looking, queries, rules
from groundswell.discovery.writing import format_query
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Conflict, Limited, Missing, Refused
from groundswell.workspaces.audit import record
from groundswell.workspaces.models import Person
from groundswell.workspaces.queries import person_behind
from groundswell.workspaces.reversals import offer, reverses
from groundswell.workspaces.scope import Right, Scope

_UNDELETE = "search.delete"
_UNCHANGE = "search.change"


class NameTaken(Conflict):
    """Another saved search of the same person has this name."""

    code = "name-taken"


def save_search(
    scope: Scope,
    name: str,
    query: Query | str,
    *,
    shared: bool = False,
    cadence: str = Cadence.NEVER,
    by_mail: bool = True,
) -> SavedSearch:
    """Keep a query under a name, with what it matches now as known.

    Args:
        scope: who saves; needs the right to write.
        name: 1 to 200 characters, not that of another search of the same person.
        query: text of the language, or a value.
        shared: every member sees it; else only who saves it.
        cadence: how often the person is told of new matches (`Cadence`).
        by_mail: also by mail.

    Raises:
        QueryError: the text cannot be read.
        Invalid, NameTaken: the name.
        Limited: the workspace has `rules.MOST_SAVED` already.
        Missing: a list, tag or profile in the query that the workspace does not have.
    """
    scope.require(Right.WRITE)
    clean, word = rules.check_name(name), rules.check_cadence(cadence)
    text = _canonical(query)
    rows = looking.matching(scope, text)
    person = person_behind(scope)
    moment = now()
    with transaction.atomic():
        own = SavedSearch.objects.filter(workspace_id=scope.workspace, deleted_at=None)
        if own.count() >= rules.MOST_SAVED:
            raise Limited(f"A workspace keeps at most {rules.MOST_SAVED:,} saved searches.")
        _check_free(scope, person, clean)
        row = SavedSearch(
            workspace_id=scope.workspace,
            owner=person,
            name=clean,
            key=rules.name_key(clean),
            query=text,
            shared=shared,
            total=rows.size,
            looked_at=moment,
        )
        row.next_at = rules.next_look({word}, moment, _zone(scope))
        _claim(row, clean)
        looking.remember(row, rows)
        if person is not None:
            _follow(row, person, word, by_mail=by_mail)
        record(scope, "search.saved", row.uid, shared=shared)
    return row


def change_search(
    scope: Scope,
    uid: str,
    *,
    name: str | None = None,
    query: Query | str | None = None,
    shared: bool | None = None,
) -> tuple[SavedSearch, str]:
    """Rename, edit or share a saved search; the row, and what undoes it.

    A new query begins anew: what it matches now is known, and earlier findings are forgotten.

    Raises:
        Missing, Refused: no such search, or it is not theirs to change.
        QueryError, Invalid, NameTaken: as `save_search`.
    """
    row = _changeable(scope, uid)
    clean = row.name if name is None else rules.check_name(name)
    text = row.query if query is None else _canonical(query)
    rows = None if text == row.query else looking.matching(scope, text)
    before = {"uid": uid, "name": row.name, "query": row.query, "shared": row.shared}
    with transaction.atomic():
        row.name, row.key, row.query = clean, rules.name_key(clean), text
        row.shared = row.shared if shared is None else shared
        row.edited_at = now()
        _claim(row, clean, update_fields=["name", "key", "query", "shared", "edited_at"])
        if rows is not None:
            Finding.objects.filter(search=row).delete()
            looking.remember(row, rows)
            SavedSearch.objects.filter(pk=row.pk).update(
                turn=row.turn + 1, total=rows.size, looked_at=row.edited_at, trouble=""
            )
        record(scope, "search.changed", row.uid, shared=row.shared, query=rows is not None)
        undo = offer(scope, _UNCHANGE, before)
    return row, undo


def delete_search(scope: Scope, uid: str) -> tuple[SavedSearch, str]:
    """Delete a saved search; the row, and what brings it back."""
    row = _changeable(scope, uid)
    with transaction.atomic():
        claimed = SavedSearch.objects.filter(pk=row.pk, deleted_at=None).update(deleted_at=now())
        if not claimed:
            raise Conflict("This saved search was deleted meanwhile.")
        record(scope, "search.deleted", row.uid)
        undo = offer(scope, _UNDELETE, {"uid": uid})
    return row, undo


def follow(scope: Scope, uid: str, cadence: str, *, by_mail: bool = True) -> Follower:
    """Say how often the person who acts wants to hear of new matches; nothing ends the alert.

    They are told of what is found from now on.
    """
    row = queries.row_of(scope, uid)
    word = rules.check_cadence(cadence)
    person = person_behind(scope)
    if person is None:
        raise Refused("Only a person can be told of new matches.")
    with transaction.atomic():
        return _follow(row, person, word, by_mail=by_mail)


def open_search(scope: Scope, uid: str) -> SavedSearch:
    """Note that the person who acts has opened a search, so that nothing in it is new to them."""
    row = queries.row_of(scope, uid)
    person = person_behind(scope)
    if person is not None:
        last = looking.last_finding(row)
        with transaction.atomic():
            mine, _ = Follower.objects.get_or_create(
                search=row, person=person, defaults={"told": last, "mailed": last}
            )
            Follower.objects.filter(pk=mine.pk, opened__lt=last).update(opened=last)
    return row


def note_recent(scope: Scope, query: Query | str, total: int | None = None) -> None:
    """Note a query that the person who acts has run; an empty one, or a program's, is not noted.

    Doing it again moves it to the front; the last `rules.MOST_RECENT` are kept.
    """
    scope.require(Right.READ)
    person = person_behind(scope)
    text = _canonical(query)
    if person is None or not text:
        return
    key = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
    mine = RecentSearch.objects.filter(workspace_id=scope.workspace, person=person)
    with transaction.atomic():
        RecentSearch.objects.update_or_create(
            workspace_id=scope.workspace,
            person=person,
            key=key,
            defaults={"query": text, "total": total, "at": now()},
        )
        kept = mine.order_by("-at", "-pk").values_list("pk", flat=True)[: rules.MOST_RECENT]
        mine.exclude(pk__in=list(kept)).delete()


def forget_recent(scope: Scope) -> int:
    """Forget what the person who acts searched for; how many."""
    scope.require(Right.READ)
    person = person_behind(scope)
    return RecentSearch.objects.filter(workspace_id=scope.workspace, person=person).delete()[0]


@reverses(_UNDELETE)
def _bring_back(scope: Scope, payload: dict[str, Any]) -> str:
    scope.require(Right.WRITE)
    row = SavedSearch.objects.filter(
        workspace_id=scope.workspace, uid=payload["uid"], deleted_at__isnull=False
    ).first()
    if row is None:
        raise Missing("This saved search is gone for good.")
    row.deleted_at = None
    row.next_at = now()
    _claim(row, row.name, update_fields=["deleted_at", "next_at"])
    record(scope, "search.restored", row.uid)
    return f"“{row.name}” is back"


@reverses(_UNCHANGE)
def _change_back(scope: Scope, payload: dict[str, Any]) -> str:
    row, _ = change_search(
        scope,
        payload["uid"],
        name=payload["name"],
        query=payload["query"],
        shared=payload["shared"],
    )
    return f"“{row.name}” is as it was"


def _follow(row: SavedSearch, person: Person, cadence: Cadence, *, by_mail: bool) -> Follower:
    last = looking.last_finding(row)
    zone = row.workspace.time_zone
    moment = now()
    due = rules.next_due(cadence, moment, zone) if cadence else moment
    fresh = {"cadence": cadence, "by_mail": by_mail, "due_at": due, "told": last, "mailed": last}
    mine, made = Follower.objects.get_or_create(
        search=row, person=person, defaults={**fresh, "opened": last}
    )
    if not made:
        kept = {} if mine.cadence and cadence else {"told": last, "mailed": last}
        Follower.objects.filter(pk=mine.pk).update(
            cadence=cadence, by_mail=by_mail, due_at=due, **kept
        )
        mine.refresh_from_db()
    if cadence == Cadence.NOW:
        soon = moment + rules.LOOK_AGAIN
        SavedSearch.objects.filter(pk=row.pk, next_at__gt=soon).update(next_at=soon)
    return mine


def _changeable(scope: Scope, uid: str) -> SavedSearch:
    scope.require(Right.WRITE)
    row = queries.row_of(scope, uid)
    if not queries.may_change(scope, row):
        raise Refused("Only who saved this search, or who runs the workspace, can change it.")
    return row


def _canonical(query: Query | str) -> str:
    return format_query(parse(query) if isinstance(query, str) else query)


def _check_free(scope: Scope, person: Person | None, name: str) -> None:
    taken = SavedSearch.objects.filter(
        workspace_id=scope.workspace, owner=person, key=rules.name_key(name), deleted_at=None
    )
    if taken.exists():
        raise _taken(name)


def _claim(row: SavedSearch, name: str, **how: Any) -> None:
    try:
        with transaction.atomic():
            row.save(**how)
    except IntegrityError:
        raise _taken(name) from None


def _taken(name: str) -> NameTaken:
    return NameTaken(f"You have a saved search “{name}” already.", field="name")


def _zone(scope: Scope) -> str:
    from groundswell.workspaces.queries import workspace_of

    return workspace_of(scope).time_zone
