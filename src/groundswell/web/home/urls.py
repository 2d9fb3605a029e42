"""Addresses of Home and of notifications."""

from django.urls import path

from groundswell.web.home import telling, views

urlpatterns = [
    path("", views.home, name="home"),
    path("home/<slug:queue>/<str:key>/<str:deed>/", views.act, name="home_act"),
    path("home/demo/", views.demo, name="home_demo"),
    path("notifications/", telling.notifications, name="notifications"),
    path("notifications/<str:uid>/", telling.follow, name="notification"),
]
