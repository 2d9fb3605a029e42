"""What schemas of requests share."""

from typing import Annotated, Any, TypeAlias

from ninja import Schema
from pydantic import ConfigDict, Field, WithJsonSchema

from groundswell.discovery.forms import query_from_json
from groundswell.discovery.language import parse
from groundswell.discovery.query import Query

QUERY_SCHEMA = "DiscoveryQuery"
QUERY_MARK = {"type": "object", "title": QUERY_SCHEMA}
"""Stands for the schema of a query until `description` puts the reference in its place."""
MOST_EXCLUDED = 100_000
LONGEST_QUERY = 100_000

AskedFor: TypeAlias = Annotated[
    str | dict[str, Any],
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "maxLength": LONGEST_QUERY},
                QUERY_MARK,
            ],
            "description": "Text of the query language, or the same query as JSON; "
            "empty finds everybody.",
            "examples": ["platform:instagram topic:skincare er>=3%"],
        }
    ),
]


class Body(Schema):
    """A body of a request: what is not known, or of another type, is refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Selection(Body):
    """Which profiles are meant."""

    query: AskedFor = ""
    exclude: list[str] = Field(
        [], max_length=MOST_EXCLUDED, description="Profiles to leave out, by identifier."
    )
    exclude_lists: list[str] = Field(
        [], max_length=100, description="Lists whose profiles are left out, by name or identifier."
    )


def asked(query: str | dict[str, Any]) -> Query:
    """The query of a request, from either form; QueryError where it cannot be read."""
    return parse(query) if isinstance(query, str) else query_from_json(query)
