"""What the templates of Discover need besides the components: addresses and small forms."""

import json
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from groundswell.ui import formats
from groundswell.web.discover.asking import Asked
from groundswell.web.discover.panel import Line

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


# A panel shows a hundred lines and is drawn anew with every answer: a template for each would take
# longer than the search.
_LINE = (
    '<label class="gs-fct{none}"><input type="checkbox" class="gs-ck" name="{name}" value="{value}"'
    ' id="f-{name}-{mark}{at}"{checked}><span class="gs-el" title="{label}">{label}</span>{tally}'
    "</label>"
)
_TALLY = (
    '<svg class="gs-mk gs-bar" width="100%" height="4" aria-hidden="true">'
    '<rect class="gs-rg" width="{width}%" height="4" rx="2"/></svg>'
    '<span class="gs-count gs-num">{count}</span>'
)


@register.simple_tag
def ticks(name: str, lines: Iterable[Line], mark: str = "") -> SafeString:
    """Values that can be ticked, each with its count and a bar."""
    drawn = [
        _LINE.format(
            none=" gs-none" if line.count == 0 else "",
            name=escape(name),
            value=escape(line.value),
            mark=mark,
            at=at,
            checked=" checked" if line.on else "",
            label=escape(line.label[:1].upper() + line.label[1:]),
            tally=""
            if line.count is None
            else _TALLY.format(width=line.width, count=tally(line.count)),
        )
        for at, line in enumerate(lines)
    ]
    return mark_safe("".join(drawn))  # noqa: S308 - names, values and labels are escaped
