"""Values as the reader's locale writes them: counts, shares, money, days, names of places.

Pure but for the locale (`locales`) and the time zone, which Django keeps for the request. What is
not known is the empty string: whether to say "not enough data" is for the component to decide.
"""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from babel import dates, numbers
from django.utils import timezone
from django.utils.translation import gettext as _

from groundswell.kernel.clock import now
from groundswell.kernel.money import exponent
from groundswell.ui.locales import locale

_LETTER_DIGIT = re.compile(r"(?<=[A-Za-z])(?=\d)")  # "KWD1.250" reads badly
_PLATFORM = {
    "instagram": "Instagram", "tiktok": "TikTok", "youtube": "YouTube", "facebook": "Facebook",
    "x": "X", "snapchat": "Snapchat", "pinterest": "Pinterest", "twitch": "Twitch",
    "linkedin": "LinkedIn", "threads": "Threads", "bluesky": "Bluesky", "mastodon": "Mastodon",
    "blog": "Blog", "podcast": "Podcast",
}  # fmt: skip


@lru_cache(maxsize=64)
def _pattern(text: str) -> numbers.NumberPattern:
    """A pattern, read once: a page of results writes hundreds of numbers."""
    return numbers.parse_pattern(text)


def count(value: float | None) -> str:
    """A whole number in full: ``1,284``."""
    return "" if value is None else numbers.format_decimal(round(value), locale=locale())


def short(value: float | None) -> str:
    """A count at a glance, three figures at most: ``48.2k``, ``1.92M``, ``112k``, ``940``."""
    if value is None:
        return ""
    size = abs(value)
    for limit, unit, suffix in ((999.5e6, 1e9, "B"), (999.5e3, 1e6, "M"), (999.5, 1e3, "k")):
        if size >= limit:
            scaled = value / unit
            decimals = 0 if abs(scaled) >= 99.95 else 1 if abs(scaled) >= 9.995 else 2
            if unit == 1e3:
                decimals = min(decimals, 1)
            pattern = "#,##0" + ("." + "#" * decimals if decimals else "")
            return (
                numbers.format_decimal(scaled, format=_pattern(pattern), locale=locale()) + suffix
            )
    return count(value)


def decimal(value: float | None, places: int = 1) -> str:
    """A number with this many decimals: ``2.5``."""
    if value is None:
        return ""
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return numbers.format_decimal(value, format=_pattern(pattern), locale=locale())


def percent(rate: float | None, places: int = 1) -> str:
    """A rate (0..1) as a percentage: ``4.6%``; in German ``4,6 %``."""
    if rate is None:
        return ""
    pattern = locale().percent_formats[None].pattern
    whole = "#,##0" + ("." + "0" * places if places else "")
    return numbers.format_percent(
        rate,
        format=_pattern(pattern.replace("#,##0", whole).replace("#,##,##0", whole)),
        locale=locale(),
    ).replace("-", "−")


def signed_percent(rate: float | None, places: int = 1) -> str:
    """A change as a percentage with its sign: ``+6.1%``, ``−1.8%``."""
    if rate is None:
        return ""
    return ("+" if rate > 0 else "") + percent(rate, places)


def span(low: float | None, high: float | None, places: int = 0) -> str:
    """An interval of rates without the sign, to stand beside its value: ``38–44``.

    Below zero a dash would read as a minus: ``−1.7 to −1.5``.
    """
    if low is None or high is None:
        return ""
    ends = [decimal(end * 100, places).replace("-", "−") for end in (low, high)]
    return (_("%s to %s") % tuple(ends)) if low < 0 else "–".join(ends)


def money(minor: int | None, currency: str) -> str:
    """An amount in minor units: ``$1,240``, or ``$12.50`` where there are cents."""
    if minor is None:
        return ""
    places = exponent(currency)
    whole = minor % 10**places == 0
    written = numbers.format_currency(
        minor / 10**places,
        currency,
        format=_without_cents() if whole else None,
        locale=locale(),
        currency_digits=not whole,
        decimal_quantization=not whole,
    )
    return _LETTER_DIGIT.sub("\u00a0", written)


def _without_cents() -> str:
    pattern: str = locale().currency_formats["standard"].pattern
    return pattern.replace("0.00", "0")


def day(when: datetime | date | None) -> str:
    """A day: ``3 Nov 2026`` in the reader's order."""
    if when is None:
        return ""
    return dates.format_date(_local(when), format="medium", locale=locale())


def short_day(when: datetime | date | None) -> str:
    """A day of this year or so, without the year: ``Nov 3``."""
    if when is None:
        return ""
    return dates.format_skeleton("MMMd", _local(when), locale=locale())


def moment(when: datetime | None) -> str:
    """A point in time in the workspace's zone: ``Nov 22, 10:12``."""
    if when is None:
        return ""
    local = timezone.localtime(when)
    return f"{short_day(when)}, {dates.format_time(local, format='short', locale=locale())}"


def ago(when: datetime | None) -> str:
    """Age in one unit: ``now``, ``5 min``, ``2 h``, ``3 d``, ``5 mo``, ``2 y``."""
    if when is None:
        return ""
    age = max(timedelta(0), now() - when)
    minutes = int(age.total_seconds() // 60)
    steps = (
        (minutes < 1, _("now"), 0),
        (minutes < 60, _("%d min"), minutes),
        (minutes < 60 * 24, _("%d h"), minutes // 60),
        (age.days < 60, _("%d d"), age.days),
        (age.days < 730, _("%d mo"), age.days // 30),
        (True, _("%d y"), age.days // 365),
    )
    text, number = next((text, number) for fits, text, number in steps if fits)
    return text % number if number else text


def country(code: str | None) -> str:
    """The name of a country from its ISO code; the code where there is no name."""
    return "" if not code else locale().territories.get(code.upper(), code)


def language(code: str | None) -> str:
    """The name of a language from its ISO code; the code where there is no name."""
    return "" if not code else locale().languages.get(code.lower(), code)


def platform(slug: str | None) -> str:
    """How a platform writes itself."""
    return "" if not slug else _PLATFORM.get(slug, slug)


def _local(when: datetime | date) -> date:
    return timezone.localtime(when).date() if isinstance(when, datetime) else when
