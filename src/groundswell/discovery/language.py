"""The text face of a query: ``platform:instagram topic:skincare er>=3% -list:contacted``.

`parse` reads it, `format_query` writes it, and each undoes the other. Grammar, loosest first::

    query    = either { soft | sort }              preferences and the sort stand at the top level
    either   = sequence { OR sequence }
    sequence = unit { [AND] unit }                 words side by side are one text search
    unit     = ( either ) | -unit | NOT unit | condition | word | "phrase"
    soft     = ~unit [^weight]
    sort     = sort:field[:asc] | sort:(2*er + 0.5*log(followers))[:asc]

A backslash takes the next character as it is. `build` says what each condition accepts.
"""

import re
from functools import lru_cache
from typing import NoReturn, cast

from groundswell.discovery import build, ranges
from groundswell.discovery.cursor import Cursor, unescaped
from groundswell.discovery.errors import QueryError
from groundswell.discovery.fields import FIELDS, Field
from groundswell.discovery.query import (
    And,
    InList,
    Known,
    Node,
    Not,
    Or,
    Prefix,
    Query,
    Soft,
    Sort,
    Term,
    Text,
)
from groundswell.discovery.ranges import Operator
from groundswell.discovery.writing import format_query

__all__ = ["DEEPEST", "LONGEST", "MOST_NODES", "format_query", "parse"]

LONGEST = 4_000_000
MOST_NODES = 2_000
_SHORT = 1_000
DEEPEST = 40

_FIELD = re.compile(r"(?P<word>[A-Za-z_][\w.\-]*)\s*(?P<op>>=|<=|!=|≥|≤|>|<|=|:)", re.ASCII)
_WORD = re.compile(r"(?:\\\S|[^\s()\"“”^\\])+")
_KEY = re.compile(r"(?:\\\S|[^\s,()\"“”<>=≥≤:!^\\])+")
_CHUNK = re.compile(r"[^\s()\"“”^]+")
_CURRENCY = re.compile(r"\s[A-Z]{3}(?=[\s)]|$)")
_WEIGHT = re.compile(r"\^([^\s()]*)")
_CERTAIN = "!certain"
_VIEWERS = re.compile(r"(?:me|anybody)(?=[\s,)]|$)", re.IGNORECASE)
_BLEND = re.compile(
    r"\s*(?P<sign>[+\-−]?)\s*(?:(?P<weight>[\d.]+)\s*\*\s*)?"
    r"(?:(?P<log>log)\s*\(\s*(?P<inner>[A-Za-z_][\w.\-]*)\s*\)|(?P<field>[A-Za-z_][\w.]*))\s*",
    re.ASCII,
)


def parse(text: str) -> Query:
    """The query that this text says; QueryError with the place of the fault otherwise."""
    if len(text) > LONGEST:
        raise QueryError(f"The query is longer than {LONGEST:,} characters.", position=LONGEST)
    return _parse_again(text) if len(text) <= _SHORT else _Reader(text).query()


@lru_cache(maxsize=512)
def _parse_again(text: str) -> Query:
    """Short texts come again and again (pages, facets, saved searches); a query never changes."""
    return _Reader(text).query()


