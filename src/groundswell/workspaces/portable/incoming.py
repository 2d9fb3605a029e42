"""From an archive into a workspace in which there is nothing yet: all of it, or nothing."""

import base64
import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.db import IntegrityError, transaction
from django.db.models import BinaryField, DateField, DateTimeField, JSONField
from django.utils.dateparse import parse_date, parse_datetime

from groundswell.kernel.errors import Conflict, Invalid
from groundswell.workspaces import rules
from groundswell.workspaces.audit import INSTANCE, record
from groundswell.workspaces.models import AuditLine, Workspace
from groundswell.workspaces.portable.outgoing import (
    FORMAT,
    MANIFEST,
    VERSION,
    columns_of,
    fingerprint,
)
from groundswell.workspaces.portable.registry import ACTORS, TABLES, Document, Table, in_order
from groundswell.workspaces.scope import Scope

_CHUNK = 2_000
_ACTOR = re.compile(r"([a-z]+):(\d+)(.*)", re.DOTALL)
IMPORTED = "workspace.imported"


class BadArchive(Invalid):
    """The file is no archive of a workspace, or was damaged."""

    code = "bad-archive"


class NotEmpty(Conflict):
    """There is something in the workspace, or its things are on this instance already."""

    code = "workspace-not-empty"


@dataclass(slots=True)
class Coming:
    """An import under way: where to, and which row each number of the archive became.

    Attributes:
        workspace: row number.
        rows: by table, the row of number 1, 2 ...; 0 where there is none.
        renamed: uids of the archive that are another one here.
        new: rows of tables that were added rather than found, for who must look after them.
    """

    workspace: int
    rows: dict[str, list[int]] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    new: dict[str, list[int]] = field(default_factory=dict)

    def row(self, label: str, number: int | None) -> int:
        """The row that a number of the archive became; 0 for none."""
        rows = self.rows.get(label, [])
        return rows[number - 1] if number and number <= len(rows) else 0


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import. ``before``: it had been imported earlier, and nothing was done."""

    workspace: Workspace
    rows: int
    before: bool = False
    same_secret: bool = True


def read_manifest(source: Path | BinaryIO) -> dict[str, Any]:
    """The manifest of an archive whose every part is as it was written.

    Raises:
        BadArchive: it is none, was damaged, or comes from a version that this one does not know.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
            if manifest.get("format") != FORMAT:
                raise BadArchive("This is no archive of a workspace.", field="file")
            _check_version(manifest)
            for part in manifest["parts"]:
                _check_part(archive, part)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError) as error:
        raise BadArchive(
            "This is no archive of a workspace, or it is damaged.", field="file"
        ) from error
    return manifest


def import_archive(
    scope: Scope, source: Path | BinaryIO, workspace: Workspace | None = None
) -> Imported:
    """Bring an archive in, in one transaction.

    Args:
        scope: who does it; the caller has checked that they may.
        source: the archive.
        workspace: where to, with nothing in it; None makes a new one.

    Raises:
        BadArchive: as `read_manifest`.
        NotEmpty: there is something in the workspace, or the things of the archive are on this
            instance already.
    """
    manifest = read_manifest(source)
    there = Workspace.objects.filter(uid=manifest["workspace"]["uid"]).first()
    if there is not None and _came_from(there, manifest["content"]):
        return Imported(there, 0, before=True)
    if there is not None and (workspace is None or there.pk != workspace.pk):
        raise NotEmpty(f"{there.name} is on this instance already, at /w/{there.slug}/.")
    try:
        with transaction.atomic(), zipfile.ZipFile(source) as archive:
            target = workspace or _made(manifest)
            _check_empty(target)
            rows = _bring_in(archive, target)
            target.refresh_from_db()
            line = scope if workspace is not None else Scope(INSTANCE, scope.actor, scope.rights)
            record(line, IMPORTED, target.uid, content=manifest["content"], rows=rows)
    except IntegrityError as error:
        raise NotEmpty("Some things of this archive are on this instance already.") from error
    return Imported(target, rows, same_secret=manifest.get("secret") == fingerprint())


def is_empty(workspace: Workspace) -> bool:
    """Whether there is nothing in a workspace that an import would have to live with."""
    return _in_the_way(workspace) is None


def _check_version(manifest: dict[str, Any]) -> None:
    if manifest["version"] > VERSION:
        raise BadArchive(
            f"This archive was made by Groundswell {manifest.get('product', '')}, which is newer.",
            field="file",
            hint="Bring this instance to that version first.",
        )
    unknown = [part["table"] for part in manifest["parts"] if part["table"] not in TABLES]
    if unknown:
        raise BadArchive(f"This version does not know {unknown[0]}.", field="file")


def _check_part(archive: zipfile.ZipFile, part: dict[str, Any]) -> None:
    digest = hashlib.sha256()
    with archive.open(f"{part['table']}.jsonl") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    if digest.hexdigest() != part["sha256"]:
        raise BadArchive(f"The part {part['table']} is damaged.", field="file")


def _came_from(workspace: Workspace, content: str) -> bool:
    lines = AuditLine.objects.filter(verb=IMPORTED, subject=workspace.uid)
    return any(line.detail.get("content") == content for line in lines)


def _made(manifest: dict[str, Any]) -> Workspace:
    about = manifest["workspace"]
    return Workspace.objects.create(
        uid=about["uid"], name=about["name"], slug=free_slug(about["slug"])
    )


