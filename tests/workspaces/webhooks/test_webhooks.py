"""Webhooks from an event of a domain to a server that takes them, and back into the log."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings

from groundswell.kernel.clock import now
from groundswell.kernel.errors import Conflict, Invalid, Missing, Refused
from groundswell.kernel.http import AddressNotAllowed
from groundswell.tasks import worker
from groundswell.tasks.models import Job
from groundswell.workspaces import actions as people
from groundswell.workspaces import notifications
from groundswell.workspaces.models import AuditLine, WebhookDelivery, WebhookEndpoint
from groundswell.workspaces.webhooks import actions, delivering, queries, rules, signing
from groundswell.workspaces.webhooks.jobs import forget_old
from groundswell.workspaces.webhooks.kinds import KINDS
from tests.factories.people import Cast
from tests.workspaces.webhooks.receiver import Receiver

pytestmark = [pytest.mark.loopback, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    settings.OUTBOUND_ALLOW = ["127.0.0.1/32"]
    one = Receiver()
    yield one
    one.close()


@pytest.fixture
def world(transactional_db: None) -> Cast:
    from tests.factories.people import make_cast

    cast = make_cast()
    _work()  # what making the cast announced
    return cast


def _endpoint(cast: Cast, receiver: Receiver, *kinds: str) -> actions.MadeEndpoint:
    return actions.create_endpoint(
        cast.scope("owner"), "Our CRM", receiver.url, kinds or ("member.left",)
    )


def _work() -> None:
    while worker.work_once("w", timedelta(seconds=60)):
        pass


def _someone_leaves(cast: Cast, who: str = "viewer") -> None:
    people.remove_member(cast.scope("owner"), cast.member(who).uid)


def _hurry() -> None:
    Job.objects.filter(state="pending").update(due_at=now())


def _signed_as_the_standard_says(headers: dict[str, str], body: bytes, secret: str) -> list[bool]:
    """Written from the specification, apart from our own signing."""
    key = base64.b64decode(secret.split("_", 1)[1])
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    right = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return [one == f"v1,{right}" for one in headers["webhook-signature"].split(" ")]


def test_an_event_of_a_domain_arrives_signed(world: Cast, receiver: Receiver) -> None:
    made = _endpoint(world, receiver, "member.left", "member.joined")
    gone = world["viewer"].uid
    _someone_leaves(world)
    _work()
    (headers, body), data = receiver.got[0], receiver.bodies()[0]
    assert len(receiver.got) == 1
    assert (data["type"], data["data"]) == ("member.left", {"person": gone})
    assert headers["content-type"] == "application/json"
    assert _signed_as_the_standard_says(headers, body, made.secret) == [True]
    assert abs(int(headers["webhook-timestamp"]) - now().timestamp()) < 60
    row = WebhookDelivery.objects.get()
    assert (row.uid, row.state, row.status, row.tries) == (
        headers["webhook-id"],
        "delivered",
        200,
        1,
    )
    assert row.attempts[0]["answer"] == "taken"
    assert row.ms is not None
    assert WebhookEndpoint.objects.get().last_ok_at is not None
    assert made.secret not in WebhookEndpoint.objects.get().secret


def test_only_who_asked_for_a_kind_and_only_in_this_workspace_is_told(
    world: Cast, receiver: Receiver
) -> None:
    _endpoint(world, receiver, "member.joined")
    actions.create_endpoint(
        world.scope("stranger", "rivalry"), "Spy", receiver.url, ["member.left", "member.joined"]
    )
    _someone_leaves(world)
    _work()
    assert receiver.got == []


def test_what_fails_is_tried_again_later_with_the_same_id(world: Cast, receiver: Receiver) -> None:
    receiver.answers = [(503, {"Retry-After": "90"}, b"busy " * 1_000), (200, {}, b"ok")]
    _endpoint(world, receiver)
    _someone_leaves(world)
    _work()
    row = WebhookDelivery.objects.get()
    assert (row.state, row.status, row.tries) == ("waiting", 503, 1)
    assert row.next_at is not None
    assert timedelta(seconds=80) < row.next_at - now() <= timedelta(seconds=90)
    assert len(row.attempts[0]["answer"]) == rules.ANSWER_KEPT
    assert Job.objects.get(name="webhooks.deliver", state="pending").attempts == 0
    _hurry()
    _work()
    row.refresh_from_db()
    assert (row.state, row.tries, len(row.attempts)) == ("delivered", 2, 2)
    assert receiver.got[0][0]["webhook-id"] == receiver.got[1][0]["webhook-id"]
    assert receiver.got[0][1] == receiver.got[1][1]
    assert WebhookEndpoint.objects.get().failing_since is None


def test_after_the_last_try_it_is_given_up_and_can_be_replayed(
    world: Cast, receiver: Receiver
) -> None:
    receiver.answers = [(500, {}, b"")]
    made = _endpoint(world, receiver)
    _someone_leaves(world)
    _work()
    for _ in rules.WAITS:
        _hurry()
        _work()
    row = WebhookDelivery.objects.get()
    assert (row.state, row.tries) == ("failed", len(rules.WAITS) + 1)
    receiver.answers = [(204, {}, b"")]
    scope = world.scope("owner")
    actions.replay(scope, row.uid)
    with pytest.raises(Conflict, match="on its way"):
        actions.replay(scope, row.uid)
    _work()
    row.refresh_from_db()
    assert (row.state, row.status, row.tries) == ("delivered", 204, 1)
    assert len(row.attempts) == len(rules.WAITS) + 2
    assert {headers["webhook-id"] for headers, _ in receiver.got} == {row.uid}
    verbs = AuditLine.objects.filter(subject=made.endpoint.uid).values_list("verb", flat=True)
    assert list(verbs.order_by("pk")) == ["webhook.created", "webhook.replayed"]


def test_an_endpoint_that_fails_for_days_is_paused_and_its_owner_told(
    world: Cast, receiver: Receiver
) -> None:
    receiver.answers = [(500, {}, b"")]
    made = _endpoint(world, receiver)
    _someone_leaves(world)
    _work()
    WebhookEndpoint.objects.update(failing_since=now() - rules.PAUSE_AFTER)
    _hurry()
    _work()
    endpoint = WebhookEndpoint.objects.get()
    assert endpoint.paused_why == "failures"
    (told,) = notifications.latest(world.scope("owner"))
    assert told.kind == "webhook.paused"
    assert "Our CRM" in told.text
    assert told.link == f"settings/webhooks/{made.endpoint.uid}/"
    assert notifications.unread(world.scope("analyst")) == 0
    # what is on its way and what happens meanwhile is held
    _hurry()
    _someone_leaves(world, "finance")
    _work()
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {"held"}
    calls = len(receiver.got)
    scope = world.scope("owner")
    with pytest.raises(Conflict, match="paused"):
        actions.replay_all(scope, endpoint.uid)
    receiver.answers = [(200, {}, b"")]
    assert actions.resume_endpoint(scope, endpoint.uid) == 2
    _work()
    assert len(receiver.got) == calls
    assert actions.replay_all(scope, endpoint.uid) == 2
    _work()
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {"delivered"}


def test_gone_means_paused_at_once(world: Cast, receiver: Receiver) -> None:
    receiver.answers = [(410, {}, b"")]
    _endpoint(world, receiver)
    _someone_leaves(world)
    _work()
    assert WebhookEndpoint.objects.get().paused_why == "failures"
    assert WebhookDelivery.objects.get().state == "failed"


def test_a_server_that_is_not_there_is_a_failed_try_with_its_reason(
    world: Cast, receiver: Receiver
) -> None:
    made = _endpoint(world, receiver)
    receiver.close()
    receiver.thread = threading.Thread()
    delivery = actions.send_test(world.scope("owner"), made.endpoint.uid)
    _work()
    delivery.refresh_from_db()
    assert delivery.attempts[0]["error"] == "The host refused the connection."
    assert (delivery.state, delivery.status) == ("waiting", None)
    receiver.__post_init__()


def test_a_private_address_is_refused_when_made_and_when_called(
    world: Cast, receiver: Receiver, settings: Settings
) -> None:
    made = _endpoint(world, receiver)
    settings.OUTBOUND_ALLOW = []
    with pytest.raises(AddressNotAllowed):
        _endpoint(world, receiver)
    delivery = actions.send_test(world.scope("owner"), made.endpoint.uid)
    _work()
    delivery.refresh_from_db()
    assert "https" in delivery.attempts[0]["error"]
    assert receiver.got == []


def test_a_renewed_secret_signs_beside_the_old_one_for_a_day(
    world: Cast, receiver: Receiver
) -> None:
    first = _endpoint(world, receiver)
    second = actions.renew_secret(world.scope("owner"), first.endpoint.uid)
    assert first.secret != second.secret
    actions.send_test(world.scope("owner"), first.endpoint.uid)
    _work()
    headers, body = receiver.got[0]
    assert _signed_as_the_standard_says(headers, body, second.secret) == [True, False]
    assert _signed_as_the_standard_says(headers, body, first.secret) == [False, True]
    assert len(delivering.keys_of(second.endpoint, now() + timedelta(hours=25))) == 1


def test_only_owners_and_only_their_own(world: Cast, receiver: Receiver) -> None:
    made = _endpoint(world, receiver)
    uid = made.endpoint.uid
    delivery = actions.send_test(world.scope("owner"), uid)
    rival = world.scope("stranger", "rivalry")
    calls: list[Any] = [
        lambda s: queries.endpoint(s, uid),
        lambda s: queries.delivery(s, delivery.uid),
        lambda s: actions.change_endpoint(s, uid, "x", receiver.url, ["member.left"]),
        lambda s: actions.renew_secret(s, uid),
        lambda s: actions.pause_endpoint(s, uid),
        lambda s: actions.resume_endpoint(s, uid),
        lambda s: actions.delete_endpoint(s, uid),
        lambda s: actions.send_test(s, uid),
        lambda s: actions.replay(s, delivery.uid),
        lambda s: actions.replay_all(s, uid),
    ]
    for call in calls:
        with pytest.raises(Refused):
            call(world.scope("manager"))
        with pytest.raises(Missing):
            call(rival)
    assert queries.endpoints(rival) == []
    assert queries.deliveries(rival, uid) == []
    assert [row.endpoint.uid for row in queries.endpoints(world.scope("owner"))] == [uid]


def test_bad_input_is_named(world: Cast, receiver: Receiver) -> None:
    scope = world.scope("owner")
    for name, url, kinds, field in [
        ("", receiver.url, ["member.left"], "name"),
        ("CRM", "nonsense", ["member.left"], "url"),
        ("CRM", receiver.url, [], "kinds"),
        ("CRM", receiver.url, ["member.flew"], "kinds"),
    ]:
        with pytest.raises(Invalid) as refusal:
            actions.create_endpoint(scope, name, url, kinds)
        assert refusal.value.field == field
    assert not WebhookEndpoint.objects.exists()


def test_the_log_counts_and_forgets(world: Cast, receiver: Receiver) -> None:
    made = _endpoint(world, receiver)
    scope = world.scope("owner")
    for _ in range(3):
        actions.send_test(scope, made.endpoint.uid)
    _work()
    row = queries.endpoint(scope, made.endpoint.uid)
    assert (row.delivered, row.missed, row.waiting) == (3, 0, 0)
    log = queries.deliveries(scope, made.endpoint.uid, limit=2)
    assert len(log) == 2
    assert len(queries.deliveries(scope, made.endpoint.uid, before=log[-1].pk)) == 1
    assert queries.deliveries(scope, made.endpoint.uid, state="failed") == []
    WebhookDelivery.objects.filter(pk=log[0].pk).update(at=now() - timedelta(days=31))
    assert forget_old(None) == 1  # type: ignore[arg-type]


def test_kinds_are_named_alike_and_explained() -> None:
    for kind in KINDS.values():
        noun, _, deed = kind.name.partition(".")
        assert noun
        assert deed
        assert kind.says
        assert not kind.says.endswith(".")


@pytest.mark.parametrize(
    ("tries", "asked", "seconds"),
    [(1, None, 5), (1, "60", 60), (1, "soon", 5), (4, "1", 7_200), (1, "999999", 86_400), (10, None, None)],
)  # fmt: skip
def test_waits_grow_and_heed_what_is_asked(
    tries: int, asked: str | None, seconds: int | None
) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert rules.wait(tries, asked) == expected


def test_a_signature_of_the_specification() -> None:
    """The example in the reference libraries of Standard Webhooks."""
    body = json.dumps({"test": 2432232314}, separators=(",", ": ")).encode()
    signed = signing.signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body
    )
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
