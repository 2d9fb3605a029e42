"""Discovery: find profiles by any trait of the creator and of the audience.

Nouns: query (a frozen value with a text, JSON, URL and form face), field, plan (a query with every
name resolved), document, index, engine, generation.
Verbs: parse, explain, search, facet, count, suggest, apply, rebuild.
"""
