"""Addresses of services (database, mail) turned into what Django wants to be told."""

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from groundswell.config.env import Environment

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",  # with WAL: safe against a crash of the process at any moment
    "PRAGMA cache_size=-65536",  # 64 MiB of pages for each connection
    "PRAGMA mmap_size=1073741824",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA journal_size_limit=67108864",
)
_POSTGRES_OPTIONS = frozenset(
    {"sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "application_name", "host"}
)


def database(env: Environment, home: Path) -> dict[str, Any]:
    """The entry of DATABASES for ``DATABASE_URL``."""
    value = env.raw("DATABASE_URL")
    if value is None:
        return sqlite(home / "groundswell.sqlite3")
    parts = _split(env, "DATABASE_URL", value)
    if parts.scheme == "sqlite":
        path = unquote(parts.path).removeprefix("/")
        if parts.netloc or parts.query or not path:
            raise env.malformed("DATABASE_URL", value, "A SQLite address has three slashes.")
        return sqlite(home / path)
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgres(env, value, parts)
    raise env.malformed("DATABASE_URL", value, "SQLite and PostgreSQL are supported.")


def sqlite(path: Path) -> dict[str, Any]:
    """A SQLite file with write-ahead log; writing transactions take their lock at BEGIN."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": 300,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "; ".join(_PRAGMAS),
        },
        "TEST": {"NAME": str(path.with_name(f"test_{path.name}"))},
    }


def mail(env: Environment) -> dict[str, Any]:
    """Django's EMAIL_ settings for ``EMAIL_URL``."""
    value = env.raw("EMAIL_URL") or "console://"
    parts = _split(env, "EMAIL_URL", value)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.scheme == "console" and not (parts.netloc or parts.path.strip("/") or options):
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    plain = options.pop("tls", "on") == "off"
    known = parts.scheme in {"smtp", "smtps"} and not (plain and parts.scheme == "smtps")
    if not known or not parts.hostname or parts.path.strip("/") or options:
        raise env.malformed("EMAIL_URL", value)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and not plain,
        "EMAIL_TIMEOUT": 20,
    }


def only(env: Environment, name: str, accepted: str) -> str:
    """A reserved address of which one form exists yet."""
    value = env.raw(name) or accepted
    if value != accepted:
        raise env.malformed(name, value, f"Only {accepted} is built yet; leave {name} unset.")
    return value


def _postgres(env: Environment, value: str, parts: SplitResult) -> dict[str, Any]:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = sorted(options.keys() - _POSTGRES_OPTIONS)
    name = unquote(parts.path).removeprefix("/")
    if unknown:
        raise env.malformed("DATABASE_URL", value, f"The option {unknown[0]!r} is not known.")
    if not name or "/" in name:
        raise env.malformed("DATABASE_URL", value, "The name of the database comes last.")
    host = options.pop("host", parts.hostname or "")  # ?host=/run/postgresql names a socket folder
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _split(env: Environment, name: str, value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        _ = parts.port  # a bad port shows only when asked for
    except ValueError as error:
        raise env.malformed(name, value, str(error)) from error
    return parts
