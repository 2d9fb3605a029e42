"""The visual language as a Django application."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, tags and static files of every page."""

    name = "groundswell.ui"
