"""Relationships as a Django application."""

from django.apps import AppConfig


class RelationshipsConfig(AppConfig):
    """Lists, tags and notes of workspaces."""

    name = "groundswell.relationships"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the catalog and make the eraser known."""
        from groundswell.relationships import upkeep

        upkeep.register()
