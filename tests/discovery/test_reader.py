"""A reader shared by threads: once a commit is there, nobody is answered from the one before."""

import os

from groundswell.discovery.engines.base import Plan
from groundswell.discovery.engines.tantivy import TantivyReader, TantivyWriter, create
from groundswell.discovery.engines.tantivy import reader as reading
from tests.contracts import catalog


def test_a_thread_that_another_overtakes_sees_the_new_commit_too(tmp_path, monkeypatch):
    documents = catalog.documents().head(60)
    create(tmp_path / "it", shards=2)
    writer = TantivyWriter(tmp_path / "it")
    writer.add_new(documents.head(20))
    writer.commit()
    reader = TantivyReader(tmp_path / "it")
    before = reader.count(Plan(5))
    writer.add_new(documents.slice(20))
    writer.commit()
    writer.close()
    real, depth = os.stat, []

    def overtaken(path, **more):
        if (
            not depth and path == reader._commit
        ):  # between two steps of this thread another one takes the new commit in
            depth.append(path)
            assert reader.count(Plan(5)) > before
        return real(path, **more)

    monkeypatch.setattr(reading.os, "stat", overtaken)
    seen = reader.count(Plan(5))

    assert depth
    assert seen == TantivyReader(tmp_path / "it").count(Plan(5)) > before
