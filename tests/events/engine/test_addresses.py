import pytest

from tafelrunde_events.engine import AddressError, check_address
from tafelrunde_events.engine.addresses import mailto


@pytest.mark.parametrize(
    "email", ["rt@example.org", "m.mueller+rt@mail.example.org", "o'neil@example.org", "a@xn--mnchen-3ya.example.org"]
)
def test_usual_addresses_pass_unchanged(email: str):
    assert check_address(email) == email


def test_the_domain_becomes_ascii():
    assert check_address("rt@münchen.example.org") == "rt@xn--mnchen-3ya.example.org"


@pytest.mark.parametrize(
    "email",
    [
        "",
        "rt",
        "rt@",
        "@example.org",
        "rt@a@example.org",
        "rt @example.org",
        "rt@example.org\r\nBcc: all@example.org",
        "rt@example.org\n",
        "rt@exam\u2028ple.org",
        '"r t"@example.org',
        "rt,two@example.org",
        "rt..x@example.org",
        "rt@-example.org",
        "rt@example..org",
        "rt@example.org;x",
        "a" * 65 + "@example.org",
        "rt@" + "a" * 64 + ".example.org",
        "rt\0@example.org",
    ],
)
def test_malformed_addresses_are_refused(email: str):
    with pytest.raises(AddressError) as refusal:
        check_address(email)

    assert refusal.value.code == "address_malformed"


def test_a_local_part_beyond_ascii_is_refused_with_its_own_code():
    with pytest.raises(AddressError) as refusal:
        check_address("jörg@example.org")

    assert refusal.value.code == "address_not_ascii"


def test_a_mailto_address_escapes_what_an_address_on_the_web_may_not_hold():
    assert mailto("50%off/x+y@example.org") == "mailto:50%25off%2Fx+y@example.org"
