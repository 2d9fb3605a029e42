"""What the templates of Discover need besides the components: addresses and small forms."""

import json
from typing import Any

from django import template

from groundswell.ui import formats
from groundswell.web.discover.asking import Asked

register = template.Library()

_LONG = 100_000


@register.simple_tag
def to(asked: Asked, **changes: object) -> str:
    """The address of a state with changes, on its first page unless they name another."""
    return "?" + asked.parameters(**({"cursor": "", "from": ""} | changes))


@register.filter
def tally(number: int) -> str:
    """A count in a narrow column: in full while it fits."""
    return formats.count(number) if number < _LONG else formats.short(number)


@register.filter(name="json")
def as_json(value: Any) -> str:
    """A value for a data attribute."""
    return json.dumps(value, separators=(",", ":"))
