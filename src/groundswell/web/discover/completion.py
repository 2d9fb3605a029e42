"""What the search box offers while somebody types: fields, values with counts, lists, handles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from groundswell.creators.facts import AGE_BANDS
from groundswell.discovery import search as discovery
from groundswell.discovery.codes import country_code, language_code
from groundswell.discovery.fields import (
    AGE_RUNS,
    AUDIENCE_DEFAULT_SHARE,
    BY_WORD,
    FIELDS,
    Field,
)
from groundswell.discovery.literals import write_rate
from groundswell.discovery.query import Known, Query, Share, Terms
from groundswell.measures import tiers
from groundswell.relationships import queries as lists
from groundswell.ui.locales import locale
from groundswell.web.discover import chips
from groundswell.workspaces.scope import Scope

MOST = 9
_TOKEN = re.compile(r"(?:[^\s\"“”()]|\"[^\"]*\"?|“[^”]*”?)*$")
_CONDITION = re.compile(
    r"(?P<lead>[-~]*)(?P<field>[A-Za-z_][\w.\-]*)(?P<sign>:|=)(?P<before>.*,)?(?P<start>[^,]*)$",
    re.DOTALL,
)
_BARE = re.compile(r"[^\W_](?:[\w.+/@#&'’-]*\w)?")
_FOUND_BY_VALUE = ("topic", "hashtag", "brand", "city")


@dataclass(frozen=True, slots=True)
class Offer:
    """One option.

    Attributes:
        text: the whole content of the box once it is chosen.
        key: what kind of thing it is: ``Topic``.
        label: what a person reads.
        hint: unit or note, in grey.
        count: how many profiles have it, where known.
        done: the condition is complete, so that choosing it applies it.
    """

    text: str
    key: str
    label: str
    hint: str = ""
    count: int | None = None
    done: bool = True


def offers(scope: Scope, text: str) -> list[Offer]:
    """Options for what stands in the box, best first; the caret is taken to be at its end."""
    match = _TOKEN.search(text)
    token = match[0] if match else ""
    before = text[: len(text) - len(token)]
    asked = _CONDITION.fullmatch(token)
    if asked:
        found = _values(scope, asked)
    elif len(token.lstrip("-~")) > 0:
        found = _anything(scope, token)
    else:
        found = iter(_starters())
    return [
        Offer(before + one.text, one.key, one.label, one.hint, one.count, one.done)
        for _n, one in zip(range(MOST), found, strict=False)
    ]


# ---------------------------------------------------------------- fields


def _starters() -> list[Offer]:
    """What an empty box offers: where most searches begin."""
    names = ("topic", "platform", "followers", "er", "audience.country", "country", "list")
    return [
        Offer("audience.country:", _("Field"), _("Audience by country"), "≥ 20%", done=False)
        if name == "audience.country"
        else _field_offer("", FIELDS[name])
        for name in names
    ]


def _field_offer(lead: str, field: Field) -> Offer:
    sign = ">=" if field.kind in {"count", "number", "rate"} else ":"
    if field.kind in {"money", "time"}:
        sign = "<="
    hint = field.unit or field.note
    return Offer(f"{lead}{field.name}{sign}", _("Field"), field.label, hint[:60], done=False)


def _anything(scope: Scope, token: str) -> Iterator[Offer]:
    """A bare word: values it may begin first, then fields, each kind a few."""
    bare = token.lstrip("-~")
    lead = token[: len(token) - len(bare)]
    word = bare.strip('"“”').lower()
    fields = list(_fields_beginning(lead, word))
    yield from fields[:2]
    yield from _named_codes(scope, lead, word)
    if len(word) > 1:
        for name in _FOUND_BY_VALUE:
            for line in discovery.suggest(scope, name, word, limit=2):
                yield _value_offer(lead, FIELDS[name], line)
        yield from _lists_beginning(scope, lead, word, most=2)
    yield from fields[2:4]


def _fields_beginning(lead: str, word: str) -> Iterator[Offer]:
    seen = set()
    for name, field in BY_WORD.items():
        label = field.label.lower()
        if field.name in seen or field.name in {"id", "text"}:
            continue
        if name.startswith(word) or (len(word) > 2 and word in label.split()):
            seen.add(field.name)
            yield _field_offer(lead, field)
    if "audience".startswith(word) or word.startswith("audience."):
        tail = word.removeprefix("audience").removeprefix(".")
        for dimension in AUDIENCE_DEFAULT_SHARE:
            if dimension.startswith(tail):
                said = _("Audience by %(what)s") % {"what": dimension.replace("_", " ")}
                yield Offer(f"{lead}audience.{dimension}:", _("Field"), said, done=False)


def _named_codes(scope: Scope, lead: str, word: str) -> Iterator[Offer]:
    """Platforms, countries and languages by their names."""
    if len(word) < 2:
        return
    for slug in FIELDS["platform"].choices:
        if slug.startswith(word):
            yield _counted(scope, lead, "platform", slug)
    for name in ("country", "language"):
        for code in _codes(name, word)[:1]:
            yield _counted(scope, lead, name, code)


def _codes(name: str, start: str) -> list[str]:
    """Codes whose name begins with these letters in the reader's language; the code itself too."""
    names = locale().territories if name == "country" else locale().languages
    known = country_code if name == "country" else language_code
    found = [
        code
        for code, said in names.items()
        if (said.lower().startswith(start) or code.lower() == start) and known(code) == code
    ]
    return sorted(found, key=lambda code: (code.lower() != start, len(names[code])))


