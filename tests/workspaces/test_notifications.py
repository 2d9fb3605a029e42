from datetime import timedelta

from groundswell.kernel.clock import now
from groundswell.workspaces import notifications
from groundswell.workspaces.models import Notification, Role
from groundswell.workspaces.scope import Scope
from tests.factories.people import Cast


def _tell(cast: Cast, *who: str, text: str = "3 new creators match Berlin skincare") -> int:
    people = [cast[one].pk for one in who]
    return notifications.notify(cast.fernhill.pk, people, "search.matched", text, "searches/")


def test_each_member_has_their_own(cast: Cast) -> None:
    assert _tell(cast, "owner", "analyst", "owner") == 2
    mine = cast.scope("analyst")
    assert notifications.unread(mine) == 1
    row = notifications.latest(mine)[0]
    assert (row.kind, row.link) == ("search.matched", "searches/")
    assert notifications.mark_read(mine, [row.uid]) == 1
    assert notifications.unread(mine) == 0
    assert notifications.unread(cast.scope("owner")) == 1
    assert notifications.unread(cast.scope("viewer")) == 0


def test_strangers_are_not_told_and_cannot_read(cast: Cast) -> None:
    assert _tell(cast, "stranger") == 0
    _tell(cast, "owner")
    uid = Notification.objects.get().uid
    assert notifications.mark_read(cast.scope("stranger", "rivalry"), [uid]) == 0
    assert notifications.latest(cast.scope("stranger", "rivalry")) == []
    assert notifications.latest(Scope.operator(cast.fernhill.pk)) == []


def test_a_role_is_told_together(cast: Cast) -> None:
    roles = [Role.OWNER, Role.MANAGER]
    assert notifications.notify_role(cast.fernhill.pk, roles, "webhook.paused", "Paused", "") == 2


def test_newest_first_and_old_ones_are_forgotten(cast: Cast) -> None:
    _tell(cast, "owner", text="first")
    _tell(cast, "owner", text="second " * 200)
    owner = cast.scope("owner")
    newest, oldest = notifications.latest(owner)
    assert oldest.text == "first"
    assert len(newest.text) <= 500
    assert notifications.mark_read(owner) == 2
    Notification.objects.filter(pk=oldest.pk).update(read_at=now() - timedelta(days=61))
    assert notifications.forget_old() == 1
