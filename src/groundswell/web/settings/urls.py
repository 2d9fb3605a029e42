"""PLACEHOLDER until the area is built; its owner replaces this file."""

from django.urls import path

from groundswell.web.shell.views import help_door

urlpatterns = [
    path("", help_door, name="settings"),
]
