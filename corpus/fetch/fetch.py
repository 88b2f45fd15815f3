"""Downloads a web address and reads the documents in it. Connects to public IP addresses only.

The connection is made to the IP address that was checked, so that the name cannot resolve to another one in between;
every redirect is checked too. Proxies from the environment are not used, because they would bypass the check.
"""

import re
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from corpus.errors import UnreachableSource, UnreadableSource
from corpus.fetch.address import Address, check_host, is_public, resolve
from corpus.models import Document, Kind
from corpus.read.source import read_bytes

_LARGEST = 50 << 20  # bytes, counted after decompression
_SECONDS = 60.0  # for the whole fetch: look-up, connection, redirects, body
_SILENCE = 10.0  # seconds without any data
_HOPS = 5  # redirects
_CHUNK = 1 << 16  # bytes
_NUMBERS = 3  # how many of a host's IP addresses are tried
_SAFE = "%/:;@!$&'()*+,=~-._"  # characters of a path that are not percent-encoded

_REDIRECTS = (301, 302, 303, 307, 308)
_HEADERS = {
    "User-Agent": "pinpoint-assistant",
    "Accept": "text/html, application/pdf, text/*;q=0.9, */*;q=0.5",
    "Accept-Encoding": "gzip",
}


@dataclass(frozen=True, slots=True)
class _Request:
    """One fetch. `allowed` says which IP addresses may be connected to; `deadline` is a value of time.monotonic()."""

    address: str
    allowed: Callable[[Address], bool]
    deadline: float


def fetch(
    address: str,
    *,
    kind: Kind | None = None,
    allowed: Callable[[Address], bool] = is_public,
    seconds: float = _SECONDS,
) -> list[Document]:
    """The documents at a web address, their format determined by content. Links in them are not followed.

    `kind` replaces the kind found; `allowed` says which IP addresses may be connected to; `seconds` limits the whole
    fetch. Raises UnreachableSource for an address that is not allowed or does not answer in time, UnreadableSource for
    more than 50 MiB, and what `read_bytes` raises.
    """
    request = _Request(address=address, allowed=allowed, deadline=time.monotonic() + seconds)
    data = _within_time(request, seconds=seconds)
    return read_bytes(data, source=address, kind=kind)


def _within_time(request: _Request, *, seconds: float) -> bytes:
    """What `_download` returns, run in a thread that is abandoned after `seconds`: a look-up cannot be interrupted."""
    answers: SimpleQueue[bytes | BaseException] = SimpleQueue()
    threading.Thread(target=_answer, args=(request, answers), daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty:
        raise UnreachableSource(f"{request.address}: no complete answer in {seconds:.0f} s; try again later.") from None
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _answer(request: _Request, answers: "SimpleQueue[bytes | BaseException]") -> None:
    try:
        answers.put(_download(request))
    except BaseException as error:  # noqa: BLE001 - raised again, in the thread that waits
        answers.put(error)


def _download(request: _Request) -> bytes:
    address = request.address
    for _ in range(_HOPS + 1):
        response = _opened(address, request)
        with response:
            if response.status not in _REDIRECTS:
                return _body(response, request)
            address = _redirected(address, response.headers.get("Location", ""))
    raise UnreachableSource(f"{request.address}: more than {_HOPS} redirects; give the address of the page itself.")


def _redirected(address: str, target: str) -> str:
    try:
        return urljoin(address, target)
    except ValueError as error:
        raise UnreachableSource(f"{address}: redirects to something that is not a web address ({error}).") from error


def _opened(address: str, request: _Request) -> Any:
    """The response of `address`, with its body not yet read. Raises UnreachableSource."""
    from urllib3.exceptions import HTTPError  # heavy: imported on first use

    parts, host, port = _parts(address)
    target = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE + '?')}" if parts.query else "")
    headers = _HEADERS | {"Host": _host_header(host, parts.port)}
    failed: Exception | None = None
    for number in resolve(host, port, address=address, allowed=request.allowed)[:_NUMBERS]:
        pool = _pool(parts.scheme.lower(), host, str(number), port)
        try:
            return pool.urlopen("GET", target, headers=headers, redirect=False, retries=False, preload_content=False)
        except (HTTPError, OSError) as error:
            failed = error
    raise UnreachableSource(f"{address}: cannot be reached ({failed}); check the address and the network.") from failed


def _host_header(host: str, port: int | None) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"{name}:{port}" if port else name


def _parts(address: str) -> tuple[SplitResult, str, int]:
    """The parts of `address`, its host as it is looked up, and its port.

    Raises UnreachableSource for anything but an http or https address without user name and password.
    """
    if not re.match(r"https?://[^/\\]", address, re.IGNORECASE) or re.search(r"[\x00-\x20\x7f\\]", address):
        raise UnreachableSource(f"{address}: not a web address; expected one like https://example.org/page.")
    try:
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme.lower() == "https" else 80)
    except ValueError as error:
        raise UnreachableSource(f"{address}: not a web address ({error}).") from error
    if "@" in parts.netloc:
        raise UnreachableSource(f"{address}: holds a user name or password; give the address without it.")
    return parts, check_host(parts.netloc, parts.hostname or "", address=address), port


def _pool(scheme: str, host: str, number: str, port: int) -> Any:
    """A connection pool for the IP address `number` only, which verifies its certificate against the name `host`."""
    from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout

    timeout = Timeout(connect=_SILENCE, read=_SILENCE)
    if scheme == "http":
        return HTTPConnectionPool(number, port, timeout=timeout)
    return HTTPSConnectionPool(
        number,
        port,
        timeout=timeout,
        server_hostname=host,
        assert_hostname=host,
        ssl_context=ssl.create_default_context(),
    )


def _body(response: Any, request: _Request) -> bytes:
    """The decompressed body of `response`. Raises UnreachableSource, or UnreadableSource if it is too large."""
    from urllib3.exceptions import HTTPError

    if response.status != 200:
        raise UnreachableSource(f"{request.address}: the server answers {response.status}; check the address.")
    data = bytearray()
    try:
        while chunk := response.read1(_CHUNK):
            data += chunk
            if len(data) > _LARGEST:
                raise UnreadableSource(
                    f"{request.address}: larger than {_LARGEST >> 20} MiB; save a part and add that."
                )
            if time.monotonic() > request.deadline:
                raise UnreachableSource(f"{request.address}: too slow; try again later.")
    except (HTTPError, OSError) as error:
        raise UnreachableSource(f"{request.address}: broke off ({error}); try again.") from error
    return bytes(data)
