"""Files of creators, posts, audiences and contacts: read, map, try, import, undo.

Nouns: file, table, column mapping, value, dry run, import, rejected row.
Verbs: read, guess, plan, run, undo.
"""