def _counted(scope: Scope, lead: str, name: str, value: str) -> Offer:
    count = discovery.count(scope, Query(Terms(name, (value,))))
    label = chips.value_said(name, value)
    return Offer(f"{lead}{name}:{value}", FIELDS[name].label, label, count=count)


# ---------------------------------------------------------------- values


def _values(scope: Scope, asked: re.Match[str]) -> Iterator[Offer]:
    """Values of the field that stands before the colon."""
    word, start = asked["field"].lower(), asked["start"].strip('"“”').lower()
    head = f"{asked['lead']}{asked['field']}{asked['sign']}{asked['before'] or ''}"
    area, dot, dimension = word.partition(".")
    if dot and area in {"audience", "aud"} and word not in BY_WORD:
        yield from _audience(asked["lead"], dimension, start)
        return
    field = BY_WORD.get(word)
    if word == "sort":
        yield from _sorts(head, start)
    elif field is None:
        return
    elif field.name in {"list", "tag", "tier", "like", "audience-like"}:
        yield from _special(scope, head, field, start)
    elif field.codes in {"country", "language"}:
        for code in _codes(field.codes, start)[:MOST] if start else ():
            one = _counted(scope, "", field.name, code)
            yield Offer(head + code, field.label, one.label, count=one.count)
        if not start:
            yield from _suggested(scope, head, field, start)
    elif field.choices:
        yield from _choices(scope, head, field, start)
    elif field.kind in {"keyword", "keywords"}:
        yield from _suggested(scope, head, field, start)


def _suggested(scope: Scope, head: str, field: Field, start: str) -> Iterator[Offer]:
    for line in discovery.suggest(scope, field.name, start, limit=MOST):
        offer = _value_offer("", field, line)
        text = head + offer.text.partition(":")[2]
        yield Offer(text, field.label, offer.label, count=offer.count)


def _value_offer(lead: str, field: Field, line: Any) -> Offer:
    value = str(line["value"])
    return Offer(
        f"{lead}{field.name}:{quoted(value)}",
        field.label,
        chips.value_said(field.name, value),
        count=line["count"],
    )


