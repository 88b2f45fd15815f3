"""Web addresses: connections are made only to the public IP address that was checked, within limits.

No test leaves this machine: the resolver and connections are replaced, or a server on 127.0.0.1 is allowed by hand.
"""

import gzip
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote, unquote

import pytest

from corpus.errors import EmptySource, UnreachableSource, UnreadableSource
from corpus.fetch.address import Address, is_public
from corpus.fetch.fetch import fetch

URLS = Path(__file__).parents[3] / "shared" / "security" / "ssrf_urls.txt"
PUBLIC = "93.184.215.14"
STORY = "<html><head><title>Lamps</title></head><body><p>The lamp is lit at dusk.</p></body></html>"


class Connected(AssertionError):
    """A connection was tried although none was allowed."""


@pytest.fixture
def no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any connection or look-up of a name is a failure of the test."""

    def refuse(*arguments: object, **options: object) -> None:
        raise Connected(arguments)

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes the resolver give these numbers, and numbers as they are; anything else is unknown."""

    def set_answers(*numbers: str) -> None:
        def getaddrinfo(host: str, port: int, **options: object) -> list[tuple[Any, ...]]:
            try:
                given = [str(ipaddress.ip_address(host))]
            except ValueError:
                given = list(numbers)
            if not given:
                raise socket.gaierror(-2, "Name or service not known")
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port)) for number in given]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    set_answers()
    return set_answers


OUR_OWN = [
    "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/",
    "http://localhost/", "http://LOCALHOST./", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/",
    "http://10.0.0.1/", "http://192.168.1.1/", "http://169.254.169.254/latest/", "http://[fe80::1%25eth0]/",
    "http://[64:ff9b::a9fe:a9fe]/", "http://[2002:7f00:1::]/", "http://168.63.129.16/", "http://100.100.100.200/",
    "http://user:pass@example.org/", "http://example.org\\@127.0.0.1/", "http://127.0.0.1%00.example.org/",
    "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://printer.local/", "http://intranet/", "http://x.internal/",
    "file:///etc/passwd", "ftp://example.org/", "http:/127.0.0.1/", "//127.0.0.1/", "127.0.0.1", "http://", "",
    "ht\ttp://127.0.0.1/", "http://exam ple.org/", "http://[::1", "http://127.0.0.1:99999/", "http://[v1.x]/",
]  # fmt: skip


def from_list() -> list[str]:
    if not URLS.is_file():
        return []
    lines = URLS.read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[0].replace("\\t", "\t") for line in lines if line and not line.startswith("#")]


@pytest.mark.usefixtures("no_connection", "answers")
@pytest.mark.parametrize("address", OUR_OWN + from_list())
def test_an_address_that_is_not_public_is_refused_without_a_connection(address: str) -> None:
    with pytest.raises(UnreachableSource) as error:
        fetch(address)
    assert str(error.value).startswith(address)
    assert len(str(error.value)) > len(address) + 20, "the reason is missing"


@pytest.mark.usefixtures("no_connection")
@pytest.mark.parametrize(
    "numbers",
    [("127.0.0.1",), (PUBLIC, "127.0.0.1"), ("::1",), ("::ffff:127.0.0.1",), ("10.0.0.7",), ("169.254.169.254",)],
    ids=["loopback", "a public one and loopback", "IPv6 loopback", "mapped", "private", "metadata"],
)
def test_a_host_with_an_address_that_is_not_public_is_refused(
    numbers: tuple[str, ...], answers: Callable[..., None]
) -> None:
    answers(*numbers)
    with pytest.raises(UnreachableSource, match="not public"):
        fetch("http://lamps.org/")


@pytest.mark.usefixtures("no_connection", "answers")
def test_an_unknown_host_says_so() -> None:
    with pytest.raises(UnreachableSource, match=r"no host “lamps\.org” is known"):
        fetch("https://lamps.org/page")


@pytest.mark.parametrize("number", [PUBLIC, "1.1.1.1", "2606:4700:4700::1111"])
def test_public_ip_addresses_are_public(number: str) -> None:
    assert is_public(ipaddress.ip_address(number))


def test_the_ip_address_that_was_checked_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up, connected = [], []

    def getaddrinfo(host: str, port: int, *rest: object, **options: object) -> list[tuple[Any, ...]]:
        looked_up.append(host)
        number = PUBLIC if looked_up.count("lamps.org") < 2 and host in ("lamps.org", PUBLIC) else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    def connect(self: socket.socket, place: tuple[str, int]) -> None:
        connected.append(place)
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(UnreachableSource, match="cannot be reached"):
        fetch("http://lamps.org:8080/")
    assert connected == [(PUBLIC, 8080)]
    assert looked_up.count("lamps.org") == 1


