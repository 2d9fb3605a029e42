"""The `groundswell` command: finds the subcommand, runs it, and says plainly what went wrong.

Only what a command needs is imported, so that ``--help`` and completion answer at once.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.exceptions import Abort, TyperException

from groundswell import __version__
from groundswell.kernel.errors import GroundswellError, Invalid
from groundswell.ops.output import complain, say

# name: (module and attribute that hold it, sentence in the list of commands)
COMMANDS: dict[str, tuple[str, str]] = {
    "import": ("groundswell.ops.importing:app", "Bring in creators, posts or audiences."),
    "search": ("groundswell.ops.searching:app", "Find creators by any trait."),
    "similar": ("groundswell.ops.searching:similar_app", "Find creators alike to one."),
    "export": ("groundswell.ops.searching:export_app", "Write all matches to a file."),
    "lists": ("groundswell.ops.listing:app", "Make lists, fill them from searches."),
    "index": ("groundswell.ops.indexing:app", "Rebuild the discovery index, or look at it."),
    "demo": ("groundswell.ops.demo:app", "Load the synthetic demo catalog."),
    "serve": ("groundswell.ops.serve:serve_app", "Run the site, and a worker beside it."),
    "worker": ("groundswell.ops.serve:worker_app", "Run jobs and keep the index current."),
    "migrate": ("groundswell.ops.serve:migrate_app", "Bring the database to this version."),
    "person": ("groundswell.ops.people:person_app", "Let people in, or back in."),
    "key": ("groundswell.ops.people:key_app", "Make and revoke API keys."),
    "workspace": (
        "groundswell.ops.people:workspace_app",
        "List and make workspaces; export and import them.",
    ),
    "doctor": ("groundswell.ops.doctor:app", "Check the instance; say how to mend it."),
    "backup": ("groundswell.ops.backup:backup_app", "Write database, files, secret to a file."),
    "restore": ("groundswell.ops.backup:restore_app", "Put a backup into an empty home."),
}


class Lazy(TyperGroup):
    """A group whose commands are imported when they are called."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Exchange the placeholder in the list for the command itself."""
        name, command, rest = super().resolve_command(ctx, args)
        if name is not None and command is not None:
            command = _load(name)
        return name, command, rest


app = typer.Typer(
    name="groundswell",
    cls=Lazy,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:  # noqa: FBT001 - typer calls it
    if asked:
        sys.stdout.write(f"groundswell {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(  # noqa: FBT001 - its callback has done the work
        False, "--version", callback=_version, is_eager=True, help="Say the version."
    ),
) -> None:
    """Groundswell: find, vet, contract, run, pay and prove micro-influencer programs.

    Settings come from the environment; the operator guide lists them.
    """


for _name, (_, _sentence) in COMMANDS.items():
    app.command(_name, help=_sentence)(lambda: None)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; gives the exit code.

    0 well, 1 broken, 2 the input makes no sense, 3 refused, 4 missing, 5 conflict, 6 limited.
    """
    as_json = "--json" in arguments
    try:
        code = typer.main.get_command(app).main(
            args=list(arguments), prog_name="groundswell", standalone_mode=False
        )
    except GroundswellError as error:
        return complain(error, as_json=as_json)
    except TyperException as error:
        return complain(_usage(error), as_json=as_json)
    except Abort:
        say("Stopped.")
        return 130
    except BrokenPipeError:  # the reader (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        refusal = _database_trouble(error)
        if refusal is None:
            raise
        return complain(refusal, as_json=as_json)
    return code if isinstance(code, int) else 0


def _database_trouble(error: Exception) -> GroundswellError | None:
    """A sentence where the database cannot be worked with; None where something else is wrong."""
    from django.db import DatabaseError, InterfaceError

    if not isinstance(error, DatabaseError | InterfaceError):
        return None
    refusal = GroundswellError(
        f"The database refused: {str(error).strip()}.",
        hint="groundswell migrate brings it to this version; groundswell doctor checks it.",
    )
    refusal.code = "database"
    return refusal


def _usage(error: TyperException) -> Invalid:
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "groundswell"
    refusal = Invalid(error.format_message(), hint=f"{path} --help shows what it takes.")
    refusal.code = "usage"
    return refusal


def _load(name: str) -> Any:
    """The command itself, with Django set up."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groundswell.config.settings")
    import django

    django.setup()
    module, _, attribute = COMMANDS[name][0].partition(":")
    command = typer.main.get_command(getattr(import_module(module), attribute))
    command.name = name
    ours = {"install_completion", "show_completion"}  # the root has them; once is enough
    command.params = [param for param in command.params if param.name not in ours]
    return command


if __name__ == "__main__":
    main()
