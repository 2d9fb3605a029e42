"""What the jobs are called that members begin from several pages."""

from django.utils.translation import gettext_lazy

from groundswell.circle.actions import TAKE_IN
from groundswell.discovery.gathering import ADD_MATCHING
from groundswell.ui.jobs import describe
from groundswell.workspaces.portable.actions import EXPORT_JOB, IMPORT_JOB
from groundswell.workspaces.scope import Right

describe(
    ADD_MATCHING,
    label=gettext_lazy("Adding creators to the list"),
    done=gettext_lazy("Added"),
    right=Right.WRITE,
    stops=True,
)
describe(
    TAKE_IN,
    label=gettext_lazy("Looking for them in the catalog"),
    done=gettext_lazy("Looked up"),
    right=Right.IMPORT,
    stops=True,
)
describe(
    EXPORT_JOB,
    label=gettext_lazy("Packing the workspace"),
    done=gettext_lazy("Packed"),
    right=Right.ADMIN,
    stops=True,
)
describe(
    IMPORT_JOB,
    label=gettext_lazy("Unpacking the workspace"),
    done=gettext_lazy("Unpacked"),
    right=Right.ADMIN,
)
