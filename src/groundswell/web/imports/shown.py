"""What the pages of one import show, shaped for their templates."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from groundswell.connectors.spreadsheet import mapping as mappings
from groundswell.connectors.spreadsheet import queries, wording
from groundswell.connectors.spreadsheet.mapping import KINDS, Column
from groundswell.connectors.spreadsheet.standing import Standing
from groundswell.connectors.spreadsheet.targets import IGNORE, parse
from groundswell.creators.facts import FACTS
from groundswell.creators.models import Source
from groundswell.creators.platforms import Platform
from groundswell.ui import formats
from groundswell.ui.jobs import Words
from groundswell.web.imports import forms
from groundswell.workspaces.scope import Scope

UNSURE = 0.75
KIND_WORDS: dict[str, Words] = {
    "profiles": _("Creators: a row is a profile"),
    "posts": _("Posts: a row is one post"),
    "audience": _("Audiences: shares of a profile"),
    "contacts": _("Contacts: ways to reach creators"),
}
_PREVIEW = (
    *("followers", "er_followers", "er_stated", "er_views", "er_reach", "country", "last_post_at"),
    *("price_min", "avg_views", "avg_likes", "language", "city", "topics", "gender", "posts_count"),
    *("post.published_at", "post.likes", "post.comments", "post.views", "post.kind"),
)
_COLUMNS_SHOWN = 5
_RIGHT = frozenset(("count", "number", "rate", "money", "time"))


@dataclass(frozen=True, slots=True)
class Row:
    """A column of the file as a row of the page; ``choices`` has its target at the latest."""

    at: int
    header: str
    samples: str
    chosen: str
    read_as: str
    reason: str
    sure: float
    unsure: bool
    questions: list[wording.Question]
    extra: str


def trial(scope: Scope, now: Standing, said: Mapping[str, Any] | None) -> dict[str, Any]:
    """The step of columns and trial run; ``said`` is a form that was refused."""
    understood = mappings.restore(now.entry.understood)
    groups = wording.groups(understood.kind)
    known = {value for group in groups for value, _label in group.choices}
    headers = [one.header for one in understood.columns]
    options = now.entry.request["options"]
    separators = {value: name for name, value in forms.SEPARATORS.items()}
    return {
        "rows": [_row(one, known, said) for one in understood.columns],
        "groups": groups,
        "notes": list((now.plan or {}).get("notes") or understood.notes),
        "kind": understood.kind,
        "kinds": [(kind, KIND_WORDS[kind]) for kind in KINDS],
        "platform": now.entry.request["platform"] or "",
        "guessed": understood.platform,
        "platform_reason": understood.platform_reason,
        "platforms": [(one.slug, one.label) for one in Platform],
        "profile": now.entry.request["profile"] or "",
        "day": forms.day_of(now).isoformat(),
        "sources": queries.sources(scope),
        "source": _source(scope, now.entry.source_name),
        "matches": [
            name for name in queries.matches_of_sources(scope, headers)
            if name != now.entry.request["source"]
        ],
        "form": (now.plan or {}).get("form", ""),
        "separator": separators.get(options["separator"] or "", ""),
        "encoding": options["encoding"] or "",
        "header": {None: "", True: "yes", False: "no"}[options["header"]],
        "repaired": sum(len(one) for one in now.entry.request.get("repairs", {}).values()),
        **(_plan(now) if now.plan else {}),
    }  # fmt: skip


def _row(column: Column, known: set[str], said: Mapping[str, Any] | None) -> Row:
    target = str(column.target) if column.target else IGNORE
    chosen = (said or {}).get(f"column-{column.at}", target)
    extra = wording.label(column.target) if column.target and target not in known else ""
    return Row(
        at=column.at,
        header=column.header,
        samples="; ".join(one[:40] for one in column.samples[:2]),
        chosen=chosen,
        read_as=wording.read_as(column),
        reason=column.reason.partition(";")[0],
        sure=column.confidence,
        unsure=column.target is not None and column.confidence < UNSURE,
        questions=wording.questions(column),
        extra=extra,
    )


def _source(scope: Scope, name: str) -> Source | None:
    return next((one for one in queries.sources(scope) if one.name == name), None)


def _plan(now: Standing) -> dict[str, Any]:
    assert now.plan is not None
    plan = now.plan
    job = now.job
    took = None
    if job is not None and job.started_at and job.finished_at:
        took = (job.finished_at - job.started_at).total_seconds()
    return {
        "plan": plan,
        "bar": bar([plan["created"], plan["updated"], plan["unchanged"], plan["rejected"]]),
        "total": plan["created"] + plan["updated"] + plan["unchanged"],
        "took": took,
        "faults": faults(plan),
        "preview": preview(plan),
    }


def result(now: Standing) -> dict[str, Any]:
    """The step of the import itself: how far, and what came of it."""
    entry = now.entry
    return {
        "bar": bar([entry.created, entry.updated, entry.unchanged, entry.rejected]),
        "faults": faults(now.plan) if now.plan else [],
        "preview": preview(now.plan) if now.plan else None,
        "took": _took(now),
    }


def _took(now: Standing) -> float | None:
    job = now.job
    if job is None or job.started_at is None or job.finished_at is None:
        return None
    return (job.finished_at - job.started_at).total_seconds()


def bar(counts: Sequence[int]) -> list[dict[str, str]]:
    """Parts of a whole as rectangles: those that are not nothing keep a visible sliver."""
    whole = sum(counts)
    if not whole:
        return []
    widths = [max(100 * count / whole, 0.7) if count else 0.0 for count in counts]
    scale = 100 / sum(widths)
    parts, start = [], 0.0
    for css, width in zip(("s1", "bd", "rg", "st"), widths, strict=True):
        if width:
            shown = width * scale
            parts.append({"css": css, "x": f"{start:.2f}", "width": f"{max(shown - 0.3, 0.4):.2f}"})
            start += shown
    return parts


def faults(plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What could not be taken, by sort, each repair with what its button sends."""
    return [
        {
            **sort,
            "rows": [
                {**row, "send": json.dumps([row["column"], row["value"], row["repair"]])}
                if "repair" in row
                else row
                for row in sort["rows"]
            ],
        }
        for sort in plan.get("faults") or []
    ]


