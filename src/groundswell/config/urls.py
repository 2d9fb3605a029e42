"""Addresses of the site; each face brings its own."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("groundswell.api.urls")),
    path("", include("groundswell.web.urls")),
]
