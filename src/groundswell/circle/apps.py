"""The circle as a Django application."""

from django.apps import AppConfig


class CircleConfig(AppConfig):
    """The people whom workspaces know already, and which profiles they are."""

    name = "groundswell.circle"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the catalog, make the eraser and what can be undone known."""
        from groundswell.circle import actions, upkeep  # noqa: F401 - registers reversals

        upkeep.register()
