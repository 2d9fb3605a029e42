"""Addresses of the member pages."""

from django.urls import include, path

from groundswell.web.accounts import views as accounts
from groundswell.web.health.views import health

urlpatterns = [
    path("", accounts.home, name="home"),
    path("health", health, name="health"),
    path("invitation/<str:token>/", accounts.invitation, name="invitation"),
    path("account/", accounts.account, name="account"),
    path("account/export/", accounts.export, name="account_export"),
    path("account/erase/", accounts.erase, name="account_erase"),
    path("account/leave/<slug:slug>/", accounts.leave, name="account_leave"),
    path("account/", include("allauth.urls")),
]
