"""What to think of before a mailing is released. Warnings never hold anything back."""

from collections.abc import Callable

from tafelrunde_events.models import EventMailing

#: Plugins add callables that return sentences about a draft, such as that it comes too late for the table's rules.
mailing_warnings: list[Callable[[EventMailing], list[str]]] = []


def warnings_about(mailing: EventMailing) -> list[str]:
    """Return what whoever releases the mailing should know."""
    return [sentence for warn in mailing_warnings for sentence in warn(mailing)]
