"""What names, tags and notes may be."""

from groundswell.kernel.text import fold, tidy
from groundswell.relationships.errors import BadText

LONGEST_NAME = 200
LONGEST_TAG = 100
LONGEST_NOTE = 20_000
KEPT_DAYS = 30
"""How long a deleted list can be restored."""


def check_name(name: str) -> str:
    """The tidy name of a list; raises BadText."""
    clean = tidy(name)
    if not name_key(clean):
        raise BadText("A list needs a name.", field="name")
    if len(clean) > LONGEST_NAME:
        raise BadText(f"A name has at most {LONGEST_NAME} characters.", field="name")
    if clean.startswith("lst_"):
        raise BadText("A name cannot begin with lst_, as identifiers do.", field="name")
    return clean


def name_key(name: str) -> str:
    """The form in which two names are the same."""
    return fold(name)[: 2 * LONGEST_NAME]


def check_tag(tag: str) -> str:
    """The folded tag, without ``#``; raises BadText."""
    clean = fold(tag).removeprefix("#").strip()
    if not clean:
        raise BadText("A tag needs a word.", field="tag")
    if len(clean) > LONGEST_TAG:
        raise BadText(f"A tag has at most {LONGEST_TAG} characters.", field="tag")
    return clean


def check_text(text: str, field: str = "text", *, empty: bool = False) -> str:
    """A note, trimmed; raises BadText where it is too long, or empty and may not be."""
    clean = text.replace("\x00", "").strip()
    if not clean and not empty:
        raise BadText("The note is empty.", field=field)
    if len(clean) > LONGEST_NOTE:
        raise BadText(f"A note has at most {LONGEST_NOTE:,} characters.", field=field)
    return clean
