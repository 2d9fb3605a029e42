"""Handles, addresses and ids of profiles, brought to one form.

``identify`` reads one text; ``identify_column`` reads a column of a million: a regular expression
takes the plain cases in Polars, and Python sees only what is left. Both give the same answer.

The *key* is what makes a profile the same one: the folded handle, else ``id:<platform id>``, else
``name:<folded name>`` where a source gives nothing better.
"""

from groundswell.creators.addresses import NotAProfile
from groundswell.creators.handles.columns import IDENTIFIED, identify_column, identify_columns
from groundswell.creators.handles.single import (
    LONGEST,
    Identity,
    address_of,
    clean,
    clean_id,
    fold_handle,
    fold_name,
    guess_platform,
    identify,
    identify_id,
)

__all__ = [
    "IDENTIFIED",
    "LONGEST",
    "Identity",
    "NotAProfile",
    "address_of",
    "clean",
    "clean_id",
    "fold_handle",
    "fold_name",
    "guess_platform",
    "identify",
    "identify_column",
    "identify_columns",
    "identify_id",
]
