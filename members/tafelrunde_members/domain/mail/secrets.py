"""Writing a personal link once more after it was forgotten: plugins know from what it follows."""

from collections.abc import Callable, Mapping

from tafelrunde_members.models.mail import OutboxMessage

#: Returns the secrets of a message, or nothing when what it is about no longer exists.
Renew = Callable[[OutboxMessage], Mapping[str, str]]

_sources: dict[str, Renew] = {}


def register_secrets(prefix: str, renew: Renew) -> None:
    """Have `renew` write the secrets of messages whose subject matter (`object_key`) begins so."""
    _sources[prefix] = renew


def renewed_secrets(message: OutboxMessage) -> dict[str, str]:
    """Return the secrets of a message that was sent before, for sending it again; empty when nobody knows them."""
    for prefix, renew in _sources.items():
        if message.object_key.startswith(prefix):
            return dict(renew(message))
    return {}
