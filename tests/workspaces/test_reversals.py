from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from groundswell.kernel.clock import now
from groundswell.kernel.errors import Conflict, Missing, Refused
from groundswell.workspaces import actions, erasure, reversals
from groundswell.workspaces.models import AuditLine, Brand, Reversal
from groundswell.workspaces.scope import Right, Scope
from tests.factories.people import Cast


@reversals.reverses("tests.count")
def _take_back(scope: Scope, payload: dict[str, Any]) -> str:
    scope.require(Right.WRITE)
    if payload.get("stuck"):
        raise Conflict("Somebody changed it since.")
    Brand.objects.create(workspace_id=scope.workspace, name="trace", key="trace")
    return f"{payload['n']} counted back"


def _offered(scope: Scope, **payload: Any) -> str:
    with transaction.atomic():
        return reversals.offer(scope, "tests.count", {"n": 12, **payload})


def test_a_deed_is_undone_once(cast: Cast) -> None:
    scope = cast.scope("analyst")
    uid = _offered(scope, many=list(range(10_000)))
    assert len(bytes(Reversal.objects.get(uid=uid).payload)) < 30_000
    assert reversals.undo(scope, uid) == "12 counted back"
    with pytest.raises(reversals.TooLate, match="before"):
        reversals.undo(scope, uid)
    row = Reversal.objects.get(uid=uid)
    assert bytes(row.payload) == b""
    assert row.undone_by == scope.actor
    line = AuditLine.objects.latest("pk")
    assert (line.verb, line.subject, line.workspace_id) == ("deed.undone", uid, cast.fernhill.pk)


def test_another_workspace_finds_nothing_to_undo(cast: Cast) -> None:
    uid = _offered(cast.scope("owner"))
    with pytest.raises(Missing):
        reversals.undo(cast.scope("stranger", "rivalry"), uid)
    assert reversals.undo(cast.scope("owner"), uid)


def test_what_a_handler_refuses_can_be_undone_later(cast: Cast) -> None:
    uid = _offered(cast.scope("owner"))
    with pytest.raises(Refused):
        reversals.undo(cast.scope("viewer"), uid)
    assert not Brand.objects.exists()
    stuck = _offered(cast.scope("owner"), stuck=True)
    with pytest.raises(Conflict, match="since"):
        reversals.undo(cast.scope("owner"), stuck)
    assert Reversal.objects.get(uid=stuck).undone_at is None
    assert reversals.undo(cast.scope("owner"), uid)


def test_after_thirty_days_it_is_too_late_and_soon_forgotten(cast: Cast) -> None:
    uid = _offered(cast.scope("owner"))
    Reversal.objects.filter(uid=uid).update(at=now() - timedelta(days=30, seconds=1))
    with pytest.raises(reversals.TooLate, match="no longer"):
        reversals.undo(cast.scope("owner"), uid)
    assert reversals.forget_old() == 1


def test_an_erased_creator_does_not_come_back_by_undoing(cast: Cast) -> None:
    uid = _offered(cast.scope("owner"), note="she moved to Basel")
    erasure.erase(cast.scope("owner"), erasure.Subject.creator(77))
    with pytest.raises(reversals.TooLate, match="no longer"):
        reversals.undo(cast.scope("owner"), uid)


def test_offers_need_a_known_kind_and_a_transaction(cast: Cast) -> None:
    with pytest.raises(ValueError, match="no reversal"):
        reversals.offer(cast.scope("owner"), "tests.unknown", {})
    with pytest.raises(ValueError, match="two reversals"):
        reversals.reverses("tests.count")(lambda _scope, _payload: "")


def test_brands_are_added_renamed_put_away_and_brought_back(cast: Cast) -> None:
    scope = cast.scope("owner")
    brand = actions.create_brand(scope, "  Fernhill   Face ")
    assert brand.name == "Fernhill Face"
    with pytest.raises(Conflict, match="already"):
        actions.create_brand(scope, "FERNHILL FACÉ")
    actions.create_brand(cast.scope("stranger", "rivalry"), "Fernhill Face")
    assert actions.rename_brand(scope, brand.uid, "Face").key == "face"
    uid = actions.archive_brand(scope, brand.uid)
    assert reversals.undo(scope, uid) == "Face is in use again."
    with pytest.raises(Missing):
        actions.rename_brand(cast.scope("stranger", "rivalry"), brand.uid, "Mine")
    with pytest.raises(Refused):
        actions.create_brand(cast.scope("manager"), "Other")
