"""The catalog: what is known of creators, from whom and since when.

Nouns: creator, profile, observation, snapshot, post, audience estimate, source.
Verbs: record (facts of profiles, posts, audiences), withdraw (a batch), merge, unmerge, erase.
Events: ProfilesChanged.
"""
