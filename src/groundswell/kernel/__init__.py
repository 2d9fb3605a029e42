"""The ground everything stands on; knows no marketing.

Nouns: clock, identifiers, errors, text, money, files, tables, secrets.
"""
