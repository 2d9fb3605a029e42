"""Addresses of the creator's page; the words of `tabs.RESERVED` stand before the tabs."""

from django.urls import path

from groundswell.web.creators import doing, facts, joining, privacy, views

urlpatterns = [
    path("creators/<str:uid>/", views.creator, name="creator"),
    path("creators/<str:uid>/peek/", views.peek, name="creator_peek"),
    path("creators/<str:uid>/edit/", facts.edit, name="creator_edit"),
    path("creators/<str:uid>/merge/", joining.merge, name="creator_merge"),
    path("creators/<str:uid>/unmerge/", joining.unmerge, name="creator_unmerge"),
    path("creators/<str:uid>/link/", joining.link, name="creator_link"),
    path("creators/<str:uid>/erase/", privacy.erase, name="creator_erase"),
    path("creators/<str:uid>/export/", privacy.export, name="creator_export"),
    path("creators/<str:uid>/do/list/", doing.put_on_list, name="creator_list"),
    path("creators/<str:uid>/do/tag/", doing.tag, name="creator_tag"),
    path("creators/<str:uid>/do/note/", doing.write_note, name="creator_note"),
    path("creators/<str:uid>/do/note/<str:note>/", doing.change_note, name="creator_note_change"),
    path("creators/<str:uid>/<slug:tab>/", views.creator, name="creator_tab"),
]
