"""The API as a Django application: it keeps the answers that repeats of a request get."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """REST, version 1."""

    name = "groundswell.api"
    default_auto_field = "django.db.models.BigAutoField"
