"""The workspaces as a Django application."""

from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    """People, workspaces, members, invitations, API keys and the audit trail."""

    name = "groundswell.workspaces"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the eraser known."""
        from groundswell.workspaces import eraser

        eraser.register()
