"""Fact events reach their subscribers exactly when the fact is committed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction

from groundswell.tasks import events, schedules
from groundswell.tasks.events import announce, decode, on
from groundswell.tasks.models import Job, Schedule
from groundswell.tasks.registry import JOBS, SCHEDULES, ScheduleKind, job, schedule
from groundswell.tasks.worker import work_once


@dataclass(frozen=True, slots=True)
class Baked:
    loaf: int
    at: datetime
    day: date
    kinds: tuple[str, ...] = ()


BAKED = Baked(3, datetime(2026, 1, 2, 3, 4, tzinfo=UTC), date(2026, 1, 2), ("rye", "oat"))


@pytest.fixture
def clean():
    before = dict(JOBS), dict(SCHEDULES), dict(events._SUBSCRIBERS)
    yield
    for live, kept in zip((JOBS, SCHEDULES, events._SUBSCRIBERS), before, strict=True):
        live.clear()
        live.update(kept)


@pytest.mark.django_db(transaction=True)
def test_each_subscriber_gets_the_event_once(clean) -> None:
    got = []
    on(Baked, "test.sell")(lambda run, event: got.append(("sell", event, run.workspace)))
    on(Baked, "test.smell")(lambda run, event: got.append(("smell", event, run.workspace)))
    with transaction.atomic():
        announce(BAKED, workspace=8)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        announce(BAKED)
        raise ZeroDivisionError
    while work_once("w", timedelta(seconds=60)):
        pass
    assert got == [("sell", BAKED, 8), ("smell", BAKED, 8)]


@pytest.mark.django_db
def test_an_event_without_subscribers_writes_nothing() -> None:
    announce(BAKED)
    assert not Job.objects.exists()


def test_a_neighbouring_version_may_know_other_fields() -> None:
    payload = {"loaf": 1, "at": BAKED.at.isoformat(), "day": "2026-01-02", "new_field": 1}
    assert decode(Baked, payload) == Baked(1, BAKED.at, date(2026, 1, 2))


@pytest.mark.django_db
def test_only_dataclasses_are_events() -> None:
    with pytest.raises(TypeError):
        announce({"loaf": 1})


def test_ticks_are_the_same_for_every_worker() -> None:
    moment = datetime(2026, 5, 1, 12, 34, 56, tzinfo=UTC)
    hourly = ScheduleKind("x", timedelta(hours=1), None)
    assert hourly.next_after(moment) == datetime(2026, 5, 1, 13, tzinfo=UTC)
    nightly = ScheduleKind("x", timedelta(days=1), time(3, 17))
    assert nightly.next_after(moment) == datetime(2026, 5, 2, 3, 17, tzinfo=UTC)
    assert nightly.next_after(datetime(2026, 5, 2, 3, 17, tzinfo=UTC)).day == 3


@pytest.mark.parametrize(
    ("every", "at"), [(timedelta(0), None), (timedelta(hours=5), time(3)), (timedelta(), time(3))]
)
def test_nonsense_schedules_are_refused(every, at) -> None:
    with pytest.raises(ValueError, match=r"schedule|time of day"):
        schedule("x", every=every, at=at)


@pytest.mark.django_db(transaction=True)
def test_missed_ticks_collapse_and_dropped_schedules_go(clean) -> None:
    job("test.tick")(lambda run: None)
    schedule("test.tick", every=timedelta(minutes=1))
    Schedule.objects.create(name="test.gone", next_at=BAKED.at)
    schedules.materialise()
    assert not Schedule.objects.filter(name="test.gone").exists()
    Schedule.objects.exclude(name="test.tick").delete()
    Schedule.objects.filter(name="test.tick").update(next_at=BAKED.at)
    assert schedules.tick() == 1
    assert schedules.tick() == 0
    row = Job.objects.get(name="test.tick")
    assert row.payload == {"tick": BAKED.at.isoformat()}


@pytest.mark.django_db(transaction=True)
def test_a_shortened_period_holds_at_once(clean) -> None:
    job("test.tick")(lambda run: None)
    schedule("test.tick", every=timedelta(days=30))
    schedules.materialise()
    schedule("test.tick", every=timedelta(minutes=1))
    schedules.materialise()
    row = Schedule.objects.get(name="test.tick")
    assert row.next_at - datetime.now(UTC) <= timedelta(minutes=1)
