"""Cursors: where the next page begins, tied to the plan they came from."""

import base64
import binascii

import orjson

from groundswell.discovery.engines.base import Plan
from groundswell.discovery.engines.tantivy.identity import identity
from groundswell.discovery.engines.tantivy.ranking import Place
from groundswell.discovery.errors import BadCursor


def written(plan: Plan, place: Place) -> str:
    """A cursor, safe in addresses."""
    told = orjson.dumps([identity(plan), place.key, place.row, place.position])
    return base64.urlsafe_b64encode(told).rstrip(b"=").decode()


def read(plan: Plan, cursor: str) -> Place:
    """The place of a cursor; raises BadCursor for one that this plan did not give."""
    try:
        padded = cursor.encode() + b"=" * (-len(cursor) % 4)
        name, key, row, position = orjson.loads(base64.urlsafe_b64decode(padded))
        fits = (
            name == identity(plan)
            and isinstance(key, int | float | None)
            and isinstance(row, int)
            and isinstance(position, int)
        )
    except (binascii.Error, ValueError, TypeError, UnicodeEncodeError):
        fits = False
    if not fits:
        raise BadCursor(
            "This cursor does not belong to this query.",
            field="cursor",
            hint="Begin again without a cursor.",
        )
    return Place(key, row, position)
