"""Keeping lists, tags and notes whole when the catalog changes, and out of them what is erased."""

from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from groundswell.creators import events
from groundswell.creators.models import Profile
from groundswell.relationships.models import List, ListEntry, Note, Tag
from groundswell.workspaces import erasure
from groundswell.workspaces.erasure import Erased, Subject, SubjectKind
from groundswell.workspaces.scope import Scope

REDACTED = "[erased]"


def register() -> None:
    """Listen to the catalog and make the eraser known."""
    events.profiles_united.connect(follow, dispatch_uid="relationships.follow")
    erasure.register(
        "relationships",
        {SubjectKind.CREATOR, SubjectKind.EMAIL, SubjectKind.PERSON},
        export=export,
        erase=erase,
        tables={"relationships.ListEntry", "relationships.Tag", "relationships.Note"},
    )


def follow(sender: object, *, gone: int, kept: int, **_more: Any) -> None:  # noqa: ARG001 - as signals call
    """Two rows are one profile: what points at the one that goes points at the one that stays."""
    touched = list(ListEntry.objects.filter(profile=gone).values_list("list", flat=True))
    stays = ListEntry.objects.filter(profile=kept).values("list")
    ListEntry.objects.filter(profile=gone, list__in=stays).delete()
    ListEntry.objects.filter(profile=gone).update(profile=kept)
    _recount(touched)
    for tag in Tag.objects.filter(profile=gone):
        if Tag.objects.filter(workspace=tag.workspace_id, tag=tag.tag, profile=kept).exists():
            tag.delete()
        else:
            Tag.objects.filter(pk=tag.pk).update(profile=kept)
    Note.objects.filter(profile=gone).update(profile=kept)


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
    touched = list(entries.values_list("list", flat=True))
    removed = {
        "ListEntry": entries.delete()[0],
        "Tag": _within(scope, Tag.objects.filter(profile__in=profiles), "workspace").delete()[0],
        "Note": Note.objects.filter(_notes(scope, subject)).delete()[0],
    }
    _recount(touched)
    return Erased(removed=removed)


def _recount(lists: list[int]) -> None:
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
