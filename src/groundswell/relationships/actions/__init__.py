"""What can be done to lists, tags and notes; every action takes the scope first."""

from groundswell.relationships.actions.entries import (
    Added,
    add_profiles,
    annotate_entry,
    remove_profiles,
)
from groundswell.relationships.actions.lists import (
    archive_list,
    create_list,
    delete_list,
    describe_list,
    purge_lists,
    rename_list,
    restore_list,
    unarchive_list,
)
from groundswell.relationships.actions.notes import delete_note, edit_note, write_note
from groundswell.relationships.actions.tags import tag_profiles, untag_profiles

__all__ = [
    "Added",
    "add_profiles",
    "annotate_entry",
    "archive_list",
    "create_list",
    "delete_list",
    "delete_note",
    "describe_list",
    "edit_note",
    "purge_lists",
    "remove_profiles",
    "rename_list",
    "restore_list",
    "tag_profiles",
    "unarchive_list",
    "untag_profiles",
    "write_note",
]
