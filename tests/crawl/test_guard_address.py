"""Addresses: what a crawler may talk to."""

import pytest

from crawler.guard_address import Allowances, is_public


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700:4700::1111", True),
        ("127.0.0.1", False),
        ("10.0.0.5", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),  # carrier-grade NAT
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("::127.0.0.1", False),
        ("64:ff9b::7f00:1", False),  # NAT64
        ("2002:7f00:1::", False),  # 6to4
        ("not an address", False),
        ("2130706433", False),
    ],
)
def test_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_an_allowance_is_for_one_port() -> None:
    allowances = Allowances(["News.test:8000", "[::1]:80"])
    assert allowances.covers("news.test", 8000)
    assert not allowances.covers("news.test", 8001)
    assert not allowances.covers("internal.news.test", 8000)
    assert allowances.covers("::1", 80)
