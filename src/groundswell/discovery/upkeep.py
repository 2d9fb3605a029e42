"""Keeping views whole when the catalog changes, and persons out of what is kept when they go."""

from typing import Any

from groundswell.creators import events
from groundswell.creators.models import Profile
from groundswell.discovery.models import Follower, RecentSearch, SavedSearch, View
from groundswell.relationships import layers
from groundswell.workspaces import erasure
from groundswell.workspaces.erasure import Erased, Subject, SubjectKind
from groundswell.workspaces.scope import Scope

SHARED_STAY = "Searches that were shared stay with the workspace, without an owner."


def register() -> None:
    """Listen to the catalog and make the eraser known."""
    events.profiles_united.connect(follow, dispatch_uid="discovery.follow")
    events.profiles_removed.connect(let_go, dispatch_uid="discovery.let-go")
    erasure.register(
        "discovery",
        {SubjectKind.PERSON, SubjectKind.CREATOR},
        export=export,
        erase=erase,
        tables={
            "discovery.View",
            "discovery.RecentSearch",
            "discovery.SavedSearch",
            "discovery.Follower",
        },
    )


def follow(sender: object, *, gone: int, kept: int, **_more: Any) -> None:  # noqa: ARG001 - as signals call
    """Two rows are one profile: who has viewed the one has viewed the other."""
    _hand_over(View.objects.filter(profile=gone), {gone: kept})


def let_go(sender: object, *, rows: list[int], **_more: Any) -> None:  # noqa: ARG001 - as signals call
    """Profiles go: a view of one is a view of its other layer, if the workspace has it."""
    for start in range(0, len(rows), 5_000):
        some = rows[start : start + 5_000]
        views = View.objects.filter(profile__in=some)
        for workspace in sorted(set(views.values_list("workspace", flat=True))):
            _hand_over(views.filter(workspace=workspace), layers.heirs(workspace, some))
        views.delete()


def _hand_over(views: Any, heirs: dict[int, int]) -> None:
    moved = [
        View(workspace_id=one.workspace_id, person_id=one.person_id, profile=heir, at=one.at)
        for one in views
        if (heir := heirs.get(one.profile)) is not None
    ]
    views.filter(profile__in=list(heirs)).delete()
    View.objects.bulk_create(moved, ignore_conflicts=True)


def export(scope: Scope, subject: Subject) -> dict[str, list[dict[str, Any]]]:
    """What a person searched for and viewed, or who has viewed a creator."""
    views = [
        {"profile": one.profile, "at": one.at.isoformat()}
        for one in _views(scope, subject).order_by("pk")
    ]
    tables: dict[str, list[dict[str, Any]]] = {"View": views}
    if subject.kind is SubjectKind.PERSON:
        recent = RecentSearch.objects.filter(person=int(subject.value)).order_by("pk")
        saved = SavedSearch.objects.filter(owner=int(subject.value)).order_by("pk")
        followed = Follower.objects.filter(person=int(subject.value)).select_related("search")
        tables["RecentSearch"] = [{"query": one.query, "at": one.at.isoformat()} for one in recent]
        tables["SavedSearch"] = [
            {"name": one.name, "query": one.query, "at": one.created_at.isoformat()}
            for one in saved
        ]
        tables["Follower"] = [
            {"search": one.search.name, "cadence": one.cadence} for one in followed.order_by("pk")
        ]
    return {name: rows for name, rows in tables.items() if rows}


def erase(scope: Scope, subject: Subject) -> Erased:
    """Remove views; of a person also private searches, alerts and what they searched for."""
    removed = {"View": _views(scope, subject).delete()[0]}
    if subject.kind is SubjectKind.CREATOR:
        return Erased(removed=removed)
    removed["RecentSearch"] = RecentSearch.objects.filter(person=int(subject.value)).delete()[0]
    removed["Follower"] = Follower.objects.filter(person=int(subject.value)).delete()[0]
    private = SavedSearch.objects.filter(owner=int(subject.value), shared=False)
    removed["SavedSearch"] = private.count()
    private.delete()
    shared = SavedSearch.objects.filter(owner=int(subject.value)).update(owner=None)
    return Erased(removed, {"SavedSearch": shared}, (SHARED_STAY,) if shared else ())


def _views(scope: Scope, subject: Subject) -> Any:
    if subject.kind is SubjectKind.PERSON:
        return View.objects.filter(person=int(subject.value))
    profiles = Profile.objects.filter(creator_id=int(subject.value)).values("pk")
    rows = View.objects.filter(profile__in=profiles)
    return rows.filter(workspace=scope.workspace) if scope.workspace else rows
