"""Published engagement figures to compare creators with: dated presets, each with its source.

Reports disagree twentyfold because they divide by different things, over different accounts. So a
figure carries the definition of its rate (`engagement.DEFINITIONS`) and its population, and is
compared with rates of the same definition only. ``definition`` is None where the source does not
say which formula it used: such a figure can be shown, and compared with nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

STALE_AFTER_YEARS = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """What a source says of the creators of one platform and size; rates are 0..1.

    Attributes:
        platform: slug; "" where the source does not say which.
        definition: id of the formula; None where the source does not say.
        low: fewest followers, included.
        high: followers not reached; None is without end.
        value: the rate; None where only a range is given.
        spread: lower and upper end: quartiles, or the range that the source calls usual.
        statistic: what ``value`` is: ``mean``, ``median``, or ``not stated``.
        n: how many accounts it rests on; None where the source does not say.
    """

    platform: str
    definition: str | None
    low: int
    high: int | None
    value: float | None
    spread: tuple[float, float] | None = None
    statistic: str = "not stated"
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Preset:
    """One publication.

    Attributes:
        id: how settings and queries name it.
        label: what a person calls it.
        year: of the figures; None where the source bears no date.
        source: who says so, and where it was read.
        population: whom it is about.
        note: what to know before comparing.
        figures: by platform and size.
    """

    id: str
    label: str
    year: int | None
    source: str
    population: str
    note: str
    figures: tuple[Figure, ...]

    def stale(self, year: int) -> bool:
        """Whether the figures are too old to compare with in this year, or bear no date."""
        return self.year is None or year - self.year > STALE_AFTER_YEARS

    def platforms(self) -> tuple[str, ...]:
        """The platforms that it has figures of, in the order of the source."""
        return tuple(dict.fromkeys(figure.platform for figure in self.figures))


_K = 1_000
_M = 1_000_000


def _x(low: int, high: int, p25: float, median: float, p75: float, n: int | None = None) -> Figure:
    return Figure("x", None, low, high, median, (p25, p75), "median", n)


_ROWS: tuple[Preset, ...] = (
    Preset(
        "hypeauditor_2026",
        "HypeAuditor 2026",
        2026,
        "HypeAuditor, as quoted by EMARKETER",
        "creators",
        "the source leaves 50,000 to 1,000,000 out",
        (
            Figure("instagram", "er_f_lc", _K, 10 * _K, 0.0178),
            Figure("instagram", "er_f_lc", 10 * _K, 50 * _K, 0.0054),
            Figure("instagram", "er_f_lc", _M, None, 0.0033),
        ),
    ),
    Preset(
        "hypeauditor_2023",
        "HypeAuditor 2023",
        2023,
        "HypeAuditor, as quoted by Statista",
        "creators",
        "the formula of the TikTok figure is not stated",
        (
            Figure("instagram", "er_f_lc", _K, 10 * _K, 0.0219),
            Figure("instagram", "er_f_lc", 0, None, 0.0185),
            Figure("tiktok", None, _K, 10 * _K, 0.126),
        ),
    ),
    Preset(
        "x_open_2026",
        "X, open data of October 2026",
        2026,
        "open CSV of October 2026",
        "accounts of X",
        "quartiles beside the median; the upper one is twenty times the lower in the smallest band; "
        "the formula is not stated",
        (
            _x(_K, 10 * _K, 0.00067, 0.00327, 0.0134, 31_869),
            _x(10 * _K, 50 * _K, 0.00204, 0.00676, 0.0197, 3_360),
            _x(50 * _K, 100 * _K, 0.00022, 0.00107, 0.00431),
            _x(100 * _K, 500 * _K, 0.00012, 0.00065, 0.0027),
            _x(500 * _K, _M, 0.00005, 0.00033, 0.0014),
            _x(_M, 5 * _M, 0.00003, 0.0002, 0.0008),
        ),
    ),
    Preset(
        "buffer_2025",
        "Buffer 2025",
        2025,
        "Buffer, 2025",
        "accounts that post through Buffer",
        "by impressions: not comparable with rates by followers",
        (
            Figure("instagram", "er_i", 0, None, 0.0116),
            Figure("tiktok", "er_i", 0, None, 0.0486),
            Figure("youtube", "er_i", 0, None, 0.0441),
        ),
    ),
    Preset(
        "socialinsider_2025",
        "Socialinsider 2025 (brands)",
        2025,
        "Socialinsider, 2025",
        "brands, not creators",
        "per post by followers; which engagements count is not stated",
        (
            Figure("instagram", None, 0, None, 0.0048),
            Figure("tiktok", None, 0, None, 0.037),
        ),
    ),
    Preset(
        "rival_iq_2024",
        "Rival IQ 2024 (brands)",
        2024,
        "Rival IQ, 2024",
        "brands, not creators",
        "median per post; counts what is public of likes, comments, saves and shares",
        (
            Figure("instagram", "er_f_all", 0, None, 0.0043, None, "median"),
            Figure("tiktok", None, 0, None, 0.0263, None, "median"),
            Figure("facebook", None, 0, None, 0.00063, None, "median"),
        ),
    ),
    Preset(
        "captiv8_2024",
        "Captiv8 2024 (campaign posts)",
        2024,
        "Captiv8, 2024, from more than 5,000 campaign posts",
        "posts of campaigns",
        "by impressions: not comparable with rates by followers; falls with size",
        (Figure("instagram", "er_i", _K, 10 * _K, 0.0623),),
    ),
    Preset(
        "markerly_2016",
        "Markerly 2016",
        2016,
        "Markerly, 2016",
        "unpaid posts of creators",
        "likes alone; much higher than anything measured since",
        (
            Figure("instagram", "like_rate_f", 0, _K, 0.08),
            Figure("instagram", "like_rate_f", _K, 10 * _K, 0.04),
            Figure("instagram", "like_rate_f", 10 * _K, 100 * _K, 0.0237),
            Figure("instagram", "like_rate_f", _M, 10 * _M, 0.0166),
        ),
    ),
    Preset(
        "seed_afluencer",
        "Afluencer's rule of thumb",
        None,
        "Afluencer",
        "creators",
        "above every median measured today; formula and date are not stated",
        (Figure("", None, _K, 250 * _K, None, (0.03, 0.08)),),
    ),
    Preset(
        "seed_scrunch",
        "Scrunch's rule of thumb",
        None,
        "Scrunch definition page",
        "creators",
        "called typical to good; formula and date are not stated",
        (Figure("", None, 2 * _K, 50 * _K, None, (0.01, 0.03)),),
    ),
)

PRESETS: Mapping[str, Preset] = MappingProxyType({preset.id: preset for preset in _ROWS})
DEFAULT = "hypeauditor_2026"


def figure(preset: str, platform: str, definition: str, followers: int | None) -> Figure | None:
    """What a preset says for such a profile; None where it has nothing that may be compared.

    The narrowest range that holds the follower count wins. Only figures of the same definition
    count; KeyError for an unknown preset.
    """
    if followers is None or followers < 0:
        return None
    fitting = [
        row
        for row in PRESETS[preset].figures
        if row.platform == platform
        and row.definition == definition
        and row.low <= followers
        and (row.high is None or followers < row.high)
    ]
    return min(fitting, key=lambda row: (row.high or float("inf")) - row.low, default=None)
