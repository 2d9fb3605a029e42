"""The catalog as a Django application."""

from django.apps import AppConfig


class CreatorsConfig(AppConfig):
    """Catalog of creators, profiles, posts, audiences and their sources."""

    name = "groundswell.creators"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the eraser known."""
        from groundswell.creators import eraser

        eraser.register()
