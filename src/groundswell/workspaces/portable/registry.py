"""Which tables travel, and how."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

from django.db.models import ForeignKey, Model

if TYPE_CHECKING:
    from groundswell.workspaces.portable.incoming import Coming
    from groundswell.workspaces.portable.outgoing import Going

Document = dict[str, Any]

OWN, CATALOG, PEOPLE = range(3)
"""Whose rows: the workspace's own; of the catalog, as far as those point at it; people, likewise."""


@dataclass(frozen=True, slots=True)
class Table:
    """How the rows of one model travel. Foreign keys between tables are followed by themselves.

    Attributes:
        model: what it is a table of.
        rows: the primary keys that travel.
        tier: `OWN`, `CATALOG` or `PEOPLE`; later ones may ask what earlier ones point at.
        points: columns that hold row numbers of other tables without being foreign keys, by label.
        loose: those of ``points`` where 0 stands for nothing.
        actors: columns that hold an actor such as ``person:12``.
        owned: columns that hold 0 or the row number of the workspace.
        without: columns that stay behind, and what stands in them after an import.
        leaves: changes a document on its way out; gets the moment of the export besides.
        takes: receives documents in another way than by adding rows; gives their row numbers.
        after: what is to be done when everything is in.
        behind: labels of tables that have to be in before it, though it does not point at them.
        counts: whether rows of it make a workspace one that is not empty.
        clears: whether rows that an empty workspace may have give way.
    """

    model: type[Model]
    rows: "Callable[[Going], Iterable[int]]"
    tier: int = OWN
    points: Mapping[str, str] = field(default_factory=dict)
    loose: frozenset[str] = frozenset()
    actors: tuple[str, ...] = ()
    owned: tuple[str, ...] = ()
    without: Mapping[str, Callable[[], Any]] = field(default_factory=dict)
    leaves: Callable[[Document, str], None] | None = None
    takes: "Callable[[Coming, list[Document]], list[int]] | None" = None
    after: "Callable[[Coming], None] | None" = None
    behind: frozenset[str] = frozenset()
    counts: bool = True
    clears: bool = False
    within: str = ""

    @property
    def label(self) -> str:
        """Its name in archives: ``relationships.List``."""
        return str(self.model._meta.label)  # noqa: SLF001 - Django's documented interface

    def foreign(self) -> dict[str, str]:
        """Columns that are foreign keys to tables that travel, by column name."""
        found = {}
        for one in self.model._meta.concrete_fields:  # noqa: SLF001
            if isinstance(one, ForeignKey) and isinstance(one.related_model, type):
                label = one.related_model._meta.label  # noqa: SLF001
                if label in TABLES and label != _WORKSPACE:
                    found[one.attname] = label
        return found

    def to(self) -> dict[str, str]:
        """All columns that hold row numbers of other tables, by column name."""
        return {**self.foreign(), **self.points}


TABLES: dict[str, Table] = {}
LEFT: dict[str, str] = {}
ACTORS: dict[str, str] = {}
"""Kinds of actors that are rows, and the label of their table."""

_WORKSPACE = "workspaces.Workspace"


def carry(model: type[Model], *, within: str = "workspace", **how: Any) -> None:
    """Let the rows of a model travel; ``within`` is the way from a row to its workspace."""
    how.setdefault("rows", lambda going: going.own(model, within))
    table = Table(model, within=within, **how)
    TABLES[table.label] = table


def leave(model: type[Model], reason: str) -> None:
    """Say why the rows of a model stay behind."""
    LEFT[model._meta.label] = reason  # noqa: SLF001


def actor(kind: str, model: type[Model]) -> None:
    """Say that an actor ``kind:12`` is a row of this model."""
    ACTORS[kind] = model._meta.label  # noqa: SLF001


def in_order() -> list[Table]:
    """The tables, each after those that it points at; the same order every time."""
    graph = {label: _needs(label) - {label} for label in sorted(TABLES)}
    reach = {label: _reach(graph, label) for label in graph}
    for label, table in TABLES.items():
        # an actor may be a guest of a link to a list: what the link itself needs names no guests
        actors = {one for one in ACTORS.values() if one in TABLES and label not in reach[one]}
        graph[label] |= (actors - {label}) if table.actors else set()
    return [TABLES[label] for label in TopologicalSorter(graph).static_order()]


def _needs(label: str) -> set[str]:
    table = TABLES[label]
    pointed = {one for one in {*table.to().values(), *table.behind} if one in TABLES}
    return pointed if label == _WORKSPACE else {*pointed, _WORKSPACE}


def _reach(graph: Mapping[str, set[str]], label: str) -> set[str]:
    found: set[str] = set()
    ahead = [label]
    while ahead:
        for one in graph[ahead.pop()] - found:
            found.add(one)
            ahead.append(one)
    return found
