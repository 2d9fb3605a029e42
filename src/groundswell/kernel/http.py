"""The one client for HTTP calls to others, guarded against what an address given by people can do.

An address may lead into our own network: by number, by a name that resolves there, or by a name
that resolves to somewhere public when it is checked and to somewhere private when it is called.
So a name is resolved once, every address it has is checked, and the connection goes to one of the
very addresses that were checked; TLS still proves the name. Redirects are not followed, proxies of
the environment are not used, and both the whole time and the size of an answer are bounded.

Private addresses, and http instead of https, are for networks that the operator names in
``GROUNDSWELL_OUTBOUND_ALLOW``.
"""

import re
import socket
import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

import httpcore
import httpx
from django.conf import settings

from groundswell.kernel.errors import GroundswellError, Invalid, Refused

LONGEST_URL = 2_000
_PLAIN = {"accept-encoding": "identity"}  # a small answer must not unpack into a large one
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,252})")
_NAT64 = IPv6Network("64:ff9b::/96")

Address = IPv4Address | IPv6Address


class BadAddress(Invalid):
    """The text is no address that can be called."""

    code = "bad-address"


class AddressNotAllowed(Refused):
    """The address leads where this instance does not go."""

    code = "address-not-allowed"


class Unreachable(GroundswellError):
    """The other side could not be reached, did not answer in time, or answered no HTTP."""

    code = "unreachable"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long and how much: seconds to connect, seconds for everything, bytes of the answer."""

    connect: float = 5.0
    total: float = 15.0
    size: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said.

    Attributes:
        status: HTTP status.
        headers: names in lower case.
        body: at most `Bounds.size` bytes of it.
        cut: whether there was more.
        ms: milliseconds from the call to the end of the body.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    cut: bool
    ms: int


def check_url(url: str) -> str:
    """The address as it will be called, or a refusal, without asking the network.

    Raises:
        BadAddress: not an absolute http(s) address, or one with a password or fragment in it.
        AddressNotAllowed: http, or an address by number, that the operator does not allow.
    """
    parts = _parsed(url)
    if parts.scheme == "http" and not _allowed_networks():
        raise AddressNotAllowed("The address must begin with https://.", field="url")
    literal = _literal(parts.host)
    if literal is not None:
        _check(literal, parts.scheme)
    return str(parts)


def call(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    content: bytes = b"",
    bounds: Bounds = Bounds(),
) -> Answer:
    """Make one call and read the answer, whatever its status.

    Raises:
        BadAddress, AddressNotAllowed: as `check_url`, also for what a name resolves to.
        Unreachable: no connection, no answer in time, or nonsense; the sentence says which.
    """
    checked, begun = check_url(url), time.monotonic()
    transport = _Transport(_Network(httpx.URL(checked).scheme, begun + bounds.total))
    try:
        with (
            httpx.Client(
                transport=transport,
                trust_env=False,
                timeout=httpx.Timeout(bounds.total, connect=bounds.connect),
            ) as client,
            client.stream(
                method, checked, headers=_PLAIN | dict(headers or {}), content=content
            ) as answer,
        ):
            body, cut = _read(answer.iter_raw(), bounds.size)
            status, told = answer.status_code, dict(answer.headers)
    except (httpcore.TimeoutException, httpx.TimeoutException) as error:
        raise Unreachable(f"No answer within {bounds.total:g} seconds.") from error
    except (httpx.HTTPError, httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        raise Unreachable(_said(error)) from error
    return Answer(status, told, body, cut, round((time.monotonic() - begun) * 1000))


def _parsed(url: str) -> httpx.URL:
    if len(url) > LONGEST_URL:
        raise BadAddress(f"An address has at most {LONGEST_URL} characters.", field="url")
    try:
        parts = httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError):
        raise BadAddress("This is not a web address.", field="url") from None
    host = parts.raw_host.decode("ascii", "replace")
    named = _literal(host) is not None or _HOST.fullmatch(host)
    if parts.scheme not in {"https", "http"} or not named or not 0 < (parts.port or 1) < 65_536:
        raise BadAddress(
            "This is not a web address.", field="url", hint="For example https://example.com/hook."
        )
    if parts.userinfo or parts.fragment:
        raise BadAddress("The address may hold no password and no part after #.", field="url")
    return parts


def _read(chunks: Iterator[bytes], size: int) -> tuple[bytes, bool]:
    kept = bytearray()
    for chunk in chunks:
        kept += chunk
        if len(kept) > size:
            return bytes(kept[:size]), True
    return bytes(kept), False


def _said(error: Exception) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"The certificate is not valid: {cause.verify_message}."
        if isinstance(cause, socket.gaierror):
            return "There is no such host."
        if isinstance(cause, ConnectionRefusedError):
            return "The host refused the connection."
        cause = cause.__cause__ or cause.__context__
    return f"The call failed: {error}" if str(error) else "The connection was closed."


# ---------------------------------------------------------------- where we may go


def _allowed_networks() -> list[Any]:
    return [ip_network(text) for text in settings.OUTBOUND_ALLOW]


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None


def _check(address: Address, scheme: str) -> None:
    """Refuse an address that is neither public nor allowed; http needs to be allowed."""
    bare = _inner(address)
    allowed = any(bare in network for network in _allowed_networks())
    public = bare.is_global and not bare.is_multicast
    if not allowed and (not public or scheme != "https"):
        why = "The address must begin with https://." if public else _PRIVATE
        raise AddressNotAllowed(why, field="url")


_PRIVATE = "This address leads into a private network, where this instance does not go."


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo or (None, address))[1]


@dataclass(slots=True)
class _Network(httpcore.NetworkBackend):
    """Connects to checked addresses only, and lets nothing outlast the deadline."""

    scheme: str
    deadline: float
    _plain: httpcore.SyncBackend = field(default_factory=httpcore.SyncBackend)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(row[4][0]).partition("%")[0] for row in found))
        for address in addresses:
            _check(ip_address(address), self.scheme)
        last: Exception | None = None
        for address in addresses[:4]:
            try:
                stream = self._plain.connect_tcp(
                    address, port, self._left(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
            else:
                return _Stream(stream, self)
        raise last or httpcore.ConnectError("the name has no address")

    def _left(self, timeout: float | None) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time is over")
        return left if timeout is None else min(timeout, left)


@dataclass(slots=True)
class _Stream(httpcore.NetworkStream):
    """A connection each step of which ends at the deadline, however slowly the other side drips."""

    inner: httpcore.NetworkStream
    network: _Network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, self.network._left(timeout))  # noqa: SLF001

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, self.network._left(timeout))  # noqa: SLF001

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self.network._left(timeout)  # noqa: SLF001
        return _Stream(self.inner.start_tls(ssl_context, server_hostname, left), self.network)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)


class _Transport(httpx.BaseTransport):
    """httpx over a pool of httpcore that uses our network."""

    def __init__(self, network: _Network) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(), network_backend=network
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        assert isinstance(answer.stream, Iterable)
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        self._pool.close()


@dataclass(slots=True)
class _Body(httpx.SyncByteStream):
    answer: httpcore.Response

    def __iter__(self) -> Iterator[bytes]:
        yield from self.answer.iter_stream()

    def close(self) -> None:
        self.answer.close()
