"""Whose words a letter is written in: those of the whole site, or of an owner that higher plugins register."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tafelrunde_events.models import Event
from tafelrunde_members.permissions import AnyUser, is_network_coordinator, is_superuser

#: The key of the whole site.
SITE = ""


@dataclass(frozen=True, slots=True)
class TextOwner:
    """An owner of words: `key` stands in the rows (``table:5``), `label` is what people read."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class TextOwnerKind:
    """A kind of owner. `name` is what its keys begin with.

    `owner_of` returns the key for an event, or nothing when the event has no such owner; `managed_by` returns the
    owners whose words a user writes, and must be empty for everybody else.
    """

    name: str
    owner_of: Callable[[Event], str]
    managed_by: Callable[[AnyUser], Sequence[TextOwner]]


#: Higher plugins add their kinds of owners here; the first one that knows an event is asked no further.
text_owners: list[TextOwnerKind] = []


def owner_of(event: Event) -> str:
    """Return the key of the event's owner, or that of the site."""
    return next((key for kind in text_owners if (key := kind.owner_of(event))), SITE)


def may_edit_site_words(user: AnyUser) -> bool:
    """Tell whether the user writes the words of the whole site: the network's coordination does."""
    return is_superuser(user) or is_network_coordinator(user)


def managed_owners(user: AnyUser) -> list[TextOwner]:
    """Return the owners whose words the user writes, the site not among them."""
    return [owner for kind in text_owners for owner in kind.managed_by(user)]
