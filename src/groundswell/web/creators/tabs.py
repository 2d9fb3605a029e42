"""The tabs of the creator's page: a registry that later areas add to.

    register(Tab("trust", _("Trust"), 40, "vetting/trust.html", build=assessments))

A tab gets the request and the subject and gives what its template needs. The page draws the frame:
header, strip of profiles and the tabs themselves. ``part`` is what htmx gets when something inside
the tab asks for itself anew (filters, pages).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from groundswell.kernel.errors import Missing
from groundswell.web.creators.subject import Subject
from groundswell.web.doors import MemberRequest
from groundswell.workspaces.scope import Scope

Build = Callable[[MemberRequest, Subject], dict[str, Any]]
Count = Callable[[Scope, Subject], int | None]

RESERVED = frozenset({"peek", "edit", "merge", "unmerge", "link", "erase", "export", "do"})


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab.

    Attributes:
        slug: its word in the address.
        label: its name; may be translated lazily.
        order: tabs stand in rising order; the first is the page's own address.
        template: its body, which extends ``creators/frame.html``.
        build: what the template needs.
        count: a figure beside the label; None shows none.
        part: the template that answers htmx; empty where the tab has none.
    """

    slug: str
    label: "str | Promise"
    order: int
    template: str
    build: Build
    count: Count | None = None
    part: str = ""


_TABS: dict[str, Tab] = {}


def register(tab: Tab) -> None:
    """Add a tab; ValueError where its word is taken or means something else in addresses."""
    if tab.slug in RESERVED or (tab.slug in _TABS and _TABS[tab.slug] != tab):
        raise ValueError(f"a tab cannot be called {tab.slug!r}")
    _TABS[tab.slug] = tab


def withdraw(slug: str) -> None:
    """Take a tab out again, for tests."""
    _TABS.pop(slug, None)


def tabs() -> list[Tab]:
    """All tabs in their order."""
    return sorted(_TABS.values(), key=lambda tab: (tab.order, tab.slug))


def tab_called(slug: str) -> Tab:
    """The tab of a word (the first for the empty one); Missing where there is none."""
    if not slug:
        return tabs()[0]
    if slug not in _TABS:
        raise Missing("A creator's page has no such tab.")
    return _TABS[slug]


@dataclass(frozen=True, slots=True)
class Shown:
    """A tab as the page draws it."""

    slug: str
    label: str
    count: int | None
    here: bool


def shown(scope: Scope, subject: Subject, here: Tab | None) -> list[Shown]:
    """The tabs of a subject, with their counts."""
    return [
        Shown(
            tab.slug,
            str(tab.label),
            tab.count(scope, subject) if tab.count else None,
            here is not None and tab.slug == here.slug,
        )
        for tab in tabs()
    ]
