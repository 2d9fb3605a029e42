"""Addresses of Discover, below ``/w/<slug>/``."""

from django.urls import path

from groundswell.web.discover import detail, keeping, taking, views

urlpatterns = [
    path("discover/", views.discover, name="discover"),
    path("discover/complete/", views.complete, name="discover_complete"),
    path("discover/group/<slug:name>/", views.group, name="discover_group"),
    path("discover/values/<slug:name>/", views.values, name="discover_values"),
    path("discover/shares/", detail.shares, name="discover_shares"),
    path("discover/ridges/", detail.ridges, name="discover_ridges"),
    path("discover/peek/<str:uid>/", detail.peek, name="discover_peek"),
    path("discover/compare/", detail.compare, name="discover_compare"),
    path("discover/add/", taking.add, name="discover_add"),
    path("discover/exclude/", taking.exclude, name="discover_exclude"),
    path("discover/like-list/<str:uid>/", taking.like_list, name="discover_like_list"),
    path("discover/export/", taking.export, name="discover_export"),
    path("discover/searches/", keeping.searches, name="discover_searches"),
    path("discover/save/", keeping.save, name="discover_save"),
    path("discover/recent/", keeping.recent, name="discover_recent"),
]
