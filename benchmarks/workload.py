"""The queries that everything is measured with: 15 templates, seeded, in the query language.

Twelve are those of the engine study that chose Tantivy; 13 to 15 are our own: joint audience cells
with certainty, ranges off every grid, nested Boolean trees. The values come from the vocabulary of
the generated crowd, never from an engine's answers.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from groundswell.connectors.demo import vocabulary as v

POSTED_SINCE = "2026-08-22"
AS_OF = 1_790_000_000  # when the generated crowd was observed: 2026-09-21

TEMPLATES = {
    1: "tier + country + topic, sort ER",
    2: "+ ER, audience country, female",
    3: "text BM25 + filters",
    4: "likeness",
    5: "facet panel",
    6: "deep sort (offset 500 to 5,000)",
    7: "exclude 5,000 ids",
    8: "handle prefix",
    9: "growth + recency",
    10: "brand mention",
    11: "topics any / all",
    12: "soft preferences (9)",
    13: "joint cell, certain",
    14: "ranges off the grid",
    15: "nested Boolean tree",
}


@dataclass(frozen=True)
class Case:
    """One query of the workload."""

    template: int
    text: str
    offset: int = 0
    exclude: tuple[int, ...] = ()
    panel: bool = False
    tags: tuple[str, ...] = field(default=())


def cases(per_template: int, *, size: int, seed: int = 20_26) -> list[Case]:
    """``per_template`` queries of each template over a crowd of ``size`` profiles."""
    rng = np.random.default_rng(seed)
    made: list[Case] = []
    for template in TEMPLATES:
        make = _MAKERS[template]
        made += [make(_Draw(rng, size)) for _ in range(per_template)]
    return made


class _Draw:
    """Values for one query, frequent ones more often, as people ask."""

    def __init__(self, rng: np.random.Generator, size: int) -> None:
        self.rng = rng
        self.size = size

    def platform(self) -> str:
        return str(
            self.rng.choice(["instagram", "tiktok", "youtube", "x"], p=[0.5, 0.3, 0.15, 0.05])
        )

    def _weighted(self, rows: tuple[v.Topic, ...] | tuple[v.Place, ...]) -> int:
        weight = np.array([row.weight for row in rows], dtype=float)
        return int(self.rng.choice(len(rows), p=weight / weight.sum()))

    def topic(self) -> v.Topic:
        return v.TOPICS[self._weighted(v.TOPICS)]

    def country(self) -> str:
        return v.PLACES[self._weighted(v.PLACES)].code

    def countries(self, count: int) -> str:
        return ",".join(dict.fromkeys(self.country() for _ in range(count)))

    def topics(self, count: int) -> str:
        return ",".join(dict.fromkeys(f'"{self.topic().name}"' for _ in range(count)))

    def pick(self, *options: object) -> str:
        return str(options[int(self.rng.integers(len(options)))])

    def number(self, low: int, high: int) -> int:
        return int(self.rng.integers(low, high))

    def word(self) -> str:
        words = self.topic().words
        return words[self.number(0, len(words))]


def _filters(d: _Draw) -> str:
    return f"platform:{d.platform()} country:{d.countries(2)} topic:{d.topics(1)}"


def _tier_country_topic(d: _Draw) -> Case:
    tier = d.pick("nano", "micro", "mid")
    return Case(1, f"{_filters(d)} tier:{tier} sort:er")


def _audience(d: _Draw) -> Case:
    er, share, female = d.pick(1, 2, 3, 5), d.pick(10, 20, 30, 50), d.pick(50, 60, 70)
    text = (
        f"platform:{d.platform()} topic:{d.topics(2)} er>={er}% "
        f"audience.country:{d.country()}>={share}% audience.gender:female>={female}% sort:followers"
    )
    return Case(2, text)


def _words(d: _Draw) -> Case:
    words = " ".join(dict.fromkeys(d.word() for _ in range(d.number(1, 3))))
    return Case(3, f"platform:{d.platform()} country:{d.countries(3)} {words}")


def _like(d: _Draw) -> Case:
    # handle and platform are filled in from the crowd itself by the runner
    return Case(4, f"like:SEED country:{d.countries(3)}", tags=(str(d.number(0, d.size)),))


def _panel(d: _Draw) -> Case:
    broad = d.pick(
        f"platform:{d.platform()}",
        f"country:{d.countries(3)}",
        f"topic:{d.topics(3)}",
        f"platform:{d.platform()} er>=2%",
        f"followers:10k..50k country:{d.countries(2)}",
    )
    return Case(5, f"{broad} sort:followers", panel=True)


def _deep(d: _Draw) -> Case:
    text = f"platform:{d.platform()} country:{d.countries(3)} sort:{d.pick('followers', 'er', 'avg_views')}"
    return Case(6, text, offset=d.number(500, 5_000))


def _exclude(d: _Draw) -> Case:
    ids = np.unique(d.rng.integers(0, d.size, 5_000))
    text = f"platform:{d.platform()} country:{d.countries(2)} sort:followers"
    return Case(7, text, exclude=tuple(int(i) for i in ids))


def _prefix(d: _Draw) -> Case:
    name = v.given_names()[d.number(0, 1_500)].lower()
    return Case(8, f"handle:{(name + '....')[:4].rstrip('.')}* sort:followers")


def _growth(d: _Draw) -> Case:
    growth = d.pick(5, 10, 15, 25)
    text = f"platform:{d.platform()} growth>={growth}% posted>={POSTED_SINCE} topic:{d.topics(2)} sort:growth"
    return Case(9, text)


def _brand(d: _Draw) -> Case:
    rank = int(2_400 * d.rng.random() ** 2.5)
    brand = v.brands()[rank]
    return Case(10, f"{d.pick('brand', 'mention')}:{brand} platform:{d.platform()} sort:followers")


def _topics(d: _Draw) -> Case:
    pair = d.topic()
    text = f'topic:any({d.topics(4)}) topic:all("{pair.name}","{pair.near[0]}") sort:er'
    return Case(11, text)


def _soft(d: _Draw) -> Case:
    wishes = [
        f"~topic:{d.topics(1)}^3", f"~topic:{d.topics(1)}^2", f"~country:{d.country()}^2",
        f"~language:{d.pick('en', 'es', 'de', 'pt')}", f"~er>={d.pick(2, 3, 5)}%^1.5",
        f"~audience.country:{d.country()}>={d.pick(20, 30)}%^2",
        f"~audience.gender:female>={d.pick(60, 70)}%", "~has:email^0.5",
        f"~credibility>={d.pick(70, 80)}%",
    ]  # fmt: skip
    return Case(12, f"platform:{d.platform()} followers:10k..100k " + " ".join(wishes))


def _cell(d: _Draw) -> Case:
    cell = f"{d.country()}/{d.pick('18-24', '25-34', '35-44')}/{d.pick('female', 'male')}"
    certain = d.pick("", "!certain")
    text = f"platform:{d.platform()} audience.cell:{cell}>={d.pick(3, 4.5, 6, 8)}%{certain} sort:followers"
    return Case(13, text)


def _off_grid(d: _Draw) -> Case:
    low = d.number(2_000, 40_000)
    text = (
        f"followers:{low}..{low * d.number(2, 6) + 17} er>={d.number(90, 610) / 100}% "
        f"audience.age:18-34>={d.number(351, 749) / 10}% price<={d.number(80, 900)}USD sort:er"
    )
    return Case(14, text)


def _nested(d: _Draw) -> Case:
    text = (
        f"(platform:{d.platform()} tier:micro OR platform:{d.platform()} followers>=100k) "
        f"-country:{d.countries(2)} (topic:{d.topics(2)} OR hashtag:{d.word()} is:verified) "
        f"-(is:sponsored -disclosure>=50%) sort:followers"
    )
    return Case(15, text)


_MAKERS: dict[int, Callable[[_Draw], Case]] = {
    1: _tier_country_topic, 2: _audience, 3: _words, 4: _like, 5: _panel, 6: _deep, 7: _exclude,
    8: _prefix, 9: _growth, 10: _brand, 11: _topics, 12: _soft, 13: _cell, 14: _off_grid,
    15: _nested,
}  # fmt: skip
