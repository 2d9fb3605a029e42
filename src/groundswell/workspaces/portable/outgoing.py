"""From a workspace to an archive."""

import base64
import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
from django.db.models import Model

from groundswell import __version__
from groundswell.kernel.clock import now
from groundswell.kernel.secrets import keyed_hash
from groundswell.workspaces.models import Workspace
from groundswell.workspaces.portable.registry import ACTORS, TABLES, Document, Table, in_order

FORMAT = "groundswell-workspace"
VERSION = 1
MANIFEST = "manifest.json"
_CHUNK = 2_000
_ACTOR = re.compile(r"([a-z]+):(\d+)(.*)", re.DOTALL)

Rows = npt.NDArray[np.int64]
Tell = Callable[[int, int], None]


@dataclass(slots=True)
class Going:
    """What travels: the rows of each table, and what they point at beyond the workspace."""

    workspace: int
    rows: dict[str, Rows] = field(default_factory=dict)
    wanted: dict[str, set[int]] = field(default_factory=dict)
    found: dict[str, Any] = field(default_factory=dict)

    def own(self, model: type[Model], within: str) -> Iterator[int]:
        """The rows of a model that belong to the workspace, oldest first."""
        rows = model._default_manager.filter(**{within: self.workspace})  # noqa: SLF001
        return rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=20_000)

    def number(self, label: str, row: int | None) -> int:
        """The number of a row in the archive; 0 where it does not travel."""
        rows = self.rows.get(label)
        if row is None or rows is None or not len(rows):
            return 0
        at = int(np.searchsorted(rows, row))
        return at + 1 if at < len(rows) and rows[at] == row else 0


def survey(workspace: int) -> Going:
    """Which rows travel: the workspace's own, then what those point at, then who is named."""
    going = Going(workspace)
    for tier in sorted({table.tier for table in TABLES.values()}):
        mine = [table for table in TABLES.values() if table.tier == tier]
        for table in mine:
            rows = np.fromiter(table.rows(going), dtype=np.int64)
            going.rows[table.label] = np.unique(rows)
        for table in mine:
            _want(going, table)
    return going


def write(workspace: int, target: Path | BinaryIO, tell: Tell | None = None) -> dict[str, Any]:
    """Write the archive of a workspace; gives its manifest.

    What changes while it is written may be in it or not; a row whose owner goes meanwhile is left
    out with it.

    Args:
        workspace: row number.
        target: a path, or a stream that can seek.
        tell: called with rows written and rows in all, now and then; may raise to stop.
    """
    going, moment = survey(workspace), now()
    total = sum(len(rows) for rows in going.rows.values())
    done, parts = 0, []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for table in in_order():
            digest, count = hashlib.sha256(), 0
            with archive.open(f"{table.label}.jsonl", "w", force_zip64=True) as file:
                for chunk in _lines(going, table, moment.isoformat()):
                    file.write(chunk)
                    digest.update(chunk)
                    count += chunk.count(b"\n")
                    if tell:
                        tell(min(done + count, total), total)
            done += len(going.rows[table.label])
            parts.append({"table": table.label, "rows": count, "sha256": digest.hexdigest()})
        manifest = _manifest(workspace, moment, parts)
        archive.writestr(MANIFEST, json.dumps(manifest, indent=2))
    return manifest


def fingerprint() -> str:
    """What tells whether two instances have the same secret key, without telling the key."""
    return keyed_hash("workspaces.portable", "same secret")[:16]


def _manifest(workspace: int, moment: datetime, parts: list[dict[str, Any]]) -> dict[str, Any]:
    row = Workspace.objects.get(pk=workspace)
    content = "".join(f"{one['table']} {one['sha256']}\n" for one in parts)
    return {
        "format": FORMAT,
        "version": VERSION,
        "product": __version__,
        "made_at": moment.isoformat(),
        "workspace": {"uid": row.uid, "slug": row.slug, "name": row.name},
        "secret": fingerprint(),
        "content": hashlib.sha256(content.encode()).hexdigest(),
        "parts": parts,
    }


def _want(going: Going, table: Table) -> None:
    """Note what a table's rows point at in tables of a later tier."""
    later = {
        column: label
        for column, label in table.to().items()
        if label in TABLES and TABLES[label].tier > table.tier
    }
    columns = [*later, *table.actors]
    if not columns:
        return
    for chunk in _chunks(going.rows[table.label]):
        rows = table.model._default_manager.filter(pk__in=chunk).values_list(*columns)  # noqa: SLF001
        for values in rows:
            for column, value in zip(columns, values, strict=True):
                label, row = later.get(column, ""), value
                if column in table.actors:
                    label, row = _behind(str(value))
                if label and row:
                    going.wanted.setdefault(label, set()).add(int(row))


def _behind(actor: str) -> tuple[str, int]:
    found = _ACTOR.fullmatch(actor)
    return (ACTORS.get(found[1], ""), int(found[2])) if found else ("", 0)


def _lines(going: Going, table: Table, moment: str) -> Iterator[bytes]:
    columns = columns_of(table)
    foreign, to = table.foreign(), table.to()
    for chunk in _chunks(going.rows[table.label]):
        rows = table.model._default_manager.filter(pk__in=chunk).order_by("pk")  # noqa: SLF001
        lines = []
        for row in rows.values("pk", *columns):
            document = _document(going, table, row, to, set(foreign))
            if document is None:
                continue
            if table.leaves:
                table.leaves(document, moment)
            lines.append(json.dumps(document, ensure_ascii=False, separators=(",", ":")))
        if lines:
            yield ("\n".join(lines) + "\n").encode()


def columns_of(table: Table) -> dict[str, Any]:
    """The columns of a table that travel: name to field; its key, its workspace and ``without`` do not."""
    fields = table.model._meta.concrete_fields  # noqa: SLF001
    return {
        one.attname: one
        for one in fields
        if not one.primary_key
        and one.attname not in table.without
        and one.attname != "workspace_id"
    }


def _document(
    going: Going, table: Table, row: dict[str, Any], to: dict[str, str], foreign: set[str]
) -> Document | None:
    document: Document = {"n": going.number(table.label, row.pop("pk"))}
    for column, value in row.items():
        if column in to:
            number = going.number(to[column], value)
            if not number and value is not None and column not in table.loose:
                nullable = table.model._meta.get_field(  # noqa: SLF001
                    column.removesuffix("_id") if column in foreign else column
                ).null
                if not nullable:
                    return None
            document[column] = number or (0 if column in table.loose else None)
        elif column in table.actors:
            document[column] = _renumbered(going, value)
        elif column in table.owned:
            document[column] = 1 if value else 0
        else:
            document[column] = plain(value)
    return document


def _renumbered(going: Going, actor: str) -> str:
    found = _ACTOR.fullmatch(actor)
    if found is None or found[1] not in ACTORS:
        return actor
    return f"{found[1]}:{going.number(ACTORS[found[1]], int(found[2]))}{found[3]}"


def plain(value: Any) -> Any:
    """A value of the database as JSON has it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    return value


def _chunks(rows: Rows) -> Iterable[list[int]]:
    for start in range(0, len(rows), _CHUNK):
        yield rows[start : start + _CHUNK].tolist()
