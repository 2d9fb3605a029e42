"""The science: pure functions on numbers and arrays; no Django, no files, no network.

Nouns: scheme, tier, definition (of an engagement rate), interval, display rule, focus.
Verbs: tier, rate, summarise, wilson, clopper_pearson, goodman, show, focus.
"""
