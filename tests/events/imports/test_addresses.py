"""Addresses of foreign calendars: how people write them, and which machines on the network are public."""

import pytest

from tafelrunde_events.domain.imports.addresses import WrongAddressError, calendar_address
from tafelrunde_events.domain.imports.endpoints import is_public

NOT_PUBLIC = [
    "127.0.0.1",
    "127.8.9.10",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.5",
    "172.16.3.4",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.251",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::8.8.8.8",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "3fff::1",
    "2002:7f00:1::",
    "fc00::1",
    "fd12:3456:789a::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "localhost",
    "",
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_that_are_not_public_are_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "193.0.6.139", "2001:67c:2e8:22::c100:68b", "2a00:1450::200e"]
)
def test_public_addresses_are_known(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("webcal://calendar.example.org/a.ics", "https://calendar.example.org:443/a.ics"),
        ("webcals://calendar.example.org/", "https://calendar.example.org:443/"),
        (" HTTPS://Calendar.Example.ORG ", "https://calendar.example.org:443/"),
        ("http://calendar.example.org?a=1#part", "http://calendar.example.org:80/?a=1"),
        ("https://kalender-müritz.example.org/ä b", "https://xn--kalender-mritz-psb.example.org:443/%C3%A4%20b"),
        ("https://calendar.example.org/%7Eme/?q=a%20b", "https://calendar.example.org:443/%7Eme/?q=a%20b"),
        ("https://calendar.example.org/\r\nHost: evil", "https://calendar.example.org:443/Host:%20evil"),
    ],
)
def test_addresses_are_understood_as_people_write_them(url: str, expected: str) -> None:
    assert calendar_address(url).url == expected


def test_a_wrong_address_says_its_host_and_no_password() -> None:
    with pytest.raises(WrongAddressError, match=r"^calendar\.example\.org$"):
        calendar_address("https://user:word@calendar.example.org/secret")
