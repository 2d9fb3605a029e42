"""Loading the demo from Home."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from groundswell.tasks.registry import job
from groundswell.ui.jobs import describe
from groundswell.workspaces.scope import Right, Scope

if TYPE_CHECKING:
    from groundswell.tasks.running import Run

DEMO_JOB = "home.demo"
CREATORS = 2_000
_SEED = 7

describe(DEMO_JOB, label=gettext_lazy("Loading invented creators"), right=Right.ADMIN)


@job(DEMO_JOB, atomic=False)
def load_demo(run: "Run") -> dict[str, int]:
    """Load the small demo crowd; what is there already is passed over."""
    from groundswell.connectors.demo import loading

    assert run.workspace is not None, "somebody of a workspace asked for it"
    seen = {"profiles": 0, "documents": 0}

    def told(step: str, done: int) -> None:
        seen[step] += done
        run.progress(sum(seen.values()), 2 * CREATORS)

    scope = Scope(
        run.workspace, run.payload["actor"], frozenset({Right.READ, Right.IMPORT, Right.ADMIN})
    )
    return loading.load(scope, CREATORS, CREATORS, _SEED, told=told)
