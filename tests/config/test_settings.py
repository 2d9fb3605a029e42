"""The settings as whole processes see them."""

import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from groundswell.config.env import SettingError
from groundswell.config.secret import FILE, instance_secret

_PROBE = """
import json
from groundswell.config import settings as s
names = [n for n in dir(s) if n.isupper()]
print(json.dumps({n: getattr(s, n) for n in names}, default=str))
"""


def _settings(home: Path, **values: str) -> "subprocess.CompletedProcess[str]":
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GROUNDSWELL_") and name != "DATABASE_URL"
    }
    return subprocess.run(
        [sys.executable, "-c", _PROBE],
        env={**kept, "GROUNDSWELL_HOME": str(home), **values},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_instance_without_any_setting_runs(tmp_path: Path) -> None:
    told = json.loads(_settings(tmp_path).stdout)
    assert told["DEBUG"] is False
    assert told["HOME"] == str(tmp_path)
    assert told["DATABASES"]["default"]["NAME"] == str(tmp_path / "groundswell.sqlite3")
    assert len(told["SECRET_KEY"]) >= 64
    assert told["SESSION_COOKIE_SECURE"] is False
    assert told["SECURE_HSTS_SECONDS"] == 0
    assert told["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]


def test_a_site_behind_tls_protects_its_cookies(tmp_path: Path) -> None:
    told = json.loads(
        _settings(
            tmp_path,
            GROUNDSWELL_SITE_URL="https://crew.example/",
            GROUNDSWELL_TRUSTED_PROXIES="1",
        ).stdout
    )
    assert told["SESSION_COOKIE_SECURE"] is True
    assert told["CSRF_COOKIE_SECURE"] is True
    assert told["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert told["SECURE_SSL_REDIRECT"] is True
    assert told["CSRF_TRUSTED_ORIGINS"] == ["https://crew.example"]
    assert told["ALLOWED_HOSTS"][0] == "crew.example"
    assert told["DEFAULT_FROM_EMAIL"] == "Groundswell <groundswell@crew.example>"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("GROUNDSWELL_DEBUG", "maybe", "yes or no"),
        ("GROUNDSWELL_SECRET_KEY", "short", "at least 32 characters"),
        ("GROUNDSWELL_SITE_URL", "crew.example", "an address such as"),
        ("GROUNDSWELL_MAIL_FROM", "nobody", "an e-mail address"),
        ("GROUNDSWELL_INDEX_SHARDS", "0", "from 1 to 16"),
        ("GROUNDSWELL_TRUSTED_PROXIES", "all", "from 0 to 10"),
        ("GROUNDSWELL_LOG_LEVEL", "loud", "one of debug"),
        ("GROUNDSWELL_ALLOWED_HOSTS", "http://a", "host names"),
        ("DATABASE_URL", "mysql://a/b", "sqlite:///"),
        ("EMAIL_URL", "pigeon://a", "smtp://"),
        ("SEARCH_URL", "opensearch://a", "embedded://"),
        ("STORAGE_URL", "s3://a", "local://"),
        ("GROUNDSWELL_HOEM", "x", "GROUNDSWELL_HOME"),
    ],
)
def test_no_process_starts_on_a_wrong_setting(
    name: str, value: str, expected: str, tmp_path: Path
) -> None:
    done = _settings(tmp_path, **{name: value})
    assert done.returncode != 0
    assert name in done.stderr
    assert expected in done.stderr


def test_a_home_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("")
    done = _settings(taken / "home")
    assert "GROUNDSWELL_HOME is" in done.stderr
    assert "expected a folder that this user may write" in done.stderr


def test_the_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: instance_secret(tmp_path), range(32)))
    assert len(made) == 1
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_cut_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("abc\n")
    with pytest.raises(SettingError, match="too short"):
        instance_secret(tmp_path)