def free_slug(wish: str) -> str:
    """The slug itself, or with a number behind it where another workspace has it."""
    slug, number = wish or rules.slug_from(wish), 2
    while Workspace.objects.filter(slug=slug).exists():
        slug, number = f"{wish[:44]}-{number}", number + 1
    return slug


def _in_the_way(workspace: Workspace) -> str | None:
    for table in TABLES.values():
        if table.counts and table.within:
            rows = table.model._default_manager.filter(**{table.within: workspace.pk})  # noqa: SLF001
            if rows.exists():
                return str(table.model._meta.verbose_name_plural)  # noqa: SLF001
    return None


def _check_empty(workspace: Workspace) -> None:
    found = _in_the_way(workspace)
    if found is not None:
        raise NotEmpty(
            f"{workspace.name} is not empty: there are {found}.",
            hint="Import into a new workspace.",
        )


def _bring_in(archive: zipfile.ZipFile, workspace: Workspace) -> int:
    coming, count = Coming(workspace.pk), 0
    for table in reversed(in_order()):
        if table.clears:
            table.model._default_manager.filter(**{table.within: workspace.pk}).delete()  # noqa: SLF001
    names = set(archive.namelist())
    for table in in_order():
        if f"{table.label}.jsonl" in names:
            count += _bring_table(archive, coming, table)
    for table in in_order():
        if table.after:
            table.after(coming)
    return count


def _bring_table(archive: zipfile.ZipFile, coming: Coming, table: Table) -> int:
    rows = coming.rows.setdefault(table.label, [])
    later: list[tuple[int, str, int]] = []
    count = 0
    with archive.open(f"{table.label}.jsonl") as file:
        for documents in _chunks(file):
            kept = [document for document in documents if _rich(coming, table, document)]
            count += len(kept)
            numbers = [document.pop("n") for document in kept]
            given = _take(coming, table, kept, later)
            for number, row in zip(numbers, given, strict=True):
                rows.extend([0] * (number - 1 - len(rows)))
                rows.append(row)
    for row, column, number in later:  # rows that point at others of their own table
        table.model._default_manager.filter(pk=row).update(  # noqa: SLF001
            **{column: coming.row(table.label, number) or None}
        )
    return count


def _take(
    coming: Coming, table: Table, documents: list[Document], later: list[tuple[int, str, int]]
) -> list[int]:
    if table.takes is not None:
        return table.takes(coming, documents)
    own = [column for column, label in table.foreign().items() if label == table.label]
    held = [{column: document.pop(column, None) for column in own} for document in documents]
    given = add(coming, table, documents)
    for row, values in zip(given, held, strict=True):
        later += [(row, column, number) for column, number in values.items() if number]
    return given


def add(coming: Coming, table: Table, documents: list[Document]) -> list[int]:
    """Add rows as the documents say; gives their numbers in the database."""
    fixed: dict[str, Any] = {}
    names = {one.attname for one in table.model._meta.concrete_fields}  # noqa: SLF001
    if "workspace_id" in names:
        fixed["workspace_id"] = coming.workspace
    made = [
        table.model(**fixed, **document, **{name: fill() for name, fill in table.without.items()})
        for document in documents
    ]
    table.model._default_manager.bulk_create(made, batch_size=_CHUNK)  # noqa: SLF001
    given = [int(row.pk) for row in made]
    coming.new.setdefault(table.label, []).extend(given)
    return given


def _rich(coming: Coming, table: Table, document: Document) -> bool:
    """Values of JSON as the columns of this instance have them.

    False where it is about something that was not let in (somebody who was erased here).
    """
    to, fields = table.to(), columns_of(table)
    for column in [name for name in document if name not in fields and name != "n"]:
        del document[column]  # a column that this version does not have any more
    for column, value in document.items():
        if column == "n":
            continue
        if column in to:
            if to[column] != table.label:
                row = coming.row(to[column], value)
                if value and not row and column not in table.loose:
                    return False
                document[column] = row or (0 if column in table.loose else None)
        elif column in table.actors:
            document[column] = _actor(coming, value)
        elif column in table.owned:
            document[column] = coming.workspace if value else 0
        else:
            document[column] = _value(coming, fields[column], value)
    return True


_READ: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (DateTimeField, parse_datetime),  # before DateField, which it is a kind of
    (DateField, parse_date),
    (BinaryField, base64.b64decode),
)


def _value(coming: Coming, kind: Any, value: Any) -> Any:
    if value is None:
        return None
    for field_kind, read in _READ:
        if isinstance(kind, field_kind):
            return read(value)
    if isinstance(kind, JSONField):
        return _with_new_names(coming.renamed, value) if coming.renamed else value
    return value if kind.attname == "uid" else coming.renamed.get(value, value)


def _with_new_names(renamed: dict[str, str], value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_new_names(renamed, one) for key, one in value.items()}
    if isinstance(value, list):
        return [_with_new_names(renamed, one) for one in value]
    return renamed.get(value, value) if isinstance(value, str) else value


def _actor(coming: Coming, text: str) -> str:
    found = _ACTOR.fullmatch(text)
    if found is None or found[1] not in ACTORS:
        return text
    return f"{found[1]}:{coming.row(ACTORS[found[1]], int(found[2]))}{found[3]}"


def _chunks(file: Any) -> Iterator[list[Document]]:
    documents: list[Document] = []
    for line in file:
        documents.append(json.loads(line))
        if len(documents) == _CHUNK:
            yield documents
            documents = []
    if documents:
        yield documents
