"""A query in plain English: what a person checks before trusting what they typed."""

from collections.abc import Callable, Sequence
from datetime import date

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from groundswell.creators.platforms import Platform
from groundswell.discovery import wording
from groundswell.discovery.fields import FIELDS, Field
from groundswell.discovery.form_face import conjuncts
from groundswell.discovery.query import (
    Ago,
    And,
    Bound,
    Ids,
    InList,
    Known,
    Like,
    Node,
    Not,
    Or,
    Prefix,
    Query,
    Range,
    Share,
    Soft,
    Sort,
    Term,
    Terms,
    Text,
)
from groundswell.kernel.money import Money
from groundswell.measures.tiers import SCHEMES

_ENGLISH = Locale.parse("en")
_THE = {
    "AE", "BS", "CC", "CD", "CF", "CG", "CK", "DO", "FK", "FO", "GB", "GM", "KM", "KY", "MH", "MP",
    "MV", "NL", "PH", "SB", "SC", "TC", "UM", "US", "VG", "VI",
}  # fmt: skip
_SIGNS = {"hashtag": "#", "mention": "@", "handle": "@"}


def describe(query: Query) -> str:
    """The query as one English sentence."""
    nodes = list(conjuncts(query.where))
    place = next((i for i, node in enumerate(nodes) if _names_platform(node)), None)
    subject = "profiles"
    if place is not None:
        node = nodes.pop(place)
        assert isinstance(node, Terms)
        subject = f"{_either(_platforms(node.values))} profiles"
    said = ", ".join(_phrase(node, inside="and") for node in nodes)
    parts = [f"{subject} {said}" if said else (f"all {subject}" if place is None else subject)]
    if query.prefer:
        parts.append("preferably " + ", ".join(_preference(soft) for soft in query.prefer))
    if query.sort is not None:
        parts.append(_order(query.sort))
    text = "; ".join(parts) + "."
    return text[0].upper() + text[1:]


def describe_node(node: Node) -> str:
    """One condition as a phrase that follows "profiles"."""
    return _phrase(node)


def _names_platform(node: Node) -> bool:
    return isinstance(node, Terms) and node.field == "platform"


def _preference(soft: Soft) -> str:
    phrase = _phrase(soft.node, inside="or" if isinstance(soft.node, And) else "and")
    return phrase if soft.weight == 1 else f"{phrase} (weight {_number(soft.weight)})"


# ---------------------------------------------------------------- the tree


def _phrase(node: Node, *, no: bool = False, inside: str = "") -> str:
    """A node after "profiles". Negation is carried to the leaves, where English can say it.

    ``inside`` names the join around it, so that a different join inside is set apart.
    """
    if isinstance(node, Not):
        return _phrase(node.node, no=not no, inside=inside)
    if isinstance(node, And | Or):
        join = "and" if isinstance(node, And) != no else "or"
        parts = [_phrase(one, no=no, inside=join) for one in node.nodes]
        said = _join(parts, join)
        if inside == join:
            return said
        if join == "or":
            return f"either {said}"
        return f"({said})" if inside else said
    return _leaf(node, no=no)


def _join(parts: Sequence[str], word: str) -> str:
    *most, last = parts
    return f"{', '.join(most)} {word} {last}" if most else last


def _either(parts: Sequence[str], *, every: bool = False) -> str:
    return _join(list(parts), "and" if every else "or")


def _leaf(node: Node, *, no: bool) -> str:
    match node:
        case Terms():
            said = _terms(node, no=no)
        case Range():
            said = _not(no, _range(node))
        case Share():
            said = _share(node, no=no)
        case Text():
            said = _text(node, no=no)
        case Prefix():
            said = _prefix(node, no=no)
        case Known(field):
            said = _known(field, no=no)
        case Like():
            said = _not(no, _like(node))
        case InList(lists):
            said = _not(no, f"in the list {_either([_quoted(name) for name in lists])}")
        case Ids(ids):
            few = _either(ids) if len(ids) <= 3 else f"{len(ids):,} given profiles"
            said = _not(no, f"among {few}")
        case _:
            raise TypeError(f"{node!r} is not a node of a query")
    return said


def _not(no: bool, phrase: str) -> str:  # noqa: FBT001 - reads as the word it adds
    return f"not {phrase}" if no else phrase


# ---------------------------------------------------------------- words


