"""The list of the settings, for every page of them."""

from datetime import datetime
from typing import Any

from django import template

from groundswell.ui import formats
from groundswell.web.settings.sections import listed

register = template.Library()


@register.inclusion_tag("settings/_side.html", takes_context=True)
def settings_side(context: template.Context) -> dict[str, Any]:
    """The sections that this member may see, and those of their own account."""
    return listed(context["request"])


@register.filter
def when(text: str) -> str:
    """A moment that is kept as ISO text, as people read it."""
    return formats.moment(datetime.fromisoformat(text))
