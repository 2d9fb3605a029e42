"""The fields of the Tantivy index and their fingerprint."""

import hashlib
from functools import cache
from importlib import metadata

import tantivy

from groundswell.discovery.document import SCHEMA
from groundswell.discovery.engines.tantivy import terms
from groundswell.discovery.fields import KEYWORD, KEYWORDS, NUMERIC, TEXT

LAYOUT = 1
"""Raise when the meaning of the index changes in a way that the tables below do not show."""

COUNTED: tuple[str, ...] = tuple(field.name for field in KEYWORD if field.facet)
"""Keywords with a column of their own, which facets count."""

OWN: tuple[str, ...] = (*COUNTED, "handle")
"""Keywords with postings of their own; all others are terms."""

SETS: tuple[str, ...] = ("is", "has")
"""Small sets: few combinations occur, so a column of combinations is counted and then split."""

RANKED = "topic"
SLOTS: tuple[str, ...] = tuple(f"topic_{slot}" for slot in range(6))
REST = "topic_rest"
"""A column of several values is sixty times as slow to count as one of single values. The first
six topics therefore have a column each, and what is beyond them a column of combinations."""

SPLIT = "|"
"""Between the values of a combination."""

WORDS = "text"
PHRASES: tuple[str, ...] = (*(field.name for field in TEXT), "tags")


def combination(name: str) -> str:
    """The column of the combinations of a set."""
    return f"{name}_set"


@cache
def schema() -> tantivy.Schema:
    """The Tantivy schema; the same in all shards."""
    build = tantivy.SchemaBuilder()
    build.add_integer_field("row", indexed=True, fast=True)
    build.add_integer_field("version", fast=True)
    for field in NUMERIC:
        build.add_integer_field(field.name, fast=True)
    for name in (*COUNTED, *SLOTS, REST, *(combination(name) for name in SETS)):
        build.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    build.add_text_field("handle", tokenizer_name="raw", index_option="basic")
    build.add_text_field("terms", tokenizer_name="whitespace", index_option="basic")
    build.add_text_field(WORDS, tokenizer_name="whitespace", index_option="freq")
    for name in PHRASES:
        build.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    build.add_bytes_field("card", stored=True)
    return build.build()


@cache
def fingerprint() -> str:
    """Changes whenever an index must be rebuilt: other fields, grids, words or layout."""
    shape = (
        LAYOUT,
        metadata.version("tantivy"),
        sorted((name, str(dtype)) for name, dtype in SCHEMA.items()),
        [(field.name, field.kind, field.scale, field.hot, field.facet) for field in NUMERIC],
        [(field.name, field.facet) for field in (*KEYWORD, *KEYWORDS)],
        [(name, grid.edges.tolist(), grid.levels) for name, grid in terms.GRIDS.items()],
        (terms.FINE, terms.COARSE, terms.SAMPLES, terms.BAND_BITS, terms.WIDE_BAND_BITS),
    )
    return hashlib.blake2b(repr(shape).encode(), digest_size=8).hexdigest()
