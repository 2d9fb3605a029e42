"""Every component in every state, on one page: for who builds screens. Only where debugging is on."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from groundswell.kernel.clock import now
from groundswell.web.shell.chart_states import charts

# invented figures: this page shows shapes, not people
_CURVE = [1, 2, 4, 7, 11, 16, 22, 28, 33, 36, 37, 36, 33, 28, 22, 16, 11, 7, 4, 2, 1]
_COUNTS = [1, 2, 4, 7, 12, 19, 28, 34, 39, 42, 40, 36, 30, 24, 18, 12, 8, 5, 3, 2, 1, 1, 0, 1]
_COLOURS = {
    "text": "values", "text-2": "explanation", "text-3": "meta", "ground": "navigation, wells",
    "sunken": "fills", "line": "hairline", "line-control": "control edge", "accent": "subject",
    "band": "interval", "peer": "everyone", "watch": "look here", "stop": "cannot go on",
}  # fmt: skip


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """The page; 404 on an instance that is not being worked on."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "shell/styleguide.html", _states())


def _states() -> dict[str, Any]:
    moment = now()
    return {
        "charts": charts(moment),
        "colours": _COLOURS,
        "categories": range(1, 7),
        "curve": _CURVE,
        "counts": _COUNTS,
        "inside": [6 <= at <= 16 for at in range(len(_COUNTS))],
        "steps_0_100000": list(range(0, 100_001, 5_000)),
        "shares": [(0.44, 0.46, 0.48, 2310), (0.37, 0.38, 0.45, 212), (0.27, 0.38, 0.51, 60)],
        "rising": [3, 4, 4, 6, 5, 7, 8, 8, 10, 11, 10, 13],
        "jump": [5, 5, 6, 5, 6, 12, 12, 12, 11, 12, 12, 12],
        "ages": [moment - timedelta(hours=hours) for hours in (0.2, 50, 160, 24 * 16)],
        "tiers": [("nano", 14), ("micro", 41), ("mid", 7)],
        "definition": {
            "name": "Engagement rate by followers",
            "formula": "median((likes + comments) ÷ followers)",
            "base": "posts of the last 90 days that are at least 3 days old",
            "source": "docs/measures",
        },
        "parts": [
            {"name": "Comments", "found": "3% repeat; 62% get an answer", "got": 22, "of": 25,
             "evidence": "60 comments read"},
            {"name": "Follower growth", "found": "one jump of 1,310, no post explains it",
             "got": 17, "of": 20, "evidence": "90 of 90 days seen"},
        ],
        "total": {"name": "Authenticity", "value": 39, "of": 45, "low": 35, "high": 42,
                  "peers": "Better than 81% of 2,140 peers", "method": "method 3.1"},
        "step_names": ["File", "Match columns and try", "Import"],
        "rows": [
            ("Hollis Vantongeren", 95_300, 0.031, False, False),
            ("Odalys Renner", 76_900, 0.038, True, False),
            ("Priyanka Dell’Orto", 18_600, 0.071, False, True),
        ],
    }  # fmt: skip
