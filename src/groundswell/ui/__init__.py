"""The visual language: base templates, components, marks, icons, formats, and the built assets.

Nouns: component (one template each, reached by a tag of `gs`), mark (a small drawing from the
server), format (a value in the reader's locale). Knows no domain.
"""
