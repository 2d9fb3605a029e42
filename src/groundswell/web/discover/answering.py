"""One answer of Discover: the page of results, the panel and what stands around them."""

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from groundswell.creators.facts import AGE_BANDS
from groundswell.discovery import search as discovery
from groundswell.discovery.export import COLUMNS as EXPORTED
from groundswell.discovery.export import USUAL
from groundswell.discovery.fields import AGE_RUNS, FIELDS
from groundswell.discovery.models import Cadence
from groundswell.discovery.query import And, Ids, Not, Query, Terms
from groundswell.discovery.sentence import describe
from groundswell.discovery.writing import format_query
from groundswell.kernel.errors import GroundswellError
from groundswell.ui.locales import locale
from groundswell.web.discover import found, panel
from groundswell.web.discover.asking import COLUMNS, PAGE, Asked
from groundswell.web.discover.chips import chips
from groundswell.web.discover.editing import joined, parts_of, with_parts
from groundswell.web.discover.mending import ways_out
from groundswell.web.discover.sorting import order_of
from groundswell.web.discover.standing import standings
from groundswell.workspaces.models import Workspace
from groundswell.workspaces.scope import Right, Scope

UNSEEN = Not(Terms("viewed", ("me",)))
HEADS = {
    "followers": _("Followers"), "engagement": _("Engagement"), "audience": _("Audience"),
    "credibility": _("Audience credibility"), "growth": _("Growth, 90 days"),
    "views": _("Average views"), "price": _("Price per post"), "posted": _("Last post"),
    "seen": _("As of"),
}  # fmt: skip
FORMATS = (
    ("csv", "CSV"), ("xlsx", "Excel (XLSX)"), ("jsonl", "JSON Lines"), ("parquet", "Parquet"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of results with what was asked; ``query`` is what was searched for in the end."""

    asked: Asked
    results: discovery.Results
    query: Query


def ask(scope: Scope, asked: Asked) -> Answer:
    """Search; words that are still being typed count as soon as they find somebody.

    Raises:
        GroundswellError: as `search.search`; the query names something that is not there.
    """
    results = None
    if asked.searched != asked.query:
        with suppress(GroundswellError):
            results = _searched(scope, asked, asked.searched)
    query = asked.searched
    if results is None or results.total == 0:  # half a word finds nobody: show what was there
        query = asked.query
        results = _searched(scope, asked, query)
    return Answer(asked, results, query)


def _searched(scope: Scope, asked: Asked, query: Query) -> discovery.Results:
    facets = panel.counted(panel.wanted(query, asked.groups, asked.show))
    return discovery.search(scope, query, limit=PAGE, cursor=asked.cursor, facets=facets)


def context(scope: Scope, workspace: Workspace, answer: Answer) -> dict[str, Any]:
    """What the templates of the page need."""
    asked, results, query = answer.asked, answer.results, answer.query
    rows = found.shown(results.results, query)
    nobody = results.total == 0
    last = asked.first + len(rows) - 1
    parts = parts_of(asked.query)
    order = order_of(asked.query)
    places, late = standings(scope, rows) if "engagement" in asked.columns else ({}, [])
    return {
        "asked": asked,
        "chips": chips(asked.query),
        "sentence": describe(query),
        "results": results,
        "rows": rows,
        "standings": places,
        "late": ",".join(late),
        "last": last,
        "page": min(PAGE, results.total - last),
        "order": order,
        "set": len(parts),
        "share_head": found.asked_said(found.share_asked(query)),
        "asks_share": found.share_asked(query) is not None,
        "ways": ways_out(scope, asked.query) if nobody else [],
        "columns": [(name, HEADS[name], name in asked.columns) for name in COLUMNS],
        "on": dict.fromkeys(asked.columns, True),
        "empty": nobody and asked.query == Query() and not asked.draft,
        "here": asked.parameters(),
        "next": asked.parameters(cursor=results.cursor, **{"from": last + 1}),
        "sections": panel.sections(
            scope,
            query,
            panel.wanted(query, asked.groups, asked.show),
            results.facets,
            about=results.about,
            currency=workspace.currency,
        ),
        **panel_words(asked),
        **words(scope),
    }


def panel_words(asked: Asked) -> dict[str, Any]:
    """What the controls of the panel need besides the sections."""
    return {
        "percents": list(range(101)),
        "bands": AGE_BANDS,
        "hides_seen": UNSEEN in parts_of(asked.query),
        "seen_toggled": format_query(_toggled(asked.query)),
    }


def words(scope: Scope) -> dict[str, Any]:
    """What is the same for every answer to this person."""
    return {
        "may": {"write": Right.WRITE in scope.rights, "export": Right.EXPORT in scope.rights},
        "meanings": _meanings(),
    }


@lru_cache(maxsize=1)
def _meanings() -> dict[str, str]:
    """Definitions of the columns, from the field table."""
    said = {}
    for name in ("er", "credibility", "growth", "price"):
        field = FIELDS[name]
        unit = f" ({field.unit})" if field.unit else ""
        said[name] = f"{field.label}{unit}. {field.note[:1].upper()}{field.note[1:]}".strip()
    return said


def page_words() -> dict[str, Any]:
    """What only the whole page needs: lists to choose from."""
    names = locale()
    return {
        "countries": sorted(
            ((code, name) for code, name in names.territories.items() if len(code) == 2),
            key=lambda pair: pair[1],
        ),
        "languages": sorted(
            ((code, name) for code, name in names.languages.items() if len(code) == 2),
            key=lambda pair: pair[1],
        ),
        "cadences": Cadence.choices,
        "ages": list(AGE_RUNS),
        "formats": FORMATS,
        "export_columns": [(name, _column(name)) for name in EXPORTED],
        "usual_columns": set(USUAL),
    }


def _column(name: str) -> str:
    """A column of a file as people call it."""
    return FIELDS[name].label if name in FIELDS else name.replace("_", " ").capitalize()


def _toggled(query: Query) -> Query:
    parts = parts_of(query)
    if UNSEEN in parts:
        return with_parts(query, [part for part in parts if part != UNSEEN])
    return joined(query, Query(UNSEEN))


def one(scope: Scope, profile: str, query: Query) -> dict[str, Any] | None:
    """The result that a profile would be under a query, with its reasons; None for nobody.

    Where the profile no longer matches, it is shown without reasons.
    """
    alone = Ids((profile,))
    where = alone if query.where is None else And((*parts_of(query), alone))
    for value in (Query(where, query.prefer), Query(alone)):
        results = discovery.search(scope, value, limit=1).results
        if results:
            return results[0]
    return None


def several(scope: Scope, profiles: list[str]) -> list[dict[str, Any]]:
    """The results of these profiles, in this order, as far as the scope sees them."""
    if not profiles:
        return []
    asked = Query(Ids(tuple(dict.fromkeys(profiles))))
    results = discovery.search(scope, asked, limit=len(profiles)).results
    by_id = {result["id"]: result for result in results}
    return [by_id[name] for name in dict.fromkeys(profiles) if name in by_id]
