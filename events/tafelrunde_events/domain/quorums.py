"""Whether enough institutions come for an event to decide anything."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from tafelrunde_events.models import Event

#: Higher plugins add callables from an event to the number of institutions that must be present, or None without rule.
quorums: list[Callable[[Event], int | None]] = []


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many institutions are needed, how many come, and of how many nobody knows yet."""

    needed: int
    coming: int
    open: int

    @property
    def is_reached(self) -> bool:
        """Whether enough have said that they come."""
        return self.coming >= self.needed

    @property
    def is_lost(self) -> bool:
        """Whether it stays out of reach even if all come who may still come."""
        return self.coming + self.open < self.needed

    @property
    def in_words(self) -> str:
        """How it stands, as a sentence."""
        if self.is_reached:
            return gettext("The quorum is reached: %(coming)d institutions come, %(needed)d are needed.") % {
                "coming": self.coming,
                "needed": self.needed,
            }
        if self.is_lost:
            return gettext(
                "The quorum can no longer be reached with those who are invited: %(coming)d institutions come, "
                "%(open)d may still come, %(needed)d are needed."
            ) % {"coming": self.coming, "open": self.open, "needed": self.needed}
        missing = self.needed - self.coming
        text = ngettext(
            "The quorum is not reached yet: %(missing)d institution more is needed; %(coming)d of %(needed)d come.",
            "The quorum is not reached yet: %(missing)d institutions more are needed; %(coming)d of %(needed)d come.",
            missing,
        )
        return text % {"missing": missing, "coming": self.coming, "needed": self.needed}


def quorum_needed(event: Event) -> int | None:
    """Return how many institutions must be present, as the first plugin says that knows; None without such a rule."""
    return next((needed for find in quorums if (needed := find(event)) is not None), None)
