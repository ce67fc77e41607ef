"""How often wrong codes may be typed, counted in the cache: from one network, and by everybody together.

A refused visitor still gets in by the QR code or the link of a mail, whose tokens nobody can guess. Addresses are kept
as keyed hashes for an hour at most. What is guessed elsewhere, such as the codes of certificates, is counted apart,
under a purpose of its own.
"""

from django.core.cache import cache

from tafelrunde_events.domain.visitor_networks import network_key

#: Wrong codes in an hour; an IPv6 household is one network. Codes have 60 bits: the total keeps nobody from guessing,
#: and a lower one would let anybody lock out everybody else.
PER_ADDRESS = 10
IN_TOTAL = 100_000
SECONDS = 3600

_LETTERS = "tafelrunde_events.wrong_codes"


def is_limited(address: str, *, purpose: str = _LETTERS) -> bool:
    """Tell whether somebody at this network address has to wait."""
    key = network_key(address, purpose=purpose)
    counts = cache.get_many([key, purpose])
    return counts.get(key, 0) >= PER_ADDRESS or counts.get(purpose, 0) >= IN_TOTAL


def note_wrong_code(address: str, *, purpose: str = _LETTERS) -> None:
    """Count a wrong code."""
    for key in (network_key(address, purpose=purpose), purpose):
        if not cache.add(key, 1, SECONDS):
            try:
                cache.incr(key)
            except ValueError:  # it lapsed in between
                cache.add(key, 1, SECONDS)
