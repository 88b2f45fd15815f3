"""Checks that hosts and IP addresses are public, so that nothing is fetched from the user's own machine or network."""

import ipaddress
import re
import socket
from collections.abc import Callable

from corpus.errors import UnreachableSource

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Names that are valid only inside a machine, a home network or a cluster, or are reserved (RFC 2606, 6761, 8375).
_INNER = re.compile(
    r"(.+\.)?(localhost|localdomain|local|internal|intranet|lan|home|corp|svc|test|invalid|example|onion|alt"
    r"|arpa|private)"
)
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")

# Refused besides what `ipaddress` calls private: the internal server of Azure, IETF assignments, the 6to4 relay,
# benchmark networks, carrier-grade NAT.
_INNER_V4 = tuple(
    map(ipaddress.IPv4Network, ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "100.64.0.0/10"))
)
# All public IPv6 addresses are in 2000::/3. Refused within it: Teredo and other IETF assignments, documentation, and
# 6to4, which contains an IPv4 address.
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_INNER_V6 = tuple(map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))


def is_public(number: Address) -> bool:
    """Whether `number` is a public address, reachable from the whole Internet."""
    if number.is_multicast or number.is_reserved or not number.is_global:
        return False
    if isinstance(number, ipaddress.IPv4Address):
        return not any(number in network for network in _INNER_V4)
    return number in _GLOBAL_V6 and not any(number in network for network in _INNER_V6)


def check_host(netloc: str, host: str, *, address: str) -> str:
    """The `host` of `netloc` as it is looked up: in ASCII and lower case, without a final dot.

    `address` is the web address, for messages. Raises UnreachableSource for a name that is not valid or not public, and
    for an IP address in an unusual notation.
    """
    if "%" in netloc or netloc.startswith("[") != (":" in host):
        raise UnreachableSource(f"{address}: “{host}” is not the name of a host.")
    number = _number(host)
    if number is not None:
        return str(number)
    try:
        # Normalises look-alikes ("①", "。") as a resolver would, so that the name checked is the name looked up.
        name = host.encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError as error:
        raise UnreachableSource(f"{address}: “{host}” is not the name of a host.") from error
    if _number(name) is not None:
        return name
    inner = "." not in name or _INNER.fullmatch(name) or _NUMBER.fullmatch(name.rpartition(".")[2])
    if inner or not re.fullmatch(r"[a-z0-9_.-]+", name):
        raise UnreachableSource(
            f"{address}: “{host}” is not a public host; only addresses on the Internet are fetched."
        )
    return name


def resolve(host: str, port: int, *, address: str, allowed: Callable[[Address], bool]) -> list[Address]:
    """The IP addresses of `host`. Raises UnreachableSource if it has none, or if any of them is not `allowed`."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise UnreachableSource(f"{address}: no host “{host}” is known; check the address and the network.") from error
    numbers = [ipaddress.ip_address(str(answer[4][0])) for answer in answers]
    if not numbers or not all(allowed(number) for number in numbers):
        raise UnreachableSource(
            f"{address}: leads to {', '.join(sorted({str(number) for number in numbers}))}, which is not public; "
            "only addresses on the Internet are fetched. Save the page and add the file."
        )
    return numbers


def _number(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
