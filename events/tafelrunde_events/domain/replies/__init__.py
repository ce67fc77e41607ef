"""Answers of calendar programs: found in mail, judged, applied where they are certain, shown to people otherwise."""

from tafelrunde_events.domain.replies.handling import handle_calendar_mail
from tafelrunde_events.domain.replies.settling import count_reply, note_reply
from tafelrunde_events.domain.replies.taking import Letter, take_reply

__all__ = ["Letter", "count_reply", "handle_calendar_mail", "note_reply", "take_reply"]
