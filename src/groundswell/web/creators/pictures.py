"""The charts of the creator's page, made from series: what is drawn, and the sentence that says it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from babel.dates import get_day_names
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.creators.audiences import Breakdown, Share
from groundswell.creators.audiences import Pyramid as Split
from groundswell.creators.content import PostingTimes
from groundswell.creators.estimates import Estimate
from groundswell.creators.queries import SourceShown
from groundswell.creators.series import FollowerSeries, Line, PostSeries
from groundswell.discovery.peers import Peers
from groundswell.ui import charts, formats
from groundswell.ui.charts import (
    Band,
    Chart,
    Column,
    Heat,
    Level,
    Plot,
    Points,
    Pyramid,
    Side,
    Span,
    World,
)
from groundswell.ui.locales import locale

DAY = 86_400
_QUARTER = 90
_MOST_LINES = 3
_INKS: tuple[charts.Ink, ...] = ("subject", "c2", "c3")


def followers(series: FollowerSeries, name: str, peers: Peers | None) -> Chart:
    """Followers over time by source, with the middle half of peers from the same start."""
    lines = [line for line in series.lines if len(line.times) > 1][:_MOST_LINES]
    grown = _middle(peers, "growth")
    known = bool(lines) and grown is not None and peers is not None
    columns = [
        Column("day", _("Day"), "day"),
        *(Column(f"s{at}", _of(line, name), "count") for at, line in enumerate(lines)),
    ]
    marks: list[charts.Mark] = []
    if known:
        columns += [
            Column("low", _("Peers, lower quarter"), "count"),
            Column("high", _("Peers, upper quarter"), "count"),
        ]
        marks.append(Band("low", "high", _peers_said(peers), "peer"))
    marks += [
        charts.Line(f"s{at}", _of(line, name) if len(lines) > 1 else name, _INKS[at], dash=at > 0)
        for at, line in enumerate(lines)
    ]
    return Chart(
        uid="followers",
        title=_("Followers against peers") if known else _("Followers"),
        finding=_grown(lines, name, grown),
        unit=_("followers"),
        source=_names([line.source for line in lines]) or _("no source"),
        as_of=None if series.as_of is None else _moment(series.as_of),
        columns=tuple(columns),
        rows=_days(lines, grown if known else None),
        drawing=Plot("day", tuple(marks)),
    )


def _days(lines: Sequence[Line], grown: tuple[float, float] | None) -> list[tuple[Any, ...]]:
    """One row per day on which any source looked; the last value of a day counts."""
    if not lines:
        return []
    values = [
        {_day(at): value for at, value in zip(line.times, line.values, strict=True)}
        for line in lines
    ]
    every = sorted({day for known in values for day in known})
    first, start = lines[0].values[0], _day(lines[0].times[0])
    rows = []
    for day in every:
        row: list[Any] = [day, *(_whole(known.get(day)) for known in values)]
        if grown:
            part = (day - start).days / _QUARTER
            row += [round(first * (1 + end * part)) for end in grown]
        rows.append(tuple(row))
    return rows


def _grown(lines: Sequence[Line], name: str, grown: tuple[float, float] | None) -> str:
    if not lines:
        return _("Followers were counted too seldom for a line.")
    values, times = lines[0].values, lines[0].times
    said = _("%(name)s: %(from)s to %(to)s followers, %(change)s in %(days)d days.") % {
        "name": name,
        "from": formats.count(values[0]),
        "to": formats.count(values[-1]),
        "change": formats.signed_percent(values[-1] / values[0] - 1),
        "days": round((times[-1] - times[0]) / DAY),
    }
    if grown is None:
        return said
    low, high = (formats.signed_percent(end) for end in grown)
    middle = _("The middle half of peers: %(low)s to %(high)s in 90 days.")
    return f"{said} {middle % {'low': low, 'high': high}}"


def engagement(series: PostSeries, peers: Peers | None, captions: dict[int, str]) -> Chart:
    """Engagement per post, paid ones apart, with the median and where most peers are."""
    median = series.median
    middle = _middle(peers, "er")
    marks: list[charts.Mark] = []
    if middle:
        marks.append(Span(*middle, _peers_said(peers), "peer"))
    if isinstance(median, Estimate) and median.low is not None and median.high is not None:
        marks.append(Span(median.low, median.high, _("median, 95% interval"), "band"))
    if isinstance(median, Estimate) and median.computed:
        marks.append(Level(median.value, _("median")))
    paid = any(series.paid)
    marks.append(
        Points(
            "rate", _("post"), tip="post", flag="paid" if paid else "", flag_label=_("paid post")
        )
    )
    return Chart(
        uid="engagement",
        title=_("Engagement per post"),
        finding=_spread(series, median, middle),
        unit=median.about.base or _("rate"),
        source=_names(series.sources) or _("no source"),
        as_of=_moment(series.as_of) if series.as_of else None,
        columns=(
            Column("day", _("Published"), "day"),
            Column("rate", _("Engagement"), "rate"),
            Column("paid", _("Paid")),
            Column("post", _("Post")),
        ),
        rows=[
            (_day(at), rate, paid, captions.get(post, ""))
            for at, rate, paid, post in zip(
                series.times, series.rates, series.paid, series.posts, strict=True
            )
        ],
        drawing=Plot("day", tuple(marks), low=0),
    )


def _spread(series: PostSeries, median: Any, middle: tuple[float, float] | None) -> str:
    if not series.rates:
        return _("No posts are known whose engagement could be drawn.")
    said = ngettext(
        "%(n)d post between %(low)s and %(high)s",
        "%(n)d posts between %(low)s and %(high)s",
        len(series.rates),
    ) % {
        "n": len(series.rates),
        "low": formats.percent(min(series.rates)),
        "high": formats.percent(max(series.rates)),
    }
    if isinstance(median, Estimate):
        said += _(", median %(median)s") % {"median": formats.percent(median.value)}
    if middle:
        low, high = (formats.percent(end) for end in middle)
        said += _("; the middle half of peers lies between %(low)s and %(high)s") % {
            "low": low, "high": high,
        }  # fmt: skip
    return said + "."


def posting_times(times: PostingTimes, source: str, as_of: datetime | None) -> Chart:
    """Posts per weekday and hour."""
    names = get_day_names("abbreviated", locale=locale())
    days = [names[at] for at in range(7)]
    best = times.best
    finding = ngettext(
        "%(n)d post by weekday and hour.", "%(n)d posts by weekday and hour.", times.n
    )
    finding %= {"n": times.n}
    if isinstance(best, Estimate):
        finding += " " + _("Posts between %(hours)s h do best: %(times)s times the median.") % {
            "hours": best.note, "times": formats.decimal(best.value, 1),
        }  # fmt: skip
    return Chart(
        uid="hours",
        title=_("Posting times"),
        finding=finding,
        unit=_("posts per hour of the week, %(zone)s") % {"zone": times.zone},
        source=source or _("no source"),
        as_of=as_of,
        columns=(
            Column("day", _("Day")),
            *(Column(f"h{hour}", str(hour), "count") for hour in range(24)),
        ),
        rows=[(day, *counts) for day, counts in zip(days, times.counts, strict=True)]
        if times.n
        else [],
        drawing=Heat("day"),
    )


def countries(found: Breakdown) -> Chart:
    """Where an audience is, on the map."""
    shares = found.shares.get("country", ())
    told = [one for one in shares if one.value is not None]
    largest = ", ".join(
        f"{formats.country(one.key)} {formats.percent(one.value, 0)}" for one in told[:3]
    )
    return Chart(
        uid="countries",
        title=_("Countries"),
        finding=_("Largest: %(countries)s.") % {"countries": largest}
        if largest
        else _("No country has enough data."),
        unit=_("share of the audience"),
        source=found.told.source.name,
        as_of=_moment(found.told.as_of),
        columns=(
            Column("code", _("Code")),
            Column("name", _("Country")),
            Column("share", _("Share"), "rate"),
            Column("low", _("from"), "rate"),
            Column("high", _("to"), "rate"),
        ),
        rows=[(one.key, formats.country(one.key), *_ends(one)) for one in shares] if told else [],
        drawing=World("code", "share"),
    )


def pyramid(split: Split, found: Breakdown) -> Chart:
    """Age by gender, women left and men right."""
    names = {"female": _("Women"), "male": _("Men")}
    sides = [Side(gender, f"{gender}_low", f"{gender}_high", names[gender]) for gender in names]
    columns = [Column("age", _("Age"))]
    for side in sides:
        columns += [
            Column(side.column, side.label, "rate"),
            Column(side.low, _("%(group)s, from") % {"group": side.label}, "rate"),
            Column(side.high, _("%(group)s, to") % {"group": side.label}, "rate"),
        ]
    rows = []
    for age in split.ages:
        row: list[Any] = [age.replace("-", "–")]
        for gender in names:
            cell = split.cells.get((age, gender))
            row += list(_ends(cell)) if cell else [None] * 3
        rows.append(tuple(row))
    known = [(cell.value or 0, key) for key, cell in split.cells.items()]
    top, (age, gender) = max(known)
    where = "" if split.country == "*" else f" ({formats.country(split.country)})"
    return Chart(
        uid="ages",
        title=_("Age by gender") + where,
        finding=_("Largest group: %(group)s aged %(age)s, %(share)s.") % {
            "group": names[gender].lower(), "age": age.replace("-", "–"),
            "share": formats.percent(top, 0),
        },
        unit=_("share of the audience"),
        source=found.told.source.name,
        as_of=_moment(found.told.as_of),
        columns=tuple(columns),
        rows=rows if top else [],
        drawing=Pyramid("age", *sides),
    )  # fmt: skip


def _ends(share: Share) -> tuple[float | None, float | None, float | None]:
    figure = share.figure
    if not isinstance(figure, Estimate):
        return None, None, None
    return figure.value, figure.low, figure.high


def _middle(peers: Peers | None, field: str) -> tuple[float, float] | None:
    return None if peers is None else peers.middle(field)


def _peers_said(peers: Peers | None) -> str:
    return _("middle half of %(n)s peers") % {"n": formats.count(peers.n if peers else 0)}


def _of(line: Line, name: str) -> str:
    return f"{name}, {line.source.name}"


def _names(sources: Sequence[SourceShown]) -> str:
    return ", ".join(dict.fromkeys(source.name for source in sources))


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _day(seconds: int) -> date:
    return _moment(seconds).date()


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
