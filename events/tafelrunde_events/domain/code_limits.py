"""How often wrong codes may be typed, counted in the cache: from one address, and by everybody together.

A refused visitor still gets in by the QR code or the link of a mail, whose tokens nobody can guess. Addresses are kept
as keyed hashes for an hour at most.
"""

from django.core.cache import cache
from django.utils.crypto import salted_hmac

#: Wrong codes in an hour.
PER_ADDRESS = 10
IN_TOTAL = 1000
SECONDS = 3600

_TOTAL = "tafelrunde_events.wrong_codes"


def is_limited(address: str) -> bool:
    """Tell whether somebody at this network address has to wait."""
    key = _key(address)
    counts = cache.get_many([key, _TOTAL])
    return counts.get(key, 0) >= PER_ADDRESS or counts.get(_TOTAL, 0) >= IN_TOTAL


def note_wrong_code(address: str) -> None:
    """Count a wrong code."""
    for key in (_key(address), _TOTAL):
        if not cache.add(key, 1, SECONDS):
            try:
                cache.incr(key)
            except ValueError:  # it lapsed in between
                cache.add(key, 1, SECONDS)


def _key(address: str) -> str:
    return f"{_TOTAL}.{salted_hmac(_TOTAL, address).hexdigest()}"
