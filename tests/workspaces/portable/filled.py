"""A workspace with something in each of its tables."""

from datetime import date, timedelta

from groundswell.circle.models import CircleSet, Entry, Reject, Relation
from groundswell.circle.models import State as CircleState
from groundswell.connectors.spreadsheet.models import ColumnMapping, Import, State
from groundswell.creators.actions import (
    ensure_source,
    merge_creators,
    record_posts,
    record_profiles,
)
from groundswell.creators.models import PUBLIC, AudienceEstimate, Observation, Profile, Source
from groundswell.creators.platforms import Platform
from groundswell.discovery.models import Follower, RecentSearch, SavedSearch, View
from groundswell.kernel.clock import now
from groundswell.relationships.models import (
    Deed,
    Field,
    List,
    ListEntry,
    Note,
    ShareLink,
    Stage,
    Tag,
    Task,
    Value,
    Vote,
)
from groundswell.workspaces import actions, notifications
from groundswell.workspaces.models import WebhookDelivery, WebhookEndpoint
from groundswell.workspaces.scope import Scope
from tests.creators.conftest import frame
from tests.creators.posting import posts
from tests.factories.people import Cast

AT = 1_700_000_000


def profile(key: str, owner: int = PUBLIC) -> Profile:
    return Profile.objects.get(platform=Platform.INSTAGRAM, key=key, owner=owner)


def fill_catalog(scope: Scope) -> None:
    """Public profiles with posts and audiences; private layers of the scope's workspace."""
    source = ensure_source(scope, kind="test", name="Open data", owner=PUBLIC)
    people = [
        {"key": f"open{n}", "handle": f"open{n}", "followers": 1_000 * n, "full_name": f"Open {n}"}
        for n in range(1, 6)
    ]
    record_profiles(scope, source, frame(*people, at=AT), owner=PUBLIC)
    later = [{**one, "followers": 1_000 * n + 50} for n, one in enumerate(people, 1)]
    record_profiles(scope, source, frame(*later, at=AT + 86_400), owner=PUBLIC)
    record_posts(scope, source, posts("open1", count=15), owner=PUBLIC)
    row = AudienceEstimate(
        profile=profile("open2"), source=source, as_of=AT, method="m1", sample_size=200,
        shares='{"keys":["country:US"],"shares":[0.4]}',
    )  # fmt: skip
    row.save()
    hidden = ensure_source(scope, kind="test", name="Closed", owner=scope.workspace, may_show=False)
    mine = frame({"key": "mine", "handle": "mine", "followers": 77}, at=AT)
    record_profiles(scope, hidden, mine, owner=scope.workspace)
    over = frame({"key": "open3", "handle": "open3", "followers": 3_333}, at=AT + 90_000)
    record_profiles(scope, hidden, over, owner=scope.workspace)
    record_posts(scope, hidden, posts("mine", count=3), owner=scope.workspace)
    kept, gone = profile("open1").creator_id, profile("open2").creator_id
    merge_creators(scope, kept, gone, "the same person")


def fill(cast: Cast) -> None:
    scope, place = cast.scope("owner"), cast.fernhill
    fill_catalog(scope)
    actions.change_workspace(scope, currency="EUR", time_zone="Europe/Zurich", tier_scheme="izea")
    brand = actions.create_brand(scope, "Fernhill Face")
    actions.archive_brand(scope, actions.create_brand(scope, "Old").uid)
    key = actions.make_key(scope, "Weekly report", ["read", "write"]).key
    actions.invite(scope, "new@example.com", "viewer", link_for=str)
    notifications.notify(place.pk, [cast["analyst"].pk], "x.y", "Look here", "lists/")
    hook = WebhookEndpoint.objects.create(
        workspace=place, name="CRM", url="https://example.com/", kinds=["member.left"],
        secret="sealed", created_by=scope.actor,
    )  # fmt: skip
    WebhookDelivery.objects.create(workspace=place, endpoint=hook, kind="member.left", body="{}")
    _fill_lists(cast, brand.pk, key.pk)
    _fill_finding(cast)


