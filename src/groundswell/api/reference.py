"""The list of operations in docs/api.md, made from the OpenAPI document.

``python -m groundswell.api.reference docs/api.md`` brings the file up to date; a test fails where it
is not.
"""

import os
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

BEGIN = "<!-- operations: made by groundswell.api.reference -->"
END = "<!-- end of operations -->"


def operations(document: dict[str, Any]) -> str:
    """The operations as Markdown, by tag, in the order of the document's paths."""
    groups: dict[str, list[str]] = defaultdict(list)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            groups[operation.get("tags", ["other"])[0]].append(_entry(method, path, operation))
    parts = [f"### {tag.capitalize()}\n\n" + "\n".join(groups[tag]) for tag in sorted(groups)]
    return "\n".join(parts)


def _entry(method: str, path: str, operation: dict[str, Any]) -> str:
    said = " ".join(operation.get("description", "").split())
    lines = [f"**`{method.upper()} {path}`** `{operation['operationId']}` — {said}\n"]
    named = [p for p in operation["parameters"] if p["in"] in {"path", "query"}]
    lines += [_parameter(parameter) for parameter in named]
    body = operation.get("requestBody")
    if body is not None:
        kind, content = next(iter(body["content"].items()))
        name = content["schema"].get("$ref", "").rpartition("/")[2]
        lines.append(f"- body: `{name}`" if name else f"- body: {kind}")
    return "\n".join(lines) + ("\n" if len(lines) > 1 else "")


def _parameter(parameter: dict[str, Any]) -> str:
    note = parameter.get("description", "")
    needed = " (required)" if parameter["required"] and parameter["in"] == "query" else ""
    return f"- `{parameter['name']}`{needed}{f': {note}' if note else ''}"


def renewed(text: str, document: dict[str, Any]) -> str:
    """The page with its list of operations made anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{operations(document)}\n{END}{after}"


def main(page: str) -> None:
    """Bring the page up to date."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groundswell.config.settings")
    import django

    django.setup()
    from groundswell.api.v1 import api

    path = Path(page)
    path.write_text(renewed(path.read_text("utf-8"), api.get_openapi_schema()), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
