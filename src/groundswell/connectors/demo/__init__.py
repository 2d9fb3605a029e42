"""The demo catalog: invented creators that behave, as a crowd, like real ones.

Verbs: generate (profile frames, any number, streamed, the same for the same seed).
Every row is marked synthetic, and every name, handle and brand is invented.
"""