def _fill_lists(cast: Cast, brand: int, key: int) -> None:
    place, who, owner = cast.fernhill, cast.scope("owner").actor, cast.member("owner")
    open1, open2, mine = profile("open1").pk, profile("open2").pk, profile("mine", place.pk).pk
    Stage.objects.filter(workspace=place).delete()
    Stage.objects.create(workspace=place, name="Found", key="found", rank=1, initial=True)
    stage = Stage.objects.create(workspace=place, name="Bound", key="bound", rank=2, kind="agreed")
    one = List.objects.create(
        workspace=place, name="Spring", key="spring", brand_id=brand, size=3, created_by=who
    )
    for row in (open1, open2, mine):
        ListEntry.objects.create(
            list=one, profile=row, added_by=f"key:{key}", stage=stage, owner=owner, note="good"
        )
    field = Field.objects.create(workspace=place, list=one, name="Fee", key="fee", kind="money")
    fee = {"minor": 45_000, "currency": "EUR"}
    Value.objects.create(field=field, list=one, profile=open1, data=fee, number=450.0, by=who)
    Tag.objects.create(workspace=place, tag="kind", profile=open2, added_by=who)
    link = ShareLink.objects.create(
        workspace=place, list=one, token_hash="t" * 64, name="Client", created_by=who, votes=True
    )
    guest = f"share:{link.pk}"
    Note.objects.create(
        workspace=place, profile=open1, list=one, text="Ünïcode", author=guest, guest="Vera",
        shared=True,
    )  # fmt: skip
    creator = profile("open4").creator_id
    Note.objects.create(workspace=place, creator=creator, text="the whole person", author=who)
    Vote.objects.create(list=one, profile=open1, voter=f"{guest}:vera", guest="Vera", up=True)
    Vote.objects.create(list=one, profile=open2, voter=who, up=False)
    Task.objects.create(
        workspace=place, list=one, profile=mine, text="Call", due_on=date(2026, 12, 1),
        assignee=owner, created_by=who,
    )  # fmt: skip
    named = {"stage": "Bound", "person": cast["analyst"].uid}
    Deed.objects.create(
        workspace=place, list=one, profile=open1, actor=guest, verb="vote.cast", detail=named
    )


def _fill_finding(cast: Cast) -> None:
    place, who = cast.fernhill, cast["analyst"]
    search = SavedSearch.objects.create(
        workspace=place, owner=who, name="Skin", key="skin", query="topic:skincare", shared=True
    )
    Follower.objects.create(search=search, person=cast["owner"], cadence="daily", told=3)
    RecentSearch.objects.create(workspace=place, person=who, key="k", query="food", total=3)
    View.objects.create(workspace=place, person=who, profile=profile("open5").pk)
    circle = CircleSet.objects.create(
        workspace=place, relation=Relation.CUSTOMER, name="shop.csv", digest="d" * 64,
        state=CircleState.READY, read=2, known=1, rejected=1, created_by=f"person:{who.pk}",
    )  # fmt: skip
    Entry.objects.create(set=circle, platform=Platform.INSTAGRAM.value, key="open2")
    Reject.objects.create(set=circle, row=2, reason="names nobody", shown="ab…")
    source = Source.objects.get(name="Closed")
    done = Import.objects.create(
        workspace=place, owner=place.pk, source=source, source_name="Closed", called="x.csv",
        path="/tmp/x.csv", table="x", digest="0" * 64, request_key="0" * 64, observed_at=AT,
        kind="profiles", state=State.DONE, actor=f"person:{who.pk}", finished_at=now(),
        rejects_file="x.csv",
    )  # fmt: skip
    Observation.objects.filter(profile__key="mine", source=source).update(batch=done.pk)
    Import.objects.create(
        workspace=place, source_name="half", called="half.csv", path="/tmp/h", table="h",
        digest="1" * 64, request_key="1" * 64, observed_at=AT, kind="profiles",
        state=State.READY, actor=f"person:{who.pk}", made_at=now() - timedelta(days=1),
    )  # fmt: skip
    ColumnMapping.objects.create(workspace=place, fingerprint="f", columns={"a": "handle"})
