"""File imports as a Django application."""

from django.apps import AppConfig


class SpreadsheetConfig(AppConfig):
    """Imports of files and the column mappings that people corrected."""

    name = "groundswell.connectors.spreadsheet"
    label = "spreadsheet"
    default_auto_field = "django.db.models.BigAutoField"
