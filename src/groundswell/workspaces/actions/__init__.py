"""Everything that changes people, workspaces and what they may do, by noun."""

from groundswell.workspaces.actions.brands import (
    archive_brand,
    create_brand,
    rename_brand,
    restore_brand,
)
from groundswell.workspaces.actions.invitations import (
    Invited,
    accept_invitation,
    invite,
    revoke_invitation,
)
from groundswell.workspaces.actions.keys import MadeKey, make_key, note_key_use, revoke_key
from groundswell.workspaces.actions.members import change_role, leave, remove_member
from groundswell.workspaces.actions.people import (
    change_look,
    ensure_person,
    erase_person,
    found_instance,
    record_own_deed,
    rename_person,
    reset_second_factor,
    set_password,
)
from groundswell.workspaces.actions.workspaces import (
    change_workspace,
    create_workspace,
    ensure_default_workspace,
)

__all__ = [
    "Invited",
    "MadeKey",
    "accept_invitation",
    "archive_brand",
    "change_look",
    "change_role",
    "change_workspace",
    "create_brand",
    "create_workspace",
    "ensure_default_workspace",
    "ensure_person",
    "erase_person",
    "found_instance",
    "invite",
    "leave",
    "make_key",
    "note_key_use",
    "record_own_deed",
    "remove_member",
    "rename_brand",
    "rename_person",
    "reset_second_factor",
    "restore_brand",
    "revoke_invitation",
    "revoke_key",
    "set_password",
]
