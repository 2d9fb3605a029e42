"""The product's settings, with a home of their own for every test process."""

import atexit
import os
import shutil
import tempfile

if "GROUNDSWELL_HOME" not in os.environ or os.environ.get("PYTEST_XDIST_WORKER"):
    _home = tempfile.mkdtemp(prefix="groundswell-tests-")
    atexit.register(shutil.rmtree, _home, ignore_errors=True)
    os.environ["GROUNDSWELL_HOME"] = _home
os.environ["GROUNDSWELL_SECRET_KEY"] = "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz"

from groundswell.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - WhiteNoise looks into it
# in-process clients that say they take gzip do not unpack it; journeys see the compressed pages
MIDDLEWARE = [one for one in MIDDLEWARE if "GZip" not in one]  # noqa: F405
