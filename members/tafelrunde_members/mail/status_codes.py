"""What the status codes of mail servers say about an address (RFC 3463 and the registry of RFC 5248)."""

import re
from enum import Enum


class Verdict(Enum):
    """Whether it is the address that is wrong, or something that may pass."""

    ADDRESS = "the address is wrong, or nobody reads it any more"
    PASSING = "the mailbox is full, the server refuses us or has trouble"
    UNKNOWN = "the code alone does not tell"


_ENHANCED = re.compile(r"(?<![\d.])([45])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_BASIC = re.compile(r"(?:^|[;:\s])([45]\d\d)(?=[\s-]|$)")

#: Permanent codes that blame the address. All others blame content, policy or size, which differ from mail to mail.
_ADDRESS_CODES = {
    (1, 0),
    (1, 1),
    (1, 2),
    (1, 3),
    (1, 6),
    (1, 10),
    (2, 1),
    (4, 1),  # Exchange Online answers 5.4.1 for recipients that it does not know
    (4, 4),
    (7, 13),
}
_FULL = {"452", "552"}


def judge_status(answer: str) -> Verdict:
    """Return what a server's answer says about the recipient's address: ``"550 5.1.1 user unknown"`` blames it.

    Without an enhanced code a permanent answer says nothing certain: servers send 550 for spam as well.
    """
    if found := _ENHANCED.search(answer):
        if found[1] == "4":
            return Verdict.PASSING
        detail = (int(found[2]), int(found[3]))
        if detail in _ADDRESS_CODES:
            return Verdict.ADDRESS
        return Verdict.UNKNOWN if detail[0] in (0, 5) else Verdict.PASSING
    if found := _BASIC.search(answer):
        return Verdict.PASSING if found[1].startswith("4") or found[1] in _FULL else Verdict.UNKNOWN
    return Verdict.UNKNOWN
