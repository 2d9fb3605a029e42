"""Discovery as a Django application."""

from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    """Saved and recent searches, and whom members have viewed."""

    name = "groundswell.discovery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the catalog, make the eraser and what can be undone known."""
        from groundswell.discovery import upkeep
        from groundswell.discovery.saved import actions  # noqa: F401 - registers reversals

        upkeep.register()
