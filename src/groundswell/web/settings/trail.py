"""The audit trail: who did what to which thing, and when."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone

from groundswell.web.answers import partial_or_page
from groundswell.web.doors import MemberRequest, member
from groundswell.web.settings.wording import verb
from groundswell.workspaces import queries
from groundswell.workspaces.models import AuditLine
from groundswell.workspaces.queries import Asked, Names
from groundswell.workspaces.scope import Right

_PAGE = 100
_MEDIA = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


@member(Right.ADMIN)
def trail(request: MemberRequest) -> HttpResponse:
    """The newest lines that fit, and what to filter by."""
    asked = _asked(request)
    before = request.GET.get("before", "")
    lines = queries.audit_lines(
        request.scope, asked, before=int(before) if before.isdecimal() else None, limit=_PAGE + 1
    )
    shown, names = lines[:_PAGE], queries.names(request.scope, lines)
    filters = request.GET.copy()
    filters.pop("before", None)
    page = {
        "rows": [_row(line, names) for line in shown],
        "older": shown[-1].pk if len(lines) > _PAGE else None,
        "paging": bool(before),
        "filters": {key: value for key, value in filters.items() if value},
        "query": filters.urlencode(),
        "verbs": [(one, verb(one)) for one in queries.audit_verbs(request.scope)],
        "actors": _actors(request),
    }
    return partial_or_page(request, "settings/trail.html", page, part="settings/_trail.html")


@member(Right.EXPORT)
def export(request: MemberRequest) -> StreamingHttpResponse:
    """All lines that fit, oldest first, as CSV or JSON Lines."""
    kind = "jsonl" if request.GET.get("format") == "jsonl" else "csv"
    lines = queries.audit_stream(request.scope, _asked(request))
    write = _jsonl if kind == "jsonl" else _csv
    response = StreamingHttpResponse(write(lines), content_type=_MEDIA[kind])
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="audit-{request.slug}-{day}.{kind}"'
    return response


def _asked(request: MemberRequest) -> Asked:
    said = request.GET
    until = _day(said.get("until", ""))
    return Asked(
        actor=said.get("who", "").strip(),
        verb=said.get("what", "").strip(),
        subject=said.get("about", "").strip(),
        since=_day(said.get("since", "")),
        until=until + timedelta(days=1) if until else None,
    )


def _day(text: str) -> datetime | None:
    """The beginning of a day in the workspace's time zone; None for what is no day."""
    try:
        return datetime.combine(date.fromisoformat(text), time(), timezone.get_current_timezone())
    except ValueError:
        return None


def _actors(request: MemberRequest) -> list[tuple[str, str]]:
    people = [
        (queries.actor_of(row.person), row.person.get_full_name())
        for row in queries.members(request.scope)
    ]
    keys = [(f"key:{key.pk}", key.name or key.hint) for key in queries.api_keys(request.scope)]
    return [*people, *keys, ("operator", "operator"), ("job", "jobs")]


def _row(line: AuditLine, names: Names) -> dict[str, Any]:
    kind, _, rest = line.actor.partition(":")
    called = names.actors.get(line.actor, "")
    return {
        "line": line,
        "who": called or (rest if kind == "job" else kind),
        "person": kind == "person" and bool(called),
        "kind": kind,
        "verb": verb(line.verb),
        "thing": names.things.get(line.subject, ""),
        "detail": json.dumps(line.detail, ensure_ascii=False, indent=1) if line.detail else "",
    }


def _plain(line: AuditLine) -> dict[str, Any]:
    return {
        "at": line.at.isoformat(),
        "actor": line.actor,
        "verb": line.verb,
        "subject": line.subject,
        "detail": line.detail,
    }


def _jsonl(lines: Iterator[AuditLine]) -> Iterator[str]:
    for line in lines:
        yield json.dumps(_plain(line), ensure_ascii=False) + "\n"


def _csv(lines: Iterator[AuditLine]) -> Iterator[str]:
    """Rows for a spreadsheet, a few thousand characters at a time."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(("at", "actor", "verb", "subject", "detail"))
    for line in lines:
        plain = _plain(line)
        detail = json.dumps(plain.pop("detail"), ensure_ascii=False)
        writer.writerow([*plain.values(), detail])
        if buffer.tell() > 32_000:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
