"""Personal data: who holds which, how it is handed out, how it is erased.

Each domain registers one eraser when its application starts. Whoever answers a request walks all of
them, so nothing is forgotten because somebody did not know of a table:

    erasure.register("creators", {SubjectKind.CREATOR}, export=..., erase=..., tables=[...])

`export` gives plain JSON values by table. `erase` removes or redacts inside the caller's
transaction and gives what it did; what the law makes us keep it leaves, and says so in `kept`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import transaction

from groundswell.workspaces.audit import record
from groundswell.workspaces.scope import Scope


class SubjectKind(StrEnum):
    """What a request can be about."""

    PERSON = "person"  # somebody who signs in: row number of Person
    CREATOR = "creator"  # row number of a creator of the catalog
    EMAIL = "email"  # an e-mail address, wherever it is found


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose data. Use the constructors by kind."""

    kind: SubjectKind
    value: int | str

    @classmethod
    def person(cls, row: int) -> "Subject":
        """Somebody who signs in."""
        return cls(SubjectKind.PERSON, row)

    @classmethod
    def creator(cls, row: int) -> "Subject":
        """A creator of the catalog."""
        return cls(SubjectKind.CREATOR, row)

    @classmethod
    def email(cls, address: str) -> "Subject":
        """Whoever an address belongs to."""
        return cls(SubjectKind.EMAIL, address.strip().lower())


@dataclass(frozen=True, slots=True)
class Erased:
    """What one domain did.

    Attributes:
        removed: rows deleted, by table.
        redacted: rows that stay without what tells who it was, by table.
        kept: why something stays, in plain sentences.
    """

    removed: Mapping[str, int] = field(default_factory=dict)
    redacted: Mapping[str, int] = field(default_factory=dict)
    kept: tuple[str, ...] = ()


Export = Callable[[Scope, Subject], Mapping[str, list[dict[str, Any]]]]
Erase = Callable[[Scope, Subject], Erased]


@dataclass(frozen=True, slots=True)
class Eraser:
    """How one domain answers. ``tables`` are labels such as ``workspaces.Person``."""

    domain: str
    kinds: frozenset[SubjectKind]
    export: Export
    erase: Erase
    tables: frozenset[str]


ERASERS: dict[str, Eraser] = {}


def register(
    domain: str,
    kinds: Collection[SubjectKind],
    *,
    export: Export,
    erase: Erase,
    tables: Collection[str],
) -> None:
    """Declare how a domain exports and erases personal data; a domain has one eraser."""
    ERASERS[domain] = Eraser(domain, frozenset(kinds), export, erase, frozenset(tables))


def export(scope: Scope, subject: Subject) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """All that is kept about a subject: domain, table, rows. The caller has checked who asks."""
    answers = {
        eraser.domain: dict(eraser.export(scope, subject)) for eraser in _erasers_of(subject)
    }
    return {domain: tables for domain, tables in answers.items() if any(tables.values())}


def erase(scope: Scope, subject: Subject) -> dict[str, Erased]:
    """Erase in all domains, in one transaction with its audit line. The caller has checked who asks.

    The highest domain goes first, so that what points downward is gone before what it points to.
    """
    with transaction.atomic():
        done = {
            eraser.domain: eraser.erase(scope, subject) for eraser in reversed(_erasers_of(subject))
        }
        # an address would put back into the trail what was just erased
        named = "" if subject.kind is SubjectKind.EMAIL else f"{subject.kind}:{subject.value}"
        detail = {
            domain: {"removed": dict(one.removed), "redacted": dict(one.redacted)}
            for domain, one in done.items()
        }
        record(scope, f"{subject.kind}.erased", named, domains=detail)
    return done


def _erasers_of(subject: Subject) -> list[Eraser]:
    return [eraser for eraser in ERASERS.values() if subject.kind in eraser.kinds]
