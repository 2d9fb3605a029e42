"""Changes to a query that a person makes by hand: tick, drag, type, remove a part.

A query stays the one truth of the page. A control of the filter panel says which conditions it
shows (`control_of`); a change sends the names of the controls that were touched under ``edit``
together with their values, and exactly their conditions are replaced, so that what no control
shows is never lost. Everything here is pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from groundswell.discovery import build, ranges
from groundswell.discovery.errors import QueryError
from groundswell.discovery.forms import Form, conjuncts, query_from_form
from groundswell.discovery.literals import Problem
from groundswell.discovery.query import (
    And,
    InList,
    Known,
    Like,
    Node,
    Not,
    Or,
    Prefix,
    Query,
    Range,
    Share,
    Terms,
    Text,
)

_ENDINGS = (
    ".min", ".max", ".certain", ".currency", ".every", ".within", ".older", ".from", ".to",
)  # fmt: skip


def parts_of(query: Query) -> list[Node]:
    """The conditions that all must hold, in order."""
    return list(conjuncts(query.where))


def with_parts(query: Query, nodes: Sequence[Node]) -> Query:
    """The query with these conditions in the place of its own."""
    if not nodes:
        return replace(query, where=None)
    return replace(query, where=nodes[0] if len(nodes) == 1 else And(tuple(nodes)))


def control_of(node: Node) -> str | None:
    """The control that shows a condition: ``topic``, ``topic.not``, ``er``, ``audience.age:18-34``.

    None for what only the text can say, such as groups of OR.
    """
    match node:
        case Not(inner):
            plain = isinstance(inner, Terms | Known | InList)
            name = control_of(inner) if plain else None
            return f"{name}.not" if name else None
        case Terms(field=name) | Range(field=name):
            return name
        case Known():
            return "has"
        case InList():
            return "list"
        case Share(dimension=dimension, keys=(key,)):
            return f"audience.{dimension}:{key}"
        case _:
            return _control_of_words(node)


def _control_of_words(node: Node) -> str | None:
    match node:
        case Prefix(field=name):
            return f"{name}.starts"
        case Text(phrase=False, field=str(name)):
            return name
        case Like(audience=audience):
            return "audience-like" if audience else "like"
        case _:
            return None


def control_named(parameter: str) -> str:
    """The control that a parameter of a form belongs to: ``er`` for ``er.min``."""
    for ending in _ENDINGS:
        if parameter.endswith(ending):
            return parameter.removesuffix(ending)
    return parameter


def edited(query: Query, controls: Sequence[str], form: Mapping[str, Sequence[str]]) -> Query:
    """The query after the named controls were set to what the form says of them.

    Each new condition takes the place of the one it replaces; the others are added at the end.

    Raises:
        QueryError: a value cannot be read; ``path`` names the control.
    """
    names = set(controls)
    sent: Form = {
        name: list(values) for name, values in form.items() if control_named(name) in names
    }
    if "sort" in names:
        sent |= {name: list(form[name]) for name in ("sort", "order") if name in form}
    asked = query_from_form(sent)
    fresh: dict[str | None, list[Node]] = {}
    for node in parts_of(asked):
        fresh.setdefault(control_of(node), []).append(node)
    nodes: list[Node] = []
    for node in parts_of(query):
        name = control_of(node)
        if name in names:
            nodes += fresh.pop(name, [])
        else:
            nodes.append(node)
    nodes += [node for left in fresh.values() for node in left]
    changed = with_parts(query, nodes)
    return replace(changed, sort=asked.sort) if "sort" in names else changed


def with_share(query: Query, dimension: str, key: str) -> Query:
    """The query with one more share of the audience, at the usual threshold.

    Raises:
        QueryError: there is no such key; ``path`` is ``key``.
    """
    try:
        share = ranges.share(build.dimension_named(dimension), [key])
    except Problem as problem:
        raise QueryError(problem.sentence, path="key", hint=problem.hint) from None
    name = control_of(share)
    nodes = [node for node in parts_of(query) if control_of(node) != name]
    return with_parts(query, [*nodes, share])


def joined(query: Query, more: Query, at: int | None = None) -> Query:
    """Both queries at once; with ``at``, ``more`` takes the place of that part of the query.

    Parts count through the conditions first and then the preferences, as the chips stand. A
    condition that stands in the query already is not added a second time.
    """
    nodes, prefer = parts_of(query), list(query.prefer)
    added = [node for node in parts_of(more) if node not in nodes or at is not None]
    wishes = [soft for soft in more.prefer if soft not in prefer]
    if at is None or at >= len(nodes) + len(prefer):
        nodes += added
        prefer += wishes
    elif at < len(nodes):
        others = nodes[:at] + nodes[at + 1 :]
        nodes = others[:at] + [node for node in added if node not in others] + others[at:]
        prefer += wishes
    else:
        place = at - len(nodes)
        prefer[place : place + 1] = wishes
        nodes += added
    changed = with_parts(query, nodes)
    return replace(changed, prefer=tuple(prefer), sort=more.sort or query.sort)


def without(query: Query, at: int) -> Query:
    """The query without one of its parts (conditions first, then preferences)."""
    nodes = parts_of(query)
    if at < len(nodes):
        return with_parts(query, nodes[:at] + nodes[at + 1 :])
    place = at - len(nodes)
    return replace(query, prefer=query.prefer[:place] + query.prefer[place + 1 :])


def fields_of(node: Node) -> set[str]:
    """The names of the fields a condition asks about; ``audience`` for shares."""
    match node:
        case And(nodes) | Or(nodes):
            return {name for one in nodes for name in fields_of(one)}
        case Not(inner):
            return fields_of(inner)
        case Share():
            return {"audience"}
        case Terms(field=name) | Range(field=name) | Prefix(field=name):
            return {name}
        case Text(field=name):
            return {name or "text"}
        case _:
            return {control_of(node) or "id"}
