"""Relationships: what a workspace makes of the creators it knows.

Nouns: list (named, of profiles), entry, tag (a word on a profile), note (a text on a profile or
creator).
Verbs: create_list, rename_list, describe_list, archive_list, unarchive_list, delete_list,
restore_list, add_profiles, remove_profiles, annotate_entry, tag_profiles, untag_profiles,
write_note, edit_note, delete_note.
Events: ListCreated, ListRenamed, ListArchived, ListUnarchived, ListDeleted, ListRestored,
ProfilesAdded, ProfilesRemoved, ProfilesTagged, ProfilesUntagged, NoteWritten.

Everything points at profiles by row number, without a foreign key: lists of millions must not slow
the catalog down. Which row stands for a profile is told in `layers`.
"""
