"""Who acts and who is meant: names of members and actors, as this domain needs them."""

from collections.abc import Collection, Iterable

import orjson

from groundswell.creators.models import Profile
from groundswell.kernel.text import fold
from groundswell.relationships import layers
from groundswell.workspaces.models import ApiKey, Member, Person
from groundswell.workspaces.scope import Right, Scope

SYSTEM = "Groundswell"
"""Who acts where no person does: jobs, and the operator at the command line."""


def member_uids(scope: Scope, rows: Collection[int]) -> dict[int, str]:
    """Uids of members by row."""
    if not rows:
        return {}
    found = Member.objects.filter(workspace_id=scope.workspace, pk__in=rows)
    return dict(found.values_list("pk", "uid"))


def member_names(scope: Scope) -> dict[str, str]:
    """What each member is called, by uid, in order of the alphabet."""
    scope.require(Right.READ)
    rows = Member.objects.filter(workspace_id=scope.workspace).select_related("person")
    names = {row.uid: row.person.get_full_name() for row in rows}
    return dict(sorted(names.items(), key=lambda pair: fold(pair[1])))


def people_called(scope: Scope) -> dict[str, str]:
    """Uid of each member by every folded name that means one of them: name, first name, e-mail."""
    scope.require(Right.READ)
    rows = Member.objects.filter(workspace_id=scope.workspace).select_related("person")
    found: dict[str, set[str]] = {}
    for row in rows:
        for name in names_of(row.person):
            found.setdefault(fold(name), set()).add(row.uid)
    return {name: next(iter(uids)) for name, uids in found.items() if name and len(uids) == 1}


def names_of(person: Person) -> list[str]:
    """How somebody may be called: name, first name, e-mail, and what stands before its @."""
    first = person.name.split(" ", 1)[0] if person.name else ""
    names = [person.name, first, person.email, person.email.split("@", 1)[0]]
    return list(dict.fromkeys(name for name in names if name))


def actor_names(scope: Scope, actors: Iterable[str]) -> dict[str, str]:
    """What to call each actor of an audit line, note or deed; members who left keep their name."""
    scope.require(Right.READ)
    kinds: dict[str, set[int]] = {"person": set(), "key": set()}
    wanted = set(actors)
    for actor in wanted:
        kind, _, number = actor.partition(":")
        if kind in kinds and number.isdigit():
            kinds[kind].add(int(number))
    people = Person.objects.filter(pk__in=kinds["person"])
    keys = ApiKey.objects.filter(workspace_id=scope.workspace, pk__in=kinds["key"])
    names = {f"person:{one.pk}": _called(one) for one in people}
    names |= {f"key:{one.pk}": one.name or "API key" for one in keys}
    return {actor: names.get(actor, SYSTEM) for actor in wanted}


def names_of_profiles(scope: Scope, profiles: Collection[int]) -> dict[int, str]:
    """What the creators of these profiles (any layer) are called: name, else handle; by the row asked for."""
    scope.require(Right.READ)
    if not profiles:
        return {}
    shown = layers.shown_rows(scope, sorted(profiles))
    rows = Profile.objects.filter(pk__in=set(shown.values()))
    names = {
        pk: str(orjson.loads(facts).get("name") or f"@{handle}")
        for pk, handle, facts in rows.values_list("pk", "handle", "facts")
    }
    return {asked: names[row] for asked, row in shown.items() if row in names}


def _called(person: Person) -> str:
    return "Somebody who left" if person.erased_at else person.get_full_name()
