"""The workspaces as a Django application."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WorkspacesConfig(AppConfig):
    """People, workspaces, members, invitations, API keys and the audit trail."""

    name = "groundswell.workspaces"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the eraser known, and have each domain say what travels and what is told."""
        from groundswell.workspaces import eraser

        eraser.register()
        autodiscover_modules("portable", "hooks")
