"""Pure decisions: what counts as delivered, when to try again, when to stop asking."""

import re
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from http import HTTPStatus

from groundswell.workspaces.errors import BadValue

# as Standard Webhooks advises: soon at first, then for three days
WAITS = tuple(
    timedelta(seconds=seconds)
    for seconds in (
        5,
        5 * 60,
        30 * 60,
        2 * 3600,
        5 * 3600,
        10 * 3600,
        14 * 3600,
        20 * 3600,
        24 * 3600,
    )
)
PAUSE_AFTER = timedelta(days=4)
LONGEST_ASKED_WAIT = timedelta(hours=24)
ANSWER_KEPT = 2_000  # bytes
DELIVERIES_KEPT = timedelta(days=30)
MOST_ENDPOINTS = 20
OLD_SECRET_LIFE = timedelta(hours=24)


def delivered(status: int | None) -> bool:
    """Whether an answer with this status takes the message; redirects do not."""
    return status is not None and HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES


def gone(status: int | None) -> bool:
    """Whether the other side says for good that nobody is there."""
    return status == HTTPStatus.GONE


def wait(tries: int, retry_after: str | None) -> timedelta | None:
    """How long to wait after so many tries; None: give up.

    Args:
        tries: how many failed, at least 1.
        retry_after: what the other side asks for, in seconds; longer than our own wait counts.
    """
    if tries > len(WAITS):
        return None
    own = WAITS[tries - 1]
    if retry_after is None or not re.fullmatch(r"\d{1,6}", retry_after.strip()):
        return own
    return max(own, min(timedelta(seconds=int(retry_after)), LONGEST_ASKED_WAIT))


def must_pause(failing_since: datetime | None, moment: datetime) -> bool:
    """Whether an endpoint has failed without a break for so long that asking is rude."""
    return failing_since is not None and moment - failing_since >= PAUSE_AFTER


def check_kinds(asked: Iterable[str], known: Collection[str]) -> list[str]:
    """The kinds of events of an endpoint, in the order we list them; BadValue for none or others."""
    words = set(asked)
    if unknown := sorted(words - set(known)):
        raise BadValue(f'There is no event "{unknown[0]}".', field="kinds")
    if not words:
        raise BadValue("Choose at least one event.", field="kinds")
    return [kind for kind in known if kind in words]
