"""`groundswell person`, `key` and `workspace`: who gets in, at the machine's own command line."""

import sys
from typing import Annotated, Any

import typer

from groundswell.kernel.errors import Invalid
from groundswell.ops import archives
from groundswell.ops.acting import WorkspaceOption, operator_scope
from groundswell.ops.output import Json, emit, say, table

person_app = typer.Typer(no_args_is_help=True, help="Let people in. Each takes --json.")
key_app = typer.Typer(no_args_is_help=True, help="Keys for programs. Each takes --json.")
workspace_app = typer.Typer(no_args_is_help=True, help="Tenants. Each takes --json.")

Email = Annotated[str, typer.Argument(help="E-mail address, which is the login.")]
Role = Annotated[str, typer.Option(help="owner, manager, analyst, finance or viewer.")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]


# ---------------------------------------------------------------- person


@person_app.command("add")
def add_person(
    email: Email,
    *,
    name: Annotated[str, typer.Option(help="How they are called.")] = "",
    role: Role = "owner",
    no_password: Annotated[
        bool, typer.Option("--no-password", help="They reset the password by mail first.")
    ] = False,
    password_stdin: FromStdin = False,
    workspace: WorkspaceOption = None,
    as_json: Json = False,
) -> None:
    """Make somebody a member; a person who is new gets a password."""
    from groundswell.workspaces import actions, queries

    scope = operator_scope(workspace)
    place = queries.workspace_of(scope)
    password = None if no_password else _password(from_stdin=password_stdin)
    person, new = actions.ensure_person(email, password, name=name, workspace=place, role=role)
    document = {"person": person.uid, "email": person.email, "new": new, "workspace": place.slug}
    _answer(
        document,
        f"{person.email} is a member of {place.name}" + ("." if new else "; the password stays."),
        as_json=as_json,
    )


@person_app.command("invite")
def invite_person(
    email: Email,
    *,
    role: Role = "viewer",
    workspace: WorkspaceOption = None,
    as_json: Json = False,
) -> None:
    """Invite somebody: mails the link and prints it, this once."""
    from django.conf import settings
    from django.urls import reverse

    from groundswell.workspaces import actions

    def link_for(token: str) -> str:
        return settings.SITE_URL.rstrip("/") + reverse("invitation", args=[token])

    invited = actions.invite(operator_scope(workspace), email, role, link_for=link_for)
    row = invited.invitation
    if as_json:
        emit({"invitation": row.uid, "link": invited.link, "expires_at": row.expires_at})
        return
    say(f"{row.email} is invited as {row.role}, until {row.expires_at:%d %B %Y}. The link:")
    sys.stdout.write(invited.link + "\n")


@person_app.command("list")
def list_people(*, workspace: WorkspaceOption = None, as_json: Json = False) -> None:
    """The members of a workspace, and who is invited."""
    from groundswell.workspaces import queries

    scope = operator_scope(workspace)
    rows: list[dict[str, Any]] = [
        {"email": row.person.email, "name": row.person.name, "role": row.role,
         "since": row.created_at, "signed_in": row.person.last_login}
        for row in queries.members(scope)
    ] + [
        {"email": row.email, "name": "", "role": row.role, "since": None, "signed_in": None,
         "invited_until": row.expires_at}
        for row in queries.open_invitations(scope)
    ]  # fmt: skip
    if as_json:
        emit(rows)
        return
    table(
        "",
        ("E-mail", "Name", "Role", "Last sign-in"),
        [
            (row["email"], row["name"], row["role"], _day(row["signed_in"]))
            if row["since"]
            else (row["email"], "", row["role"], f"invited until {_day(row['invited_until'])}")
            for row in rows
        ],
    )


@person_app.command("password")
def set_password(email: Email, *, password_stdin: FromStdin = False, as_json: Json = False) -> None:
    """Give somebody a new password; they are signed out everywhere."""
    from groundswell.workspaces import actions, queries

    person = queries.person_with_email(email)
    actions.set_password(_instance(), person, _password(from_stdin=password_stdin))
    _answer({"person": person.uid}, f"{person.email} has a new password.", as_json=as_json)


@person_app.command("reset-second-factor")
def reset_second_factor(email: Email, *, as_json: Json = False) -> None:
    """Turn two-step sign-in off for somebody who lost phone and recovery codes."""
    from groundswell.workspaces import actions, queries

    person = queries.person_with_email(email)
    removed = actions.reset_second_factor(_instance(), person)
    _answer(
        {"person": person.uid, "removed": removed},
        f"{person.email} signs in with the password alone.",
        as_json=as_json,
    )


