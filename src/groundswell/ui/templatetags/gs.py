"""Formats as filters and components as tags; `/styleguide` shows each of them in every state."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import count
from typing import Any

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from groundswell.tasks import queries as tasks
from groundswell.tasks.errors import NoSuchJob
from groundswell.ui import formats, jobs, marks

register = template.Library()

for _name in (
    "count", "short", "decimal", "percent", "signed_percent", "money", "day", "short_day",
    "moment", "ago", "country", "language", "platform",
):  # fmt: skip
    register.filter(_name, getattr(formats, _name))

SPRITE = "ui/built/icons.svg"
_SHELF_DAYS = 14
# platforms whose brand Tabler draws; the others have a plain sign
_BRANDS = frozenset(
    {"instagram", "tiktok", "youtube", "facebook", "x", "snapchat", "pinterest", "twitch",
     "linkedin", "threads", "bluesky", "mastodon"}
)  # fmt: skip
_SIGNS = {"blog": "article", "podcast": "microphone"}


def component(
    name: str,
) -> Callable[[Callable[..., dict[str, Any]]], Callable[..., dict[str, Any]]]:
    """Register a tag that renders ``ui/<name>.html`` with what the function gives."""
    return register.inclusion_tag(f"ui/{name}.html", name=name)


@lru_cache(maxsize=1)
def _sprite() -> str:
    # a page asks dozens of times, and the storage looks the hashed name up anew each time
    return static(SPRITE)


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """A sign from the sprite, hidden from screen readers: words stand beside it."""
    return format_html(
        '<svg class="gs-ic {}" aria-hidden="true"><use href="{}#{}"/></svg>',
        classes, _sprite(), name,
    )  # fmt: skip


@register.simple_tag
def sprite() -> str:
    """The address of the icon sprite, for scripts."""
    return _sprite()


@register.simple_tag
def platform_mark(slug: str, classes: str = "") -> SafeString:
    """The mark of a platform, with its name for screen readers."""
    sign = f"brand-{slug}" if slug in _BRANDS else _SIGNS.get(slug, "world")
    return format_html(
        '<svg class="gs-ic {}" role="img" aria-label="{}"><use href="{}#{}"/></svg>',
        classes, formats.platform(slug), _sprite(), sign,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def here(context: template.Context, name: str, *args: Any) -> str:
    """The address of a member page in the workspace of this request."""
    return reverse(name, args=(context["request"].workspace.slug, *args))


@register.filter
def span(low: float | None, high: float | None) -> str:
    """An interval of rates without the sign: ``38–44``."""
    return formats.span(low, high)


@register.filter
def get(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value at a key that a variable names; None where there is none."""
    return mapping.get(key)


# each drawing's own number: the gradient of one that is not displayed paints nothing elsewhere
_drawings = count()


@component("avatar")
def avatar(name: str, size: int = 36) -> dict[str, Any]:
    """Initials on a wash. ``size`` in pixels."""
    return {"drawn": marks.avatar(name), "size": size, "name": name, "number": next(_drawings)}


@component("sharebar")
def sharebar(
    low: float | None, value: float, high: float | None, threshold: float | None = None
) -> dict[str, Any]:
    """The bar of a share with its interval; the figures must stand beside it."""
    return {"bar": marks.share_bar(value, low, high, threshold)}


@component("sharerow")
def sharerow(
    label: str,
    low: float | None,
    value: float,
    high: float | None,
    n: float | None = None,
    threshold: float | None = None,
) -> dict[str, Any]:
    """Label, bar, figure and interval: four cells of a ``gs-share`` grid."""
    return {
        "label": label, "bar": marks.share_bar(value, low, high, threshold),
        "value": value, "low": low, "high": high, "n": n,
    }  # fmt: skip


@component("ridge")
def ridge(
    curve: Sequence[float],
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    width: int = 96,
    height: int = 22,
) -> dict[str, Any]:
    """Peers as a grey ridge, the subject as a stroke over its interval."""
    return {"ridge": marks.ridge(curve, value, low, high, width=width, height=height)}


