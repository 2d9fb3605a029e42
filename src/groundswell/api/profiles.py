"""Profiles: facts with their origins, posts, series, audiences; told by programs."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from groundswell.api.access import scope_of
from groundswell.api.bodies import Body
from groundswell.api.paging import Cursor, Limit, Paged, read_pair, write_pair
from groundswell.creators import actions, queries
from groundswell.creators.actions import Outcome
from groundswell.creators.actions.telling import Told, tell_profiles
from groundswell.creators.facts import FACTS
from groundswell.creators.handles import identify
from groundswell.creators.identifiers import creator_id, profile_id, profile_row
from groundswell.creators.platforms import Platform
from groundswell.creators.queries import AudienceShown, Point, ProfileShown, SourceShown
from groundswell.discovery.codes import country_code, currency_code, language_code
from groundswell.kernel.errors import Invalid, Missing
from groundswell.workspaces.scope import Right

router = Router(tags=["profiles"])

MOST_TOLD = 1_000
_OUTCOMES: dict[int, Literal["unchanged", "updated", "created", "refused"]] = {
    Outcome.UNCHANGED: "unchanged",
    Outcome.UPDATED: "updated",
    Outcome.CREATED: "created",
    Outcome.REFUSED: "refused",
}
if TYPE_CHECKING:
    PlatformName = str
else:
    PlatformName = Literal[tuple(platform.slug for platform in Platform)]
_CODES: dict[str, Callable[[str], str | None]] = {
    "country": country_code,
    "language": language_code,
    "price_currency": currency_code,
}


class SourceOut(Schema):
    """Who said it, and how they came to know."""

    kind: str = Field(examples=["file"])
    name: str
    basis: str = Field(examples=["imported"])


class FactOut(Schema):
    """A fact with its origin."""

    value: Any = Field(description="in the stored form of its kind; GET /facts says which")
    at: datetime | None = Field(description="when it was last confirmed")
    source: SourceOut | None
    private: bool = Field(description="known to this workspace only")


class AudienceOut(Schema):
    """An estimate of an audience."""

    as_of: datetime | None
    basis: str
    method: str
    sample_size: int | None
    shares: dict[str, float] = Field(examples=[{"country:US": 0.41, "age:18-24": 0.33}])
    source: SourceOut


class ProfileOut(Schema):
    """A profile as this workspace sees it: its own layer over the public one."""

    id: str = Field(examples=["prf_5t0gk3v9w2x8m"])
    creator: str = Field(examples=["crt_9w2x8m5t0gk3v"])
    platform: str
    handle: str
    platform_id: str | None
    seen_at: datetime | None
    facts: dict[str, FactOut]
    audience: AudienceOut | None


class PostOut(Schema):
    """A post with its newest metrics."""

    key: str
    published_at: datetime | None
    seen_at: datetime | None
    facts: dict[str, Any]


class PostPage(Paged):
    """Posts, newest first."""

    items: list[PostOut]


class PointOut(Schema):
    """One value of a series."""

    at: datetime | None
    value: Any
    source: SourceOut


class DisagreementOut(Schema):
    """A fact of which sources say different things, the newest word first."""

    fact: str
    said: list[PointOut]


class AudienceIn(Body):
    """Shares of an audience as fractions, by `dimension:key`."""

    shares: dict[str, float] = Field(min_length=1, max_length=1_000)
    sample_size: int | None = Field(None, ge=1, le=2**53)
    basis: Literal["followers", "likers", "commenters", "any"] = "followers"


class ProfileIn(Body):
    """What is known of a profile. Facts that are not named stay as they are."""

    platform: PlatformName = Field(examples=["instagram"])
    handle: str = Field(
        min_length=1, max_length=500, description="Handle, `@handle` or address of the profile."
    )
    facts: dict[str, Any] = Field({}, max_length=200, examples=[{"followers": 12400}])
    audience: AudienceIn | None = None
    observed_at: int | None = Field(
        None, ge=0, le=32_503_680_000, description="Seconds since 1970 UTC; else now."
    )


class ProfilesIn(Body):
    """Profiles, and who says so."""

    source: str = Field("API", min_length=1, max_length=200)
    profiles: list[ProfileIn] = Field(min_length=1, max_length=MOST_TOLD)


class ToldOut(Schema):
    """What became of one profile."""

    id: str | None = Field(description="null where it was refused")
    outcome: Literal["unchanged", "updated", "created", "refused"]


class FactValue(Body):
    """The value of a fact in the stored form of its kind."""

    value: Any


class FactInfo(Schema):
    """One thing that can be known of a profile."""

    name: str
    kind: str
    label: str
    unit: str
    note: str
    choices: list[str]


@router.get("/profiles", response=ProfileOut, operation_id="findProfile", summary="Find by handle")
def find_profile(
    request: HttpRequest,
    platform: Annotated[PlatformName, Query(example="instagram")],
    handle: Annotated[str, Query(min_length=1, max_length=500, example="glow.daily")],
) -> ProfileOut:
    """The profile of a handle or address on a platform."""
    identity = identify(Platform.from_slug(platform), handle)
    found = queries.find_profile(scope_of(request), identity.platform, identity.key)
    if found is None:
        raise Missing(f"No profile {handle[:80]!r} is known on {identity.platform.label}.")
    return _profile(found)


@router.post(
    "/profiles", response=list[ToldOut], operation_id="tellProfiles", summary="Tell profiles"
)
def tell(request: HttpRequest, body: ProfilesIn) -> list[ToldOut]:
    """Make or update profiles with facts, for this workspace only; all of them or none."""
    told = [
        Told(
            Platform.from_slug(one.platform),
            one.handle,
            _coded(one.facts, f"profiles.{place}"),
            one.observed_at,
            one.audience.model_dump() if one.audience else None,
        )
        for place, one in enumerate(body.profiles)
    ]
    done = tell_profiles(scope_of(request), body.source, told)
    return [
        ToldOut(id=None if row is None else profile_id(row), outcome=_OUTCOMES[outcome])
        for row, outcome in zip(done.rows, done.outcomes, strict=True)
    ]


@router.get("/profiles/{uid}", response=ProfileOut, operation_id="getProfile", summary="Profile")
def get_profile(request: HttpRequest, uid: str) -> ProfileOut:
    """A profile with the origin of each fact."""
    return _profile(queries.profile_detail(scope_of(request), profile_row(uid)))


@router.get("/profiles/{uid}/posts", response=PostPage, operation_id="listPosts", summary="Posts")
def list_posts(
    request: HttpRequest, uid: str, limit: Limit = 25, cursor: Cursor = None
) -> PostPage:
    """The posts of a profile, newest first; those without a time last."""
    before = None if cursor is None else read_pair(cursor)
    found = queries.posts_of(scope_of(request), profile_row(uid), limit=limit + 1, before=before)
    page, last = found[:limit], None
    if len(found) > limit:
        last = write_pair(page[-1].published_at or 0, page[-1].row)
    items = [
        PostOut(
            key=post.key,
            published_at=_moment(post.published_at),
            seen_at=_moment(post.seen_at),
            facts=post.facts,
        )
        for post in page
    ]
    return PostPage(items=items, next=last)


@router.get(
    "/profiles/{uid}/series", response=list[PointOut], operation_id="getSeries", summary="Series"
)
def get_series(
    request: HttpRequest,
    uid: str,
    fact: Annotated[str, Query(max_length=64, example="followers")],
) -> list[PointOut]:
    """Every value of a fact over time, oldest first."""
    return [_point(one) for one in queries.fact_series(scope_of(request), profile_row(uid), fact)]


@router.get(
    "/profiles/{uid}/audiences",
    response=list[AudienceOut],
    operation_id="listAudiences",
    summary="Audiences",
)
def list_audiences(request: HttpRequest, uid: str) -> list[AudienceOut]:
    """All estimates of a profile's audience, newest first."""
    found = queries.audiences_of(scope_of(request), profile_row(uid))
    return [_audience(one) for one in found]


