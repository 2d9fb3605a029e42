"""The manual page of all fields, made from the table: ``python -m groundswell.discovery.manual``."""

from groundswell.creators.facts import AUDIENCE_DIMENSIONS, FACTS
from groundswell.discovery.fields import (
    AGE_RUNS,
    AUDIENCE_DEFAULT_SHARE,
    CONTACTS,
    DIMENSION_ALIASES,
    FIELDS,
    HAS,
    PLATFORMS,
    Field,
)
from groundswell.discovery.wording import FLAGS, PRESENCE
from groundswell.measures.tiers import SCHEMES

_GROUPS = {
    "creator": "The creator",
    "size": "Size",
    "performance": "Performance",
    "audience": "The audience estimate",
    "content": "Content",
    "paid": "Paid work",
    "trust": "Trust",
    "relation": "Your relation",
    "data": "The data itself",
}
_KINDS = {
    "keyword": "one word",
    "keywords": "several words",
    "count": "whole number",
    "number": "number",
    "rate": "rate",
    "money": "amount",
    "time": "time",
    "text": "words in a text",
    "special": "name",
}
_EXAMPLES = {
    "platform": "platform:instagram,tiktok",
    "country": "country:DE,Austria",
    "region": "region:bavaria",
    "city": 'city:"new york"',
    "language": "language:de",
    "languages": "languages:all(en,es)",
    "gender": "gender:female",
    "account": "account:creator",
    "category": 'category:"health/beauty"',
    "is": "is:verified",
    "has": "has:email",
    "also_on": "also_on:youtube",
    "link": "link:linktr.ee*",
    "text": '"clean beauty"',
    "name": "name:anna",
    "bio": 'bio:"clean beauty"',
    "caption": "caption:(morning routine)",
    "handle": "handle:glow*",
    "tier": "tier:izea/micro",
    "age": "age:25..40",
    "topic": "topic:all(skincare,vegan)",
    "hashtag": "hashtag:skincareroutine",
    "mention": "mention:sephora",
    "brand": "-brand:sephora",
    "interest": "interest:travel",
    "game": "game:minecraft",
    "brand_affinity": "brand_affinity:patagonia",
    "currency": "currency:EUR",
    "audience_basis": "audience_basis:followers",
    "list": '-list:"Contacted in May"',
    "tag": "tag:vip",
    "relation": "relation:customer",
    "viewed": "-viewed:me",
    "new": "new:sav_0123456789abc",
    "like": "like:instagram/@glow",
    "audience-like": "audience-like:@glow",
    "id": "id:prf_0123456789abc",
    "source": "source:spreadsheet",
    "basis": "basis:first_party",
    "followers": "followers:10k..50k",
    "joined": "joined<2020",
    "posted": "posted<=30d",
    "price": "price:100..500EUR",
    "growth": "growth>=5%",
    "sponsored_lift": "sponsored_lift>=0.9",
}
_BY_KIND = {
    "count": "{}>=1k",
    "number": "{}>=2.5",
    "rate": "{}>=3%",
    "money": "{}<=500EUR",
    "time": "{}<=30d",
}


def example(field: Field) -> str:
    """A condition on this field, as somebody would type it."""
    return _EXAMPLES.get(field.name) or _BY_KIND[field.kind].format(field.name)


def fields_page() -> str:
    """docs/fields.md, whole."""
    parts = [_HEAD.strip(), ""]
    for group, title in _GROUPS.items():
        rows = [field for field in FIELDS.values() if field.group == group]
        parts += [f"## {title}", "", *_table(rows), ""]
        if group == "audience":
            parts += [*_dimensions(), ""]
    parts += ["## Words of `is:`", ""]
    parts += [f"- `{name}`: {said} / {other}" for name, (said, other) in FLAGS.items()]
    parts += ["", "## Words of `has:`", "", _has(), ""]
    parts += ["## Tier schemes", "", _SCHEMES.strip(), ""]
    parts += [
        f"- `{scheme.id}` ({scheme.label}): {', '.join(scheme.names())}. Source: {scheme.source}."
        for scheme in SCHEMES.values()
    ]
    return "\n".join(parts) + "\n"


def _table(fields: list[Field]) -> list[str]:
    return [
        "| Field | Also written | Kind | Unit | What it is | Comes from | Count, sort | Example |",
        "|---|---|---|---|---|---|---|---|",
        *(_row(field) for field in fields),
    ]


def _row(field: Field) -> str:
    fact = FACTS.get(field.fact)
    note = field.note or (fact.note if fact else "")
    source = f"fact `{field.fact}`" if field.fact else "computed"
    uses = [word for word, able in (("counts", field.facet), ("sorts", field.sort)) if able]
    cells = (
        f"`{field.name}`",
        ", ".join(f"`{alias}`" for alias in field.aliases),
        _KINDS[field.kind],
        field.unit,
        f"{field.label}: {note}" if note else field.label,
        source,
        ", ".join(uses),
        f"`{example(field)}`",
    )
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _dimensions() -> list[str]:
    other: dict[str, list[str]] = {}
    for alias, name in DIMENSION_ALIASES.items():
        other.setdefault(name, []).append(alias)
    rows = [
        f"| `audience.{name}` | {', '.join(f'`audience.{a}`' for a in other.get(name, []))} "
        f"| {AUDIENCE_DIMENSIONS[name]} | {share:.0%} |"
        for name, share in AUDIENCE_DEFAULT_SHARE.items()
    ]
    return [
        "Shares of the audience are asked by dimension, key and share:",
        "`audience.country:US>=30%`. Ages may join neighbouring bands; the keys are "
        + ", ".join(f"`{run}`" for run in AGE_RUNS)
        + ".",
        "",
        "| Dimension | Also written | Keys | Smallest share where none is named |",
        "|---|---|---|---|",
        *rows,
    ]


def _has() -> str:
    kinds = ", ".join(f"`{word}`" for word in CONTACTS)
    slugs = ", ".join(f"`{word}`" for word in PLATFORMS)
    others = ", ".join(
        f"`{word}` ({PRESENCE[word]})" for word in HAS if word not in {*CONTACTS, *PLATFORMS}
    )
    return (
        f"- Contacts: {kinds}\n- Platforms the same creator is on: {slugs}\n- {others}\n"
        "- the name of any field: `has:gender`"
    )


_HEAD = """
# All fields of discovery

This page is made from the field table; do not edit it, but run
`python -m groundswell.discovery.manual > docs/fields.md`. How to write queries is told in the
[search guide](guide/search.md).

Every condition on a field also asks that the fact is known: `er>=3%` does not find profiles whose
engagement rate nobody has stated, and `-er>=3%` does find them. Rates are fractions of the base in
the column *Unit*. *Counts* means the field can be counted beside a result, *sorts* that it can order
one.
"""

_SCHEMES = """
A tier is a range of followers under a named scheme, read when the query runs. `tier:micro` takes
the scheme of the workspace, `tier:izea/micro` names one; `outside` is a size that the scheme has no
name for and `unknown` a profile whose followers nobody knows.
"""

if __name__ == "__main__":
    import sys

    sys.stdout.write(fields_page())
