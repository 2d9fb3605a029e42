"""A cursor over the text of a query: the small moves that the grammar is made of."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn, TypeVar

from groundswell.discovery import build
from groundswell.discovery.errors import QueryError
from groundswell.discovery.literals import Problem

_SPACE = re.compile(r"\s*")
_JOIN = re.compile(r"(AND|OR|NOT)(?=[\s()\"“]|$)")
_VALUE = re.compile(r"(?:\\\S|[^\s,()\"“”<>=^\\])+")
_QUOTED = re.compile(r"\"(?P<plain>(?:\\.|[^\"\\])*)\"|“(?P<curly>(?:\\.|[^”\\])*)”", re.DOTALL)
_GROUPED = re.compile(r"(any|all)\(", re.IGNORECASE)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Written:
    """A value as it stands in the text."""

    text: str
    quoted: bool
    star: bool


class Cursor:
    """Where reading stands in a text; ``at`` is the next character."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    # ------------------------------------------------------------ small moves

    def fail(
        self,
        sentence: str,
        start: int | None = None,
        *,
        end: int | None = None,
        hint: str | None = None,
    ) -> NoReturn:
        """Refuse the text from ``start`` (here) to ``end`` (here)."""
        start = self.at if start is None else start
        stop = max(start, self.at if end is None else end)
        raise QueryError(sentence, position=start, length=stop - start, hint=hint)

    @contextmanager
    def placed(self, start: int) -> Iterator[None]:
        """Problems inside are blamed on the text from ``start`` to here."""
        try:
            yield
        except Problem as problem:
            raise QueryError(
                problem.sentence, position=start, length=self.at - start, hint=problem.hint
            ) from None

    def made(self, start: int, make: Callable[..., T], *args: object, **named: object) -> T:
        """Call ``make``; its problems are blamed on the text from ``start`` to here."""
        with self.placed(start):
            return make(*args, **named)

    def space(self) -> None:
        """Skip white space."""
        match = _SPACE.match(self.text, self.at)
        assert match
        self.at = match.end()

    def peek(self) -> str:
        """The next character, "" at the end."""
        return self.text[self.at : self.at + 1]

    def take(self, what: str) -> bool:
        """Step over exactly this text, if it is next."""
        if self.text.startswith(what, self.at):
            self.at += len(what)
            return True
        return False

    def at_join(self, word: str) -> bool:
        """Whether this joining word (AND, OR, NOT) is next."""
        match = _JOIN.match(self.text, self.at)
        return match is not None and match[1] == word

    def join(self, word: str) -> bool:
        """Step over this joining word, if it is next."""
        match = _JOIN.match(self.text, self.at)
        if match and match[1] == word:
            self.at = match.end()
            return True
        return False

    def matched(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Step over what matches, if something does."""
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()
        return match

    def quoted(self) -> str:
        """The words between quotes."""
        start = self.at
        match = self.matched(_QUOTED)
        if not match:
            self.fail(
                "This quote is not closed.", start, end=start + 1, hint="Add a closing quote."
            )
        inner = match["plain"] if match["plain"] is not None else match["curly"]
        return self.made(start, build.words, unescaped(inner))

    # ------------------------------------------------------------ values

    def values(
        self, pattern: re.Pattern[str] = _VALUE, *, star: bool = True
    ) -> tuple[list[Written], bool]:
        """Values with commas between, or in any(...) or all(...), and whether all are meant."""
        start = self.at
        group = self.matched(_GROUPED)
        if group is None and self.peek() == "(":
            self.fail(
                "A parenthesis cannot stand here.",
                end=self.at + 1,
                hint="Write one,two for any of them or all(one,two) for all.",
            )
        found: list[Written] = []
        while True:
            self.space() if group or found else None
            found.append(self.value(pattern, star=star))
            before = self.at
            self.space()
            if not self.take(","):
                break
        if group is None:
            self.at = before
        elif not self.take(")"):
            self.fail("This parenthesis is not closed.", start, end=group.end(), hint="Add “)”.")
        return found, group is not None and group[1].lower() == "all"

    def value(self, pattern: re.Pattern[str], *, star: bool) -> Written:
        """One value, bare or in quotes."""
        start = self.at
        if self.peek() in {'"', "“"}:
            text = self.quoted()
            return Written(text, quoted=True, star=star and self.take("*"))
        match = self.matched(pattern)
        if not match:
            self.fail("A value is missing here.", hint="Put values with spaces or signs in quotes.")
        raw, cut = match[0], False
        if star:
            cut = re.search(r"(?<!\\)(?:\\\\)*\*$", raw) is not None
            raw = raw[:-1] if cut else raw
            if re.search(r"(?<!\\)(?:\\\\)*\*", raw):
                self.fail("The star can only stand at the end.", start, hint="Write handle:glow*.")
        return Written(self.made(start, build.words, unescaped(raw)), quoted=False, star=cut)


def unescaped(raw: str) -> str:
    """The text with every backslash taken by the character it protects."""
    return re.sub(r"\\(.)", r"\1", raw, flags=re.DOTALL)
