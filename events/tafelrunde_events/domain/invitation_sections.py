"""What higher plugins add to an invitation: the agenda of a meeting, for example."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tafelrunde_events.models import Event


@dataclass(frozen=True)
class Section:
    """A titled list below the facts of the date. An item is a short label (a time, or nothing) and its text.

    All of it is plain text; mail and answer page escape it.
    """

    title: str
    items: Sequence[tuple[str, str]]


#: Higher plugins add callables here; what they return goes into the mail and onto the answer page of every invitee.
#: They are called with the language of the reader active, and return None for events that are not theirs.
invitation_sections: list[Callable[[Event], Section | None]] = []


def sections_of(event: Event) -> list[Section]:
    """Return what all plugins add to the invitations of the event, empty sections left out."""
    sections = [describe(event) for describe in invitation_sections]
    return [section for section in sections if section is not None and section.items]
