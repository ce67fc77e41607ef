"""The day itself: who is expected, who is there, and the paper for tables, doors and lapels."""

from tafelrunde_events.domain.on_the_day.checking_in import CheckIn, check_in, note_attendance, undo_check_in
from tafelrunde_events.domain.on_the_day.participants import Participant, no_shows, participants_of
from tafelrunde_events.domain.on_the_day.sessions import session_now, sessions_of

__all__ = [
    "CheckIn",
    "Participant",
    "check_in",
    "no_shows",
    "note_attendance",
    "participants_of",
    "session_now",
    "sessions_of",
    "undo_check_in",
]
