"""Addresses of saved searches, their alerts, and our circle, below ``/w/<slug>/``."""

from django.urls import path

from groundswell.web.finding import alerts, circle, searches

urlpatterns = [
    path("searches/", searches.index, name="searches"),
    path("searches/recent/forget/", searches.forget_recent, name="searches_forget"),
    path("searches/<str:uid>/", searches.open_one, name="search_open"),
    path("searches/<str:uid>/new/<int:after>/", searches.open_new, name="search_new"),
    path("searches/<str:uid>/edit/", searches.edit, name="search_edit"),
    path("searches/<str:uid>/alert/", searches.alert, name="search_alert"),
    path("searches/<str:uid>/delete/", searches.delete, name="search_delete"),
    path("alerts/<str:token>/off/", alerts.off, name="alert_off"),
    path("circle/", circle.index, name="circle"),
    path("circle/new/", circle.new, name="circle_new"),
    path("circle/<str:uid>/", circle.one, name="circle_set"),
    path("circle/<str:uid>/remove/", circle.remove, name="circle_remove"),
    path("circle/<str:uid>/resume/", circle.resume, name="circle_resume"),
    path("circle/<str:uid>/rejects/", circle.rejects, name="circle_rejects"),
]
