from pathlib import Path
from typing import Any

import pytest

from groundswell.config import services
from groundswell.config.env import Environment, SettingError

HOME = Path("/srv/groundswell")


def _database(url: str | None) -> dict[str, Any]:
    return services.database(Environment({} if url is None else {"DATABASE_URL": url}), HOME)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        (None, "/srv/groundswell/groundswell.sqlite3"),
        ("sqlite:///other.sqlite3", "/srv/groundswell/other.sqlite3"),
        ("sqlite:////var/lib/a%20b.sqlite3", "/var/lib/a b.sqlite3"),
    ],
)
def test_sqlite_addresses(url: str | None, path: str) -> None:
    entry = _database(url)
    assert entry["ENGINE"] == "django.db.backends.sqlite3"
    assert entry["NAME"] == path
    assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in entry["OPTIONS"]["init_command"]


def test_postgres_addresses() -> None:
    entry = _database("postgres://ann:p%40ss@db.example:6432/crew?sslmode=require")
    assert entry["ENGINE"] == "django.db.backends.postgresql"
    named = {key: entry[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    assert named == {
        "NAME": "crew",
        "USER": "ann",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6432",
    }
    assert entry["OPTIONS"] == {"sslmode": "require"}


def test_a_postgres_socket_is_named_by_its_folder() -> None:
    entry = _database("postgresql://ann@/crew?host=%2Frun%2Fpostgresql")
    assert entry["HOST"] == "/run/postgresql"
    assert entry["OPTIONS"] == {}


@pytest.mark.parametrize(
    "url",
    [
        "mysql://h/n",
        "sqlite://file.sqlite3",
        "sqlite:///",
        "postgres://host",
        "postgres://host/a/b",
        "postgres://host:port/a",
        "postgres://ann:hunter2@host/a?sslmod=require",
        "just words",
    ],
)
def test_other_database_addresses_are_refused_without_showing_them(url: str) -> None:
    with pytest.raises(
        SettingError, match=r"expected sqlite:///file\.sqlite3 or postgres"
    ) as refusal:
        _database(url)
    assert "hunter2" not in f"{refusal.value} {refusal.value.hint}"


def _mail(url: str) -> dict[str, Any]:
    return services.mail(Environment({"EMAIL_URL": url}))


def test_mail_is_printed_by_default() -> None:
    assert services.mail(Environment({}))["EMAIL_BACKEND"].endswith("console.EmailBackend")
    assert _mail("console://")["EMAIL_BACKEND"].endswith("console.EmailBackend")


@pytest.mark.parametrize(
    ("url", "port", "starttls", "tls"),
    [
        ("smtp://u:p@mx.example", 587, True, False),
        ("smtp://u:p@mx.example:25?tls=off", 25, False, False),
        ("smtps://u:p@mx.example", 465, False, True),
    ],
)
def test_mail_servers(url: str, port: int, starttls: bool, tls: bool) -> None:
    told = _mail(url)
    assert (told["EMAIL_HOST"], told["EMAIL_PORT"]) == ("mx.example", port)
    assert (told["EMAIL_USE_TLS"], told["EMAIL_USE_SSL"]) == (starttls, tls)
    assert (told["EMAIL_HOST_USER"], told["EMAIL_HOST_PASSWORD"]) == ("u", "p")


@pytest.mark.parametrize(
    "url", ["smtp://", "imap://a", "smtp://a?x=1", "smtps://a?tls=off", "console://x", "smtp://a/b"]
)
def test_other_mail_addresses_are_refused(url: str) -> None:
    with pytest.raises(SettingError, match="console:// or smtp://"):
        _mail(url)


@pytest.mark.parametrize(
    ("name", "accepted", "other"),
    [
        ("SEARCH_URL", "embedded://", "opensearch://h:9200"),
        ("STORAGE_URL", "local://", "s3://bucket"),
    ],
)
def test_what_is_reserved_says_so(name: str, accepted: str, other: str) -> None:
    assert services.only(Environment({}), name, accepted) == accepted
    assert services.only(Environment({name: accepted}), name, accepted) == accepted
    with pytest.raises(SettingError) as refusal:
        services.only(Environment({name: other}), name, accepted)
    assert "not built" in str(refusal.value.hint) or "Only" in str(refusal.value.hint)
