"""What was said of a file in the browser, as the wishes of an import."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time

from django.http import QueryDict
from django.utils.translation import gettext as _

from groundswell.connectors.spreadsheet import queries, stepwise
from groundswell.connectors.spreadsheet.reading import Options
from groundswell.connectors.spreadsheet.requests import Request
from groundswell.connectors.spreadsheet.standing import Standing
from groundswell.connectors.spreadsheet.targets import IGNORE
from groundswell.kernel.errors import Invalid
from groundswell.workspaces.scope import Scope

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
ENCODINGS = ("utf-8", "cp1252", "utf-16-le", "utf-16-be")
_HEADER = {"yes": True, "no": False}


def wishes(scope: Scope, now: Standing, said: QueryDict) -> Request:
    """The present wishes with what the form says otherwise.

    Only what differs from how the file is understood becomes a wish; all else stays a guess, so
    that it may follow from what was said (another kind of rows, another platform).

    Raises:
        Invalid: a date, answer or repair that is none; names the field.
    """
    asked = stepwise.request_of(now.entry)
    if (source := said.get("match", "")) and source != "-":
        return _as_before(scope, now, asked, source)
    asked = replace(
        asked,
        columns={**asked.columns, **_columns(now, said)},
        platform=_or(said, "platform", asked.platform),
        kind=_or(said, "kind", asked.kind),
        profile=_or(said, "profile", asked.profile),
        source=_source(now, said, asked.source),
        as_of=_as_of(now, said, asked.as_of),
        options=_options(said, asked.options),
    )
    if answer := said.get("answer", ""):
        asked = _answered(now, asked, answer)
    if repair := said.get("repair", ""):
        asked = _repaired(asked, repair)
    return asked


def _columns(now: Standing, said: QueryDict) -> dict[str, str]:
    changed = {}
    for at, column in enumerate(now.entry.understood["columns"]):
        chosen = said.get(f"column-{at}")
        if chosen is not None and chosen != (column["target"] or IGNORE):
            changed[column["column"]] = chosen
    return changed


def _or(said: QueryDict, name: str, otherwise: str | None) -> str | None:
    """The field's text, None where it is empty; as before where the form has no such field."""
    return (said.get(name, "").strip() or None) if name in said else otherwise


def _source(now: Standing, said: QueryDict, otherwise: str | None) -> str | None:
    name = said.get("source", "").strip()
    return name if name and name != now.entry.source_name else otherwise


def _as_of(now: Standing, said: QueryDict, otherwise: int | None) -> int | None:
    text = said.get("as_of", "").strip()
    if not text or text == day_of(now).isoformat():
        return otherwise
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(_("%(text)s is not a day.") % {"text": text}, field="as_of") from error
    return int(datetime.combine(day, time(), UTC).timestamp())


def day_of(now: Standing) -> date:
    """The day that the rows are of, where they do not say it themselves."""
    return datetime.fromtimestamp(now.entry.observed_at, UTC).date()


def _options(said: QueryDict, otherwise: Options) -> Options:
    if "separator" not in said:
        return otherwise
    encoding = said.get("encoding", "")
    return Options(
        separator=SEPARATORS.get(said.get("separator", "")),
        encoding=encoding if encoding in ENCODINGS else None,
        header=_HEADER.get(said.get("header", "")),
        sheet=otherwise.sheet,
    )


def _answered(now: Standing, asked: Request, text: str) -> Request:
    """One answer to one question: ``3|order|mdy``."""
    at, _bar, rest = text.partition("|")
    about, _bar, value = rest.partition("|")
    columns = now.entry.understood["columns"]
    if not at.isdecimal() or int(at) >= len(columns) or not value:
        raise Invalid(_("That answer belongs to no column."), field="answer")
    header = columns[int(at)]["column"]
    if about == "target":
        return replace(asked, columns={**asked.columns, header: value})
    return replace(asked, readings=_joined(asked.readings, header, {about: value}))


def _repaired(asked: Request, text: str) -> Request:
    """One repair: a JSON list of column, value and what to read in its place."""
    try:
        header, value, mended = json.loads(text)
    except ValueError as error:
        raise Invalid(_("That repair says nothing."), field="repair") from error
    if not all(isinstance(one, str) for one in (header, value, mended)):
        raise Invalid(_("That repair says nothing."), field="repair")
    return replace(asked, repairs=_joined(asked.repairs, header, {value.strip(): mended}))


def _joined(
    all_said: Mapping[str, Mapping[str, str]], header: str, more: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    before = {name: dict(said) for name, said in all_said.items()}
    return {**before, header: {**before.get(header, {}), **more}}


def _as_before(scope: Scope, now: Standing, asked: Request, source: str) -> Request:
    """The columns as an earlier import of a source had them."""
    headers = [one["column"] for one in now.entry.understood["columns"]]
    found = queries.matches_of_sources(scope, headers).get(source)
    if found is None:
        raise Invalid(
            _("No earlier import of %(source)s shares a column with this file.")
            % {"source": source},
            field="match",
        )
    return replace(asked, columns={**asked.columns, **found}, source=source)
