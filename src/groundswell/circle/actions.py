"""What can be done to the circle; every action takes the scope first."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.db import IntegrityError, transaction

from groundswell.circle import rules, sealing
from groundswell.circle.errors import StillReading
from groundswell.circle.models import CircleSet, Entry, Reject, Relative, State
from groundswell.circle.queries import set_called
from groundswell.creators.platforms import Platform
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Conflict, Invalid, Missing
from groundswell.kernel.ids import random_uid
from groundswell.tasks import queue
from groundswell.tasks.errors import NoSuchJob, NotRerunnable
from groundswell.workspaces.audit import record
from groundswell.workspaces.reversals import offer, reverses
from groundswell.workspaces.scope import Right, Scope

TAKE_IN = "circle.take-in"
SEAL = "circle"
_UNREMOVE = "circle.remove"
_LOOK_AT = 400


def take_in(
    scope: Scope,
    relation: str,
    called: str,
    content: Iterable[bytes],
    *,
    competitor: str = "",
    platform: str = "",
) -> tuple[CircleSet, bool]:
    """Take in a file of people; a job reads and matches it.

    The content is sealed before it touches a disk. The same file in the same relation is taken in
    once: the second time gives the set that is there already.

    Args:
        scope: needs the right to import.
        relation: a word of `models.Relation`.
        called: the name of the file as the person has it.
        content: its bytes, in pieces.
        competitor: whom the people follow, for that relation.
        platform: slug of where bare handles are, if the file does not say.

    Returns:
        The set, and whether it is new.

    Raises:
        Invalid: relation, competitor or platform make no sense; or, as BadFile, the file does not.
    """
    scope.require(Right.IMPORT)
    kind, name, key = rules.check_set(relation, competitor)
    where = _platform(platform)
    shown, uid = sealing.accepted(called), random_uid("cir")
    digest = sealing.seal(content, uid, shown)
    try:
        emails = sealing.holds_emails(uid, where)
        with transaction.atomic():
            row = CircleSet(
                uid=uid,
                workspace_id=scope.workspace,
                relation=kind,
                competitor=name,
                key=key,
                name=shown,
                platform=where,
                digest=digest,
                file=sealing.name_of(uid),
                emails=emails,
                created_by=scope.actor,
            )
            with transaction.atomic():
                row.save(force_insert=True)
            job = queue.enqueue(TAKE_IN, {"set": row.pk}, workspace=scope.workspace)
            CircleSet.objects.filter(pk=row.pk).update(job=job.uid)
            row.job = job.uid
            record(scope, "circle.taken-in", row.uid, relation=str(kind))
    except IntegrityError:
        sealing.throw_away(uid)
        mine = CircleSet.objects.filter(
            workspace_id=scope.workspace, relation=kind, key=key, digest=digest, removed_at=None
        )
        return mine.get(), False
    except BaseException:
        sealing.throw_away(uid)
        raise
    return row, True


def rename_set(scope: Scope, uid: str, name: str) -> CircleSet:
    """Call a set something else."""
    scope.require(Right.IMPORT)
    clean = rules.check_name(name)
    with transaction.atomic():
        row = set_called(scope, uid).row
        CircleSet.objects.filter(pk=row.pk).update(name=clean)
        record(scope, "circle.renamed", row.uid)
    row.name = clean
    return row


def remove_set(scope: Scope, uid: str) -> tuple[CircleSet, str]:
    """Take a set out of the circle at once, and stop reading it; the set, and what undoes it."""
    scope.require(Right.IMPORT)
    with transaction.atomic():
        row = set_called(scope, uid).row
        claimed = CircleSet.objects.filter(pk=row.pk, removed_at=None).update(removed_at=now())
        if not claimed:
            raise Conflict("This set was removed meanwhile.")
        if row.state in {State.READING, State.MATCHING}:
            with suppress(NoSuchJob):
                queue.cancel(row.job, workspace=scope.workspace)
        record(scope, "circle.removed", row.uid)
        undo = offer(scope, _UNREMOVE, {"uid": uid})
    return row, undo


@reverses(_UNREMOVE)
def _bring_back(scope: Scope, payload: dict[str, Any]) -> str:
    scope.require(Right.IMPORT)
    row = CircleSet.objects.filter(
        workspace_id=scope.workspace, uid=payload["uid"], removed_at__isnull=False
    ).first()
    if row is None:
        raise Missing("This set is gone for good.")
    row.removed_at = None
    try:
        with transaction.atomic():
            row.save(update_fields=["removed_at"])
    except IntegrityError:
        raise Conflict("The same file was taken in again meanwhile.") from None
    if row.state in {State.READING, State.MATCHING}:  # it was removed meanwhile: go on
        _go_on(scope, row)
    record(scope, "circle.restored", row.uid)
    return f"“{row.name}” is part of the circle again"


def resume(scope: Scope, uid: str) -> CircleSet:
    """Go on reading a set whose job was stopped or has failed for good."""
    scope.require(Right.IMPORT)
    with transaction.atomic():
        row = set_called(scope, uid).row
        if row.state in {State.READING, State.MATCHING}:
            _go_on(scope, row)
            record(scope, "circle.resumed", row.uid)
    return row


def _go_on(scope: Scope, row: CircleSet) -> None:
    """Let the set's job go on where it was; where it is forgotten, begin anew."""
    try:
        queue.rerun(row.job, workspace=scope.workspace)
    except NotRerunnable:
        raise StillReading(
            "This file is still being read.", hint="Try again in a few seconds."
        ) from None
    except NoSuchJob:
        for table in (Entry, Relative, Reject):
            table.objects.filter(set=row).delete()
        job = queue.enqueue(TAKE_IN, {"set": row.pk}, workspace=scope.workspace)
        CircleSet.objects.filter(pk=row.pk).update(
            job=job.uid, read=0, known=0, repeated=0, rejected=0, reached=0
        )


def _platform(slug: str) -> int | None:
    if not slug:
        return None
    try:
        return int(Platform.from_slug(slug))
    except KeyError:
        raise Invalid(f"There is no platform “{slug}”.", field="platform") from None