def _terms(node: Terms, *, no: bool) -> str:
    if node.field == "is":
        flags = [wording.FLAGS[value][no] for value in node.values]
        return _either(flags, every=node.every != no)
    if own := _OWN.get(node.field):
        phrases = dict.fromkeys(own(value)[no] for value in node.values)
        return _either(list(phrases), every=node.every != no)
    template = wording.KEYWORDS[node.field][no]
    values = [_value(node.field, value) for value in node.values]
    said = _either(values, every=node.every)
    return template.format(f"both {said}" if node.every and len(values) == 2 else said)


def _relation(value: str) -> tuple[str, str]:
    word, slash, name = value.partition("/")
    if not slash:
        return wording.RELATIONS[word]
    said, other = (phrase.format(_quoted(name)) for phrase in wording.COMPETITOR)
    return said, other


_OWN: dict[str, Callable[[str], tuple[str, str]]] = {
    "relation": _relation,
    "viewed": wording.VIEWED.__getitem__,
    "new": lambda _: wording.NEW,
}


def _value(field: str, value: str) -> str:
    named = FIELDS[field]
    if shown := _CODE_NAMES.get(named.codes):
        said = shown(value)
    elif field == "tier":
        scheme, slash, name = value.rpartition("/")
        said = f"{name} ({SCHEMES[scheme].label})" if slash else name
    elif named.choices:
        said = value.replace("_", " ")
    elif field in _SIGNS:
        said = _SIGNS[field] + value
    else:
        said = value if field == "topic" else _quoted(value)
    return said


def country_name(code: str) -> str:
    """``the United States`` for ``US``."""
    name = _ENGLISH.territories.get(code, code)
    return f"the {name}" if code in _THE else str(name)


def language_name(code: str) -> str:
    """``German`` for ``de``."""
    return str(_ENGLISH.languages.get(code, code))


_CODE_NAMES: dict[str, Callable[[str], str]] = {
    "platform": lambda slug: Platform.from_slug(slug).label,
    "country": country_name,
    "language": language_name,
    "currency": str,
}


def _platforms(slugs: Sequence[str]) -> list[str]:
    return [Platform.from_slug(slug).label for slug in slugs]


def _quoted(text: str) -> str:
    return f"“{text}”"


def _text(node: Text, *, no: bool) -> str:
    where = wording.TEXTS[node.field]
    words = node.words.split(" ")
    if node.phrase:
        what = f"the phrase {_quoted(node.words)}"
    elif len(words) == 1:
        what = f"the word {_quoted(words[0])}"
    else:
        what = f"the words {_either([_quoted(word) for word in words], every=True)}"
    without = "without" if node.phrase or len(words) == 1 else "not with all of"
    return f"{without if no else 'with'} {what}{where}"


def _prefix(node: Prefix, *, no: bool) -> str:
    field = FIELDS[node.field]
    start = _quoted(node.start)
    if field.kind == "keyword":
        verb = "does not begin" if no else "begins"
        return f"whose {field.label.lower()} {verb} with {start}"
    what = "none" if no else "one"
    return f"whose {field.label.lower()} include {what} that begins with {start}"


def _known(name: str, *, no: bool) -> str:
    if name in wording.PRESENCE:
        return f"{'without' if no else 'with'} {wording.PRESENCE[name]}"
    if name == "tier":
        name = "followers"
    return f"with {_lower(FIELDS[name].label)} {'not known' if no else 'known'}"


def _like(node: Like) -> str:
    where = f" on {_platforms([node.platform])[0]}" if node.platform else ""
    what = "with an audience like that of" if node.audience else "similar to"
    return f"{what} @{node.handle}{where}"


# ---------------------------------------------------------------- ranges


def _range(node: Range) -> str:
    field = FIELDS[node.field]
    if field.kind == "time":
        return wording.TIMES[node.field].format(_times(node.low, node.high))
    return wording.NUMBERS[node.field].format(_ends(field, node))


def _ends(field: Field, node: Range) -> str:
    low, high = node.low, node.high

    def said(bound: Bound) -> str:
        assert isinstance(bound.value, int | float)
        return _amount(field, bound.value, node.currency)

    if low is not None and high is not None:
        if low.value == high.value:
            return f"exactly {said(low)}"
        if low.closed and high.closed:
            return f"{said(low)} to {said(high)}"
    least = "" if low is None else f"{'at least' if low.closed else 'more than'} {said(low)}"
    most = "" if high is None else f"{'at most' if high.closed else 'less than'} {said(high)}"
    return " and ".join(part for part in (least, most) if part)


