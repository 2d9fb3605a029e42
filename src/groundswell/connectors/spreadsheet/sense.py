"""Whether rows can be told apart at all, before a million of them are refused one by one."""

from groundswell.connectors.spreadsheet.mapping import Mapping
from groundswell.connectors.spreadsheet.reading import Table
from groundswell.connectors.spreadsheet.requests import Request
from groundswell.kernel.errors import Invalid


def what_lacks(understood: Mapping, request: Request, table: Table) -> Invalid | None:
    """The refusal of a table that names no profiles; None where it names some."""
    names = {one.target.name for one in understood.mapped() if one.target}
    columns = ", ".join(table.headers)
    prefixed = any(one.target and one.target.platform for one in understood.mapped())
    if understood.platform is None and not prefixed and not names & {"platform", "url"}:
        return Invalid(
            f"Nothing in {table.name} says on which platform these profiles are.",
            field="platform",
            hint="Say it with --platform, for example --platform instagram.",
        )
    owners = names & {"handle", "url", "platform_id", "name_or_handle", "name", "post.url"}
    from_id = understood.kind == "posts" and "post.id" in names
    if not owners and request.profile is None and not prefixed and not from_id:
        return Invalid(
            f"No column of {table.name} says whose rows these are (the columns are {columns}).",
            field="map",
            hint='Say which one does with --map "Column=handle", or whose all of them are with '
            "--profile HANDLE.",
        )
    if request.profile is not None and understood.platform is None:
        return Invalid(
            "A profile for all rows needs its platform.", field="platform", hint="Add --platform."
        )
    return None