@component("spark")
def spark(
    values: Sequence[float], flagged: Sequence[int] = (), width: int = 84, height: int = 22
) -> dict[str, Any]:
    """A trend at a glance; the change stands beside it in figures."""
    return {"spark": marks.spark(values, flagged, width=width, height=height)}


@component("histogram")
def histogram(
    counts: Sequence[float], inside: Sequence[bool] | None = None, height: int = 44
) -> dict[str, Any]:
    """The shape behind a range filter."""
    return {"bars": marks.histogram(counts, inside, height=height), "height": height}


@component("fresh")
def fresh(when: datetime | None, shelf_days: float = _SHELF_DAYS) -> dict[str, Any]:
    """How old a fact is, as a disc that empties over its shelf life, and in words."""
    if when is None:
        return {"when": None}
    return {"when": when, "disc": marks.freshness(when, timedelta(days=shelf_days))}


@component("nodata")
def nodata(have: int | None = None, need: int | None = None, text: str = "") -> dict[str, Any]:
    """Too little data: never zero, never a dash alone; says what there is and what is needed."""
    return {"have": have, "need": need, "text": text}


@component("tiersbar")
def tiersbar(parts: Sequence[tuple[str, float]]) -> dict[str, Any]:
    """Ordered parts of a whole as one bar with its key below: ``[("nano", 14), …]``."""
    return {"pieces": [piece for piece in marks.pieces(parts) if piece["count"]]}


@component("empty")
def empty(
    title: str,
    text: str = "",
    icon_name: str = "",
    action: str = "",
    href: str = "",
    tone: str = "",
) -> dict[str, Any]:
    """An empty or error state: one sentence on what would be here, one step. ``tone``: ``stop``."""
    return {
        "title": title, "text": text, "icon_name": icon_name, "action": action, "href": href,
        "tone": tone,
    }  # fmt: skip


@component("skeleton")
def skeleton(rows: int = 6) -> dict[str, Any]:
    """Grey rows for a first load."""
    return {"rows": range(rows)}


@component("what")
def what(label: str, meaning: Any, *, end: bool = False) -> dict[str, Any]:
    """A name with its definition one press away.

    ``meaning`` has ``name``, ``formula``, ``base``, ``source`` (attributes or keys), any of which
    may be missing, or is a plain sentence.
    """
    return {"label": label, "meaning": meaning, "plain": isinstance(meaning, str), "end": end}


@component("score")
def score(parts: Sequence[Mapping[str, Any]], total: Mapping[str, Any]) -> dict[str, Any]:
    """A score like a receipt: parts (``name, found, got, of``), then the rule, then the total."""
    return {
        "parts": [
            {
                **part,
                "bar": marks.share_bar(part["got"] / part["of"], part["got"] / part["of"], None),
            }
            for part in parts
        ],
        "total": total,
        "bar": marks.share_bar(
            total["value"] / total["of"], total["low"] / total["of"], total["high"] / total["of"]
        ),
    }


@component("progress")
def progress(done: float, total: float | None, label: str, note: str = "") -> dict[str, Any]:
    """How far something is, with its words; without a total it says what is done."""
    rate = None if not total else min(1.0, done / total)
    return {"rate": rate, "done": done, "total": total, "label": label, "note": note}


@component("steps")
def steps(names: Sequence[str], at: int) -> dict[str, Any]:
    """A stepper: ``at`` is the current step, from 0."""
    return {
        "steps": [
            {"name": name, "number": index + 1, "state": _state(index, at)}
            for index, name in enumerate(names)
        ]
    }


def _state(index: int, at: int) -> str:
    return "done" if index < at else "here" if index == at else "ahead"


@register.inclusion_tag("ui/job.html", takes_context=True)
def job_progress(context: template.Context, uid: str) -> dict[str, Any]:
    """How far a job of this workspace is; goes on by itself. Nothing where it is no longer kept."""
    request = context["request"]
    try:
        found = tasks.job(uid, workspace=request.scope.workspace)
    except NoSuchJob:
        return {}
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "job": jobs.progress(request.scope, found),
    }
