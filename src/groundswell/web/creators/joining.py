"""Who is the same as whom: merge, unmerge, link a profile."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from groundswell.creators import queries
from groundswell.creators.actions import join_creators, link_profile, part_creators
from groundswell.creators.handles import NotAProfile, guess_platform, identify
from groundswell.creators.identifiers import creator_id, merge_row
from groundswell.creators.models import PUBLIC, CreatorMerge
from groundswell.creators.platforms import Platform
from groundswell.discovery.search import search
from groundswell.kernel.errors import Conflict, GroundswellError, Invalid, Refused
from groundswell.relationships.queries import actor_names
from groundswell.web.answers import go, partial_or_page, say
from groundswell.web.creators.forms import LinkForm, MergeForm
from groundswell.web.creators.subject import Subject, find
from groundswell.web.creators.views import frame, subject_of
from groundswell.web.doors import MemberRequest, here, member
from groundswell.workspaces.scope import Right

MOST = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be the same creator."""

    uid: str
    name: str
    platform: str
    handle: str
    followers: int | None
    country: str


@member(Right.IMPORT, methods=("GET", "POST"))
def merge(request: MemberRequest, uid: str) -> HttpResponse:
    """Search the other one, see what joins, say why, merge."""
    subject = subject_of(request, uid)
    sent = request.POST if request.method == "POST" else None
    form = MergeForm(sent, initial={"other": request.GET.get("with", "")})
    if sent is not None and form.is_valid():
        other = find(request.scope, request.workspace, form.cleaned_data["other"])
        try:
            done = join_creators(
                request.scope, subject.creator.row, other.creator.row, form.cleaned_data["reason"]
            )
        except (Conflict, Invalid, Refused) as refusal:
            form.add_error(None, refusal.sentence)
        else:
            names = {"one": subject.name, "other": other.name}
            say(request, _("%(one)s and %(other)s are one creator now") % names, undo=done.undo)
            return go(request, here(request, "creator", _head(request, subject)))
    context = _merging(request, subject, form)
    status = 422 if form.is_bound else 200
    if request.GET.get("part") == "found":
        return render(request, "creators/_candidates.html", context, status=status)
    return partial_or_page(
        request, "creators/merge.html", context, part="creators/_candidates.html", status=status
    ) if not form.is_bound else render(request, "creators/merge.html", context, status=status)  # fmt: skip


@member(Right.IMPORT, methods=("POST",))
def unmerge(request: MemberRequest, uid: str) -> HttpResponse:
    """Take one merge of the creator back."""
    subject = subject_of(request, uid)
    undo = part_creators(request.scope, merge_row(request.POST.get("merge", "")))
    say(request, _("Parted. Each has their own profiles again"), undo=undo)
    return go(request, here(request, "creator", _head(request, subject)))


@member(Right.IMPORT, methods=("GET", "POST"))
def link(request: MemberRequest, uid: str) -> HttpResponse:
    """Say that a profile elsewhere belongs to the creator."""
    subject = subject_of(request, uid)
    sent = request.POST if request.method == "POST" else None
    form = LinkForm(sent)
    if sent is not None and form.is_valid():
        data = form.cleaned_data
        try:
            platform = _platform(data["platform"], data["handle"])
            done = link_profile(
                request.scope, subject.creator.row, platform, data["handle"], data["reason"]
            )
        except (Conflict, Invalid, Refused) as refusal:
            field = "handle" if isinstance(refusal, NotAProfile) else refusal.field
            form.add_error(
                field if field in form.fields else None,
                " ".join(filter(None, (refusal.sentence, refusal.hint))),
            )
        else:
            said = {"platform": platform.label, "name": subject.name}
            text = _("%(platform)s profile linked to %(name)s") % said
            say(request, text, undo=done.undo)
            return go(request, here(request, "creator", _head(request, subject)))
    context = frame(request, subject, None) | {"form": form}
    return render(request, "creators/link.html", context, status=422 if form.errors else 200)


def merges_of(request: MemberRequest, subject: Subject) -> list[dict[str, Any]]:
    """The merges behind a creator: who was joined, why, by whom."""
    names = actor_names(request.scope, {one.actor for one in subject.creator.merges})
    return [_shown(one, names) for one in subject.creator.merges]


def _shown(one: CreatorMerge, names: dict[str, str]) -> dict[str, Any]:
    from groundswell.creators.identifiers import merge_id

    return {
        "uid": merge_id(one.pk),
        "reason": one.reason,
        "who": names.get(one.actor, ""),
        "at": one.at,
        "shared": one.owner == PUBLIC,
    }


def _merging(request: MemberRequest, subject: Subject, form: MergeForm) -> dict[str, Any]:
    asked = request.GET.get("find", "").strip()[:500]
    wanted = str(form["other"].value() or "")
    other, fault = None, ""
    if wanted:
        try:
            other = find(request.scope, request.workspace, wanted)
        except GroundswellError as refusal:
            fault = refusal.sentence
    candidates: list[Candidate] = []
    if asked and other is None:
        try:
            candidates = candidates_for(request, subject, asked)
        except GroundswellError as refusal:
            fault = refusal.sentence
    return frame(request, subject, None) | {
        "form": form,
        "find": asked,
        "other": other if other and other.uid != subject.uid else None,
        "same": other is not None and other.uid == subject.uid,
        "fault": fault,
        "candidates": candidates,
        "merges": merges_of(request, subject),
        "suggested": subject.name,
    }


def candidates_for(request: MemberRequest, subject: Subject, asked: str) -> list[Candidate]:
    """Creators found by an address or by words, without the one at hand; each once.

    Raises:
        QueryError: words that no search can read.
    """
    platform = guess_platform(asked)
    if platform is not None:
        known = queries.find_profile(request.scope, platform, identify(platform, asked).key)
        if known is None or known.creator == subject.creator.row:
            return []
        one = find(request.scope, request.workspace, creator_id(known.creator))
        return [_candidate(one)]
    found = search(request.scope, asked.lstrip("@"), limit=MOST * 2).results
    seen: dict[str, Candidate] = {}
    for card in found:
        if card["creator"] != subject.uid and card["creator"] not in seen:
            seen[card["creator"]] = Candidate(
                card["creator"],
                str(card.get("name") or card["handle"]),
                card["platform"],
                card["handle"],
                card.get("followers"),
                str(card.get("country") or ""),
            )
    return list(seen.values())[:MOST]


def _candidate(one: Subject) -> Candidate:
    presence = one.presence
    return Candidate(
        one.uid, one.name, presence.slug, presence.called, presence.followers,
        str(one.first("country") or ""),
    )  # fmt: skip


def _platform(slug: str, text: str) -> Platform:
    """The platform that was chosen, else the one that an address belongs to."""
    found = Platform.from_slug(slug) if slug else guess_platform(text)
    if found is None:
        raise Invalid(
            "This does not tell its platform.",
            field="platform",
            hint="Choose it beside the handle.",
        )
    return found


def _head(request: MemberRequest, subject: Subject) -> str:
    """Who stands for the creator now."""
    return creator_id(queries.creator_detail(request.scope, subject.creator.row).row)
