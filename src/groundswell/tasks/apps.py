"""The tasks as a Django application."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class TasksConfig(AppConfig):
    """Jobs, schedules and workers."""

    name = "groundswell.tasks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import the `jobs` module of every application, so that events find their subscribers."""
        autodiscover_modules("jobs")