def preview(plan: Mapping[str, Any]) -> dict[str, Any] | None:
    """A few rows as they will look: columns with a label and side, rows with their cells."""
    samples = [row for rows in (plan.get("samples") or {}).values() for row in rows][:5]
    if not samples:
        return None
    said = {name for row in samples for name in row}
    names = [name for name in _PREVIEW if name in said][:_COLUMNS_SHOWN]
    return {
        "columns": [(_label(name), _kind(name) in _RIGHT) for name in names],
        "rows": [
            {
                "name": row.get("name") or row.get("handle") or "",
                "handle": row.get("handle") or "",
                "platform": row["platform"],
                "cells": [(_cell(name, row), _kind(name) in _RIGHT) for name in names],
            }
            for row in samples
        ],
    }


def _label(name: str) -> str:
    if name.startswith("post."):
        return wording.label(parse(name)).partition(": ")[2].capitalize()
    return _SHORT.get(name) or FACTS[name].label


_SHORT = {
    "er_followers": "Engagement",
    "er_stated": "Engagement, stated",
    "er_views": "Engagement by views",
    "er_reach": "Engagement by reach",
    "price_min": "Asking price",
    "avg_views": "Avg. views",
    "avg_likes": "Avg. likes",
}


def _kind(name: str) -> str:
    return str(parse(name).kind)


def _cell(name: str, row: Mapping[str, Any]) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if name == "price_min":
        return formats.money(value, row.get("price_currency") or "")
    return (_BY_NAME.get(name) or _BY_KIND.get(_kind(name), str))(value)


def _day(seconds: int) -> str:
    return formats.day(datetime.fromtimestamp(seconds, UTC))


def _words(values: Sequence[str]) -> str:
    return ", ".join(values[:3])


_BY_NAME: dict[str, Callable[[Any], str]] = {
    "country": formats.country,
    "language": formats.language,
}
_BY_KIND: dict[str, Callable[[Any], str]] = {
    "count": formats.count,
    "number": formats.count,
    "rate": formats.percent,
    "time": _day,
    "words": _words,
}