@router.get(
    "/profiles/{uid}/disagreements",
    response=list[DisagreementOut],
    operation_id="listDisagreements",
    summary="Disagreements",
)
def list_disagreements(request: HttpRequest, uid: str) -> list[DisagreementOut]:
    """Facts of which the newest words of two sources differ."""
    found = queries.disagreements(scope_of(request), profile_row(uid))
    return [
        DisagreementOut(fact=one.name, said=[_point(point) for point in one.said]) for one in found
    ]


@router.put(
    "/profiles/{uid}/facts/{name}",
    response=ProfileOut,
    operation_id="enterFact",
    summary="Enter a fact",
)
def enter_fact(request: HttpRequest, uid: str, name: str, body: FactValue) -> ProfileOut:
    """Set a fact by hand, for this workspace only; null takes back what was entered."""
    scope, row = scope_of(request), profile_row(uid)
    shown = queries.profile_detail(scope, row)
    actions.enter_fact(scope, row, name, _coded({name: body.value}, "")[name])
    found = queries.find_profile(scope, shown.platform, shown.key)
    if found is None:
        raise Missing("This profile is gone.")
    return _profile(found)


@router.get("/facts", response=list[FactInfo], operation_id="listFacts", summary="Facts")
def list_facts(request: HttpRequest) -> list[FactInfo]:
    """Everything that can be known of a profile, with kind, unit and definition."""
    scope_of(request).require(Right.READ)
    return [FactInfo.from_orm(fact) for fact in FACTS.values()]


def _coded(facts: Mapping[str, Any], place: str) -> dict[str, Any]:
    """Facts with names of countries, languages and currencies as their codes."""
    coded = dict(facts)
    for name, code_of in _CODES.items():
        if isinstance(said := coded.get(name), str):
            coded[name] = code_of(said)
            if coded[name] is None:
                raise Invalid(
                    f"{said[:80]!r} is no {name.removeprefix('price_')}.",
                    field=f"{place}.facts.{name}",
                )
    return coded


def _profile(found: ProfileShown) -> ProfileOut:
    return ProfileOut(
        id=profile_id(found.row),
        creator=creator_id(found.creator),
        platform=found.platform.slug,
        handle=found.handle,
        platform_id=found.platform_id,
        seen_at=_moment(found.seen_at),
        facts={
            name: FactOut(
                value=fact.value,
                at=_moment(fact.at),
                source=None if fact.source is None else _source(fact.source),
                private=fact.private,
            )
            for name, fact in found.facts.items()
        },
        audience=None if found.audience is None else _audience(found.audience),
    )


def _audience(one: AudienceShown) -> AudienceOut:
    return AudienceOut(
        as_of=_moment(one.as_of),
        basis=one.basis,
        method=one.method,
        sample_size=one.sample_size,
        shares=one.shares,
        source=_source(one.source),
    )


def _point(point: Point) -> PointOut:
    return PointOut(at=_moment(point.at), value=point.value, source=_source(point.source))


def _source(source: SourceShown) -> SourceOut:
    return SourceOut(kind=source.kind, name=source.name, basis=source.basis)


def _moment(seconds: int | None) -> datetime | None:
    """A moment for people; None where nobody knows it, or it is beyond the calendar."""
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