def quoted(value: str) -> str:
    """A value as the language writes it, in quotes where it needs them."""
    if _BARE.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _choices(scope: Scope, head: str, field: Field, start: str) -> Iterator[Offer]:
    fits = [value for value in field.choices if value.startswith(start)]
    fits += [value for value in field.choices if start in value and value not in fits]
    for value in fits[:MOST]:
        node = Known(value) if field.name == "has" else Terms(field.name, (value,))
        label = chips.value_said(field.name, value)
        count = discovery.count(scope, Query(node))
        yield Offer(head + value, field.label, label, count=count)


def _special(scope: Scope, head: str, field: Field, start: str) -> Iterator[Offer]:
    if field.name == "list":
        for one in _lists_beginning(scope, "", start, most=MOST):
            text = head + one.text.partition(":")[2]
            yield Offer(text, one.key, one.label, count=one.count)
    elif field.name == "tag":
        for tag, count in lists.tags_used(scope).items():
            if tag.startswith(start):
                yield Offer(head + quoted(tag), field.label, tag, count=count)
    elif field.name == "tier":
        for name in tiers.NAMES:
            if name.startswith(start):
                yield Offer(head + name, field.label, name)
    else:
        platform, slash, handle = start.rpartition("/")
        bare = handle.removeprefix("@")
        for line in discovery.suggest(scope, "handle", bare, limit=MOST) if bare else ():
            text = f"{head}{platform}{slash}@{line['value']}"
            yield Offer(text, field.label, f"@{line['value']}")


def _lists_beginning(scope: Scope, lead: str, start: str, *, most: int) -> Iterator[Offer]:
    fits = [one for one in lists.lists_of(scope) if start in one.name.lower()]
    for one in fits[:most]:
        yield Offer(f"{lead}list:{quoted(one.name)}", _("In list"), one.name, count=one.size)


def _sorts(head: str, start: str) -> Iterator[Offer]:
    for field in FIELDS.values():
        if field.sort and (field.name.startswith(start) or start in field.label.lower()):
            yield Offer(head + field.name, _("Sort by"), field.label, field.unit)


def _audience(lead: str, dimension: str, start: str) -> Iterator[Offer]:
    usual = AUDIENCE_DEFAULT_SHARE.get(dimension)
    if usual is None:
        return
    if dimension in {"country", "language"}:
        keys = _codes(dimension, start)[:MOST] if start else []
    elif dimension == "age":
        keys = [run for run in (*AGE_BANDS, *AGE_RUNS) if run.startswith(start)]
    elif dimension == "gender":
        keys = [key for key in ("female", "male") if key.startswith(start)]
    elif dimension == "cell":
        keys = [key for key in ("US/18-24/female", "US/25-34/female") if not start]
    else:
        keys = [start] if start else []
    size = write_rate(usual)
    for key in dict.fromkeys(keys):
        node = Share(dimension, (key,), usual)
        said = chips.said(node)[1]
        yield Offer(
            f"{lead}audience.{dimension}:{quoted(key) if dimension not in {'age', 'cell'} else key}>={size}",
            _("Audience"),
            said,
        )


def values_of(scope: Scope, query: Query, name: str, start: str) -> list[tuple[str, str, int]]:
    """Values of a field that begin so, with what each would give under the query.

    Gives value, label and count, most frequent first.
    """
    from groundswell.web.discover.editing import control_of, parts_of, with_parts

    field = FIELDS[name]
    rest = [node for node in parts_of(query) if control_of(node) != name]
    if field.codes in {"country", "language"}:
        values = _codes(field.codes, start.lower())[:12]
    elif field.choices:
        values = [value for value in field.choices if start.lower() in value][:12]
    else:
        values = [str(line["value"]) for line in discovery.suggest(scope, name, start, limit=12)]
    found = []
    for value in values:
        node = Known(value) if name == "has" else Terms(name, (value,))
        count = discovery.count(scope, with_parts(query, [*rest, node]))
        found.append((value, chips.value_said(name, value), count))
    return sorted(found, key=lambda one: -one[2])