class _Reader(Cursor):
    """Reads one query from left to right."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.depth = 0
        self.nodes = 0
        self.prefer: list[Soft] = []
        self.sort: Sort | None = None

    def count(self, start: int, node: Node) -> Node:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self.fail(f"A query holds at most {MOST_NODES:,} conditions.", start)
        return node

    # ------------------------------------------------------------ the tree

    def query(self) -> Query:
        where = self.either()
        if self.at < len(self.text):
            self.fail(
                "This closing parenthesis has no opening one.", end=self.at + 1, hint="Remove it."
            )
        return Query(where, tuple(self.prefer), self.sort)

    def either(self) -> Node | None:
        start = self.at
        branches = [self.sequence()]
        while self.join("OR"):
            before = self.at
            branches.append(self.sequence())
            if branches[-1] is None:
                self.fail("A condition is missing after OR.", before - 2, end=before)
        if len(branches) > 1 and branches[0] is None:
            self.fail("A condition is missing before OR.", start)
        nodes = tuple(branch for branch in branches if branch is not None)
        return self.count(start, Or(nodes)) if len(nodes) > 1 else branches[0]

    def sequence(self) -> Node | None:
        items: list[Node] = []
        loose = False  # whether a further word joins the text search before it
        start = self.at
        while True:
            self.space()
            here = self.at
            if here == len(self.text) or self.peek() == ")" or self.at_join("OR"):
                break
            if self.join("AND"):
                loose = False
                self.both_sides(here, items)
                continue
            node, word = self.item()
            last = items[-1] if items else None
            if word and loose and isinstance(node, Text) and isinstance(last, Text):
                items[-1] = Text(f"{last.words} {node.words}")
            elif node is not None:
                items.append(node)
            loose = word
        if not items:
            return None
        return self.count(start, And(tuple(items))) if len(items) > 1 else items[0]

    def both_sides(self, start: int, items: list[Node]) -> None:
        if not items:
            self.fail("A condition is missing before AND.", start)
        end = self.at
        self.space()
        if (
            self.at == len(self.text)
            or self.peek() == ")"
            or self.at_join("OR")
            or self.at_join("AND")
        ):
            self.fail("A condition is missing after AND.", start, end=end)

    def item(self) -> tuple[Node | None, bool]:
        """The next node (None for a preference or the sort), and whether it is a bare word."""
        start = self.at
        if self.take("~"):
            self.soft(start)
            return None, False
        match = _FIELD.match(self.text, self.at)
        if match and match["word"].lower() == "sort":
            self.at = match.end()
            self.order(start, match["op"])
            return None, False
        bare = match is None and self.peek() not in {"(", "-", '"', "“"} and not self.at_join("NOT")
        return self.unit(), bare

    def unit(self) -> Node:
        start = self.at
        self.depth += 1
        if self.depth > DEEPEST:
            self.fail(f"Conditions are nested more than {DEEPEST} deep.", start)
        node = self.count(start, self.bare_unit(start))
        self.depth -= 1
        return node

    def bare_unit(self, start: int) -> Node:
        if self.take("("):
            inner = self.either()
            if not self.take(")"):
                self.fail("This parenthesis is not closed.", start, end=start + 1, hint="Add “)”.")
            if inner is None:
                self.fail("There is nothing between these parentheses.", start)
            return inner
        if self.take("-"):
            if not self.peek() or self.peek().isspace() or self.peek() == ")":
                self.fail("A condition is missing after the minus sign.", start)
            return Not(self.unit())
        if self.join("NOT"):
            self.space()
            if not self.peek() or self.peek() == ")":
                self.fail("A condition is missing after NOT.", start)
            return Not(self.unit())
        if self.peek() in {'"', "“"}:
            return Text(self.quoted(), phrase=True)
        if match := self.matched(_FIELD):
            return self.condition(start, match["word"], match["op"])
        return self.word(start)

    def word(self, start: int) -> Node:
        if self.at_join("AND") or self.at_join("OR"):
            self.fail("A condition is missing here.", start)
        if self.peek() == "~":
            self.fail("Preferences stand at the top level, outside of parentheses, OR and minus.")
        if self.peek() == "^":
            self.fail("A weight follows a preference.", hint="Write ~topic:vegan^2.")
        match = self.matched(_WORD)
        if not match:
            self.stray(start)
        if re.search(r"(?<!\\)(?:\\\\)*\*", match[0]):
            self.fail(
                "Free words cannot be cut short with *.", start, hint="Handles can: handle:glow*"
            )
        return Text(self.made(start, build.words, unescaped(match[0])))

    def stray(self, start: int) -> NoReturn:
        letter = self.peek()
        if letter == "\\":
            self.fail("A backslash stands before the character it protects.", start, end=start + 1)
        if letter == "”":
            self.fail("This quote has no opening one.", start, end=start + 1)
        self.fail("A condition is missing here.", start)

    # ------------------------------------------------------------ conditions

    def condition(self, start: int, word: str, sign: str) -> Node:
        after = self.at
        operator = cast("Operator", {"≥": ">=", "≤": "<="}.get(sign, sign))
        head, dot, dimension = word.partition(".")
        if dot and head.lower() in {"audience", "aud"} and not build.is_field(word):
            self.at = start + len(word)
            name = self.made(start + len(head) + 1, build.dimension_named, dimension)
            self.at = after
            return self.share(start, name, operator)
        self.at = start + len(word)
        field = self.made(start, build.field_named, word)
        self.at = after
        if operator == "!=":
            return Not(self.count(start, self.condition_on(start, field, ":")))
        return self.condition_on(start, field, operator)

    def condition_on(self, start: int, field: Field, operator: Operator) -> Node:
        self.space()
        if field.name == "seen" and operator in {":", "="} and _VIEWERS.match(self.text, self.at):
            field = FIELDS["viewed"]  # seen:me, though "seen" is when a profile was last observed
        if field.kind in {"count", "number", "rate", "money", "time"}:
            return self.range(field, operator)
        if operator not in {":", "="}:
            self.fail(
                f"{field.label} is not compared with {operator}.", start, hint=build.takes(field)
            )
        if field.name in {"like", "audience-like"}:
            return self.likes(field)
        if field.name == "id":
            begin = self.at
            raw, _ = self.values()
            return self.made(begin, build.identifiers, [value.text for value in raw])
        if field.kind == "text":
            return self.text_in(field)
        return self.words_in(field)

    def range(self, field: Field, operator: Operator) -> Node:
        start = self.at
        match = self.matched(_CHUNK)
        if not match:
            self.fail(f"{field.label} needs a value.", hint=build.takes(field))
        raw = match[0]
        if field.kind == "money" and raw[-1:].isdigit() and (unit := self.matched(_CURRENCY)):
            raw += unit[0].strip()
        return self.made(start, ranges.comparison, field, operator, raw)

    def share(self, start: int, dimension: str, operator: Operator) -> Node:
        if operator not in {":", "="}:
            self.fail(
                "Name whose share first.", start, hint=f"Write audience.{dimension}:KEY>=30%."
            )
        self.space()
        begin = self.at
        raw, _ = self.values(_KEY, star=False)
        keys = [value.text for value in raw]
        low = high = None
        sign = self.matched(re.compile(r"\s*(>=|<=|≥|≤|>|<|=|:)\s*"))
        place, certain = self.at, False
        if sign:
            chunk = self.matched(_CHUNK)
            if not chunk:
                self.fail("A share is missing here.", hint="Write >=30%.")
            certain = chunk[0].endswith(_CERTAIN)
            bound = cast("Operator", {"≥": ">=", "≤": "<="}.get(sign[1], sign[1]))
            low, high = self.made(
                place, ranges.share_bounds, bound, chunk[0].removesuffix(_CERTAIN)
            )
        elif self.peek() == "!":
            certain = self.take(_CERTAIN)
            if not certain:
                self.fail("After a share only !certain can follow.", end=self.at + 1)
        return self.made(begin, ranges.share, dimension, keys, low, high, certain=certain)

    def words_in(self, field: Field) -> Node:
        start = self.at
        raw, every = self.values()
        nodes: list[Node] = []
        with self.placed(start):
            if field.name == "has":
                nodes = [Known(build.known(value.text)) for value in raw]
            elif field.name == "list":
                names = tuple(dict.fromkeys(value.text for value in raw))
                if every and len(names) > 1:
                    nodes = [InList((name,)) for name in names]
                else:
                    nodes = [InList(names)]
            else:
                plain = [value.text for value in raw if not value.star]
                starts = [value.text for value in raw if value.star]
                nodes = [build.terms(field, plain, every=every)] if plain else []
                nodes += [Prefix(field.name, build.prefix_start(field, one)) for one in starts]
        return self.grouped(start, nodes, every=every)

    def text_in(self, field: Field) -> Node:
        start = self.at
        name = None if field.name == "text" else field.name
        if self.peek() == "(":
            return Text(self.bag(), field=name)
        raw, every = self.values(star=False)
        nodes: list[Node] = [Text(value.text, value.quoted, name) for value in raw]
        return self.grouped(start, nodes, every=every)

    def bag(self) -> str:
        """The words in ``bio:(clean beauty)``."""
        start = self.at
        self.take("(")
        words = []
        while True:
            self.space()
            if self.take(")"):
                break
            match = self.matched(_WORD)
            if not match:
                self.fail(
                    "Only words can stand here.",
                    start,
                    hint='Write bio:(clean beauty), or bio:"clean beauty" for a phrase.',
                )
            words.append(unescaped(match[0]))
        return self.made(start, build.words, " ".join(words))

    def likes(self, field: Field) -> Node:
        start = self.at
        raw, every = self.values(star=False)
        audience = field.name == "audience-like"
        nodes: list[Node] = [
            self.made(start, build.like, value.text, audience=audience) for value in raw
        ]
        return self.grouped(start, nodes, every=every)

    def grouped(self, start: int, nodes: list[Node], *, every: bool) -> Node:
        distinct = tuple(dict.fromkeys(nodes))
        if len(distinct) == 1:
            return distinct[0]
        for node in distinct:
            self.count(start, node)
        return And(distinct) if every else Or(distinct)

    # ------------------------------------------------------------ preferences and order

    def soft(self, start: int) -> None:
        if self.depth:
            self.fail(
                "Preferences stand at the top level, outside of parentheses, OR and minus.", start
            )
        if not self.peek() or self.peek().isspace():
            self.fail("A condition is missing after the tilde.", start)
        node = self.unit()
        weight = 1.0
        if match := self.matched(_WEIGHT):
            with self.placed(match.start()):
                weight = build.weight(match[1])
        self.prefer.append(Soft(node, weight))

    def order(self, start: int, sign: str) -> None:
        if self.depth:
            self.fail("The sort stands at the top level, outside of parentheses.", start)
        if sign not in {":", "="}:
            self.fail("Sort is written sort:field.", start, hint="sort:followers or sort:er:asc")
        if self.sort is not None:
            self.fail(
                "A query has one sort.", start, hint="Join them: sort:(2*er + log(followers))."
            )
        self.space()
        begin = self.at
        terms = self.blend(begin) if self.take("(") else self.plain_sort(begin)
        descending = True
        if match := self.matched(re.compile(r":(\w*)")):
            if match[1].lower() not in {"asc", "desc"}:
                self.fail("After a sort stands :asc or :desc.", match.start())
            descending = match[1].lower() == "desc"
        if terms:
            self.sort = Sort(terms, descending)

    def plain_sort(self, start: int) -> tuple[Term, ...]:
        if self.peek() in {"-", "+"}:
            self.fail(
                "A sign does not say which end comes first.",
                end=self.at + 1,
                hint="Write sort:followers (most first) or sort:followers:asc.",
            )
        match = self.matched(re.compile(r"[A-Za-z_][\w.\-]*", re.ASCII))
        if not match:
            self.fail("Sort needs a field.", hint="sort:followers")
        if match[0].lower() == "relevance":
            return ()
        return (Term(1.0, self.made(start, build.sort_field, match[0])),)

    def blend(self, start: int) -> tuple[Term, ...]:
        terms: list[Term] = []
        while True:
            place = self.at
            match = self.matched(_BLEND)
            if not match or (terms and not match["sign"]):
                self.at = place
                self.fail(
                    "This is not a blend of fields.",
                    start,
                    hint="sort:(2*er + 0.5*log(followers))",
                )
            with self.placed(place):
                weight = build.weight(match["weight"] or "1", match["sign"])
                field = build.sort_field(match["inner"] or match["field"])
            terms.append(Term(weight, field, log=bool(match["log"])))
            if self.take(")"):
                return tuple(terms)
