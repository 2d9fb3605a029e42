"""Overview: the key numbers, the two charts, and the margin beside them."""

from typing import Any

from groundswell.creators import audiences
from groundswell.creators.audiences import Breakdown, Share
from groundswell.creators.estimates import Estimate, Figure
from groundswell.creators.figures import figures_of
from groundswell.creators.postings import Postings, of_profile
from groundswell.creators.series import engagement_per_post, followers_of
from groundswell.relationships import queries as relations
from groundswell.ui import formats
from groundswell.web.creators import audience, cells, pictures
from groundswell.web.creators.company import alike, peers_of
from groundswell.web.creators.subject import Subject, moment
from groundswell.web.doors import MemberRequest
from groundswell.workspaces.scope import Scope

FEW_POSTS = 3
_MARGIN = {"country": 3, "gender": 1, "age": 2}


def build(request: MemberRequest, subject: Subject) -> dict[str, Any]:
    """What Overview shows."""
    scope, profile = request.scope, subject.profile
    held = of_profile(scope, profile)
    figures = figures_of(held)
    peers = peers_of(scope, subject)
    return {
        "cells": cells.key_numbers(figures, peers, profile.platform.slug),
        "peers": peers,
        "period": period(figures.engagement),
        "charts": [
            pictures.followers(followers_of(held), subject.presence.called, peers),
            pictures.engagement(engagement_per_post(held), peers, captions(held)),
        ],
        "as_of": moment(profile.seen_at),
        "sources": sources_of(subject, held),
        **margin(scope, subject),
    }


def margin(scope: Scope, subject: Subject, *, near: bool = True) -> dict[str, Any]:
    """What stands beside the numbers, and in the panel beside a list (there without ``near`` ones)."""
    estimates = audiences.audience(scope, subject.profile.row)
    best = estimates[0] if estimates else None
    return {
        "audience": best,
        "audience_rows": audience.margin_rows(largest(best)) if best else [],
        "audience_as_of": moment(best.told.as_of) if best else None,
        "tags": relations.tags_of(scope, subject.profile.row),
        "notes": relations.notes_about(
            scope, profile=subject.profile.row, creator=subject.creator.row
        ),
        "alike": alike(scope, subject) if near else [],
    }


def period(figure: Figure) -> str:
    """From when until when the posts are that the first number rests on; empty where it is stated."""
    if not isinstance(figure, Estimate) or figure.start is None or figure.end is None:
        return ""
    return f"{formats.short_day(moment(figure.start))} – {formats.short_day(moment(figure.end))}"


def glance(scope: Scope, subject: Subject) -> dict[str, Any]:
    """What the panel beside a list shows: the key numbers, the audience, the newest posts."""
    held = of_profile(scope, subject.profile)
    peers = peers_of(scope, subject)
    figures = figures_of(held)
    return {
        "cells": cells.key_numbers(figures, peers, subject.presence.slug)[:4],
        "peers": peers,
        "posts": newest(held),
        **margin(scope, subject, near=False),
    }


def largest(found: Breakdown) -> list[tuple[str, Share]]:
    """The few shares that say most: largest countries, the larger gender, the largest ages."""
    rows: list[tuple[str, Share]] = []
    for dimension, most in _MARGIN.items():
        shares = [
            one for one in found.shares.get(dimension, ()) if isinstance(one.figure, Estimate)
        ]
        rows += [
            (dimension, one) for one in sorted(shares, key=lambda one: -(one.value or 0))[:most]
        ]
    return rows


def newest(held: Postings) -> list[dict[str, Any]]:
    """The newest posts in a line each."""
    words = captions(held)
    return [
        {
            "title": words[post.row],
            "published": None if post.published_at is None else moment(post.published_at),
            "views": post.facts.get("views"),
            "likes": post.facts.get("likes"),
        }
        for post in held.posts[:FEW_POSTS]
    ]


def captions(held: Postings) -> dict[int, str]:
    """The first words of each post, by row."""
    return {
        post.row: str(post.facts.get("title") or post.facts.get("caption") or "")[:80]
        for post in held.posts
    }


def sources_of(subject: Subject, held: Postings) -> str:
    """Names of all who said what the numbers rest on."""
    facts = subject.profile.facts.values()
    names = [one.name for one in held.sources]
    names += [fact.source.name for fact in facts if fact.source and fact.source.kind != "derived"]
    return ", ".join(dict.fromkeys(names))