class Site(BaseHTTPRequestHandler):
    """A site of a few pages; `asked` remembers what was asked for."""

    asked: ClassVar[list[tuple[str, dict[str, str]]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, dict(self.headers)))
        getattr(self, "answer_" + self.path.strip("/").partition("/")[0].partition("?")[0], self.answer_gone)()

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def answer_page(self) -> None:
        self.send(STORY.encode(), Content_Type="text/html")

    def answer_packed(self) -> None:
        self.send(gzip.compress(STORY.encode()), Content_Encoding="gzip")

    def answer_bomb(self) -> None:
        self.send(gzip.compress(bytes(4 << 20)), Content_Encoding="gzip")

    def answer_picture(self) -> None:
        self.send(b"\x89PNG\r\n\x1a\n" + bytes(64), Content_Type="text/html")

    def answer_moved(self) -> None:
        self.send(b"", 302, Location="/page?from=moved")

    def answer_to(self) -> None:
        self.send(b"", 307, Location=unquote(self.path.partition("?")[2]))

    def answer_loop(self) -> None:
        self.send(b"", 301, Location="/loop")

    def answer_refresh(self) -> None:
        page = "<html><head><meta http-equiv='refresh' content='0;url=/page'></head><body><p>Stay.</p></body></html>"
        self.send(page.encode(), Refresh="0;url=/page")

    def answer_empty(self) -> None:
        self.send(b"")

    def answer_gone(self) -> None:
        self.send(b"Nothing here.", 404)

    def answer_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(200):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            return

    def answer_cut(self) -> None:
        self.send(b"only a few bytes", Content_Length="5000")

    def log_message(self, *arguments: object) -> None:
        """Says nothing: tests print no log."""


@pytest.fixture
def site() -> Iterator[str]:
    """The address of a site on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    Site.asked.clear()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def this_machine(number: Address) -> bool:
    return number.is_loopback


def test_a_page_is_fetched_and_read_by_content(site: str) -> None:
    (document,) = fetch(f"{site}/page/lamps.html?a=1", allowed=this_machine)
    assert document.text == "The lamp is lit at dusk."
    assert document.source == document.url == f"{site}/page/lamps.html?a=1"
    assert (document.id, document.title) == ("lamps", "Lamps")
    assert Site.asked[0][1]["Host"] == site.removeprefix("http://")


def test_characters_outside_ascii_are_asked_for_as_the_web_writes_them(site: str) -> None:
    fetch(f"{site}/page/Traîté", allowed=this_machine)
    assert Site.asked[0][0] == "/page/Tra%C3%AEt%C3%A9"


def test_a_packed_page_is_unpacked(site: str) -> None:
    assert fetch(f"{site}/packed", allowed=this_machine)[0].text == "The lamp is lit at dusk."


def test_a_redirect_is_followed_and_the_source_stays_as_given(site: str) -> None:
    (document,) = fetch(f"{site}/moved", allowed=this_machine)
    assert document.source == f"{site}/moved"
    assert [path for path, _ in Site.asked] == ["/moved", "/page?from=moved"]


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_INFO",
        "\\\\127.0.0.1\\",
        "http://[x",
    ],
)
def test_a_redirect_to_an_address_that_is_not_public_is_refused(site: str, target: str) -> None:
    with pytest.raises(UnreachableSource):
        fetch(f"{site}/to?{quote(target)}", allowed=this_machine)
    assert len(Site.asked) == 1


def test_every_hop_is_checked(site: str) -> None:
    with pytest.raises(UnreachableSource, match="not public"):
        fetch(f"{site}/to?//127.0.0.2/", allowed=lambda number: str(number) == "127.0.0.1")
    assert len(Site.asked) == 1


def test_a_loop_of_redirects_ends(site: str) -> None:
    with pytest.raises(UnreachableSource, match="more than 5 redirects"):
        fetch(f"{site}/loop", allowed=this_machine)
    assert len(Site.asked) == 6


def test_a_mistake_of_ours_is_not_called_a_fault_of_the_site(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def mistaken(*_: object) -> None:
        raise AttributeError("a mistake of ours")

    monkeypatch.setattr("corpus.fetch.fetch._parts", mistaken)
    with pytest.raises(AttributeError, match="a mistake of ours"):
        fetch(f"{site}/page", seconds=5)


def test_a_page_that_refreshes_elsewhere_is_not_followed(site: str) -> None:
    assert fetch(f"{site}/refresh", allowed=this_machine)[0].text == "Stay."
    assert len(Site.asked) == 1


def test_a_page_that_is_gone_says_so(site: str) -> None:
    with pytest.raises(UnreachableSource, match="the server answers 404; check the address"):
        fetch(f"{site}/gone", allowed=this_machine)


def test_a_site_that_does_not_answer_says_so(site: str) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(UnreachableSource, match="cannot be reached"):
        fetch(f"http://127.0.0.1:{port}/", allowed=this_machine)


def test_a_picture_that_claims_to_be_a_page_is_refused(site: str) -> None:
    with pytest.raises(UnreadableSource, match="PNG image"):
        fetch(f"{site}/picture", allowed=this_machine)


def test_an_empty_answer_is_an_empty_file(site: str) -> None:
    with pytest.raises(EmptySource, match="empty file"):
        fetch(f"{site}/empty", allowed=this_machine)


def test_an_answer_that_never_ends_is_cut_at_the_time_limit(site: str) -> None:
    start = time.monotonic()
    with pytest.raises(UnreachableSource, match=r"no complete answer|too slow"):
        fetch(f"{site}/endless", allowed=this_machine, seconds=0.5)
    assert time.monotonic() - start < 3


def test_the_limit_of_size_counts_unpacked_bytes(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.fetch.fetch._LARGEST", 1 << 20)
    with pytest.raises(UnreadableSource, match="larger than 1 MiB"):
        fetch(f"{site}/bomb", allowed=this_machine)


def test_an_answer_that_breaks_off_is_no_document(site: str) -> None:
    with pytest.raises(UnreachableSource, match="broke off"):
        fetch(f"{site}/cut", allowed=this_machine)


def test_proxies_in_the_environment_are_not_used(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://192.0.2.1:9")
    assert fetch(f"{site}/page", allowed=this_machine, seconds=5)[0].title == "Lamps"
