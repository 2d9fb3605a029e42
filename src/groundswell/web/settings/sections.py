"""The sections of the settings, in the list at their left; the account's own stand below."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groundswell.workspaces.scope import Right


@dataclass(frozen=True)
class Section:
    """One line of the list.

    Attributes:
        name: of its address.
        label: what it is called.
        icon: a sign of the sprite.
        right: what it takes to come in.
        area: addresses whose name begins so belong to it.
    """

    name: str
    label: str | Promise
    icon: str
    right: Right = Right.READ
    area: tuple[str, ...] = ()


SECTIONS: tuple[Section, ...] = (
    Section("settings", _("Workspace"), "building", area=("settings_save",)),
    Section("settings_brands", _("Brands"), "tag"),
    Section("settings_members", _("Members"), "users"),
    Section("settings_sources", _("Sources"), "database", area=("settings_source",)),
    Section("settings_keys", _("API keys"), "key", Right.ADMIN),
    Section(
        "settings_webhooks",
        _("Webhooks"),
        "webhook",
        Right.ADMIN,
        ("settings_webhook", "settings_delivery"),
    ),
    Section("settings_trail", _("Audit trail"), "history", Right.ADMIN),
    Section("settings_data", _("All data"), "archive", Right.ADMIN),
)
OWN: tuple[Section, ...] = (
    Section("account", _("Account"), "user", area=("account_export", "account_erase")),
    Section("account_email", _("E-mail"), "mail"),
    Section("account_change_password", _("Password"), "lock", area=("account_set_password",)),
    Section("mfa_index", _("Two-step sign-in"), "shield-check", area=("mfa_",)),
    Section("usersessions_list", _("Sessions"), "device-desktop"),
)


def listed(request: HttpRequest) -> dict[str, Any]:
    """Both groups as the list shows them: what this member may see, and where they are."""
    match = request.resolver_match
    at = (match.url_name or "") if match else ""
    scope = getattr(request, "scope", None)
    shown = [one for one in SECTIONS if scope is not None and one.right in scope.rights]
    slug = getattr(request, "slug", "")
    return {
        "workspace": [_line(one, at, SECTIONS, slug) for one in shown],
        "own": [_line(one, at, OWN, "") for one in OWN],
    }


def _line(one: Section, at: str, among: tuple[Section, ...], slug: str) -> dict[str, Any]:
    return {
        "label": one.label,
        "icon": one.icon,
        "href": reverse(one.name, args=(slug,) if slug else ()),
        "here": _section_of(at, among) is one,
    }


def _section_of(at: str, among: tuple[Section, ...]) -> Section | None:
    """The section of an address: of that very name, else with the longest beginning of it."""
    fitting = [
        (len(beginning), one)
        for one in among
        for beginning in (one.name, *one.area)
        if at == beginning or (beginning in {*one.area, *_PARENTS} and at.startswith(beginning))
    ]
    return max(fitting, key=lambda found: found[0])[1] if fitting else None


_PARENTS = {one.name for one in SECTIONS if one.name != "settings"}
