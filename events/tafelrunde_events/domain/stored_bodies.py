"""Bodies of feeds that were built once and are asked for again: a bounded memory of this process."""

from collections.abc import Callable
from threading import Lock

from cachetools import LRUCache

#: Bytes that the memory may hold together; a larger body is built each time.
CAPACITY = 32 * 1024 * 1024

_bodies: LRUCache[str, bytes] = LRUCache(maxsize=CAPACITY, getsizeof=len)
_lock = Lock()


def stored_body(key: str, build: Callable[[], bytes]) -> bytes:
    """Return what was built for a key before, or build it now. A key names one content for ever, like a strong ETag."""
    with _lock:
        body = _bodies.get(key)
    if body is None:
        body = build()
        if len(body) <= CAPACITY:
            with _lock:
                _bodies[key] = body
    return body


def forget_bodies() -> None:
    """Give the memory back."""
    with _lock:
        _bodies.clear()
