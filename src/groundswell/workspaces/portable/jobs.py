"""Jobs of archives."""

from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from groundswell.tasks.registry import job, schedule
from groundswell.workspaces.models import Workspace
from groundswell.workspaces.portable import actions, places
from groundswell.workspaces.scope import Right, Scope

if TYPE_CHECKING:
    from groundswell.tasks.running import Run

FORGET_JOB = "workspaces.forget-exports"


@job(actions.EXPORT_JOB, atomic=False, timeout=timedelta(hours=6))
def export(run: "Run") -> dict[str, Any]:
    """Write the archive; an interrupted one begins anew."""
    from groundswell.workspaces.portable import outgoing

    assert run.workspace is not None
    target = places.going(run.uid)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".part")
    manifest = outgoing.write(run.workspace, draft, run.progress)
    draft.replace(target)
    return {"rows": sum(part["rows"] for part in manifest["parts"]), "content": manifest["content"]}


@job(actions.IMPORT_JOB, atomic=False, retries=0, timeout=timedelta(hours=6))
def bring_in(run: "Run") -> dict[str, Any]:
    """Read the archive into the workspace, all or nothing; a refusal is the job's result."""
    from groundswell.kernel.errors import GroundswellError
    from groundswell.workspaces.portable.incoming import import_archive

    assert run.workspace is not None
    source = places.coming(run.uid)
    scope = Scope(run.workspace, run.payload["actor"], frozenset(Right))
    try:
        done = import_archive(scope, source, Workspace.objects.get(pk=run.workspace))
    except GroundswellError as refusal:
        return {"refused": " ".join(filter(None, (refusal.sentence, refusal.hint)))}
    finally:
        source.unlink(missing_ok=True)
    return {"rows": done.rows, "before": done.before, "same_secret": done.same_secret}


@job(FORGET_JOB, atomic=False)
def forget_exports(run: "Run") -> int:  # noqa: ARG001 - every handler takes its run
    """Delete archives that nobody fetched for a week."""
    return places.forget_old()


schedule(FORGET_JOB, every=timedelta(days=1), at=time(4, 20))
