"""The guarded client, against a server of our own and names that lie."""

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pytest_django import Settings

from groundswell.kernel import http
from groundswell.kernel.http import AddressNotAllowed, BadAddress, Bounds, Unreachable


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/drip":
            self._drip()
        elif self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()
        elif self.path == "/large":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x" * 50_000)
        else:
            self.send_response(201)
            self.send_header("X-Host", self.headers["Host"])
            self.end_headers()
            self.wfile.write(body + self.headers["X-Mark"].encode())

    def _drip(self) -> None:
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for _ in range(100):
                self.wfile.write(b"X-A: b\r\n")
                time.sleep(0.1)
        except OSError:
            pass

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    one = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=one.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{one.server_port}"
    one.shutdown()
    thread.join()
    one.server_close()


@pytest.fixture
def allowed(settings: Settings) -> None:
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]


@pytest.mark.loopback
@pytest.mark.usefixtures("allowed")
def test_a_call_brings_status_headers_and_body(server: str) -> None:
    answer = http.call("POST", f"{server}/x", headers={"X-Mark": "!"}, content=b"hello")
    assert (answer.status, answer.body, answer.cut) == (201, b"hello!", False)
    assert answer.headers["x-host"] == server.removeprefix("http://")
    assert 0 <= answer.ms < 5_000


@pytest.mark.loopback
@pytest.mark.usefixtures("allowed")
def test_redirects_are_not_followed_and_large_answers_are_cut(server: str) -> None:
    assert http.call("POST", f"{server}/away").status == 302
    answer = http.call("POST", f"{server}/large", bounds=Bounds(size=2_000))
    assert (len(answer.body), answer.cut) == (2_000, True)


@pytest.mark.loopback
@pytest.mark.usefixtures("allowed")
def test_a_server_that_drips_is_left_when_the_time_is_over(server: str) -> None:
    begun = time.monotonic()
    with pytest.raises(Unreachable, match=r"within 0\.5 seconds"):
        http.call("POST", f"{server}/drip", bounds=Bounds(total=0.5))
    assert time.monotonic() - begun < 2


@pytest.mark.loopback
@pytest.mark.usefixtures("allowed")
def test_nobody_there_is_said_so() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Unreachable, match="refused the connection"):
        http.call("POST", f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://10.1.2.3/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:192.168.1.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "http://example.com/",
    ],
)
def test_private_addresses_and_http_are_refused_before_any_call(address: str) -> None:
    with pytest.raises(AddressNotAllowed):
        http.check_url(address)


@pytest.mark.parametrize(
    "address",
    ["", "example.com/x", "ftp://example.com", "https://", "https://me:pw@example.com/",
     "https://example.com/#part", "https://example.com/" + "a" * 2_000, "https://ex ample.com:99999/"],
)  # fmt: skip
def test_what_is_no_address_is_said_so(address: str) -> None:
    with pytest.raises(BadAddress):
        http.check_url(address)


def test_public_addresses_pass() -> None:
    assert http.check_url("https://example.com/hook?a=1") == "https://example.com/hook?a=1"
    assert http.check_url("https://93.184.215.14/") == "https://93.184.215.14/"


@pytest.mark.usefixtures("allowed")
def test_http_is_allowed_inside_the_named_networks_only() -> None:
    assert http.check_url("http://127.0.0.1:9000/") == "http://127.0.0.1:9000/"
    with pytest.raises(AddressNotAllowed, match="https"):
        http.check_url("http://93.184.215.14/")
    with pytest.raises(AddressNotAllowed, match="private"):
        http.check_url("https://10.0.0.1/")


@pytest.mark.parametrize("inner", ["127.0.0.1", "10.0.0.8", "::1", "fd00::1"])
def test_a_name_that_leads_inside_is_refused_at_the_moment_of_the_call(
    monkeypatch: pytest.MonkeyPatch, inner: str
) -> None:
    """One public address beside the private one does not help: which is taken is chance."""
    family = socket.AF_INET6 if ":" in inner else socket.AF_INET
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 443)),
        (family, socket.SOCK_STREAM, 6, "", (inner, 443)),
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found)
    with pytest.raises(AddressNotAllowed, match="private"):
        http.call("POST", "https://hooks.example/")


@pytest.mark.loopback
@pytest.mark.usefixtures("allowed")
def test_the_address_that_was_checked_is_the_one_that_is_called(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that resolves to another place the second time gains nothing: there is no second time."""
    port = int(server.rpartition(":")[2])
    answers = iter(["127.0.0.1", "10.0.0.8"])

    def lie(host: str, *_args: object, **_named: object) -> list[object]:
        number = next(answers) if host == "hooks.example" else host
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    monkeypatch.setattr(socket, "getaddrinfo", lie)
    answer = http.call("POST", f"http://hooks.example:{port}/", headers={"X-Mark": "?"})
    assert answer.headers["x-host"] == f"hooks.example:{port}"
    with pytest.raises(AddressNotAllowed):
        http.call("POST", f"http://hooks.example:{port}/", headers={"X-Mark": "?"})


def test_a_name_that_is_not_known_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: object, **_named: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Unreachable, match="no such host"):
        http.call("POST", "https://nowhere.example/")
