"""Reads and writes of a domain take the scope first, so that no call can forget the tenant."""

import ast

from tests.architecture.sources import PACKAGE, Source, source, sources

# public functions that take no scope, each with the reason
WITHOUT: dict[str, str] = {
    "relationships.queries.shared_list": "the holder of a share link is no member",
    "connectors.spreadsheet.queries.counts": "adds up a row that was read under a scope",
    "workspaces.queries.scope_of_person": "makes the scope",
    "workspaces.queries.scope_of_key": "makes the scope",
    "workspaces.queries.scope_of_self": "makes the scope",
    "workspaces.queries.actor_of": "names the actor of a scope that is being made",
    "workspaces.queries.default_workspace": "finds the workspace of the operator's scope",
    "workspaces.queries.workspace_called": "finds the workspace of the operator's scope",
    "workspaces.queries.all_workspaces": "the operator's list of all of them",
    "workspaces.queries.places_of": "a person's own memberships, over all workspaces",
    "workspaces.queries.person_with_email": "sign-in, before there is a scope",
    "workspaces.queries.has_people": "first start, before there is anybody",
    "workspaces.queries.invitation_behind": "the holder of a token is no member yet",
    "workspaces.queries.closed": "a word for a state, reads nothing",
    "workspaces.actions.accept_invitation": "the holder of a token is no member yet",
    "workspaces.actions.create_workspace": "there is no workspace yet",
    "workspaces.actions.ensure_default_workspace": "there is no workspace yet",
    "workspaces.actions.ensure_person": "people belong to the instance",
    "workspaces.actions.found_instance": "there is no workspace yet",
    "workspaces.actions.record_own_deed": "what a person does to their own account",
}
# the ground below tenants: jobs carry a workspace as data
GROUND = {"tasks"}
KINDS = ("queries", "actions")


def _public(one: Source) -> list[tuple[str, ast.FunctionDef]]:
    """Functions of the module that others may call: for a package, those it re-exports."""
    if one.path.name != "__init__.py":
        return [
            (f"{one.name}.{node.name}", node)
            for node in one.tree.body
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        ]
    found = []
    for node in one.tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            inner = source(node.module.removeprefix("groundswell."))
            names = {alias.name for alias in node.names}
            found += [
                (f"{one.name}.{function.name}", function)
                for function in (inner.tree.body if inner else [])
                if isinstance(function, ast.FunctionDef) and function.name in names
            ]
    return found


def _all() -> dict[str, ast.FunctionDef]:
    return {
        name: function
        for one in sources()
        if one.name.rpartition(".")[2] in KINDS and one.name.split(".")[0] not in GROUND
        for name, function in _public(one)
    }


def test_the_scope_comes_first() -> None:
    forgetful = []
    for name, function in _all().items():
        arguments = [*function.args.posonlyargs, *function.args.args]
        first = arguments[0] if arguments else None
        typed = first is not None and first.arg == "scope" and first.annotation is not None
        if not (typed and ast.unparse(first.annotation).endswith("Scope")):  # type: ignore[union-attr, arg-type]
            forgetful.append(name)
    assert sorted(set(forgetful) - WITHOUT.keys()) == []


def test_no_permission_outlives_its_function() -> None:
    assert WITHOUT.keys() - _all().keys() == set()


WRITES = {
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "update",
    "delete",
    "save",
}
# modules outside actions that write rows, each with the reason
WRITERS: dict[str, str] = {
    "tasks": "the ground's own tables",
    "api.idempotency": "the API's own table of answers already given",
}


def test_only_actions_write() -> None:
    """Faces, queries and rules never call a writing method of the ORM."""
    readers = {"queries", "rules", "errors", "events"}
    faces = {"web", "api", "ops", "portal", "ingress", "ui"}
    found = []
    for one in sources():
        parts = one.name.split(".")
        if {one.name, parts[0]} & WRITERS.keys() or not (parts[0] in faces or readers & set(parts)):
            continue
        found += [
            f"{one.name}:{node.lineno}"
            for node in ast.walk(one.tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in WRITES
            and ".objects" in ast.unparse(node.func.value)
        ]
    assert found == []


def test_measures_open_nothing() -> None:
    for one in sources():
        if one.name.split(".")[0] == "measures":
            calls = {ast.unparse(n.func) for n in ast.walk(one.tree) if isinstance(n, ast.Call)}
            assert not calls & {"open", "print", "input"}, one.name


def test_the_package_is_where_it_is_thought_to_be() -> None:
    assert (PACKAGE / "py.typed").exists()
    assert len(sources()) > 50
