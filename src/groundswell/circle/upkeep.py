"""Following the catalog, and forgetting people who ask for it."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import polars as pl

from groundswell.circle import matching, rules
from groundswell.circle.models import EMAIL, Change, CircleSet, Entry, Relative
from groundswell.creators import bulk, events
from groundswell.creators.models import Profile
from groundswell.tasks.queue import enqueue
from groundswell.workspaces import erasure
from groundswell.workspaces.erasure import Erased, Subject, SubjectKind
from groundswell.workspaces.scope import Scope

FOLLOW = "circle.follow"


def register() -> None:
    """Listen to the catalog and make the eraser known."""
    events.profiles_changed.connect(note, dispatch_uid="circle.note")
    events.profiles_united.connect(unite, dispatch_uid="circle.unite")
    events.profiles_removed.connect(let_go, dispatch_uid="circle.let-go")
    erasure.register(
        "circle",
        {SubjectKind.CREATOR, SubjectKind.EMAIL},
        export=export,
        erase=erase,
        tables={"circle.Entry", "circle.Relative", "circle.Reject"},
    )


def note(sender: object, *, rows: Any, **_more: Any) -> None:  # noqa: ARG001 - as signals call
    """Profiles have changed: they are matched again by a job, where there is a circle at all."""
    if len(rows) and CircleSet.objects.exists():
        Change.objects.create(profiles=bulk.pack(np.asarray(rows, dtype=np.int64)))
        enqueue(FOLLOW, key="follow")


def unite(sender: object, *, gone: int, kept: int, **_more: Any) -> None:
    """Two rows are one profile; who matched the one is looked for again."""
    let_go(sender, rows=[gone])
    note(sender, rows=[kept])


def let_go(sender: object, *, rows: list[int], **_more: Any) -> None:  # noqa: ARG001 - as signals call
    """Profiles go."""
    for start in range(0, len(rows), 5_000):
        some = Relative.objects.filter(profile__in=rows[start : start + 5_000])
        touched = set(some.values_list("set", flat=True))
        if touched:
            some.delete()
            matching.recount(touched)


def export(scope: Scope, subject: Subject) -> dict[str, list[dict[str, Any]]]:
    """In which sets of the circle a creator or an address is."""
    found = CircleSet.objects.filter(pk__in=_entries(scope, subject).values("set")).order_by("pk")
    rows = [
        {"relation": one.relation, "competitor": one.competitor, "at": one.created_at.isoformat()}
        for one in found
    ]
    return {"Entry": rows} if rows else {}


def erase(scope: Scope, subject: Subject) -> Erased:
    """Remove the hashes and handles of a person from every set, and what they reached."""
    entries = _entries(scope, subject)
    touched = sorted(set(entries.values_list("set", flat=True)))
    profiles = _profiles(subject)
    removed = {"Entry": entries.delete()[0]}
    sets = list(CircleSet.objects.filter(pk__in=touched))
    if subject.kind is SubjectKind.CREATOR:
        reached = _within(scope, Relative.objects.filter(profile__in=profiles), "set__workspace")
        numbers = set(reached.values_list("set", flat=True))
        removed["Relative"] = reached.delete()[0]
        matching.recount(numbers)
    elif profiles:
        matching.match(profiles, sets)
    return Erased(removed=removed)


def _entries(scope: Scope, subject: Subject) -> Any:
    """The entries that are a person's, in the sets of the workspace or of all."""
    keys: dict[int, set[tuple[int, str]]] = {}
    workspaces = [scope.workspace] if scope.workspace else _workspaces()
    for workspace in workspaces:
        keys[workspace] = set(_keys(workspace, subject))
    found: list[int] = []
    for workspace, pairs in keys.items():
        for platform, key in sorted(pairs):
            rows = Entry.objects.filter(
                platform=platform, key=key, set__workspace=workspace
            ).values_list("pk", flat=True)
            found += rows
    return Entry.objects.filter(pk__in=found)


def _keys(workspace: int, subject: Subject) -> Iterable[tuple[int, str]]:
    secret = matching.secret_of(workspace)
    if subject.kind is SubjectKind.EMAIL:
        address = rules.email_of(str(subject.value))
        if address:
            yield EMAIL, rules.hash_email(secret, address)
        return
    for one in Profile.objects.filter(pk__in=_profiles(subject)):
        yield one.platform, one.key
        if one.platform_id:
            yield one.platform, f"id:{one.platform_id}"
        for address in matching.addresses_in(one.facts):
            yield EMAIL, rules.hash_email(secret, address)


def _profiles(subject: Subject) -> list[int]:
    if subject.kind is SubjectKind.EMAIL:
        told = Profile.objects.filter(facts__icontains=f'"email:{subject.value}"')
        return list(told.values_list("pk", flat=True))
    found = bulk.fetch(
        "SELECT p.id FROM creators_profile p JOIN creators_creator c ON c.id = p.creator_id "
        "WHERE c.id = %s OR c.merged_into_id = %s OR c.id = "
        "(SELECT merged_into_id FROM creators_creator WHERE id = %s)",
        [subject.value, subject.value, subject.value],
        {"row": pl.Int64},
    )
    return found["row"].to_list()


def _workspaces() -> list[int]:
    return list(CircleSet.objects.order_by().values_list("workspace", flat=True).distinct())


def _within(scope: Scope, rows: Any, path: str) -> Any:
    return rows.filter(**{path: scope.workspace}) if scope.workspace else rows
