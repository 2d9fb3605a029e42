"""Settings of the instance, read once from the environment."""

import os
from pathlib import Path

BASE = Path(__file__).resolve().parents[3]
HOME = Path(os.environ.get("GROUNDSWELL_HOME", str(BASE / "data")))
SECRET_KEY = "replace-me-by-strict-reader"  # noqa: S105
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "groundswell.workspaces",
    "groundswell.creators",
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME / "groundswell.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
AUTH_USER_MODEL = "workspaces.Person"
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
