"""Keeping what workspaces made of profiles whole when the catalog changes, and out of it what is erased."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count, F, Model, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.models.signals import post_save

from groundswell.creators import events
from groundswell.creators.models import Profile
from groundswell.relationships import actions, layers
from groundswell.relationships.models import Deed, List, ListEntry, Note, Tag, Task, Value, Vote
from groundswell.workspaces import erasure
from groundswell.workspaces.erasure import Erased, Subject, SubjectKind
from groundswell.workspaces.models import Workspace
from groundswell.workspaces.scope import Right, Scope

REDACTED = "[erased]"
_SYSTEM = "job:relationships"
_TABLES: tuple[tuple[type[Model], str], ...] = (
    (ListEntry, "list__workspace"),
    (Tag, "workspace"),
    (Note, "workspace"),
    (Value, "list__workspace"),
    (Vote, "list__workspace"),
    (Task, "workspace"),
    (Deed, "workspace"),
)
"""Every table that points at profiles, and how a row of it says whose it is."""

_ONCE: tuple[tuple[type[Model], str, tuple[str, ...]], ...] = (
    (ListEntry, "list__workspace", ("list",)),
    (Tag, "workspace", ("tag",)),
    (Value, "list__workspace", ("list", "field")),
    (Vote, "list__workspace", ("list", "voter")),
)
"""Those in which a profile stands once for each of these: where two become one, its own row stays."""

_MANY: tuple[type[Model], ...] = (Note, Task, Deed)


def register() -> None:
    """Listen to the catalog and to new workspaces, and make the eraser known."""
    events.profiles_united.connect(follow, dispatch_uid="relationships.follow")
    events.profiles_removed.connect(let_go, dispatch_uid="relationships.let-go")
    post_save.connect(begin, sender=Workspace, dispatch_uid="relationships.begin")
    erasure.register(
        "relationships",
        {SubjectKind.CREATOR, SubjectKind.EMAIL, SubjectKind.PERSON},
        export=export,
        erase=erase,
        tables={f"relationships.{table.__name__}" for table, _ in _TABLES},
    )


def begin(
    sender: object,  # noqa: ARG001 - as signals call
    *,
    instance: Workspace,
    created: bool,
    raw: bool = False,
    **_more: Any,
) -> None:
    """A new workspace gets its pipeline in the transaction that makes it."""
    if created and not raw:
        actions.found_pipeline(Scope(instance.pk, _SYSTEM, frozenset({Right.WRITE})))


def follow(sender: object, *, gone: int, kept: int, **_more: Any) -> None:  # noqa: ARG001 - as signals call
    """Two rows are one profile: what points at the one that goes points at the one that stays."""
    for workspace in _concerned([gone]):
        _hand_over(workspace, {gone: kept})


def let_go(sender: object, *, rows: list[int], **_more: Any) -> None:  # noqa: ARG001 - as signals call
    """Profiles go: what points at one points at its other layer, if the workspace has it, else goes.

    Notes stay even then: they are what people wrote.
    """
    for some in _batches(rows):
        for workspace in _concerned(some):
            _hand_over(workspace, layers.heirs(workspace, some))
        entries = ListEntry.objects.filter(profile__in=some)
        touched = set(entries.values_list("list", flat=True))
        for table in (ListEntry, Tag, Value, Vote, Deed):
            table.objects.filter(profile__in=some).delete()
        _recount(touched)


def _batches(rows: Sequence[int]) -> Iterator[Sequence[int]]:
    return (rows[at : at + 5_000] for at in range(0, len(rows), 5_000))


def _concerned(rows: Sequence[int]) -> list[int]:
    """The workspaces that have something on these profiles."""
    found: set[int] = set()
    for table, path in _TABLES:
        found.update(table.objects.filter(profile__in=rows).values_list(path, flat=True))  # type: ignore[attr-defined]
    return sorted(found)


def _hand_over(workspace: int, heirs: Mapping[int, int]) -> None:
    """Point what a workspace has on some profiles at others, without doubling anything."""
    entries = ListEntry.objects.filter(list__workspace=workspace)
    touched = set(entries.filter(profile__in=list(heirs)).values_list("list", flat=True))
    for row, heir in heirs.items():
        for table, path, per in _ONCE:
            mine = table.objects.filter(**{path: workspace})  # type: ignore[attr-defined]
            going = mine.filter(profile=row)
            there = set(mine.filter(profile=heir).values_list(*per))
            doubled = [pk for pk, *key in going.values_list("pk", *per) if tuple(key) in there]
            mine.filter(pk__in=doubled).delete()
            going.update(profile=heir)
        for table in _MANY:
            table.objects.filter(workspace=workspace, profile=row).update(profile=heir)  # type: ignore[attr-defined]
    _recount(touched)


def export(scope: Scope, subject: Subject) -> dict[str, list[dict[str, Any]]]:
    """What workspaces wrote about a creator or address, or a person wrote."""
    tables: dict[str, list[dict[str, Any]]] = {
        "Note": [
            {"at": note.at.isoformat(), "text": note.text}
            for note in Note.objects.filter(_notes(scope, subject)).order_by("pk")
        ],
        "Task": [
            {"at": task.created_at.isoformat(), "text": task.text}
            for task in Task.objects.filter(_tasks(scope, subject)).order_by("pk")
        ],
        "Value": [
            {"field": value.field.name, "value": value.data, "at": value.at.isoformat()}
            for value in Value.objects.filter(_values(scope, subject))
            .select_related("field")
            .order_by("pk")
        ],
    }
    if subject.kind is SubjectKind.PERSON:
        mine = Vote.objects.filter(voter=f"person:{subject.value}")
        tables["Vote"] = _votes(_within(scope, mine, "list__workspace"))
    if subject.kind is SubjectKind.CREATOR:
        profiles = _profiles(subject)
        entries = _within(scope, ListEntry.objects.filter(profile__in=profiles), "list__workspace")
        tags = _within(scope, Tag.objects.filter(profile__in=profiles), "workspace")
        votes = _within(scope, Vote.objects.filter(profile__in=profiles), "list__workspace")
        tables["Vote"] = _votes(votes)
        tables["ListEntry"] = [
            {"list": row.list.name, "added_at": row.added_at.isoformat(), "note": row.note}
            for row in entries.select_related("list").order_by("pk")
        ]
        tables["Tag"] = [
            {"tag": row.tag, "added_at": row.added_at.isoformat()} for row in tags.order_by("pk")
        ]
        deeds = _within(scope, Deed.objects.filter(_deeds(subject)), "workspace")
        tables["Deed"] = [
            {"at": row.at.isoformat(), "verb": row.verb} for row in deeds.order_by("pk")
        ]
    return {name: rows for name, rows in tables.items() if rows}


def _votes(rows: Any) -> list[dict[str, Any]]:
    return [{"at": row.at.isoformat(), "up": row.up} for row in rows.order_by("pk")]


def erase(scope: Scope, subject: Subject) -> Erased:
    """Remove what is about a creator; blacken an address in texts; keep what a member wrote."""
    if subject.kind is SubjectKind.PERSON:
        return Erased(kept=("Notes stay with the workspace, under a number without a name.",))
    if subject.kind is SubjectKind.EMAIL:
        return Erased(redacted=_blacken(scope, subject))
    profiles = _profiles(subject)
    entries = _within(scope, ListEntry.objects.filter(profile__in=profiles), "list__workspace")
    touched = set(entries.values_list("list", flat=True))
    removed = {
        table.__name__: _within(
            scope,
            table.objects.filter(profile__in=profiles),  # type: ignore[attr-defined]
            path,
        ).delete()[0]
        for table, path in _TABLES
        if table not in {Note, Deed}
    }
    removed["Note"] = Note.objects.filter(_notes(scope, subject)).delete()[0]
    removed["Deed"] = _within(scope, Deed.objects.filter(_deeds(subject)), "workspace").delete()[0]
    _recount(touched)
    return Erased(removed=removed)


def _recount(lists: Collection[int]) -> None:
    size = (
        ListEntry.objects.filter(list=OuterRef("pk"))
        .order_by()
        .values("list")
        .annotate(n=Count("pk"))
    )
    List.objects.filter(pk__in=lists).update(
        version=F("version") + 1, size=Coalesce(Subquery(size.values("n")), 0)
    )


def _within(scope: Scope, rows: Any, path: str) -> Any:
    """Rows of the workspace, or of all where the scope is the whole instance."""
    return rows.filter(**{path: scope.workspace}) if scope.workspace else rows


def _profiles(subject: Subject) -> list[int]:
    return list(Profile.objects.filter(creator_id=int(subject.value)).values_list("pk", flat=True))


def _notes(scope: Scope, subject: Subject) -> Q:
    if subject.kind is SubjectKind.PERSON:
        about = Q(author=f"person:{subject.value}")
    elif subject.kind is SubjectKind.EMAIL:
        about = Q(text__icontains=str(subject.value)) | Q(guest__icontains=str(subject.value))
    else:
        about = Q(creator=subject.value) | Q(profile__in=_profiles(subject))
    return about & Q(workspace=scope.workspace) if scope.workspace else about


def _tasks(scope: Scope, subject: Subject) -> Q:
    if subject.kind is SubjectKind.PERSON:
        about = Q(created_by=f"person:{subject.value}")
    elif subject.kind is SubjectKind.EMAIL:
        about = Q(text__icontains=str(subject.value))
    else:
        about = Q(profile__in=_profiles(subject))
    return about & Q(workspace=scope.workspace) if scope.workspace else about


def _values(scope: Scope, subject: Subject) -> Q:
    if subject.kind is SubjectKind.PERSON:
        about = Q(by=f"person:{subject.value}")
    elif subject.kind is SubjectKind.EMAIL:
        about = Q(field__kind="text", data__icontains=str(subject.value))
    else:
        about = Q(profile__in=_profiles(subject))
    return about & Q(list__workspace=scope.workspace) if scope.workspace else about


def _deeds(subject: Subject) -> Q:
    return Q(creator=subject.value) | Q(profile__in=_profiles(subject))


def _blacken(scope: Scope, subject: Subject) -> dict[str, int]:
    """Take an address out of whatever people wrote, also as the name of a guest."""
    address = re.compile(re.escape(str(subject.value)), re.IGNORECASE)
    notes = list(Note.objects.filter(_notes(scope, subject)))
    for note in notes:
        note.text, note.guest = (address.sub(REDACTED, one) for one in (note.text, note.guest))
        note.save(update_fields=["text", "guest"])
    tasks = list(Task.objects.filter(_tasks(scope, subject)))
    for task in tasks:
        task.text = address.sub(REDACTED, task.text)
        task.save(update_fields=["text"])
    values = list(Value.objects.filter(_values(scope, subject)))
    for value in values:
        value.data = address.sub(REDACTED, str(value.data))
        value.word = address.sub(REDACTED, value.word)
        value.save(update_fields=["data", "word"])
    told = Deed.objects.filter(detail__icontains=str(subject.value))
    deeds = list(_within(scope, told, "workspace"))
    for deed in deeds:
        deed.detail = {
            name: address.sub(REDACTED, value) if isinstance(value, str) else value
            for name, value in deed.detail.items()
        }
        deed.save(update_fields=["detail"])
    cast = Vote.objects.filter(guest__icontains=str(subject.value))
    votes = list(_within(scope, cast, "list__workspace"))
    for vote in votes:
        vote.guest = address.sub(REDACTED, vote.guest)
        vote.voter = f"{vote.voter.rpartition(':')[0]}:{REDACTED}{vote.pk}"
        vote.save(update_fields=["guest", "voter"])
    counts: dict[str, list[Any]] = {
        "Note": notes, "Task": tasks, "Value": values, "Deed": deeds, "Vote": votes,
    }  # fmt: skip
    return {name: len(rows) for name, rows in counts.items() if rows}
