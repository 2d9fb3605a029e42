"""Who asks, and whether the service is well."""

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from groundswell import __version__
from groundswell.api.access import scope_of
from groundswell.workspaces.queries import workspace_of
from groundswell.workspaces.scope import Right

router = Router(tags=["me"])


class WorkspaceOut(Schema):
    """The workspace that a request acts in."""

    uid: str = Field(examples=["wsp_5t0gk3v9w2x8m"])
    slug: str = Field(examples=["acme"])
    name: str = Field(examples=["Acme"])
    currency: str = Field(examples=["EUR"], description="ISO 4217")
    time_zone: str = Field(examples=["Europe/Berlin"], description="IANA name")
    tier_scheme: str = Field(examples=["hypeauditor"])


class Me(Schema):
    """Who asks."""

    actor: str = Field(examples=["key:3"], description="as written in the audit trail")
    rights: list[Right]
    workspace: WorkspaceOut


class Health(Schema):
    """That the service answers, and which version it is."""

    status: str = Field(examples=["ok"])
    version: str = Field(examples=["0.1.0"])


@router.get("/me", response=Me, operation_id="getMe", summary="Who asks")
def me(request: HttpRequest) -> Me:
    """The workspace, actor and rights of the key or session that asks."""
    scope = scope_of(request)
    workspace = WorkspaceOut.from_orm(workspace_of(scope))
    rights = [right for right in Right if right in scope.rights]
    return Me(actor=scope.actor, rights=rights, workspace=workspace)


@router.get("/health", response=Health, auth=None, operation_id="getHealth", summary="Well?")
def health(request: HttpRequest) -> Health:  # noqa: ARG001 - every view takes its request
    """That the service answers. The health page of the site checks more."""
    return Health(status="ok", version=__version__)
