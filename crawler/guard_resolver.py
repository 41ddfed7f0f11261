"""The name resolver: gives the connection no address that is not public.

Twisted connects to exactly the addresses that this resolver returns, so a name cannot be judged by
one answer and connected by another (DNS rebinding).
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.settings import BaseSettings
from twisted.internet.interfaces import (
    IAddress,
    IHostnameResolver,
    IHostResolution,
    IResolutionReceiver,
)
from zope.interface import implementer

from crawler.guard_address import Allowances, is_public


@implementer(IResolutionReceiver)
class _PublicOnly:
    """Passes on the public addresses of a host, or all where the user allowed them."""

    def __init__(self, receiver: IResolutionReceiver, *, allowed: bool, refused: set[str]) -> None:
        self._receiver = receiver
        self._allowed = allowed
        self._refused = refused

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:
        if self._allowed or is_public(address.host):
            self._receiver.addressResolved(address)
        else:
            self._refused.add(address.host)

    def resolutionComplete(self) -> None:
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class PublicResolver:
    """Resolves IPv4 and IPv6, keeps what is public."""

    def __init__(self, reactor: Any, allowances: Allowances) -> None:
        self._reactor = reactor
        self._inner: IHostnameResolver = reactor.nameResolver
        self._allowances = allowances

    @classmethod
    def from_crawler(cls, process: Any, reactor: Any) -> "PublicResolver":
        return cls(reactor, allowances_of(process.settings))

    def install_on_reactor(self) -> None:
        """Make the reactor use this resolver for every connection by name or address."""
        self._reactor.installNameResolver(self)

    def resolveHostName(
        self,
        resolutionReceiver: IResolutionReceiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        refused: set[str] = set()
        REFUSED[hostName.lower()] = refused
        receiver = _PublicOnly(
            resolutionReceiver,
            allowed=self._allowances.covers(hostName, portNumber),
            refused=refused,
        )
        return self._inner.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )


REFUSED: dict[str, set[str]] = {}
"""For each host, the addresses its last resolution was not given: explains a failed lookup."""


def allowances_of(settings: BaseSettings) -> Allowances:
    """Return what may be connected to: what the order names, and the proxies the user has set."""
    proxies = []
    for proxy in getproxies().values():
        parts = urlsplit(proxy if "//" in proxy else f"//{proxy}")
        if parts.hostname:
            proxies.append(f"{parts.hostname}:{parts.port or 80}")
    return Allowances([*settings.getlist("ALLOW_PRIVATE"), *proxies])
