"""`groundswell index`: build the discovery index anew, or look at it."""

from typing import Annotated, Any

import typer

from groundswell.ops.output import Json, emit, progress, say

app = typer.Typer(no_args_is_help=True)

Processes = Annotated[
    int | None, typer.Option(min=1, max=64, help="Processes that build; one per shard is best.")
]
Shards = Annotated[
    int | None, typer.Option(min=1, max=16, help="Into how many parts to cut the new index.")
]


@app.command()
def rebuild(*, processes: Processes = None, shards: Shards = None, as_json: Json = False) -> None:
    """Build a new index from the catalog and switch to it; searches go on meanwhile."""
    import time

    from groundswell.discovery import index, sync

    began = time.monotonic()
    with progress(quiet=as_json) as bar:
        task = bar.add_task("Index", total=None, rate="")

        def show(done: int, total: int) -> None:
            rate = done / max(time.monotonic() - began, 1e-3)
            bar.update(task, completed=done, total=total, rate=f"{rate:,.0f}/s")

        sync.rebuild(processes=processes, shards=shards, progress=show)
    seconds = time.monotonic() - began
    state = index.reader().state()
    if as_json:
        emit({**_state(), "seconds": round(seconds, 3)})
    else:
        say(f"{state.documents:,} profiles in {seconds:,.1f} s: {_size(state.bytes)}.")


@app.command()
def status(*, as_json: Json = False) -> None:
    """Say which index is live, how large it is, and how far it is behind the catalog."""
    told = _state()
    if as_json:
        emit(told)
        return
    say(f"Generation    {told['generation']} ({told['shards']} shards)")
    say(f"Profiles      {told['documents']:,}")
    say(f"Size          {_size(told['bytes'])} in {told['segments']} segments")
    say(f"Changes due   {told['changes']:,}, the oldest {told['behind_seconds']:.1f} s old")
    if told["building"]:
        say("A new index is being built.")


@app.command()
def verify(*, as_json: Json = False) -> None:
    """Compare the index with the catalog, profile by profile; exit code 5 where they differ."""
    from groundswell.discovery import sync

    sync.drain()
    found = sync.verify()
    if as_json:
        emit(
            {
                "equal": not found,
                "checked": found.checked,
                "missing": found.missing,
                "stale": found.stale,
                "extra": found.extra,
            }
        )
    elif not found:
        say(f"The index holds what the catalog holds: {found.checked:,} profiles.")
    else:
        kinds = {"missing": found.missing, "stale": found.stale, "too many": found.extra}
        for kind, rows in kinds.items():
            say(f"{kind}: {len(rows)} rows, such as {', '.join(map(str, rows[:5])) or 'none'}")
        say("Mend it with `groundswell index rebuild`.")
    if found:
        raise typer.Exit(5)


def _state() -> dict[str, Any]:
    from groundswell.discovery import index, sync

    state = index.reader().state()
    changes, behind = sync.waiting()
    return {
        "generation": state.generation,
        "documents": state.documents,
        "bytes": state.bytes,
        "segments": state.segments,
        "fingerprint": state.fingerprint,
        **state.extra,
        "changes": changes,
        "behind_seconds": round(behind, 3),
        "building": index.is_building(),
    }


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"
