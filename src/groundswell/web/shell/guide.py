"""The guide inside the product: the Markdown pages of docs/guide, as HTML.

The pages are copied into the package when the assets are built, so that an installed product has
them too.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.templatetags.static import static
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

from groundswell.kernel.errors import Missing

_FOLDER = Path(__file__).parents[2] / "ui" / "static" / "ui" / "built" / "guide"
_FIRST = "start"
_LINK = re.compile(r'href="(?:\./|\.\./)?([a-z-]+)\.md(#[^"]*)?"')
_PICTURE = re.compile(r'<img src="(?:\./)?(pictures/[\w./-]+)"([^>]*)>')


class NoSuchPage(Missing):
    """The guide has no such page."""

    code = "no-such-page"


def first() -> str:
    """The page that the guide begins with."""
    return _FIRST if _FIRST in _pages() else min(_pages(), default=_FIRST)


def page(name: str) -> dict[str, Any]:
    """A page with the names of all: title, html, page, pages."""
    pages = _pages()
    if name not in pages:
        raise NoSuchPage("The guide has no such page.")
    title, html = pages[name]
    return {
        "title": title, "html": html, "page": name,
        "pages": [(one, pages[one][0]) for one in sorted(pages, key=lambda key: (key != _FIRST, key))],
    }  # fmt: skip


@lru_cache(maxsize=1)
def _pages() -> dict[str, tuple[str, str]]:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    found: dict[str, tuple[str, str]] = {}
    for file in sorted(_FOLDER.glob("*.md")):
        text = file.read_text(encoding="utf-8")
        title = text.lstrip().partition("\n")[0].lstrip("# ").strip()
        html = _LINK.sub(r'href="../\1/\2"', reader.render(text))
        html = _PICTURE.sub(_picture, html)
        # ours, not a visitor's: the files are part of the product, and raw HTML is off
        found[file.stem] = (title, mark_safe(html))  # noqa: S308
    return found


def _picture(found: re.Match[str]) -> str:
    """The picture at its served address; nothing where it was not made (`make screenshots`)."""
    if not (_FOLDER / found[1]).exists():
        return ""
    return f'<img src="{static("ui/built/guide/" + found[1])}"{found[2]}>'
