"""The tag that shows a chart with its table, keys and source."""

from collections.abc import Callable
from typing import Any

from django import template
from django.templatetags.static import static

from groundswell.ui import drawings
from groundswell.ui.charts import Chart
from groundswell.ui.locales import locale

register = template.Library()

WORLD = "ui/built/world.svg"


_Tag = Callable[..., dict[str, Any]]
_framed: Callable[[_Tag], _Tag] = register.inclusion_tag("ui/chart.html")


@_framed
def chart(spec: Chart, size: str = "") -> dict[str, Any]:
    """A chart in its frame; ``size`` "wide" gives a plot more height."""
    return {"chart": spec, "size": size, **_DRAWN[spec.kind](spec)}


def _plot(spec: Chart) -> dict[str, Any]:
    said = {**spec.spec, "locale": str(locale()).replace("_", "-")}
    return {"spec": said, "name": f"chart-spec-{spec.uid}"}


_DRAWN: dict[str, Callable[[Chart], dict[str, Any]]] = {
    "plot": _plot,
    "pyramid": lambda spec: {"rungs": drawings.pyramid(spec)},
    "heat": lambda spec: {"grid": drawings.heat(spec)},
    "world": lambda spec: {
        "lands": drawings.world(spec), "steps": drawings.steps(spec), "map": static(WORLD),
    },
}  # fmt: skip
