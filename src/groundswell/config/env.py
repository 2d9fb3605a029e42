"""Strict readers of the environment: what is not understood is an error, never ignored.

`VARIABLES` is the one list of settings; the readers, the documents and the tests work from it.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from groundswell.kernel.errors import Invalid


class SettingError(Invalid):
    """A variable of the environment is unknown or malformed; ``field`` names it."""

    code = "bad-setting"


@dataclass(frozen=True, slots=True)
class Variable:
    """One setting of the instance.

    Attributes:
        name: variable of the environment.
        expects: what a value looks like, in words.
        default: what holds where it is not set, in words.
        note: what it does.
        secret: never shown in an error; may also be given as the path of a file in ``NAME_FILE``.
    """

    name: str
    expects: str
    default: str
    note: str
    secret: bool = False


VARIABLES: tuple[Variable, ...] = (
    Variable(
        "GROUNDSWELL_HOME",
        "the path of a folder",
        "`data/` under the checkout",
        "Folder that holds the database file, the index, stored files and the secret.",
    ),
    Variable(
        "GROUNDSWELL_SECRET_KEY",
        "at least 32 characters that nobody can guess",
        "made once and kept in `secret_key` in the home folder",
        "Signs sessions, encrypts stored secrets and makes public identifiers. Back it up.",
        secret=True,
    ),
    Variable(
        "GROUNDSWELL_DEBUG",
        "yes or no",
        "no",
        "Shows errors with source code in the browser. Never on a machine that others reach.",
    ),
    Variable(
        "GROUNDSWELL_SITE_URL",
        "an address such as https://creators.example.com",
        "`http://localhost:8000`",
        "Address under which people reach the site. With https, cookies are sent over TLS only.",
    ),
    Variable(
        "GROUNDSWELL_ALLOWED_HOSTS",
        "host names separated by commas",
        "the host of the site address, and localhost",
        "Host names that the site answers to.",
    ),
    Variable(
        "GROUNDSWELL_TRUSTED_PROXIES",
        "a whole number from 0 to 10",
        "0",
        "How many reverse proxies stand in front and set `X-Forwarded-For` and "
        "`X-Forwarded-Proto`.",
    ),
    Variable(
        "GROUNDSWELL_MAIL_FROM",
        "an e-mail address such as Groundswell <team@example.com>",
        "`Groundswell <groundswell@HOST>`",
        "Sender of the mail that the instance itself sends.",
    ),
    Variable(
        "GROUNDSWELL_INDEX_SHARDS",
        "a whole number from 1 to 16",
        "2",
        "Into how many parts a new discovery index is cut; one per core is right up to four.",
    ),
    Variable(
        "GROUNDSWELL_IMPORT_LIMIT",
        "a whole number from 1 to 1000000",
        "6144",
        "Largest file that may be uploaded for an import, in megabytes (of 1,048,576 bytes).",
    ),
    Variable(
        "GROUNDSWELL_API_LIMIT",
        "a whole number from 1 to 1000000",
        "600",
        "How many API requests a key or member may make in a minute, counted in each process.",
    ),
    Variable(
        "GROUNDSWELL_OUTBOUND_ALLOW",
        "networks such as 10.20.0.0/16 or 127.0.0.1, separated by commas",
        "none",
        "Private networks that webhooks may call, also over http. Public addresses need https.",
    ),
    Variable(
        "GROUNDSWELL_LOG_LEVEL",
        "one of debug, info, warning, error",
        "info",
        "How much is written to the log (standard error).",
    ),
    Variable(
        "DATABASE_URL",
        "sqlite:///file.sqlite3 or postgres://user:password@host:5432/name",
        "`sqlite:///groundswell.sqlite3`, in the home folder",
        "Database. A relative SQLite path lies in the home folder; `sqlite:////` is absolute.",
        secret=True,
    ),
    Variable(
        "EMAIL_URL",
        "console:// or smtp://user:password@host:587 (smtps:// for TLS from the start)",
        "`console://`",
        "How mail is sent. `smtp://` asks for STARTTLS; add `?tls=off` for a relay without it.",
        secret=True,
    ),
    Variable(
        "SEARCH_URL",
        "embedded://",
        "`embedded://`",
        "Engine of discovery. The index in the home folder is the only one yet.",
        secret=True,
    ),
    Variable(
        "STORAGE_URL",
        "local://",
        "`local://`",
        "Where stored files lie. The home folder is the only place yet.",
        secret=True,
    ),
)

_PREFIX = "GROUNDSWELL_"
_BY_NAME = {variable.name: variable for variable in VARIABLES}
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})
_HOST = re.compile(r"\.?[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]|\*")


class Environment:
    """Reads the variables of `VARIABLES` out of a mapping such as ``os.environ``.

    Raises:
        SettingError: at once, where a ``GROUNDSWELL_`` variable is unknown.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        known = {*_BY_NAME, *(f"{v.name}_FILE" for v in VARIABLES if v.secret)}
        for name in sorted(values):
            if name.startswith(_PREFIX) and name not in known:
                raise _unknown(name, known)

    def raw(self, name: str) -> str | None:
        """The value as given, out of the variable or of the file it names; None where not set."""
        variable = _BY_NAME[name]
        value = self._values.get(name, "").strip()
        path = self._values.get(f"{name}_FILE", "").strip() if variable.secret else ""
        if value and path:
            raise SettingError(
                f"{name} and {name}_FILE are both set; keep one of them.", field=name
            )
        if path:
            try:
                value = Path(path).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise SettingError(
                    f"{name}_FILE is {path!r}, which cannot be read ({error}); "
                    f"expected a text file that holds {variable.expects}.",
                    field=f"{name}_FILE",
                ) from error
            if not value:
                raise SettingError(
                    f"{name}_FILE is {path!r}, which is empty; expected {variable.expects}.",
                    field=f"{name}_FILE",
                )
        return value or None

    def text(self, name: str, default: str, *, shortest: int = 1) -> str:
        """A text of at least ``shortest`` characters."""
        value = self.raw(name)
        if value is None:
            return default
        if len(value) < shortest:
            raise self.malformed(name, value)
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """A boolean: 1/0, true/false, yes/no, on/off in any case."""
        value = self.raw(name)
        if value is None:
            return default
        if value.casefold() not in _YES | _NO:
            raise self.malformed(name, value)
        return value.casefold() in _YES

    def number(self, name: str, default: int, *, low: int, high: int) -> int:
        """A whole number, low <= number <= high."""
        value = self.raw(name)
        if value is None:
            return default
        if not re.fullmatch(r"\d{1,9}", value) or not low <= int(value) <= high:
            raise self.malformed(name, value)
        return int(value)

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        """One of a few words, in any case."""
        value = (self.raw(name) or default).casefold()
        if value not in choices:
            raise self.malformed(name, value)
        return value

    def path(self, name: str, default: Path) -> Path:
        """An absolute path; ``~`` is the home of the user."""
        value = self.raw(name)
        if value is None:
            return default
        try:
            return Path(value).expanduser().absolute()
        except RuntimeError as error:  # ~somebody who does not exist
            raise self.malformed(name, value) from error

    def site(self, name: str, default: str) -> str:
        """An http(s) address with a host and nothing behind the port, without the last slash."""
        value = (self.raw(name) or default).rstrip("/")
        try:
            parts = urlsplit(value)
            port_is_fine = parts.port is None or parts.port > 0
        except ValueError as error:
            raise self.malformed(name, value) from error
        bare = not (parts.path or parts.query or parts.fragment or parts.username)
        fine = parts.scheme in {"http", "https"} and parts.hostname and bare and port_is_fine
        if not fine or not _HOST.fullmatch(_bracketed(str(parts.hostname))):
            raise self.malformed(name, value)
        return value

    def hosts(self, name: str, default: list[str]) -> list[str]:
        """Host names, as Django's ALLOWED_HOSTS takes them (``.example.com`` with subdomains)."""
        value = self.raw(name)
        if value is None:
            return default
        hosts = [host.strip() for host in value.split(",") if host.strip()]
        for host in hosts:
            if not _HOST.fullmatch(host):
                raise self.malformed(name, host)
        return hosts

    def networks(self, name: str) -> list[str]:
        """IP networks in CIDR form; a bare address is the network of itself. None are the default."""
        networks = []
        for text in (self.raw(name) or "").split(","):
            if not text.strip():
                continue
            try:
                networks.append(str(ip_network(text.strip())))
            except ValueError as error:
                raise self.malformed(name, text.strip(), str(error)) from error
        return networks

    def malformed(self, name: str, value: str, hint: str | None = None) -> SettingError:
        """The error that says variable, value (unless secret) and what was expected."""
        variable = _BY_NAME[name]
        shown = (
            f"is set, but its value (not shown) {_FAULT}" if variable.secret else f"is {value!r}"
        )
        return SettingError(f"{name} {shown}; expected {variable.expects}.", field=name, hint=hint)


_FAULT = "is not understood"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _unknown(name: str, known: set[str]) -> SettingError:
    ends = {other.removeprefix(_PREFIX): other for other in known if other.startswith(_PREFIX)}
    near = difflib.get_close_matches(name.removeprefix(_PREFIX), ends, n=1, cutoff=0.6)
    ours = ", ".join(sorted(v.name for v in VARIABLES if v.name.startswith(_PREFIX)))
    return SettingError(
        f"{name} is not a setting of Groundswell; expected one of {ours}.",
        field=name,
        hint=f"Did you mean {ends[near[0]]}?" if near else None,
    )
