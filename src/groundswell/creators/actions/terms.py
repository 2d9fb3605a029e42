"""The terms of sources: changed by people, kept by a nightly job."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from groundswell.creators import bulk, feed, jobs
from groundswell.creators.actions.derivation import derive
from groundswell.creators.actions.projection import reproject
from groundswell.creators.actions.removal import remove_empty
from groundswell.creators.actions.reposting import reproject_posts
from groundswell.creators.actions.sources import check_owner
from groundswell.creators.models import (
    PUBLIC,
    AudienceEstimate,
    Observation,
    Post,
    Profile,
    Snapshot,
    Source,
)
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Invalid, Missing
from groundswell.tasks.queue import enqueue
from groundswell.workspaces import audit
from groundswell.workspaces.scope import Right, Scope

_CHUNK = 5_000
_TERMS = frozenset({"keep_days", "may_derive", "may_mix", "may_show", "terms_as_of", "terms_note"})


def change_terms(scope: Scope, source: int, **terms: Any) -> Source:
    """Change the terms of a source; what it has said is brought in line by a job.

    Args:
        scope: needs the right to administer.
        source: row number.
        terms: any of keep_days, may_derive, may_mix, may_show, terms_as_of, terms_note.

    Raises:
        Missing: the scope sees no such source.
        Invalid: there is no such term, or it cannot have this value.
    """
    scope.require(Right.ADMIN)
    for name, value in terms.items():
        _check_term(name, value)
    with transaction.atomic():
        row = Source.objects.filter(pk=source, owner__in=[PUBLIC, scope.workspace]).first()
        if row is None:
            raise Missing("There is no such source.")
        check_owner(scope, row.owner)
        for name, value in terms.items():
            setattr(row, name, value)
        row.save(update_fields=list(terms))
        plain = {key: str(one) if isinstance(one, date) else one for key, one in terms.items()}
        audit.record(scope, "source.terms-changed", row.uid, **plain)
        enqueue(jobs.APPLY, {"source": row.pk}, key=str(row.pk))
    return row


def _check_term(name: str, value: Any) -> None:
    if name not in _TERMS:
        raise Invalid(f"There is no term called {name}.", field=name)
    if name.startswith("may_") and not isinstance(value, bool):
        raise Invalid(f"{name} is yes or no.", field=name)
    if name == "keep_days" and value is not None and (not isinstance(value, int) or value < 1):
        raise Invalid("Facts are kept for a number of days, or without limit.", field=name)


def apply_terms(source: int) -> int:
    """Project anew whatever a source says something of; gives how many profiles changed."""
    changed = 0
    last = 0
    said = Observation.objects.filter(source=source)
    while rows := list(
        said.filter(id__gt=last).order_by("id").values_list("id", "profile")[:_CHUNK]
    ):
        last = rows[-1][0]
        changed += _bring_in_line(sorted({profile for _, profile in rows}))
    last = 0
    shots = Snapshot.objects.filter(source=source)
    while rows := list(
        shots.filter(id__gt=last).order_by("id").values_list("id", "post__profile")[:_CHUNK]
    ):
        last = rows[-1][0]
        changed += _bring_in_line(sorted({profile for _, profile in rows}), posts=True)
    return changed


def _bring_in_line(profiles: list[int], *, posts: bool = False) -> int:
    with transaction.atomic():
        _lock(profiles)
        changed = set(_derived(profiles) if posts else reproject(profiles))
        feed.tell(changed)
    return len(changed)


def forget_expired(source: Source) -> int:
    """Delete what a source said longer ago than its terms allow to keep; gives how many rows.

    Works in transactions of a few thousand rows; if it is interrupted, the next run goes on.
    """
    if source.keep_days is None:
        return 0
    before = int((now() - timedelta(days=source.keep_days)).timestamp())
    mine = {"source": source}
    removed = _forget(
        Observation.objects.filter(**mine, confirmed_at__lt=before), Observation, "profile"
    )
    removed += _forget(
        AudienceEstimate.objects.filter(**mine, as_of__lt=before), AudienceEstimate, "profile"
    )
    return removed + _forget(
        Snapshot.objects.filter(**mine, observed_at__lt=before), Snapshot, "post__profile"
    )


def _forget(expired: QuerySet[Any], table: type[Model], whose: str) -> int:
    last = removed = 0
    while rows := list(
        expired.filter(id__gt=last).order_by("id").values_list("id", whose)[:_CHUNK]
    ):
        last = rows[-1][0]
        profiles = sorted({profile for _, profile in rows})
        with transaction.atomic():
            _lock(profiles)
            _remove(table, [number for number, _ in rows], profiles)
        removed += len(rows)
    return removed


def _remove(table: type[Model], rows: list[int], profiles: list[int]) -> None:
    touched_posts: list[int] = []
    if table is Snapshot:
        shots = Snapshot.objects.filter(id__in=rows)
        touched_posts = list(shots.values_list("post", flat=True).distinct())
    table._default_manager.filter(pk__in=rows).delete()  # noqa: SLF001 - Django's documented API
    if touched_posts:
        Post.objects.filter(id__in=reproject_posts(touched_posts)).delete()
        changed = set(_derived(profiles)) | set(profiles)
    else:
        changed = set(reproject(profiles))
    gone, touched = remove_empty(profiles)
    feed.tell(changed - set(gone), [*gone, *touched])


def _derived(profiles: list[int]) -> list[int]:
    changed: list[int] = []
    owners = dict(Profile.objects.filter(id__in=profiles).values_list("id", "owner"))
    for owner in set(owners.values()):
        changed += derive([row for row in profiles if owners.get(row) == owner], owner)
    return changed


def _lock(profiles: list[int]) -> None:
    of = Profile.objects.filter(id__in=profiles).values_list("platform", flat=True)
    bulk.lock_platforms(of.distinct())
