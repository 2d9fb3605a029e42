"""Erasing a person from the catalog, for good."""

from collections.abc import Mapping
from typing import Any

from groundswell.creators.actions.merging import visible_creator
from groundswell.workspaces import erasure
from groundswell.workspaces.erasure import Erased, Subject
from groundswell.workspaces.scope import Right, Scope


def export_creator(scope: Scope, creator: int) -> Mapping[str, Mapping[str, list[dict[str, Any]]]]:
    """All that is kept about a creator, in every domain: domain, table, rows.

    Raises:
        Missing: the scope sees no such creator.
    """
    scope.require(Right.ERASE)
    return erasure.export(scope, Subject.creator(visible_creator(scope, creator).pk))


def erase_creator(scope: Scope, creator: int) -> dict[str, Erased]:
    """Erase a creator in every domain, with those merged with it, and keep them from coming back.

    All layers go, of every workspace: the person asked the instance. Later files that name the
    person's handles, ids or e-mail addresses have those rows refused.

    Raises:
        Missing: the scope sees no such creator.
    """
    scope.require(Right.ERASE)
    return erasure.erase(scope, Subject.creator(visible_creator(scope, creator).pk))
