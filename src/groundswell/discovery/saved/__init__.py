"""Saved searches: a query under a name, what it found lately, and who is told of it.

Nouns: saved search, memory (what it matched at the last look), finding (what one look found new),
follower (a person and how they want to be told), recent search.
Verbs: save_search, change_search, delete_search, follow, unfollow, open_search, note_recent; look.
Events: NewMatchesFound.
"""
