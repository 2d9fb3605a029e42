"""Reading a set's file and matching its people with the catalog, step by step.

Every step is a transaction together with its checkpoint, so that a worker killed at any moment goes
on where it was; entries, relatives and rejects are unique, so that a step done twice changes nothing.
"""

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

import polars as pl
from django.db import transaction
from django.db.models import F

from groundswell.circle import matching, reading, rules
from groundswell.circle.models import EMAIL, CircleSet, Reject, State
from groundswell.circle.reading import Numbered
from groundswell.circle.sealing import SEAL, throw_away
from groundswell.creators.actions.tombstones import without_erased
from groundswell.kernel import files, sealed
from groundswell.kernel.errors import GroundswellError

if TYPE_CHECKING:
    from groundswell.tasks.running import Run

BATCH = 20_000
SCAN = 5_000
_HEAD = 400
_ERASED = "This person has asked to be forgotten."


def take_in(run: "Run") -> dict[str, int]:
    """Read, then match; the counts of the set."""
    found = CircleSet.objects.filter(pk=run.payload["set"]).first()
    if found is None:
        return {}
    try:
        if found.state == State.READING:
            _read(run, found)
        _match_emails(run, found)
    except GroundswellError as refusal:
        CircleSet.objects.filter(pk=found.pk).update(
            state=State.FAILED, trouble=refusal.sentence[:500], file=""
        )
        throw_away(found.uid)
        return {}
    found.refresh_from_db()
    return {"read": found.read, "known": found.known, "rejected": found.rejected}


def _read(run: "Run", found: CircleSet) -> None:
    path = files.path_of(found.file)
    with sealed.unseal(path, SEAL) as content:
        head = [cells for _, cells in islice(reading.rows_of(content), _HEAD)]
    how = rules.layout(head, found.platform)
    done = (run.saved or {}).get("row", 1 if how.header else 0)
    with sealed.unseal(path, SEAL) as content:
        rows = (one for one in reading.rows_of(content) if one[0] > done)
        for batch in reading.batches(rows, BATCH):
            run.check()
            _step(run, found, batch, how)
    with transaction.atomic():
        run.checkpoint({"after": 0})
        CircleSet.objects.filter(pk=found.pk).update(
            state=State.MATCHING, emails=how.emails, file=""
        )
    throw_away(found.uid)
    found.refresh_from_db()


def _step(run: "Run", found: CircleSet, batch: Sequence[Numbered], how: rules.Layout) -> None:
    named = rules.named(batch, how)
    people, erased = _without_erased(named.people)
    people = _hashed(people, matching.secret_of(found.workspace_id))
    rejects = [*named.rejects, *((row, _ERASED, "") for row in erased)]
    with transaction.atomic():
        added = matching.insert_entries(found, people)
        matching.match(matching.named_directly(people, found.workspace_id), [found])
        Reject.objects.bulk_create(
            [
                Reject(set=found, row=row, reason=reason[:300], shown=shown[:80])
                for row, reason, shown in rejects
            ],
            ignore_conflicts=True,
            batch_size=5_000,
        )
        CircleSet.objects.filter(pk=found.pk).update(
            read=F("read") + len(batch),
            known=F("known") + people["row"].n_unique(),
            repeated=F("repeated") + people.height - added,
            rejected=F("rejected") + len(rejects),
        )
        run.checkpoint({"row": batch[-1][0]}, done=found.read + len(batch))
    found.refresh_from_db()


def _match_emails(run: "Run", found: CircleSet) -> None:
    """Look through the catalog's contacts once for the people whom only an address names."""
    after = (run.saved or {}).get("after", 0)
    while found.emails:
        profiles = matching.with_contacts(found.workspace_id, after, SCAN)
        if profiles.is_empty():
            break
        after = int(profiles["row"][-1])
        with transaction.atomic():
            hits = matching.hit_by_email(found, profiles)
            if hits.size:
                matching.match(hits, [found])
            run.checkpoint({"after": after})
        run.check()
    with transaction.atomic():
        matching.recount([found.pk])
        CircleSet.objects.filter(pk=found.pk).update(state=State.READY)


def _without_erased(people: pl.DataFrame) -> tuple[pl.DataFrame, list[int]]:
    """The people who have not asked to be forgotten, and the rows of whom nobody is left."""
    numbered = people.with_row_index("place").with_columns(pl.col("place").cast(pl.Int64))
    asked = numbered.select(
        pl.col("place").alias("row"),
        "platform",
        "key",
        pl.when(pl.col("key").str.starts_with("id:"))
        .then(pl.col("key").str.slice(3))
        .alias("platform_id"),
        pl.lit("{}").alias("document"),
    )
    kept = numbered.filter(pl.col("place").is_in(without_erased(asked)["row"].implode()))
    gone = set(people["row"].to_list()) - set(kept["row"].to_list())
    return kept.drop("place"), sorted(gone)


def _hashed(people: pl.DataFrame, secret: bytes) -> pl.DataFrame:
    mails = people.filter(pl.col("platform") == EMAIL)
    hashes = [rules.hash_email(secret, address) for address in mails["key"]]
    return pl.concat(
        [
            people.filter(pl.col("platform") != EMAIL),
            mails.with_columns(pl.Series("key", hashes, dtype=pl.String)),
        ]
    )
