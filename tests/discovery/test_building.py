"""Building in several processes: each starts from nothing and fills its own shard."""

import pytest

from groundswell.connectors.demo.generate import profiles
from groundswell.creators.actions import ensure_source, record_profiles
from groundswell.creators.models import PUBLIC, Basis
from groundswell.discovery import index, sync
from groundswell.workspaces.actions import ensure_default_workspace
from groundswell.workspaces.scope import Scope


@pytest.mark.django_db(transaction=True)
def test_processes_side_by_side_build_the_whole_index():
    scope = Scope.operator(ensure_default_workspace().pk)
    source = ensure_source(scope, kind="demo", name="x", owner=PUBLIC, basis=Basis.PUBLIC)
    record_profiles(scope, source, next(iter(profiles(300))), owner=PUBLIC)
    told = []
    sync.rebuild(processes=2, shards=2, progress=lambda done, total: told.append((done, total)))
    assert index.reader().state().documents == 300
    assert told[-1] == (300, 300)
    difference = sync.verify()
    assert not difference.missing
    assert not difference.extra
