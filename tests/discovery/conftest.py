"""A workspace that looks at a crowd in memory."""

import pytest

from groundswell.workspaces.models import Workspace
from groundswell.workspaces.scope import Scope
from tests.discovery.crowd import PEOPLE
from tests.discovery.memory import MemoryReader


@pytest.fixture
def workspace():
    return Workspace.objects.create(slug="acme", name="Acme", currency="EUR", tier_scheme="izea")


@pytest.fixture
def scope(workspace):
    return Scope.operator(workspace.pk)


@pytest.fixture
def reader(monkeypatch, workspace):
    hidden = {**PEOPLE[0], "row": 900, "handle": "hidden", "owner": workspace.pk + 1}
    found = MemoryReader([*map(dict, PEOPLE), hidden])
    monkeypatch.setattr("groundswell.discovery.desk.index.reader", lambda: found)
    return found
