"""No table that belongs to a workspace is forgotten by its archive."""

from typing import Any

import pytest
from django.apps import apps
from django.db.models import ForeignKey, Model

from groundswell.workspaces.models import Workspace
from groundswell.workspaces.portable.registry import ACTORS, LEFT, TABLES, in_order

# columns that name a workspace by number, since the catalog lies below foreign keys to tenants
_BY_NUMBER = {"owner"}
# tables that name a workspace by number and are no part of it, each with the reason
_NOT_ITS_OWN = {
    "tasks.Job": "work in progress, forgotten after 14 days; what it did stays in what it changed",
}


def _ours() -> list[type[Model]]:
    return [one for one in apps.get_models() if one.__module__.startswith("groundswell.")]


def _belongs(model: type[Model], seen: frozenset[Any] = frozenset()) -> bool:
    """Whether rows of a model belong to a workspace, directly or through others that do."""
    if model is Workspace:
        return True
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and isinstance(field.related_model, type):
            to = field.related_model
            if to is not model and to not in seen and _belongs(to, seen | {model}):
                return True
        elif field.name in _BY_NUMBER | {"workspace"}:
            return True
    return False


def test_each_table_of_a_workspace_travels_or_is_left_for_a_reason() -> None:
    belonging = {one._meta.label for one in _ours() if _belongs(one)}
    assert len(belonging) > 30
    assert sorted(belonging - TABLES.keys() - LEFT.keys() - _NOT_ITS_OWN.keys()) == []


def test_a_table_that_nobody_registered_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(TABLES, "relationships.Vote")
    with pytest.raises(AssertionError, match=r"relationships\.Vote"):
        test_each_table_of_a_workspace_travels_or_is_left_for_a_reason()


def test_each_column_that_points_somewhere_is_known_to_point() -> None:
    """Row numbers without a foreign key would be carried over as they are, and point at others."""
    numbered = {"profile", "creator", "batch"}
    actors = {"actor", "author", "voter", "by", "created_by", "added_by", "done_by", "undone_by"}
    lost = []
    for table in TABLES.values():
        for field in table.model._meta.concrete_fields:
            known = {*table.to(), *table.actors, *table.owned, *table.without, "workspace_id"}
            foreign = isinstance(field, ForeignKey)
            if (
                foreign or field.name in numbered | actors | {"owner"}
            ) and field.attname not in known:
                lost.append(f"{table.label}.{field.attname}")
    assert lost == []


def test_tables_come_after_those_they_point_at() -> None:
    place = {table.label: at for at, table in enumerate(in_order())}
    assert place.keys() == TABLES.keys()
    for table in TABLES.values():
        for label in table.to().values():
            assert label == table.label or place[label] < place[table.label], table.label
    for label in ACTORS.values():
        assert place[label] < place["workspaces.AuditLine"]
