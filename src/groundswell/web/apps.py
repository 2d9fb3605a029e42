"""The member pages as a Django application."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Sign-in, account and health pages."""

    name = "groundswell.web"

    def ready(self) -> None:
        """Listen to what allauth reports, for the audit trail."""
        from groundswell.web.accounts import trail

        trail.listen()
