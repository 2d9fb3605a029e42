"""Content: the posts as table or cards, tags and mentions, posting times."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from groundswell.creators import content as known
from groundswell.creators.content import ORDERS, PostRow
from groundswell.creators.counts import posts_held
from groundswell.creators.estimates import Estimate, Figure
from groundswell.creators.figures import posting_of
from groundswell.creators.postings import postings
from groundswell.measures.definitions import DEFINITIONS
from groundswell.ui import formats
from groundswell.web.creators import cells, pictures
from groundswell.web.creators.company import peers_of
from groundswell.web.creators.subject import Subject, moment
from groundswell.web.doors import MemberRequest, here
from groundswell.workspaces.scope import Scope

VIEWS = ("table", "cards")
_PAID = {"yes": True, "no": False}
_METRICS = ("views", "likes", "comments", "shares", "saves")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks of the posts."""

    order: str
    kind: str
    paid: str
    hashtag: str
    mention: str
    page: int
    view: str

    def link(self, **changes: Any) -> str:
        """The address (after ``?``) with changes; another order or filter begins at page 1."""
        said = {
            "order": self.order, "kind": self.kind, "paid": self.paid, "hashtag": self.hashtag,
            "mention": self.mention, "view": self.view, **changes,
        }  # fmt: skip
        usual = {"order": "newest", "view": "table"}
        return urlencode({k: v for k, v in said.items() if v and usual.get(k) != v})


def asked(request: MemberRequest) -> Asked:
    """The filters of the address; what makes no sense is left away."""
    data = request.GET
    number = data.get("page", "1")
    return Asked(
        order=data["order"] if data.get("order") in ORDERS else "newest",
        kind=data.get("kind", "")[:20],
        paid=data["paid"] if data.get("paid") in _PAID else "",
        hashtag=data.get("hashtag", "").strip()[:100],
        mention=data.get("mention", "").strip()[:100],
        page=max(1, int(number)) if number.isdigit() and len(number) < 7 else 1,
        view=data["view"] if data.get("view") in VIEWS else "table",
    )


def build(request: MemberRequest, subject: Subject) -> dict[str, Any]:
    """What Content shows."""
    scope, row, said = request.scope, subject.profile.row, asked(request)
    held = postings(scope, row)
    page = known.page_of(
        held, order=said.order, hashtag=said.hashtag, mention=said.mention, kind=said.kind,
        paid=_PAID.get(said.paid), page=said.page,
    )  # fmt: skip
    found = {
        "asked": said,
        "page": page,
        "posts": [shown(one, subject) for one in page.rows],
        "orders": _orders(),
        "rate": DEFINITIONS[page.definition],
        "rate_meaning": DEFINITIONS[page.definition],
        "metrics": [name for name in _METRICS if any(name in one.post.facts for one in page.rows)],
        "filtered": any((said.kind, said.paid, said.hashtag, said.mention)),
        "as_table": said.link(view="table", profile=subject.profile_uid),
        "as_cards": said.link(view="cards", profile=subject.profile_uid),
        "clear": f"profile={subject.profile_uid}",
        "clear_url": f"?profile={subject.profile_uid}#posts",
        "import_url": here(request, "imports"),
        "next_page": said.link(page=page.page + 1, profile=subject.profile_uid)
        if page.page < page.pages
        else "",
        "last_page": said.link(page=page.page - 1, profile=subject.profile_uid)
        if page.page > 1
        else "",
    }
    if request.headers.get("HX-Target") == "posts":
        return found
    told = known.content_of(held, zone=request.workspace.time_zone)
    peers = peers_of(scope, subject)
    rhythm = posting_of(held)
    return found | {
        "rhythm": cells.cell_of(rhythm, peers.curves.get("posts_per_week") if peers else None),
        "best": cells.hours_cell(told.times.best),
        "peers": peers,
        "words": [
            (_("Hashtags"), "#", "hashtag", [use(one) for one in told.hashtags]),
            (_("Mentions"), "@", "mention", [use(one) for one in told.mentions]),
            (_("Words of captions"), "", "", [use(one) for one in told.words]),
        ],
        "hours": pictures.posting_times(
            told.times,
            ", ".join(one.name for one in held.sources),
            moment(held.seen_at) if held.seen_at else None,
        ),
    }


@dataclass(frozen=True, slots=True)
class Post:
    """A post as a row or card; ``metrics`` by name, None where nobody says."""

    title: str
    url: str
    kind: str
    published: datetime | None
    seen: datetime
    rate: float | None
    times: float | None
    ripe: bool
    paid: bool | None
    brands: list[str]
    hashtags: list[str]
    metrics: dict[str, int | None]


def shown(row: PostRow, subject: Subject) -> Post:  # noqa: ARG001 - a card may one day name whose
    """One post."""
    facts = row.post.facts
    url = str(facts.get("url") or row.post.key)
    at = row.post.published_at
    return Post(
        title=str(facts.get("title") or facts.get("caption") or "").strip(),
        url=url if url.startswith(("https://", "http://")) else "",
        kind=str(facts.get("kind") or ""),
        published=None if at is None else moment(at),
        seen=moment(row.post.seen_at),
        rate=row.rate,
        times=row.times,
        ripe=row.ripe,
        paid=row.paid,
        brands=list(facts.get("brands") or ()),
        hashtags=list(facts.get("hashtags") or ())[:6],
        metrics={name: facts.get(name) for name in _METRICS},
    )


def use(one: known.WordUse) -> dict[str, Any]:
    """A tag or mention with how many posts have it, and how those do."""
    lift: Figure = one.lift
    found: dict[str, Any] = {"word": one.word, "posts": one.posts, "of": one.of}
    if isinstance(lift, Estimate):
        found["lift"] = formats.signed_percent(lift.value, 0)
        if lift.low is not None and lift.high is not None:
            found["interval"] = (
                f"{formats.signed_percent(lift.low, 0)} – {formats.signed_percent(lift.high, 0)}"
            )
    else:
        found |= {"have": lift.have, "need": lift.need}
    return found


def count(scope: Scope, subject: Subject) -> int | None:
    """How many posts are held of the profile."""
    return posts_held(scope, subject.profile.row) or None


def _orders() -> list[tuple[str, str]]:
    return [
        ("newest", _("Newest")),
        ("oldest", _("Oldest")),
        ("engagement", _("Engagement")),
        ("views", _("Views")),
        ("likes", _("Likes")),
        ("comments", _("Comments")),
    ]
