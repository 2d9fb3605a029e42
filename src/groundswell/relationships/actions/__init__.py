"""What can be done to lists and what stands on them; every action takes the scope first.

Actions that can be undone give the uid of their reversal: as ``undo`` of what they return
(`Changed`, `Added`, or the row itself), or alone where nothing else is left to return.
"""

from groundswell.relationships.actions.assignments import (
    change_task,
    delete_task,
    finish_task,
    give_task,
    tell_of_due_tasks,
)
from groundswell.relationships.actions.deeds import Changed
from groundswell.relationships.actions.entries import (
    Added,
    add_profiles,
    annotate_entry,
    remove_profiles,
)
from groundswell.relationships.actions.exporting import note_export
from groundswell.relationships.actions.fields import (
    add_field,
    archive_field,
    change_field,
    reorder_field,
)
from groundswell.relationships.actions.lists import (
    archive_list,
    brand_list,
    create_list,
    delete_list,
    describe_list,
    purge_lists,
    rename_list,
    restore_list,
    unarchive_list,
)
from groundswell.relationships.actions.moving import assign_entries, move_entries
from groundswell.relationships.actions.notes import delete_note, edit_note, write_note
from groundswell.relationships.actions.sharing import (
    MadeLink,
    change_share,
    comment_as_guest,
    extend_share,
    note_view,
    revoke_share,
    share_list,
    vote_as_guest,
)
from groundswell.relationships.actions.stages import (
    add_stage,
    archive_stage,
    change_stage,
    found_pipeline,
    reorder_stage,
    unarchive_stage,
)
from groundswell.relationships.actions.tags import tag_profiles, untag_profiles
from groundswell.relationships.actions.together import undo_together
from groundswell.relationships.actions.values import Block, set_values
from groundswell.relationships.actions.votes import vote

__all__ = [
    "Added",
    "Block",
    "Changed",
    "MadeLink",
    "add_field",
    "add_profiles",
    "add_stage",
    "annotate_entry",
    "archive_field",
    "archive_list",
    "archive_stage",
    "assign_entries",
    "brand_list",
    "change_field",
    "change_share",
    "change_stage",
    "change_task",
    "comment_as_guest",
    "create_list",
    "delete_list",
    "delete_note",
    "delete_task",
    "describe_list",
    "edit_note",
    "extend_share",
    "finish_task",
    "found_pipeline",
    "give_task",
    "move_entries",
    "note_export",
    "note_view",
    "purge_lists",
    "remove_profiles",
    "rename_list",
    "reorder_field",
    "reorder_stage",
    "restore_list",
    "revoke_share",
    "set_values",
    "share_list",
    "tag_profiles",
    "tell_of_due_tasks",
    "unarchive_list",
    "unarchive_stage",
    "undo_together",
    "untag_profiles",
    "vote",
    "vote_as_guest",
    "write_note",
]
