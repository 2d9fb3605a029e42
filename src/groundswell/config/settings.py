"""Settings of the instance, read once from the environment; `env.VARIABLES` lists them."""

import os
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from groundswell.config import secret, services
from groundswell.config.env import Environment

_env = Environment(os.environ)
_base = Path(__file__).resolve().parents[3]
_checkout = _base if (_base / "pyproject.toml").exists() else Path.cwd()

# ---------------------------------------------------------------- the instance
HOME = _env.path("GROUNDSWELL_HOME", _checkout / "data")
DEBUG = _env.flag("GROUNDSWELL_DEBUG", default=False)
SECRET_KEY = _env.text("GROUNDSWELL_SECRET_KEY", "", shortest=32) or secret.instance_secret(HOME)
SECRET_FILE = secret.FILE
SITE_URL = _env.site("GROUNDSWELL_SITE_URL", "http://localhost:8000")
INDEX_SHARDS = _env.number("GROUNDSWELL_INDEX_SHARDS", 2, low=1, high=16)
SEARCH_URL = services.only(_env, "SEARCH_URL", "embedded://")
STORAGE_URL = services.only(_env, "STORAGE_URL", "local://")
DATABASES: dict[str, dict[str, Any]] = {"default": services.database(_env, HOME)}

_host = urlsplit(SITE_URL).hostname or "localhost"
_secure = SITE_URL.startswith("https:")
_proxies = _env.number("GROUNDSWELL_TRUSTED_PROXIES", 0, low=0, high=10)

# ---------------------------------------------------------------- applications
ROOT_URLCONF = "groundswell.config.urls"
WSGI_APPLICATION = "groundswell.config.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "groundswell.ui",
    "groundswell.web",  # before allauth, whose templates it replaces
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "groundswell.tasks",
    "groundswell.workspaces",
    "groundswell.creators",
    "groundswell.relationships",
    "groundswell.circle",
    "groundswell.discovery",
    "groundswell.connectors.spreadsheet",
    "ninja",  # for the script of the API's documentation, served from our own files
    "groundswell.api",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads at random, so that no length tells of a secret
    "groundswell.config.security.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "groundswell.web.accounts.frame.AccountFrame",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "groundswell.web.answers.Sayings",
    "groundswell.web.refusals.RefusalPages",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "groundswell.web.shell.frame.frame",
            ],
        },
    },
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = "UTC"

# ---------------------------------------------------------------- sign-in (see docs/decisions/0201)
AUTH_USER_MODEL = "workspaces.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "door"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "groundswell.web.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {"signup": "groundswell.web.accounts.forms.SignupForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "10/m/ip",
    "reset_password": "10/m/ip,3/10m/key",
    "reset_password_from_key": "10/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "5/m/user",
    "confirm_email": "1/3m/key",
}
MFA_ADAPTER = "groundswell.web.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Groundswell"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # every account begins verified; this lets its address change
MFA_TOTP_TOLERANCE = 1  # half a minute, for phones whose clock is a little off
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CACHES = {  # in the database, because limits hold only where all processes count together
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "groundswell_cache",
    },
    # requests to the API are counted by each process for itself: a search must not wait for a write
    "limits": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "limits",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}
OUTBOUND_ALLOW = _env.networks("GROUNDSWELL_OUTBOUND_ALLOW")
IMPORT_LIMIT = _env.number("GROUNDSWELL_IMPORT_LIMIT", 6144, low=1, high=1_000_000) * 1024**2
API_LIMIT = _env.number("GROUNDSWELL_API_LIMIT", 600, low=1, high=1_000_000)

# ---------------------------------------------------------------- safety of the site
ALLOWED_HOSTS = _env.hosts(
    "GROUNDSWELL_ALLOWED_HOSTS", [*dict.fromkeys((_host, "localhost", "127.0.0.1", "[::1]"))]
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _secure else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _proxies else None
SECURE_SSL_REDIRECT = _secure and _proxies > 0
X_FRAME_OPTIONS = "DENY"
TRUSTED_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = _proxies

# ---------------------------------------------------------------- static files
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
MEDIA_ROOT = HOME / "files"
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# what is compressed already, and source maps, which only a developer's tools ask for
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [
    "jpg", "jpeg", "png", "gif", "webp", "zip", "gz", "br", "woff", "woff2", "map",
]  # fmt: skip

# ---------------------------------------------------------------- mail
_mail = services.mail(_env)
EMAIL_BACKEND: str = _mail["EMAIL_BACKEND"]
EMAIL_HOST: str = _mail.get("EMAIL_HOST", "localhost")
EMAIL_PORT: int = _mail.get("EMAIL_PORT", 25)
EMAIL_HOST_USER: str = _mail.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD: str = _mail.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS: bool = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL: bool = _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT: int = _mail.get("EMAIL_TIMEOUT", 20)
EMAIL_SUBJECT_PREFIX = ""
DEFAULT_FROM_EMAIL = _env.text("GROUNDSWELL_MAIL_FROM", f"Groundswell <groundswell@{_host}>")
if "@" not in parseaddr(DEFAULT_FROM_EMAIL)[1]:
    raise _env.malformed("GROUNDSWELL_MAIL_FROM", DEFAULT_FROM_EMAIL)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# ---------------------------------------------------------------- log
_level = _env.choice("GROUNDSWELL_LOG_LEVEL", "info", ("debug", "info", "warning", "error"))
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "groundswell": {
            "handlers": ["stderr"],
            "level": _level.upper(),
            "propagate": False,
        },
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
