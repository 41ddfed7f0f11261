"""Which network addresses a crawler may talk to: public ones, and what the user named."""

import ipaddress
from collections.abc import Iterable

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_IPV4_COMPATIBLE = ipaddress.IPv6Network("::/96")


def is_public(address: str) -> bool:
    """Whether an address (IPv4 or IPv6, as text) is one of the open internet.

    Not public: loopback, private, link-local, carrier-grade NAT, unique-local, multicast, reserved,
    and every IPv6 form that carries such an IPv4 address inside.

    >>> is_public("8.8.8.8"), is_public("100.64.1.1"), is_public("::ffff:127.0.0.1")
    (True, False, False)
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = _inner_ipv4(parsed)
        if inner is not None:
            return _is_open(inner)
    return _is_open(parsed)


def _is_open(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _inner_ipv4(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64 or (address in _IPV4_COMPATIBLE and int(address) > 0xFFFF):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


class Allowances:
    """HOST:PORT pairs that may be connected to although they are not public."""

    def __init__(self, pairs: Iterable[str]) -> None:
        self._pairs = frozenset(pair.lower() for pair in pairs)

    def covers(self, host: str, port: int) -> bool:
        """Whether the user has named this very host and port."""
        host = host.lower().strip("[]")
        return f"{host}:{port}" in self._pairs or f"[{host}]:{port}" in self._pairs