def _amount(field: Field, value: float, currency: str | None) -> str:
    if currency is not None:
        return Money(int(value), currency).format("en")
    return _percent(value) if field.kind == "rate" else _number(value)


def _number(value: float) -> str:
    return str(format_decimal(value, format="#,##0.#########", locale=_ENGLISH))


def _percent(value: float) -> str:
    return str(format_percent(value, format="#,##0.#######%", locale=_ENGLISH))


def _times(low: Bound | None, high: Bound | None) -> str:
    if low is not None and high is not None:
        if isinstance(low.value, Ago) and isinstance(high.value, Ago) and low.closed == high.closed:
            extra = "" if low.closed else "more than "
            return f"{extra}{high.value.days:,} to {low.value.days:,} days ago"
        if low.value == high.value and isinstance(low.value, date):
            return f"on {_date(low.value)}"
    parts = [_since(low)] if low is not None else []
    parts += [_until(high)] if high is not None else []
    return " and ".join(parts)


def _since(bound: Bound) -> str:
    value = bound.value
    if isinstance(value, Ago):
        days = f"{value.days:,} day{'' if value.days == 1 else 's'}"
        return f"in the last {days}" if bound.closed else f"less than {days} ago"
    assert isinstance(value, date)
    return f"{'on or after' if bound.closed else 'after'} {_date(value)}"


def _until(bound: Bound) -> str:
    value = bound.value
    if isinstance(value, Ago):
        days = f"{value.days:,} day{'' if value.days == 1 else 's'} ago"
        return f"{'at least' if bound.closed else 'more than'} {days}"
    assert isinstance(value, date)
    return f"{'on or before' if bound.closed else 'before'} {_date(value)}"


def _date(value: date) -> str:
    return str(format_date(value, format="long", locale=_ENGLISH))


# ---------------------------------------------------------------- audience


def _share(node: Share, *, no: bool) -> str:
    if node.low is not None and node.high is not None:
        size = f"{_percent(node.low)} to {_percent(node.high)}"
    elif node.low is not None:
        size = f"at least {_percent(node.low)}"
    else:
        assert node.high is not None
        size = f"at most {_percent(node.high)}"
    verb = "is not" if no else "is"
    sure = "with 95% confidence " if node.certain else ""
    keys = [f"{sure}{size} {_who(node.dimension, key)}" for key in node.keys]
    return f"whose audience {verb} {_either(keys)}"


def _who(dimension: str, key: str) -> str:
    if dimension == "cell":
        country, age, gender = key.split("/")
        parts = [
            _who(part, value)
            for part, value in (("gender", gender), ("age", age), ("country", country))
            if value != "*"
        ]
        return ", ".join(parts)
    shown = {"country": country_name, "language": language_name}.get(dimension)
    plain = dimension in {"gender", "age"}
    value = shown(key) if shown else key.replace("-", "–") if plain else _quoted(key)
    return wording.AUDIENCE[dimension].format(value)


def _lower(label: str) -> str:
    return label[0].lower() + label[1:]


# ---------------------------------------------------------------- order


def _order(sort: Sort) -> str:
    first = sort.terms[0]
    if len(sort.terms) == 1 and first.weight == 1 and not first.log:
        field = FIELDS[first.field]
        if field.name in wording.MOST:
            return wording.MOST[field.name][not sort.descending]
        label, ends = _lower(field.label), ("highest", "lowest")
        if field.kind == "time":
            label, ends = label.removeprefix("last "), ("most recent", "least recent")
        return f"{ends[not sort.descending]} {label} first"
    formula = _term(first, first=True) + "".join(_term(t, first=False) for t in sort.terms[1:])
    return f"ordered by {formula}, {'highest' if sort.descending else 'lowest'} first"


def _term(term: Term, *, first: bool) -> str:
    label = _lower(FIELDS[term.field].label)
    label = f"log({label})" if term.log else label
    size = abs(term.weight)
    body = label if size == 1 else f"{_number(size)} × {label}"
    sign = "−" if term.weight < 0 else "+"
    return (f"−{body}" if term.weight < 0 else body) if first else f" {sign} {body}"
