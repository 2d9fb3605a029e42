"""Recording the invented crowd: profiles, then what is known of them besides."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from itertools import islice

import polars as pl

from groundswell.connectors.demo import posts, series, witnesses
from groundswell.connectors.demo.chunks import Chunk, chunks
from groundswell.connectors.demo.generate import profiles
from groundswell.creators.actions import (
    ensure_source,
    record_audiences,
    record_past,
    record_posts,
    record_profiles,
)
from groundswell.creators.models import PUBLIC, Basis, Observation, Profile, Source
from groundswell.workspaces.scope import Scope

SEED = 7
"""The usual crowd; sources of another one name its seed."""

_PART = 10_000
_TOGETHER = 5  # chunks per transaction
_NOTE = "Invented; may be used for anything."

Told = Callable[[str, int], None]


def load(scope: Scope, count: int, documented: int, seed: int, *, told: Told) -> dict[str, int]:
    """Record the crowd, and posts, series and second opinions of its first profiles.

    What is there already is passed over, so it can be called again.

    Args:
        scope: needs the right to administer.
        count: profiles in all.
        documented: profiles of which more than facts is recorded.
        seed: another seed gives another crowd.
        told: hears the name of a step (``profiles``, ``documents``) and how many more are done.

    Returns:
        How many profiles were created, updated and unchanged; ``posts`` and ``observations``
        (follower counts) that are new.
    """
    source, as_of = crowd_source(scope, seed)
    counts = Counter(created=0, updated=0, unchanged=0, posts=0, observations=0)
    seen = 0
    for block, frame in enumerate(profiles(count, seed=seed, as_of=as_of)):
        for part in parts(frame, _PART):
            done = record_profiles(scope, source, part, owner=PUBLIC)
            counts.update(created=done.created, updated=done.updated, unchanged=done.unchanged)
            told("profiles", len(part))
        known = frame.head(max(documented - seen, 0))
        seen += len(frame)
        every = chunks(known, seed=seed, block=block)
        while some := list(islice(every, _TOGETHER)):
            if not _documented(some[-1], source, as_of):
                counts.update(_document(scope, source, some, as_of))
            told("documents", sum(chunk.size for chunk in some))
    return dict(counts)


def _document(scope: Scope, source: Source, some: list[Chunk], as_of: int) -> dict[str, int]:
    """What is known of these profiles besides; their follower counts last, which say it is done."""
    seed = some[0].seed
    panel = _source(scope, "Demo panel", seed, Basis.IMPORTED)
    shared = _source(scope, "Demo insights shared by the creator", seed, Basis.FIRST_PARTY)
    sampled = _source(scope, "Demo sample of commenters", seed, Basis.INFERRED)
    for witness, say, record in (
        (panel, witnesses.panel, record_profiles),
        (shared, witnesses.insights, record_audiences),
        (sampled, witnesses.comments, record_audiences),
    ):
        said = pl.concat([say(chunk, as_of=as_of) for chunk in some])
        if not said.is_empty():
            record(scope, witness, said, owner=PUBLIC)
    each = [(chunk, posts.posts(chunk, as_of=as_of)) for chunk in some]
    earlier = [posts.earlier(_of_the_rich(*one), as_of=as_of) for one in each]
    both = pl.concat([*earlier, *(frame for _, frame in each)], how="diagonal")
    made = record_posts(scope, source, both, owner=PUBLIC).created
    past = pl.concat([series.followers(chunk, as_of=as_of) for chunk in some])
    return {"posts": made, "observations": record_past(scope, source, past, owner=PUBLIC)}


def crowd_source(scope: Scope, seed: int) -> tuple[Source, int]:
    """The source of the crowd, and the midnight at which it is seen.

    It was seen on the day it was first loaded, so that loading it again changes nothing.
    """
    source = _source(scope, "Demo crowd", seed, Basis.PUBLIC)
    return source, int(datetime.combine(source.created_at.date(), time(), UTC).timestamp())


def parts(frame: pl.DataFrame, size: int) -> Iterator[pl.DataFrame]:
    """The frame in parts of about ``size`` rows; the profiles of one creator stay together."""
    groups = frame["creator_group"].to_numpy()
    start = 0
    while start < len(frame):
        end = min(start + size, len(frame))
        while end < len(frame) and groups[end] == groups[end - 1]:
            end += 1
        yield frame.slice(start, end - start)
        start = end


def _source(scope: Scope, name: str, seed: int, basis: str) -> Source:
    named = name if seed == SEED else f"{name}, seed {seed}"
    return ensure_source(
        scope, kind="demo", name=named, owner=PUBLIC, basis=basis, terms_note=_NOTE
    )


def _of_the_rich(chunk: Chunk, frame: pl.DataFrame) -> pl.DataFrame:
    whose = chunk.frame.filter(pl.Series(chunk.rich)).select("platform", "key")
    return frame.join(whose, on=["platform", "key"], how="semi")


def _documented(chunk: Chunk, source: Source, as_of: int) -> bool:
    """Whether the follower counts of the chunk are there; those before it came with them."""
    last = chunk.frame.row(-1, named=True)
    profile = Profile.objects.filter(
        platform=last["platform"], key=last["key"], owner=PUBLIC
    ).first()
    return Observation.objects.filter(
        profile=profile, source=source, observed_at__lt=as_of
    ).exists()
