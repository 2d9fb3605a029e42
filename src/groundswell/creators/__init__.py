"""The catalog: what is known of creators, from whom and since when.

Nouns: creator, profile, post, observation, snapshot, audience estimate, source.
Verbs: record (profiles, posts, audiences), enter (a fact), withdraw (an import), merge, unmerge,
export, erase, change terms.
Told to others: the change feed (`feed`), and the signals of `events`.
"""
