"""Keeping lists, tags and notes whole when the catalog changes, and out of them what is erased."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from groundswell.creators import events
from groundswell.creators.models import Profile
from groundswell.relationships import layers
from groundswell.relationships.models import List, ListEntry, Note, Tag
from groundswell.workspaces import erasure
from groundswell.workspaces.erasure import Erased, Subject, SubjectKind
from groundswell.workspaces.scope import Scope

REDACTED = "[erased]"


def register() -> None:
    """Listen to the catalog and make the eraser known."""
    events.profiles_united.connect(follow, dispatch_uid="relationships.follow")
    events.profiles_removed.connect(let_go, dispatch_uid="relationships.let-go")
    erasure.register(
        "relationships",
        {SubjectKind.CREATOR, SubjectKind.EMAIL, SubjectKind.PERSON},
        export=export,
        erase=erase,
        tables={"relationships.ListEntry", "relationships.Tag", "relationships.Note"},
    )


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
        entries.delete()
        Tag.objects.filter(profile__in=some).delete()
        _recount(touched)


def _batches(rows: Sequence[int]) -> Iterator[Sequence[int]]:
    return (rows[at : at + 5_000] for at in range(0, len(rows), 5_000))


def _concerned(rows: Sequence[int]) -> list[int]:
    """The workspaces that have something on these profiles."""
    found: set[int] = set()
    for table, path in ((ListEntry, "list__workspace"), (Tag, "workspace"), (Note, "workspace")):
        found.update(table.objects.filter(profile__in=rows).values_list(path, flat=True))
    return sorted(found)


def _hand_over(workspace: int, heirs: Mapping[int, int]) -> None:
    """Point what a workspace has on some profiles at others, without doubling anything."""
    entries = ListEntry.objects.filter(list__workspace=workspace)
    tags = Tag.objects.filter(workspace=workspace)
    touched: set[int] = set()
    for row, heir in heirs.items():
        mine = entries.filter(profile=row)
        touched.update(mine.values_list("list", flat=True))
        mine.filter(list__in=entries.filter(profile=heir).values("list")).delete()
        mine.update(profile=heir)
        marks = tags.filter(profile=row)
        marks.filter(tag__in=list(tags.filter(profile=heir).values_list("tag", flat=True))).delete()
        marks.update(profile=heir)
        Note.objects.filter(workspace=workspace, profile=row).update(profile=heir)
    _recount(touched)


def export(scope: Scope, subject: Subject) -> dict[str, list[dict[str, Any]]]:
    """What workspaces wrote about a creator or address, or a person wrote."""
    notes = [
        {"at": note.at.isoformat(), "text": note.text}
        for note in Note.objects.filter(_notes(scope, subject)).order_by("pk")
    ]
    tables: dict[str, list[dict[str, Any]]] = {"Note": notes}
    if subject.kind is SubjectKind.CREATOR:
        profiles = _profiles(subject)
        entries = _within(scope, ListEntry.objects.filter(profile__in=profiles), "list__workspace")
        tags = _within(scope, Tag.objects.filter(profile__in=profiles), "workspace")
        tables["ListEntry"] = [
            {"list": row.list.name, "added_at": row.added_at.isoformat(), "note": row.note}
            for row in entries.select_related("list").order_by("pk")
        ]
        tables["Tag"] = [
            {"tag": row.tag, "added_at": row.added_at.isoformat()} for row in tags.order_by("pk")
        ]
    return {name: rows for name, rows in tables.items() if rows}


def erase(scope: Scope, subject: Subject) -> Erased:
    """Remove what is about a creator; blacken an address in notes; keep what a member wrote."""
    if subject.kind is SubjectKind.PERSON:
        return Erased(kept=("Notes stay with the workspace, under a number without a name.",))
    if subject.kind is SubjectKind.EMAIL:
        return Erased(redacted={"Note": _blacken(scope, subject)})
    profiles = _profiles(subject)
    entries = _within(scope, ListEntry.objects.filter(profile__in=profiles), "list__workspace")
    touched = set(entries.values_list("list", flat=True))
    removed = {
        "ListEntry": entries.delete()[0],
        "Tag": _within(scope, Tag.objects.filter(profile__in=profiles), "workspace").delete()[0],
        "Note": Note.objects.filter(_notes(scope, subject)).delete()[0],
    }
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
        about = Q(text__icontains=str(subject.value))
    else:
        about = Q(creator=subject.value) | Q(profile__in=_profiles(subject))
    return about & Q(workspace=scope.workspace) if scope.workspace else about


def _blacken(scope: Scope, subject: Subject) -> int:
    import re

    notes = list(Note.objects.filter(_notes(scope, subject)))
    for note in notes:
        note.text = re.sub(re.escape(str(subject.value)), REDACTED, note.text, flags=re.IGNORECASE)
        note.save(update_fields=["text"])
    return len(notes)