@person_app.command("erase")
def erase_person(
    email: Email,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Erase somebody's name, address, sign-in and keys; cannot be undone."""
    from groundswell.workspaces import actions, queries

    person = queries.person_with_email(email)
    if not yes:
        typer.confirm(f"Erase {person.email} for good?", abort=True, err=True)
    actions.erase_person(_instance(), person)
    _answer({"person": person.uid}, f"{email} is erased.", as_json=as_json)


# ---------------------------------------------------------------- key


@key_app.command("create")
def create_key(
    name: Annotated[str, typer.Argument(help="What it is for.")],
    *,
    right: Annotated[
        list[str],
        typer.Option(help="read, write, import, export, money, admin or erase; repeatable."),
    ],
    days: Annotated[int | None, typer.Option(help="How long it lasts; else without end.")] = None,
    workspace: WorkspaceOption = None,
    as_json: Json = False,
) -> None:
    """Make an API key and print it, this once."""
    from groundswell.workspaces import actions

    made = actions.make_key(operator_scope(workspace), name, right, days=days)
    if as_json:
        emit({"uid": made.key.uid, "key": made.raw, "expires_at": made.key.expires_at})
        return
    say(f"{made.key.uid} may {made.key.rights.replace(' ', ', ')}. It is not shown again:")
    sys.stdout.write(made.raw + "\n")


@key_app.command("list")
def list_keys(*, workspace: WorkspaceOption = None, as_json: Json = False) -> None:
    """The keys of a workspace that were not revoked."""
    from groundswell.workspaces import queries

    rows: list[dict[str, Any]] = [
        {"uid": row.uid, "name": row.name, "starts": row.hint, "rights": row.rights.split(),
         "made_by": row.made_by.email if row.made_by else "operator",
         "last_used_at": row.last_used_at, "expires_at": row.expires_at}
        for row in queries.api_keys(operator_scope(workspace))
    ]  # fmt: skip
    if as_json:
        emit(rows)
        return
    table(
        "",
        ("Key", "Name", "Starts with", "May", "Made by", "Last use", "Until"),
        [
            (
                row["uid"], row["name"], row["starts"], " ".join(row["rights"]), row["made_by"],
                _day(row["last_used_at"]), _day(row["expires_at"]),
            )
            for row in rows
        ],
    )  # fmt: skip


@key_app.command("revoke")
def revoke_key(
    uid: Annotated[str, typer.Argument(help="Identifier, as `key list` shows it.")],
    *,
    workspace: WorkspaceOption = None,
    as_json: Json = False,
) -> None:
    """Revoke a key for good."""
    from groundswell.workspaces import actions

    actions.revoke_key(operator_scope(workspace), uid)
    _answer({"uid": uid}, f"{uid} is revoked.", as_json=as_json)


# ---------------------------------------------------------------- workspace


@workspace_app.command("create")
def create_workspace(
    name: Annotated[str, typer.Argument(help="What it is called.")],
    *,
    owner: Annotated[str, typer.Option(help="E-mail address of who owns it.")],
    slug: Annotated[str, typer.Option(help="Its address; else made from the name.")] = "",
    currency: Annotated[str, typer.Option(help="ISO 4217.")] = "USD",
    time_zone: Annotated[str, typer.Option(help="For example Europe/Berlin.")] = "UTC",
    as_json: Json = False,
) -> None:
    """Make a workspace for somebody who has an account."""
    from groundswell.workspaces import actions, queries

    values = {"currency": currency, "time_zone": time_zone} | ({"slug": slug} if slug else {})
    made = actions.create_workspace(queries.person_with_email(owner), name, **values)
    _answer({"uid": made.uid, "slug": made.slug}, f"Made {made.slug}.", as_json=as_json)


@workspace_app.command("list")
def list_workspaces(*, as_json: Json = False) -> None:
    """All workspaces of this instance."""
    from groundswell.workspaces import queries

    rows = [
        {"slug": row.slug, "name": row.name, "currency": row.currency, "since": row.created_at}
        for row in queries.all_workspaces()
    ]
    if as_json:
        emit(rows)
        return
    table(
        "",
        ("Slug", "Name", "Currency", "Since"),
        [(row["slug"], row["name"], row["currency"], _day(row["since"])) for row in rows],
    )


workspace_app.command("export")(archives.export_workspace)
workspace_app.command("import")(archives.import_workspace)


def _instance() -> Any:
    from groundswell.workspaces.audit import INSTANCE
    from groundswell.workspaces.scope import Scope

    return Scope.operator(INSTANCE)


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    if not sys.stdin.isatty():
        raise Invalid(
            "There is no terminal to ask for the password.",
            field="password",
            hint="Send it with --password-stdin.",
        )
    asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return asked


def _answer(document: dict[str, Any], sentence: str, *, as_json: bool) -> None:
    if as_json:
        emit(document)
    else:
        say(sentence)


def _day(moment: Any) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""
