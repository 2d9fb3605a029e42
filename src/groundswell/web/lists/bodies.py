"""What scripts send to list pages, checked."""

from typing import TypeVar

from django.http import HttpRequest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from groundswell.kernel.errors import Invalid

MOST_ROWS = 20_000
LONGEST_CELL = 20_000


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Cells(_Body):
    """A rectangle of cells: profiles, columns, and row by row what stands in each."""

    ids: list[str] = Field(min_length=1, max_length=MOST_ROWS)
    columns: list[str] = Field(min_length=1, max_length=200)
    texts: list[list[str]]
    word: str = ""


class Move(_Body):
    """A card put into a stage, beside another card of it."""

    id: str
    stage: str
    before: str = ""
    after: str = ""


B = TypeVar("B", bound=_Body)


def read_body(request: HttpRequest, kind: type[B]) -> B:
    """The JSON document of a request; Invalid names the part that is wrong."""
    try:
        return kind.model_validate_json(request.body)
    except ValidationError as refusal:
        first = refusal.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise Invalid(f"{place}: {first['msg']}", field=place or None) from None
