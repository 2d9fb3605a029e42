"""A whole workspace as a file, and back into an instance where there is nothing yet.

Nouns: an *archive* (a zip of JSON Lines, one file per table, and a manifest with their hashes), a
*table* (how the rows of one model travel). Each domain says in a module called `portable` which of
its tables travel (`registry.carry`) and which do not, and why (`registry.leave`); a test walks all
models and fails where one that belongs to a workspace is neither.

Rows are numbered by table in the order of their age, and point at each other by these numbers, so
that the archive of a workspace that was imported equals the archive it came from.
"""

from groundswell.workspaces.portable import tables

__all__ = ["tables"]
