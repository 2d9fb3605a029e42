"""Addresses of the member pages: the door, one's account, and what lies in a workspace."""

from django.urls import URLPattern, URLResolver, include, path

from groundswell.web.accounts import views as accounts
from groundswell.web.health.views import health
from groundswell.web.shell import views as shell
from groundswell.web.shell.styleguide import styleguide

_workspace: list[URLPattern | URLResolver] = [
    path("jump/", shell.jump, name="jump"),
    path("undo/<str:uid>/", shell.undo, name="undo"),
    path("brand/", shell.brand, name="brand"),
    path("help/", shell.help_door, name="help"),
    path("help/<slug:page>/", shell.help_page, name="help_page"),
    path("", include("groundswell.web.home.urls")),
    path("", include("groundswell.web.discover.urls")),
    path("", include("groundswell.web.finding.urls")),
    path("", include("groundswell.web.creators.urls")),
    path("", include("groundswell.web.lists.urls")),
    path("", include("groundswell.web.imports.urls")),
    path("settings/", include("groundswell.web.settings.urls")),
]

urlpatterns = [
    path("", accounts.home, name="door"),
    path("health", health, name="health"),
    path("theme", shell.theme, name="theme"),
    path("styleguide", styleguide, name="styleguide"),
    path("w/<slug:slug>/", include(_workspace)),
    path("s/", include("groundswell.web.sharing.urls")),
    path("invitation/<str:token>/", accounts.invitation, name="invitation"),
    path("account/", accounts.account, name="account"),
    path("account/export/", accounts.export, name="account_export"),
    path("account/erase/", accounts.erase, name="account_erase"),
    path("account/leave/<slug:slug>/", accounts.leave, name="account_leave"),
    path("account/", include("allauth.urls")),
]
